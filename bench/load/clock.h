// Time that only goes forward.
#pragma once

#include <stdint.h>
#include <time.h>

#define SECOND 1000000000ull
#define MILLISECOND 1000000ull

/** Nanoseconds since some moment in the past. */
static inline uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * SECOND + (uint64_t)time.tv_nsec;
}

static inline double seconds(uint64_t nanoseconds) {
  return (double)nanoseconds / (double)SECOND;
}
