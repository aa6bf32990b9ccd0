// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CAPACITY	   (64 << 20)
#define ATTEMPTS	   100000
#define PAUSE_MICROSECONDS 300

void die(const char *what)
{
	perror(what);
	exit(1);
}

struct http http_connect(int port)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct http http = {.capacity = CAPACITY, .buffer = malloc(CAPACITY)};
	int one = 1;

	if (!http.buffer)
		die("malloc");
	for (int i = 0; i < ATTEMPTS; i++) {
		http.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (http.socket < 0)
			die("socket");
		if (!connect(http.socket, (struct sockaddr *)&address, sizeof(address))) {
			setsockopt(http.socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
			return http;
		}
		if (errno != ECONNREFUSED)
			break;
		close(http.socket);
		usleep(PAUSE_MICROSECONDS);
	}
	die("connect");
}

/* Reads on, so that at least this much is there. */
static size_t fill(struct http *http, size_t have, size_t need)
{
	while (have < need) {
		ssize_t n = read(http->socket, http->buffer + have, http->capacity - 1 - have);

		if (n <= 0)
			die("the server closed the connection");
		have += n;
		http->buffer[have] = '\0';
	}
	return have;
}

/* Where the first such text from here on ends; reads on until it is there. */
static size_t find(struct http *http, size_t *have, size_t from, const char *text)
{
	for (;;) {
		char *found = *have > from ? strstr(http->buffer + from, text) : NULL;

		if (found)
			return found - http->buffer + strlen(text);
		*have = fill(http, *have, *have + 1);
	}
}

static void read_chunks(struct http *http, size_t have, size_t at)
{
	for (;;) {
		size_t data = find(http, &have, at, "\r\n");
		size_t length = strtoul(http->buffer + at, NULL, 16);

		have = fill(http, have, data + length + 2);
		memmove(http->body + http->length, http->buffer + data, length);
		http->length += length;
		at = data + length + 2;
		if (length == 0)
			return;
	}
}

void http_get(struct http *http, const char *headers)
{
	char request[1024], *sized;
	size_t have = 0, start;
	int size = snprintf(request, sizeof(request), "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n", headers);

	if (write(http->socket, request, size) != size)
		die("write");
	start = find(http, &have, 0, "\r\n\r\n");
	if (strncmp(http->buffer, "HTTP/1.1 200", 12)) {
		fprintf(stderr, "the server answered: %.60s\n", http->buffer);
		exit(1);
	}
	http->body = http->buffer + start;
	http->length = 0;
	sized = strcasestr(http->buffer, "\r\nContent-Length:");
	if (sized && sized < http->body) {
		http->length = strtoul(sized + 17, NULL, 10);
		fill(http, have, start + http->length);
	} else {
		read_chunks(http, have, start);
	}
}

void http_close(struct http *http)
{
	close(http->socket);
	free(http->buffer);
}
