/* text.c - the growing text of text.h. */
#include "text.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gort__text_init(gort__text *t)
{
    t->data = t->small;
    t->bytes = 0;
    t->room = sizeof t->small;
}

void gort__text_free(gort__text *t)
{
    if (t->data != t->small) free(t->data);
    gort__text_init(t);
}

/* Room for `more` bytes, or for as many as there are (returned). */
static size_t text_reserve(gort__text *t, size_t more)
{
    if (more <= t->room - t->bytes) return more;
    size_t room = t->room * 2;
    while (room - t->bytes < more)
        room *= 2;
    char *p = malloc(room);
    if (!p) return t->room - t->bytes;
    memcpy(p, t->data, t->bytes);
    if (t->data != t->small) free(t->data);
    t->data = p;
    t->room = room;
    return more;
}

void gort__text_add(gort__text *t, const void *p, size_t bytes)
{
    if (bytes == 0) return;
    const size_t n = text_reserve(t, bytes);
    memcpy(t->data + t->bytes, p, n);
    t->bytes += n;
}

char *gort__text_extend(gort__text *t, size_t bytes)
{
    if (text_reserve(t, bytes) < bytes) return NULL;
    t->bytes += bytes;
    return t->data + t->bytes - bytes;
}

void gort__text_str(gort__text *t, const char *s)
{
    gort__text_add(t, s, strlen(s));
}

void gort__text_fmt(gort__text *t, const char *fmt, ...)
{
    char line[1024];
    va_list ap;
    va_start(ap, fmt);
    const int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    gort__text_add(t, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

/* Go's print rounds by adding half a unit of the last digit after scaling the value to one digit
 * before the point; the division by ten in that loop loses the same bits there and here. */
void gort__text_float(gort__text *t, double v)
{
    if (v != v) {
        gort__text_str(t, "NaN");
        return;
    }
    if (v == HUGE_VAL || v == -HUGE_VAL) {
        gort__text_str(t, v > 0 ? "+Inf" : "-Inf");
        return;
    }
    enum { digits = 7 };
    char out[digits + 8];
    int e = 0;
    out[0] = signbit(v) ? '-' : '+';
    if (v != 0) {
        if (v < 0) v = -v;
        for (; v >= 10; v /= 10)
            e++;
        for (; v < 1; v *= 10)
            e--;
        double half = 5;
        for (int i = 0; i < digits; i++)
            half /= 10;
        v += half;
        if (v >= 10) {
            e++;
            v /= 10;
        }
    } else {
        v = 0; /* no sign of zero in the digits */
    }
    for (int i = 0; i < digits; i++) {
        const int d = (int)v;
        out[i + 2] = (char)('0' + d);
        v = (v - d) * 10;
    }
    out[1] = out[2];
    out[2] = '.';
    out[digits + 2] = 'e';
    out[digits + 3] = e < 0 ? '-' : '+';
    if (e < 0) e = -e;
    out[digits + 4] = (char)('0' + e / 100);
    out[digits + 5] = (char)('0' + e / 10 % 10);
    out[digits + 6] = (char)('0' + e % 10);
    gort__text_add(t, out, digits + 7);
}
