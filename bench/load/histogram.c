#include "histogram.h"

/** log2 of BUCKETS_PER_OCTAVE. */
#define PRECISION_BITS 7

/** Values below BUCKETS_PER_OCTAVE have a bucket each; above, the highest eight bits decide. */
static unsigned bucket_of(uint64_t value) {
  if (value < BUCKETS_PER_OCTAVE) return (unsigned)value;
  unsigned shift = 63 - (unsigned)__builtin_clzll(value) - PRECISION_BITS;
  return (shift + 1) * BUCKETS_PER_OCTAVE + (unsigned)(value >> shift) - BUCKETS_PER_OCTAVE;
}

static double middle_of(unsigned bucket) {
  if (bucket < BUCKETS_PER_OCTAVE) return bucket;
  unsigned shift = bucket / BUCKETS_PER_OCTAVE - 1;
  uint64_t low = (uint64_t)(bucket % BUCKETS_PER_OCTAVE + BUCKETS_PER_OCTAVE) << shift;
  return (double)low + (double)(1ull << shift) / 2;
}

void histogram_add(Histogram *histogram, uint64_t value) {
  histogram->counts[bucket_of(value)]++;
  histogram->total++;
  if (value > histogram->worst) histogram->worst = value;
}

double histogram_quantile(const Histogram *histogram, double share) {
  double wanted = share * (double)histogram->total;
  uint64_t seen = 0;
  for (unsigned bucket = 0; bucket < OCTAVES * BUCKETS_PER_OCTAVE; bucket++) {
    seen += histogram->counts[bucket];
    if (seen == 0 || (double)seen < wanted) continue;
    double middle = middle_of(bucket);
    return middle < (double)histogram->worst ? middle : (double)histogram->worst;
  }
  return 0;
}
