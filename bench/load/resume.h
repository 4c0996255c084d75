// Connections are cut, and their sessions go on over others.
#pragma once

#include "crowd.h"
#include "histogram.h"

typedef struct {
  Crowd *crowd;
  /** The client to be cut next. */
  unsigned next;
  uint64_t *cut_at;
  bool running;
  uint64_t resumed;
  Histogram latency;
} Resumption;

void resume_prepare(Resumption *resumption, Crowd *crowd);

/** For so many seconds: as many clients as may be on their way in are, and each has its session. */
void resume_run(Resumption *resumption, double seconds);
