/* SPDX-License-Identifier: Apache-2.0 */
/* A client that costs next to nothing beside the server: GET over one connection to a port of 127.0.0.1. */
#ifndef HTTP_H
#define HTTP_H

#include <stddef.h>

struct http {
	int socket;
	char *buffer;
	size_t capacity;
	char *body; /* of the last answer: in the buffer, without the chunks' lengths */
	size_t length;
};

_Noreturn void die(const char *what);

/* Tries until somebody listens there, for half a minute at most. */
struct http http_connect(int port);

/* Asks for /metrics, with these further headers, and reads the whole answer; anything but 200 is fatal. */
void http_get(struct http *http, const char *headers);
void http_close(struct http *http);

#endif
