// Works in which messages go to and fro: talk in rooms, questions, entering and leaving.
#pragma once

#include "crowd.h"
#include "histogram.h"

typedef struct {
  Crowd *crowd;
  /** Messages that were said, and what came of them. */
  uint64_t said;
  uint64_t heard;
  /** How much of both was while it was measured. */
  uint64_t measured_said;
  uint64_t measured_heard;
  bool running;
  bool measuring;
  uint64_t measured_from;
  uint64_t measured_until;
  /** For each room, or each client where clients do not talk: what it heard. */
  unsigned *heard_by;
  unsigned *heard_before;
  unsigned groups;
  /** The open loop: when it began, and how many messages were due so far. */
  uint64_t began;
  uint64_t due;
  Histogram latency;
} Exchange;

void exchange_prepare(Exchange *exchange, Crowd *crowd);

/** Says the first messages: from now on each that is heard sets off another, or each has its time. */
void exchange_begin(Exchange *exchange);

/** Goes on for so many seconds. */
void exchange_run(Exchange *exchange, double seconds);

/** Measures for so many seconds. */
void exchange_measure(Exchange *exchange, double seconds);

/** Says nothing more, and waits for what is on its way; how many messages never came. */
int64_t exchange_end(Exchange *exchange);

/** Rooms, or clients, that heard nothing while it was measured. */
unsigned exchange_silent(const Exchange *exchange);
