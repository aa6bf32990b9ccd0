/* SPDX-License-Identifier: Apache-2.0 */
/* The median of a benchmark's samples, with the 10th and the 90th percentile. */
#ifndef STATISTICS_H
#define STATISTICS_H

#include <stdlib.h>

struct range {
	double low, median, high;
};

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the samples. */
static inline struct range range_of(double *samples, int count)
{
	qsort(samples, count, sizeof(double), ascending);
	return (struct range){samples[count / 10], samples[count / 2], samples[count - 1 - count / 10]};
}

#endif
