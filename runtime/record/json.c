/* json.c - lines of JSON into a buffer, and the buffer into a file.
 *
 * The file gets whole buffers, so what a program costs is the formatting: names of fields are
 * copied as literals, numbers made by two digits at once, what all lines have kept as text. Room
 * for a line is looked for when it begins and behind a text. A write that fails is said once;
 * nothing is written from then on, and gort_main's status is 2.
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

/* ---- Numbers --------------------------------------------------------------------------------- */

static const char json_pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233"
    "34353637383940414243444546474849505152535455565758596061626364656667"
    "6869707172737475767778798081828384858687888990919293949596979899";

/* The digits of v < 10^(2 * pairs), with zeros in front. */
static inline void json_pairs_of(char *at, uint32_t v, int pairs)
{
    for (int k = pairs - 1; k >= 0; k--, v /= 100)
        memcpy(at + 2 * k, &json_pairs[2 * (v % 100)], 2);
}

char *gort__json_digits(char *at, uint64_t v)
{
    if (v >= 100000000) {
        at = gort__json_digits(at, v / 100000000);
        json_pairs_of(at, (uint32_t)(v % 100000000), 4);
        return at + 8;
    }
    char text[8] = {0};
    const uint32_t n = (uint32_t)v;
    const int pairs = n < 100 ? 1 : n < 10000 ? 2 : n < 1000000 ? 3 : 4;
    json_pairs_of(text, n, pairs);
    const size_t skip = text[0] == '0';
    memcpy(at, text + skip, 8 - skip); /* of those behind the last there are less than a line */
    return at + 2 * pairs - skip;
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
        gort__json_room(rec, 0);
        if (n == 0) {
            gort__json_bytes(rec, "\\ufffd", 6);
            s++;
        } else if (n > 1 || (*s >= 0x20 && *s != '"' && *s != '\\')) {
            gort__json_bytes(rec, (const char *)s, n);
            s += n;
        } else {
            char text[8];
            snprintf(text, sizeof text, "\\u%04x", *s++);
            gort__json_bytes(rec, text, 6);
        }
    }
}

void gort__json_text_of(struct gort__record *rec, const char *v)
{
    size_t n = 0;
    bool plain = true;
    for (const unsigned char *s = (const unsigned char *)v; s[n]; n++)
        plain &= s[n] >= 0x20 && s[n] < 0x80 && s[n] != '"' && s[n] != '\\';
    gort__json_bytes(rec, "\"", 1);
    if (GORT_LIKELY(plain && n < GORT__RECORD_LINE_BYTES)) {
        gort__json_room(rec, n);
        gort__json_bytes(rec, v, n);
    } else {
        json_inside(rec, v);
    }
    gort__json_bytes(rec, "\"", 1);
    gort__json_room(rec, 0);
}

/* ---- What is most often the same again ------------------------------------------------------- */

/* Without the folders: where those lie is no part of what the program did. */
void gort__json_site(struct gort__record *rec, const gort_site *site)
{
    struct gort__record_site *known =
        &rec->sites[(uintptr_t)site / sizeof *site % GORT__RECORD_SITES];
    if (GORT_LIKELY(known->site == site && known->used)) {
        gort__json_bytes(rec, known->text, known->used);
        return;
    }
    const char *slash = strrchr(site->file, '/');
    const char *file = slash ? slash + 1 : site->file;
    gort__json_room(rec, 6 * strlen(file) + GORT__RECORD_LINE_BYTES); /* nothing is flushed */
    const size_t before = rec->used;
    gort__json_field(rec, "at");
    gort__json_text_of(rec, file);
    rec->line[rec->used - 1] = ':'; /* instead of the quote */
    gort__json_number_of(rec, (uint64_t)site->line);
    gort__json_bytes(rec, "\"", 1);
    const size_t n = rec->used - before;
    known->used = 0;
    if (n > sizeof known->text) return;
    known->site = site;
    known->used = n;
    memcpy(known->text, rec->line + before, n);
}

void gort__json_who(struct gort__record *rec, uint64_t now_ns, uint64_t cycles, uint64_t g)
{
    struct gort__record_known *time = &rec->time, *who = &rec->who;
    const uint64_t millions = now_ns / 1000000;
    if (!time->used || time->a != millions) {
        time->a = millions;
        time->used = (size_t)(gort__json_digits(time->text, millions) - time->text);
    }
    if (!who->used || who->a != cycles || who->b != g) {
        char *at = who->text;
        who->a = cycles;
        who->b = g;
        at = gort__json_digits((char *)memcpy(at, ",\"gc\":", 6) + 6, cycles);
        at = gort__json_digits((char *)memcpy(at, ",\"g\":", 5) + 5, g);
        who->used = (size_t)(at - who->text);
    }
    if (GORT_UNLIKELY(millions == 0)) {
        gort__json_number(rec, "t", now_ns);
    } else {
        gort__json_field(rec, "t");
        gort__json_bytes(rec, time->text, time->used);
        json_pairs_of(rec->line + rec->used, (uint32_t)(now_ns % 1000000), 3);
        rec->used += 6;
    }
    gort__json_bytes(rec, who->text, who->used);
}
