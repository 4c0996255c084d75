#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

static const char HELP[] =
    "Usage: load --work NAME --dialect NAME --port NUMBER [options]\n"
    "\n"
    "Plays the clients of a signaling server on 127.0.0.1, and prints what it measured as JSON.\n"
    "\n"
    "  --work NAME        talk, ask, move, hold or resume\n"
    "  --dialect NAME     plain, parley or socketio\n"
    "  --port NUMBER      where the server is\n"
    "  --pid NUMBER       the server's process, whose CPU and memory are measured too\n"
    "  --clients NUMBER   clients in all, 2 unless said otherwise\n"
    "  --room-size NUMBER clients in a room, 2 unless said otherwise\n"
    "  --window NUMBER    messages in flight, 1 unless said otherwise\n"
    "  --one-speaks       only the first in a room speaks\n"
    "  --bytes NUMBER     length of a message's argument, 100 unless said otherwise\n"
    "  --rate NUMBER      messages a second in all, each at its time, answered or not\n"
    "  --seconds NUMBER   how long to measure, 2 unless said otherwise\n"
    "  --warm NUMBER      seconds of the same work before that, 1 unless said otherwise\n"
    "  --opening NUMBER   clients on their way in at once, 64 unless said otherwise\n"
    "  --fill NUMBER      rooms that the server makes beside those of the clients\n";

static Work work_named(const char *name) {
  static const char *names[] = {"talk", "ask", "move", "hold", "resume"};
  for (int i = 0; i <= WORK_RESUME; i++) {
    if (strcmp(names[i], name) == 0) return (Work)i;
  }
  fail("do \"%s\": the works are talk, ask, move, hold and resume", name);
}

static double number_of(const char *flag, const char *word) {
  char *end;
  double number = strtod(word, &end);
  if (*word == 0 || *end != 0 || !(number >= 0 && number <= 1e12)) {
    fail("use %s: \"%s\" is not a number that it takes", flag, word);
  }
  return number;
}

static unsigned count_of(const char *flag, const char *word, unsigned least) {
  double number = number_of(flag, word);
  if (number < least || number > 1e9 || number != (unsigned)number) {
    fail("use %s: it takes a whole number of at least %u, not %s", flag, least, word);
  }
  return (unsigned)number;
}

/** Takes the flags that have a value; false if it is none of them. */
static bool take_value(Options *options, const char *flag, const char *value) {
#define IS(name) (strcmp(flag, "--" name) == 0)
  if (IS("work")) options->work = work_named(value);
  else if (IS("dialect")) options->dialect = dialect_named(value);
  else if (IS("port")) options->port = (int)count_of(flag, value, 1);
  else if (IS("pid")) options->pid = (int)count_of(flag, value, 1);
  else if (IS("clients")) options->clients = count_of(flag, value, 1);
  else if (IS("room-size")) options->room_size = count_of(flag, value, 2);
  else if (IS("window")) options->window = count_of(flag, value, 1);
  else if (IS("bytes")) options->bytes = count_of(flag, value, 0);
  else if (IS("rate")) options->rate = number_of(flag, value);
  else if (IS("seconds")) options->seconds = number_of(flag, value);
  else if (IS("warm")) options->warm = number_of(flag, value);
  else if (IS("opening")) options->opening = count_of(flag, value, 1);
  else if (IS("fill")) options->fill = count_of(flag, value, 0);
  else return false;
#undef IS
  return true;
}

static void check(const Options *options) {
  if (options->dialect == NULL) fail("begin: --dialect says how to talk to the server");
  if (options->port < 1 || options->port > 65535) fail("begin: --port says where the server is");
  if (options->work == WORK_TALK && options->clients % options->room_size != 0) {
    fail("fill the rooms: %u clients are no multiple of %u", options->clients, options->room_size);
  }
  if (options->work == WORK_RESUME && !options->dialect->has_sessions) {
    fail("resume sessions: a server that speaks %s has none", options->dialect->name);
  }
}

Options read_options(int count, char **words) {
  Options options = {
      .clients = 2,
      .room_size = 2,
      .window = 1,
      .bytes = 100,
      .seconds = 2,
      .warm = 1,
      .opening = 64,
  };
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--help") == 0) {
      fputs(HELP, stdout);
      exit(0);
    }
    if (strcmp(words[i], "--one-speaks") == 0) options.one_speaks = true;
    else if (i + 1 == count || !take_value(&options, words[i], words[i + 1])) {
      fail("understand %s: --help tells what there is", words[i]);
    } else i++;
  }
  check(&options);
  return options;
}
