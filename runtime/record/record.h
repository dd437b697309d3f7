/* record.h - what the files of record/ share: the recorder of one runtime.
 *
 * Threads: any that tells an event, with rec->lock held for all of it; that lock is the last of
 * all: nothing is taken under it. Constant fields apart, everything here is under it.
 */
#ifndef GORT_RECORD_H
#define GORT_RECORD_H

#include "../base/runtime.h"
#include <string.h>

#define GORT__RECORD_SCHEMA  "gort-events"
#define GORT__RECORD_VERSION 1
#define GORT__RECORD_BYTES   ((size_t)256 << 10)
#define GORT__RECORD_SITES   256
/* What a line takes at most beside its texts: some twenty fields of 40 bytes. */
#define GORT__RECORD_LINE_BYTES ((size_t)1024)

struct gort__record {
    gort_runtime *rt;
    pthread_mutex_t lock;
    char *path; /* for messages */
    int fd;     /* -1: nothing is written any more */
    bool failed;

    char *line; /* what is not in the file yet */
    size_t used;

    /* number.c: of the object that lies in the slot which begins here, by 8 bytes of the heap's
     * range; committed up to so many bytes. */
    uint32_t *objects;
    uintptr_t objects_bytes, reserved_bytes;
    uint32_t last; /* the last number given */
    /* Of maps in frames, by the address of the header. */
    struct gort__record_frame {
        const void *header;
        uint32_t number;
    } * frames;
    size_t nframes, frames_room; /* a power of two, or 0 */

    /* What was written last, as text, because it is most often the same again: the sites, as
     * `,"at":"file:line"`; the digits of the time above a million; the collections and
     * the goroutine. used 0: nothing yet. */
    struct gort__record_site {
        const gort_site *site;
        size_t used;
        char text[64];
    } sites[GORT__RECORD_SITES];
    struct gort__record_known {
        uint64_t a, b;
        size_t used;
        char text[64];
    } time, who;
};

/* ---- number.c ------------------------------------------------------------------------------ */

bool gort__numbers_init(struct gort__record *rec);
void gort__numbers_free(struct gort__record *rec);
/* A new number for what begins at p: an object, or a map's header in a frame. */
uint32_t gort__number_give(struct gort__record *rec, const void *p);
/* That of the object that p leads into, or of the map in a frame; 0: none was given. */
uint32_t gort__number_of(const struct gort__record *rec, const void *p);

/* ---- json.c ---------------------------------------------------------------------------------- */

/* What is buffered goes to the file. False: that failed, now or before. */
bool gort__json_flush(struct gort__record *rec);

/* The decimal digits of v; behind the last one. */
char *gort__json_digits(char *at, uint64_t v);
void gort__json_text_of(struct gort__record *rec, const char *v);
void gort__json_site(struct gort__record *rec, const gort_site *site);
/* "t", "gc" and "g". */
void gort__json_who(struct gort__record *rec, uint64_t now_ns, uint64_t cycles, uint64_t g);

/* Room for n bytes and the rest of a line. */
static inline void gort__json_room(struct gort__record *rec, size_t n)
{
    if (GORT_UNLIKELY(GORT__RECORD_BYTES - rec->used < n + GORT__RECORD_LINE_BYTES))
        gort__json_flush(rec);
}

/* n bytes for which there is room. */
static inline void gort__json_bytes(struct gort__record *rec, const char *p, size_t n)
{
    memcpy(rec->line + rec->used, p, n);
    rec->used += n;
}

/* {"ev":"name" ... then fields, then the end of the line. */
static inline void gort__json_begin(struct gort__record *rec, const char *name)
{
    gort__json_room(rec, 0);
    gort__json_bytes(rec, "{\"ev\":\"", 7);
    gort__json_bytes(rec, name, strlen(name));
    gort__json_bytes(rec, "\"", 1);
}

static inline void gort__json_end(struct gort__record *rec)
{
    gort__json_bytes(rec, "}\n", 2);
}

static inline void gort__json_number_of(struct gort__record *rec, uint64_t v)
{
    char *const at = rec->line + rec->used;
    if (v < 10) {
        *at = (char)('0' + v);
        rec->used++;
    } else {
        rec->used = (size_t)(gort__json_digits(at, v) - rec->line);
    }
}

static inline void gort__json_signed_of(struct gort__record *rec, int64_t v)
{
    if (v < 0) gort__json_bytes(rec, "-", 1);
    gort__json_number_of(rec, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

/* `field` and what comes as `word` are literals of plain characters: their lengths are known. */
#define gort__json_field(rec, field)                                                               \
    gort__json_bytes(rec, ",\"" field "\":", sizeof(",\"" field "\":") - 1)
#define gort__json_number(rec, field, v)                                                           \
    (gort__json_field(rec, field), gort__json_number_of(rec, v))
#define gort__json_signed(rec, field, v)                                                           \
    (gort__json_field(rec, field), gort__json_signed_of(rec, v))
#define gort__json_bool(rec, field, v)                                                             \
    (gort__json_field(rec, field),                                                                 \
     (v) ? gort__json_bytes(rec, "true", 4) : gort__json_bytes(rec, "false", 5))
/* Any bytes; what is no UTF-8 becomes U+FFFD. */
#define gort__json_text(rec, field, v) (gort__json_field(rec, field), gort__json_text_of(rec, v))

#endif
