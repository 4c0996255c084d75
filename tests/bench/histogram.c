// Reads numbers, and tells their quantiles as bench/load/histogram.c sees them.

#include "../../bench/load/histogram.h"

#include <stdio.h>

int main(void) {
  static Histogram histogram;
  unsigned long long number;
  while (scanf("%llu", &number) == 1) histogram_add(&histogram, number);
  double shares[] = {0.5, 0.99, 0.999, 1};
  for (int i = 0; i < 4; i++) printf("%.1f\n", histogram_quantile(&histogram, shares[i]));
  printf("%llu\n", (unsigned long long)histogram.worst);
  return 0;
}
