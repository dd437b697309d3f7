/* json.c - lines of JSON into a buffer, and the buffer into a file.
 *
 * The file gets whole buffers, so what a program costs is the formatting, about 30 ns a field. A
 * write that fails is said once; nothing is written from then on, and gort_main's status is 2.
 *
 * To change how a value looks, open this file; which fields an event has, record.c.
 */
#include "../base/os.h"
#include "record.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void json_fail(struct gort__record *rec)
{
    char text[640];
    const int n = snprintf(text, sizeof text, "gort: cannot write the events to %.400s: %s\n",
                           rec->path, strerror(errno));
    gort__os_write_stderr(text, n > 0 && (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    rec->failed = true;
    close(rec->fd);
    rec->fd = -1;
}

bool gort__json_flush(struct gort__record *rec)
{
    const int saved = errno;
    int cancel;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &cancel);
    for (size_t at = 0; rec->fd >= 0 && at < rec->used;) {
        const ssize_t n = write(rec->fd, rec->line + at, rec->used - at);
        if (n > 0)
            at += (size_t)n;
        else if (n == 0 || errno != EINTR)
            json_fail(rec);
    }
    rec->used = 0;
    pthread_setcancelstate(cancel, &cancel);
    errno = saved;
    return !rec->failed;
}

static inline void json_bytes(struct gort__record *rec, const char *p, size_t n)
{
    if (GORT_UNLIKELY(GORT__RECORD_BYTES - rec->used < n)) gort__json_flush(rec);
    memcpy(rec->line + rec->used, p, n);
    rec->used += n;
}
static inline void json_char(struct gort__record *rec, char c)
{
    json_bytes(rec, &c, 1);
}

static void json_digits(struct gort__record *rec, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + v % 10);
    while ((v /= 10) > 0);
    json_bytes(rec, digits + at, sizeof digits - at);
}

/* How many bytes the UTF-8 sequence at s has, 0 if it is none. */
static size_t json_utf8(const unsigned char *s)
{
    const size_t n = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (s[0] > 0xf4) return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    const bool bad = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
                     (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f);
    return bad ? 0 : n;
}

static void json_inside(struct gort__record *rec, const char *v)
{
    const unsigned char *s = (const unsigned char *)v;
    while (*s) {
        const size_t n = json_utf8(s);
        if (n == 0) {
            json_bytes(rec, "\\ufffd", 6);
            s++;
        } else if (n > 1 || (*s >= 0x20 && *s != '"' && *s != '\\')) {
            json_bytes(rec, (const char *)s, n);
            s += n;
        } else {
            char text[8];
            snprintf(text, sizeof text, "\\u%04x", *s++);
            json_bytes(rec, text, 6);
        }
    }
}

static void json_field(struct gort__record *rec, const char *field)
{
    json_bytes(rec, ",\"", 2);
    json_bytes(rec, field, strlen(field));
    json_bytes(rec, "\":", 2);
}

void gort__json_begin(struct gort__record *rec, const char *name)
{
    json_bytes(rec, "{\"ev\":\"", 7);
    json_bytes(rec, name, strlen(name));
    json_char(rec, '"');
}

void gort__json_end(struct gort__record *rec)
{
    json_bytes(rec, "}\n", 2);
}

void gort__json_number(struct gort__record *rec, const char *field, uint64_t v)
{
    json_field(rec, field);
    json_digits(rec, v);
}

void gort__json_signed(struct gort__record *rec, const char *field, int64_t v)
{
    json_field(rec, field);
    if (v < 0) json_char(rec, '-');
    json_digits(rec, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void gort__json_bool(struct gort__record *rec, const char *field, bool v)
{
    json_field(rec, field);
    json_bytes(rec, v ? "true" : "false", v ? 4 : 5);
}

void gort__json_text(struct gort__record *rec, const char *field, const char *v)
{
    json_field(rec, field);
    json_char(rec, '"');
    json_inside(rec, v);
    json_char(rec, '"');
}

/* Without the folders: where those lie is no part of what the program did. */
static const char *json_file(struct gort__record *rec, const gort_site *site)
{
    struct gort__record_site *known =
        &rec->sites[(uintptr_t)site / sizeof *site % GORT__RECORD_SITES];
    if (known->site != site) {
        const char *slash = strrchr(site->file, '/');
        known->site = site;
        known->file = slash ? slash + 1 : site->file;
    }
    return known->file;
}

void gort__json_site(struct gort__record *rec, const char *field, const gort_site *site)
{
    json_field(rec, field);
    json_char(rec, '"');
    json_inside(rec, json_file(rec, site));
    json_char(rec, ':');
    json_digits(rec, (uint64_t)site->line);
    json_char(rec, '"');
}
