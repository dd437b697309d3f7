/* input.h - what the targets of the runtime share: the bytes that they read, what has to hold, an
 * environment in which nothing is collected unless the bytes say so. */
#ifndef INPUT_H
#define INPUT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(x)                                                                                   \
    do {                                                                                           \
        if (!(x)) {                                                                                \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #x);                                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* How the collector is run. */
typedef struct mode {
    const char *debug;
    size_t bytes; /* of the input that count */
} mode;

static struct {
    const uint8_t *at, *end;
} input;

/* data: what is behind the bytes that have chosen the mode. */
static void input_open(const mode *m, const uint8_t *data, size_t size)
{
    input.at = data;
    input.end = data + (size < m->bytes ? size : m->bytes);
}

static bool input_is_over(void)
{
    return input.at >= input.end;
}

static uint8_t next_byte(void)
{
    return input_is_over() ? 0 : *input.at++;
}

static const char *no_environment(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "GOGC") == 0 ? "off" : NULL;
}

#endif
