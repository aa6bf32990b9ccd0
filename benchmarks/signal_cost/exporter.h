/* SPDX-License-Identifier: Apache-2.0 */
/* The exporter's own programs, configured by itself, which can be attached and detached at will. */
#ifndef EXPORTER_H
#define EXPORTER_H

#include "contestant.h"

/*
 * Starts the exporter, keeps the programs that it has attached, and ends it. They live on with their maps and their
 * constants, as it has set them by its flags: only nobody reads them.
 */
void take_programs(const char *command, struct contestant *contestant);

#endif
