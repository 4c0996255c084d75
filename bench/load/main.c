// Plays the clients of a signaling server, and says what the server cost and how long it took.
//
// One thread, no masks to compute, no JSON to parse: messages are counted by a marker in them, so
// that a server may write several of them in one frame, and a client costs less than its server.

#include <signal.h>
#include <stdio.h>

#include "clock.h"
#include "crowd.h"
#include "exchange.h"
#include "fill.h"
#include "options.h"
#include "process.h"
#include "resume.h"

/** What is read before and after: the differences are what something cost. */
typedef struct {
  uint64_t time;
  double server_cpu;
  double own_cpu;
  uint64_t frames;
  uint64_t bytes;
} Reading;

static Reading read_all(const Crowd *crowd) {
  return (Reading){
      .time = now(),
      .server_cpu = process_cpu(crowd->options->pid),
      .own_cpu = own_cpu(),
      .frames = crowd->frames,
      .bytes = crowd->bytes,
  };
}

/** Prints what all works have: how long it took, what it cost the server, and the load itself. */
static void print_cost(const Reading *before, const Reading *after) {
  printf("\"seconds\":%.6f,\"cpu\":%.3f,\"loadCpu\":%.6f", seconds(after->time - before->time),
         after->server_cpu - before->server_cpu, after->own_cpu - before->own_cpu);
}

static void print_latency(const Histogram *latency) {
  printf("\"latency\":{\"count\":%llu,\"p50\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"worst\":%.1f}",
         (unsigned long long)latency->total, histogram_quantile(latency, 0.5) / 1e3,
         histogram_quantile(latency, 0.99) / 1e3, histogram_quantile(latency, 0.999) / 1e3,
         (double)latency->worst / 1e3);
}

static void do_exchange(Crowd *crowd) {
  static Exchange exchange;
  const Options *options = crowd->options;
  if (options->fill > 0) fill_rooms(crowd, options->fill);
  exchange_prepare(&exchange, crowd);
  exchange_begin(&exchange);
  exchange_run(&exchange, options->warm);
  Reading before = read_all(crowd);
  exchange_measure(&exchange, options->seconds);
  Reading after = read_all(crowd);
  double memory = process_memory(options->pid);
  int64_t missing = exchange_end(&exchange);
  printf(",\"work\":{");
  print_cost(&before, &after);
  printf(",\"said\":%llu,\"heard\":%llu,\"frames\":%llu,\"bytes\":%llu,\"memory\":%.0f,",
         (unsigned long long)exchange.measured_said, (unsigned long long)exchange.measured_heard,
         (unsigned long long)(after.frames - before.frames),
         (unsigned long long)(after.bytes - before.bytes), memory);
  print_latency(&exchange.latency);
  printf(",\"missing\":%lld,\"silent\":%u}", (long long)missing, exchange_silent(&exchange));
}

static void do_hold(Crowd *crowd) {
  const Options *options = crowd->options;
  crowd_pump_until(crowd, now() + (uint64_t)(options->seconds * (double)SECOND));
  printf(",\"idle\":{\"memory\":%.0f}", process_memory(options->pid));
}

static void do_resume(Crowd *crowd) {
  static Resumption resumption;
  const Options *options = crowd->options;
  resume_prepare(&resumption, crowd);
  resume_run(&resumption, options->warm);
  resumption.latency = (Histogram){0};
  Reading before = read_all(crowd);
  resume_run(&resumption, options->seconds);
  Reading after = read_all(crowd);
  printf(",\"work\":{");
  print_cost(&before, &after);
  printf(",\"resumed\":%llu,", (unsigned long long)resumption.resumed);
  print_latency(&resumption.latency);
  printf("}");
}

static void do_work(Crowd *crowd) {
  switch (crowd->options->work) {
    case WORK_HOLD: return do_hold(crowd);
    case WORK_RESUME: return do_resume(crowd);
    default: return do_exchange(crowd);
  }
}

int main(int count, char **words) {
  Options options = read_options(count, words);
  Crowd crowd;
  crowd_prepare(&crowd, &options);
  signal(SIGPIPE, SIG_IGN);
  double memory = process_memory(options.pid);
  Reading before = read_all(&crowd);
  crowd_open(&crowd);
  Reading after = read_all(&crowd);
  printf("{\"memory\":%.0f,\"connecting\":{\"clients\":%u,", memory, options.clients);
  print_cost(&before, &after);
  printf("}");
  do_work(&crowd);
  printf(",\"lost\":%u}\n", crowd.lost);
  return 0;
}
