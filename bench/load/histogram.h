// How often a time was how long: precise to less than 1 %, whatever the size, in little memory.
#pragma once

#include <stdint.h>

/** Values of the same power of two share so many buckets: each is 1/128 of its value wide. */
#define BUCKETS_PER_OCTAVE 128
#define OCTAVES 64

typedef struct {
  uint64_t counts[OCTAVES * BUCKETS_PER_OCTAVE];
  uint64_t total;
  uint64_t worst;
} Histogram;

void histogram_add(Histogram *histogram, uint64_t value);

/** The value that the part `share` (0 to 1) of all values is not above; 0 if there is none. */
double histogram_quantile(const Histogram *histogram, double share);
