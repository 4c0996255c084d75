#include "exchange.h"

#include <stdlib.h>

#include "clock.h"
#include "fail.h"

/** How long to wait for messages that are on their way. */
#define DRAIN_PATIENCE (3 * SECOND)

/** The rooms that clients enter and leave are so many. */
#define LOBBIES 100

static bool is_talk(const Exchange *exchange) {
  return exchange->crowd->options->work == WORK_TALK;
}

/** How many hear a message. */
static unsigned audience_of(const Exchange *exchange) {
  return is_talk(exchange) ? exchange->crowd->options->room_size - 1 : 1;
}

static unsigned group_of(const Exchange *exchange, const Client *client) {
  return is_talk(exchange) ? crowd_room(exchange->crowd, client) : client->number;
}

static void say(Exchange *exchange, Client *client, uint64_t sent) {
  Crowd *crowd = exchange->crowd;
  const Dialect *dialect = crowd->options->dialect;
  if (client->stage != STAGE_MEMBER) return;
  exchange->said++;
  if (exchange->measuring) exchange->measured_said++;
  switch (crowd->options->work) {
    case WORK_TALK:
      return crowd_say(crowd, client, dialect->say, crowd_room(crowd, client), sent);
    case WORK_ASK:
      return crowd_say(crowd, client, dialect->ask, 0, sent);
    default: {
      // One after the other: who has asked an even number of times is outside.
      const char *template = client->asked % 2 == 0 ? dialect->join : dialect->leave;
      return crowd_say(crowd, client, template, client->number % LOBBIES, sent);
    }
  }
}

/** What a message that was heard sets off in the closed loop. */
static void reply(Exchange *exchange, Client *client, uint64_t time) {
  const Options *options = exchange->crowd->options;
  unsigned group = group_of(exchange, client);
  if (exchange->heard_by[group] % audience_of(exchange) != 0) return;
  Client *first = &exchange->crowd->clients[group * options->room_size];
  say(exchange, is_talk(exchange) && options->one_speaks ? first : client, time);
}

static void on_message(void *context, Client *client, uint64_t sent, uint64_t heard) {
  Exchange *exchange = context;
  exchange->heard++;
  exchange->heard_by[group_of(exchange, client)]++;
  if (exchange->measuring) exchange->measured_heard++;
  // All that was due while it was measured, however late it comes: the slowest shall not be missed.
  if (sent >= exchange->measured_from && sent < exchange->measured_until) {
    histogram_add(&exchange->latency, heard - sent);
  }
  if (exchange->running && exchange->crowd->options->rate == 0) reply(exchange, client, now());
}

void exchange_prepare(Exchange *exchange, Crowd *crowd) {
  const Options *options = crowd->options;
  *exchange = (Exchange){.crowd = crowd};
  exchange->groups = is_talk(exchange) ? options->clients / options->room_size : options->clients;
  exchange->heard_by = calloc(exchange->groups, sizeof(unsigned));
  exchange->heard_before = calloc(exchange->groups, sizeof(unsigned));
  if (exchange->heard_by == NULL || exchange->heard_before == NULL) {
    fail("begin: there is no memory left");
  }
  crowd->listener = (Listener){.context = exchange, .message = on_message};
}

/** Whose turn it is in a group: everyone's, one after the other, unless only the first speaks. */
static Client *speaker(Exchange *exchange, unsigned group, unsigned turn) {
  const Options *options = exchange->crowd->options;
  if (!is_talk(exchange)) return &exchange->crowd->clients[group];
  unsigned member = options->one_speaks ? 0 : turn % options->room_size;
  return &exchange->crowd->clients[group * options->room_size + member];
}

/** Says what has become due, each message with the time at which it should have been said. */
static void say_due(Exchange *exchange) {
  double rate = exchange->crowd->options->rate;
  uint64_t due = (uint64_t)(seconds(now() - exchange->began) * rate);
  for (; exchange->due < due; exchange->due++) {
    uint64_t at = exchange->began + (uint64_t)((double)exchange->due / rate * (double)SECOND);
    unsigned group = (unsigned)(exchange->due % exchange->groups);
    say(exchange, speaker(exchange, group, (unsigned)(exchange->due / exchange->groups)), at);
  }
}

void exchange_begin(Exchange *exchange) {
  const Options *options = exchange->crowd->options;
  exchange->running = true;
  exchange->began = now();
  if (options->rate > 0) return;
  for (unsigned group = 0; group < exchange->groups; group++) {
    for (unsigned turn = 0; turn < options->window; turn++) {
      say(exchange, speaker(exchange, group, turn), now());
    }
  }
}

void exchange_run(Exchange *exchange, double length) {
  uint64_t end = now() + (uint64_t)(length * (double)SECOND);
  if (exchange->crowd->options->rate == 0) return crowd_pump_until(exchange->crowd, end);
  // The open loop does not sleep: it has to be in time.
  while (now() < end) {
    say_due(exchange);
    crowd_pump(exchange->crowd, 0);
  }
}

void exchange_measure(Exchange *exchange, double length) {
  for (unsigned i = 0; i < exchange->groups; i++) exchange->heard_before[i] = exchange->heard_by[i];
  exchange->measuring = true;
  exchange->measured_from = now();
  exchange->measured_until = exchange->measured_from + (uint64_t)(length * (double)SECOND);
  exchange_run(exchange, length);
  exchange->measuring = false;
}

static int64_t outstanding(const Exchange *exchange) {
  return (int64_t)(exchange->said * audience_of(exchange)) - (int64_t)exchange->heard;
}

int64_t exchange_end(Exchange *exchange) {
  exchange->running = false;
  uint64_t deadline = now() + DRAIN_PATIENCE;
  while (outstanding(exchange) > 0 && exchange->crowd->members > 0 && now() < deadline) {
    crowd_pump(exchange->crowd, 5);
  }
  return outstanding(exchange);
}

unsigned exchange_silent(const Exchange *exchange) {
  unsigned silent = 0;
  for (unsigned i = 0; i < exchange->groups; i++) {
    silent += exchange->heard_by[i] == exchange->heard_before[i];
  }
  return silent;
}
