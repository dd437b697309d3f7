/* record.h - what the files of record/ share: the recorder of one runtime.
 *
 * Threads: any that tells an event, with rec->lock held for all of it; that lock is the last of
 * all: nothing is taken under it. Constant fields apart, everything here is under it.
 */
#ifndef GORT_RECORD_H
#define GORT_RECORD_H

#include "../base/runtime.h"

#define GORT__RECORD_SCHEMA  "gort-events"
#define GORT__RECORD_VERSION 1
#define GORT__RECORD_BYTES   ((size_t)256 << 10)
#define GORT__RECORD_SITES   256

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

    struct gort__record_site {
        const gort_site *site;
        const char *file; /* its last part */
    } sites[GORT__RECORD_SITES];
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
/* {"ev":"name" ... then fields, then the end of the line. */
void gort__json_begin(struct gort__record *rec, const char *name);
void gort__json_number(struct gort__record *rec, const char *field, uint64_t v);
void gort__json_signed(struct gort__record *rec, const char *field, int64_t v);
void gort__json_bool(struct gort__record *rec, const char *field, bool v);
/* Any bytes; what is no UTF-8 becomes U+FFFD. */
void gort__json_text(struct gort__record *rec, const char *field, const char *v);
/* "file:line" of the site. */
void gort__json_site(struct gort__record *rec, const char *field, const gort_site *site);
void gort__json_end(struct gort__record *rec);

#endif
