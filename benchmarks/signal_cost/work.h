/* SPDX-License-Identifier: Apache-2.0 */
/* What is measured: one thing, done over and over. */
#ifndef WORK_H
#define WORK_H

#include <stdbool.h>

struct work {
	const char *name;
	bool is_long;	       /* so long that its clock may be read around each one */
	void (*prepare)(void); /* once, before all; may be NULL */
	void (*once)(void);
};

/* NULL where there is none of this name. */
const struct work *work_of(const char *name);

#endif
