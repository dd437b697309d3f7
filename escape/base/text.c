/* text.c - texts that are put together in the arena of a unit.
 *
 * Lowering makes a text of every expression, several for each line of C. Nearly all of the formats
 * are made of a few plain conversions, which the C library takes long over; text_plain does those,
 * and whatever it does not know, or is long, is left to the C library as a whole. One thread.
 */
#include "unit.h"

#include <assert.h>
#include <string.h>

typedef struct text_room {
    char *at, *end;
} text_room;

static bool text_put(text_room *r, const char *s, size_t n)
{
    if ((size_t)(r->end - r->at) <= n) return false; /* there is a 0 behind it */
    memcpy(r->at, s, n);
    r->at += n;
    return true;
}

static bool text_put_number(text_room *r, unsigned long long n, bool negative)
{
    char digits[24], *p = digits + sizeof digits;
    do
        *--p = (char)('0' + n % 10);
    while (n /= 10);
    if (negative) *--p = '-';
    return text_put(r, p, (size_t)(digits + sizeof digits - p));
}

static bool text_put_signed(text_room *r, long long n)
{
    return text_put_number(r, n < 0 ? -(unsigned long long)n : (unsigned long long)n, n < 0);
}

/* Formats characters, %s, %.*s, %d, %u, %lld and %zu; the number of bytes, or -1: there is more in
 * fmt, or the text is longer than there is room for. */
static int text_plain(char *to, size_t room, const char *fmt, va_list ap)
{
    if (room == 0) return -1;
    text_room r = {to, to + room};
    for (;;) {
        const char *begin = fmt;
        while (*fmt && *fmt != '%')
            fmt++;
        if (!text_put(&r, begin, (size_t)(fmt - begin))) return -1;
        if (*fmt == 0) break;
        const char *s;
        const size_t spec = fmt[1] == 'l' || fmt[1] == '.' ? 4 : fmt[1] == 'z' ? 3 : 2;
        bool good = false;
        if (fmt[1] == 's') {
            good = (s = va_arg(ap, const char *)) && text_put(&r, s, strlen(s));
        } else if (fmt[1] == 'd') {
            good = text_put_signed(&r, va_arg(ap, int));
        } else if (fmt[1] == 'u') {
            good = text_put_number(&r, va_arg(ap, unsigned), false);
        } else if (strncmp(fmt, "%lld", spec) == 0) {
            good = text_put_signed(&r, va_arg(ap, long long));
        } else if (strncmp(fmt, "%.*s", spec) == 0) {
            const int most = va_arg(ap, int);
            s = va_arg(ap, const char *);
            good = s && most >= 0 && text_put(&r, s, strnlen(s, (size_t)most));
        } else if (strncmp(fmt, "%zu", spec) == 0) {
            good = text_put_number(&r, va_arg(ap, size_t), false);
        }
        if (!good) return -1;
        fmt += spec;
    }
    *r.at = 0;
    return (int)(r.at - to);
}

char *gort__vstrf(unit *u, const char *fmt, va_list ap)
{
    assert(fmt);
    char few[512];
    va_list again;
    va_copy(again, ap);
    int n = text_plain(few, sizeof few, fmt, again);
    va_end(again);
    va_copy(again, ap);
    if (n < 0) n = vsnprintf(few, sizeof few, fmt, again);
    va_end(again);
    if (n < 0) n = 0;
    char *s = gort__alloc(u, (size_t)n + 1);
    if ((size_t)n < sizeof few)
        memcpy(s, few, (size_t)n);
    else
        vsnprintf(s, (size_t)n + 1, fmt, ap);
    return s;
}

char *gort__strf(unit *u, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = gort__vstrf(u, fmt, ap);
    va_end(ap);
    return s;
}

void gort__text_add(textbuf *t, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const int n = text_plain(t->at ? t->at + t->n : NULL, t->cap - t->n, fmt, ap);
    va_end(ap);
    if (n >= 0) {
        t->n += (size_t)n;
        return;
    }
    va_start(ap, fmt);
    gort__text_put(t, gort__vstrf(t->u, fmt, ap));
    va_end(ap);
}

void gort__text_put(textbuf *t, const char *s)
{
    size_t n = strlen(s);
    if (t->n + n + 1 > t->cap) {
        size_t cap = t->cap * 2 > t->n + n + 1 ? t->cap * 2 : t->n + n + 64;
        char *at = gort__alloc(t->u, cap);
        if (t->n) memcpy(at, t->at, t->n);
        t->at = at;
        t->cap = cap;
    }
    memcpy(t->at + t->n, s, n + 1);
    t->n += n;
}

const char *gort__comment_text(unit *u, const char *s)
{
    char *text = gort__strf(u, "%s", s);
    for (char *q = text; *q; q++)
        if ((q[0] == '*' && q[1] == '/') || (q[0] == '/' && q[1] == '*') || (unsigned char)*q < ' ')
            *q = ' ';
    return text;
}
