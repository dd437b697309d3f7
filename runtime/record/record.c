/* record.c - GORT_EVENTS=FILE: every event as a line of JSON. A listener (base/event.h); README.md
 * has the table of kinds and fields, which tests/golden/events.py holds against what is written.
 *
 * Everything that differs from run to run by itself is left out: addresses become numbers
 * (number.c), files lose their folders, time is the runtime's, which a seed makes up. So with a
 * seed the file is the same each time.
 *
 * Threads: any, in the middle of anything, with locks held. Nothing here waits, but for the disk.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* asprintf */
#endif
#include "record.h"
#include "../../gc/gc.h"
#include "../heap/heap.h"
#include "../sched/sched.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- What all have --------------------------------------------------------------------------- */

/* Words looked at for a call site: more than an emitted function keeps on its shadow stack. */
#define SITE_LOOKS 1024

/* sp: of g's stack. */
static const gort_site *record_site(const gort_runtime *rt, const gort_g *g, void **sp)
{
    if (!g || !sp) return NULL;
    void **lo = g->stack.shadow_lo;
    if (sp - lo > SITE_LOOKS) lo = sp - SITE_LOOKS;
    for (void **w = sp; w-- > lo;)
        if (gort__module_of_site((gort_runtime *)(uintptr_t)rt, *w) && ((gort_site *)*w)->line > 0)
            return *w;
    return NULL;
}

/* The collector works at a safepoint, where g has recorded its stack. A barrier is at none, nor is
 * who registers, pushes or gets something that is shaded at once. */
static bool record_is_at_safepoint(const gort__event *e)
{
    return !e->g && (e->kind != GORT_EVENT_SHADE || gort__gc_source_in_step(e->shade.from_kind));
}

static void record_begin(struct gort__record *rec, const gort__event *e)
{
    gort_runtime *rt = rec->rt;
    const gort_g *g = e->g;
    if (!g) {
        const gort_mutator *m = gort__current_mutator(rt);
        g = m ? m->g : NULL;
    }
    gort__json_begin(rec, gort__event_name(e->kind));
    gort__json_who(rec, gort__trace_now_ns(rt) - rt->start_ns,
                   gort__load_relaxed(&rt->cycles_started), g ? g->id : 0);
    void **sp = !e->sp && g && record_is_at_safepoint(e) ? g->sp : e->sp;
    const gort_site *site = record_site(rt, g, sp);
    if (site) gort__json_site(rec, site);
}

#define record_number(rec, field, p) gort__json_number(rec, field, gort__number_of(rec, p))

static const char *record_type(const gort_type *t)
{
    return t ? t->name : "";
}

/* ---- The collector --------------------------------------------------------------------------- */

static void record_cycle(struct gort__record *rec, const gort__event *e)
{
    const gort__cycle_figures *f = e->cycle;
    record_begin(rec, e);
    gort__json_number(rec, "n", f->number);
    gort__json_number(rec, "began", f->began_ns);
    gort__json_number(rec, "mark", f->mark_ns);
    gort__json_number(rec, "mark_term", f->mark_term_ns);
    gort__json_number(rec, "end", f->end_ns);
    gort__json_number(rec, "heap0", f->heap0);
    gort__json_number(rec, "heap1", f->heap1);
    gort__json_number(rec, "heap2", f->heap2);
    gort__json_number(rec, "goal", f->goal);
    gort__json_bool(rec, "forced", f->forced);
}

static void record_phase(struct gort__record *rec, const gort__event *e)
{
    static const char *const phases[] = {[GORT_GC_OFF] = "off",
                                         [GORT_GC_BEGIN] = "begin",
                                         [GORT_GC_BLACKEN] = "blacken",
                                         [GORT_GC_MARK] = "mark",
                                         [GORT_GC_ROUND] = "round",
                                         [GORT_GC_UNBARRIER] = "unbarrier",
                                         [GORT_GC_MARK_TERMINATION] = "mark termination"};
    record_begin(rec, e);
    gort__json_text(rec, "phase", phases[e->phase]);
}

static void record_shade(struct gort__record *rec, const gort__event *e)
{
    static const char *const whys[] = {[GORT_SHADE_ROOT] = "root",
                                       [GORT_SHADE_SCAN] = "scan",
                                       [GORT_SHADE_BARRIER_OLD] = "barrier old",
                                       [GORT_SHADE_BARRIER_NEW] = "barrier new"};
    record_begin(rec, e);
    record_number(rec, "obj", e->shade.object);
    gort__json_text(rec, "why", whys[e->shade.why]);
    gort__json_text(rec, "from", gort__gc_source_text(e->shade.from_kind));
    gort__json_number(rec, "by", e->shade.from ? gort__number_of(rec, e->shade.from) : e->shade.id);
}

static void record_collector(struct gort__record *rec, const gort__event *e)
{
    switch (e->kind) {
    case GORT_EVENT_CYCLE: record_cycle(rec, e); break;
    case GORT_EVENT_PHASE: record_phase(rec, e); break;
    case GORT_EVENT_SHADE: record_shade(rec, e); break;
    case GORT_EVENT_STACK_SCAN:
        record_begin(rec, e);
        gort__json_number(rec, "of", e->stack_scan.of->id);
        gort__json_number(rec, "bytes", e->stack_scan.bytes);
        break;
    case GORT_EVENT_BLACKEN:
        record_begin(rec, e);
        record_number(rec, "obj", e->blacken);
        break;
    case GORT_EVENT_SCAVENGE:
        record_begin(rec, e);
        gort__json_number(rec, "given", e->scavenge.given_bytes);
        gort__json_number(rec, "held", e->scavenge.held_bytes);
        gort__json_number(rec, "in_use", e->scavenge.in_use_bytes);
        gort__json_bool(rec, "forced", e->scavenge.forced);
        break;
    case GORT_EVENT_ALLOC:
        gort__number_give(rec, e->alloc.object);
        record_begin(rec, e);
        record_number(rec, "obj", e->alloc.object);
        gort__json_text(rec, "type", record_type(e->alloc.type));
        gort__json_number(rec, "n", e->alloc.count);
        gort__json_number(rec, "bytes", e->alloc.bytes);
        break;
    default:
        record_begin(rec, e);
        record_number(rec, "obj", e->free.object);
        gort__json_number(rec, "bytes", e->free.bytes);
    }
}

/* ---- Maps ------------------------------------------------------------------------------------ */

static bool record_in_heap(const gort_runtime *rt, const void *p)
{
    return (uintptr_t)p - rt->heap->base < rt->heap->end - rt->heap->base;
}

/* A bucket's type is "map.bucket[K]V". */
static void record_map_new(struct gort__record *rec, const gort__event *e)
{
    static const char bucket[] = "map.bucket";
    const char *name = record_type(e->map_new.type);
    char text[1024];
    const bool in_frame = !record_in_heap(rec->rt, e->map_new.header);
    if (strncmp(name, bucket, sizeof bucket - 1) == 0) {
        snprintf(text, sizeof text, "map%s", name + sizeof bucket - 1);
        name = text;
    }
    if (in_frame) gort__number_give(rec, e->map_new.header);
    record_begin(rec, e);
    record_number(rec, "map", e->map_new.header);
    gort__json_text(rec, "type", name);
    gort__json_text(rec, "in", in_frame ? "frame" : "heap");
    gort__json_number(rec, "B", e->map_new.B);
}

static void record_map_entry(struct gort__record *rec, const gort__event *e)
{
    const bool assign = e->kind == GORT_EVENT_MAP_ASSIGN;
    record_begin(rec, e);
    record_number(rec, "map", e->map_entry.header);
    gort__json_number(rec, "bucket", e->map_entry.bucket);
    gort__json_number(rec, "chained", e->map_entry.chained);
    gort__json_number(rec, "slot", e->map_entry.slot);
    if (assign)
        gort__json_bool(rec, "new", e->map_entry.fresh);
    else
        gort__json_bool(rec, "found", e->map_entry.found);
    gort__json_signed(rec, "count", e->map_entry.count);
}

static void record_map_growth(struct gort__record *rec, const gort__event *e)
{
    switch (e->kind) {
    case GORT_EVENT_MAP_GROW:
        record_begin(rec, e);
        record_number(rec, "map", e->map_grow.header);
        gort__json_text(rec, "reason", e->map_grow.B == e->map_grow.new_B ? "overflow" : "load");
        gort__json_number(rec, "B", e->map_grow.B);
        gort__json_number(rec, "to_B", e->map_grow.new_B);
        gort__json_signed(rec, "count", e->map_grow.count);
        break;
    case GORT_EVENT_MAP_MOVE:
        record_begin(rec, e);
        record_number(rec, "map", e->map_move.header);
        gort__json_number(rec, "bucket", e->map_move.bucket);
        gort__json_number(rec, "chained", e->map_move.chained);
        gort__json_number(rec, "slot", e->map_move.slot);
        gort__json_number(rec, "to_bucket", e->map_move.to_bucket);
        gort__json_number(rec, "to_chained", e->map_move.to_chained);
        gort__json_number(rec, "to_slot", e->map_move.to_slot);
        break;
    case GORT_EVENT_MAP_EVACUATE:
        record_begin(rec, e);
        record_number(rec, "map", e->map_evacuate.header);
        gort__json_number(rec, "bucket", e->map_evacuate.bucket);
        gort__json_number(rec, "of", e->map_evacuate.nbuckets);
        gort__json_number(rec, "x", e->map_evacuate.x);
        gort__json_number(rec, "y", e->map_evacuate.y);
        break;
    default:
        record_begin(rec, e);
        record_number(rec, "map", e->map_grown.header);
        gort__json_number(rec, "B", e->map_grown.B);
        gort__json_signed(rec, "count", e->map_grown.count);
        gort__json_number(rec, "noverflow", e->map_grown.noverflow);
    }
}

static void record_map(struct gort__record *rec, const gort__event *e)
{
    static const char *const parts[GORT__NUM_PARTS] = {"header", "buckets", "oldbuckets",
                                                       "overflow"};
    switch (e->kind) {
    case GORT_EVENT_MAP_NEW: record_map_new(rec, e); break;
    case GORT_EVENT_MAP_ASSIGN:
    case GORT_EVENT_MAP_DELETE: record_map_entry(rec, e); break;
    case GORT_EVENT_MAP_CLEAR:
        record_begin(rec, e);
        record_number(rec, "map", e->map_entry.header);
        gort__json_signed(rec, "count", e->map_entry.count);
        break;
    case GORT_EVENT_MAP_OVERFLOW:
        record_begin(rec, e);
        record_number(rec, "map", e->map_overflow.header);
        record_number(rec, "obj", e->map_overflow.block);
        gort__json_number(rec, "noverflow", e->map_overflow.noverflow);
        gort__json_bool(rec, "spare", e->map_overflow.spare);
        break;
    case GORT_EVENT_MAP_MARK:
        record_begin(rec, e);
        record_number(rec, "map", e->map_mark.header);
        gort__json_text(rec, "part", parts[e->map_mark.part]);
        record_number(rec, "obj", e->map_mark.block);
        gort__json_number(rec, "bytes", e->map_mark.bytes);
        break;
    default: record_map_growth(rec, e);
    }
}

/* ---- Goroutines and channels ------------------------------------------------------------------
 */

static void record_go(struct gort__record *rec, const gort__event *e)
{
    record_begin(rec, e);
    gort__json_number(rec, "of", e->go.of->id);
    if (e->kind == GORT_EVENT_GO_PARK) gort__json_text(rec, "reason", e->go.reason);
}

static void record_chan(struct gort__record *rec, const gort__event *e)
{
    static const char *const hows[] = {[GORT_CHAN_BUFFER] = "buffer",
                                       [GORT_CHAN_HAND] = "hand",
                                       [GORT_CHAN_CLOSED] = "closed",
                                       [GORT_CHAN_WAIT] = "wait"};
    record_begin(rec, e);
    record_number(rec, "chan", e->chan.c);
    if (e->kind == GORT_EVENT_CHAN_MAKE) {
        gort__json_text(rec, "type", record_type(e->chan.elem));
        gort__json_number(rec, "size", e->chan.size);
        return;
    }
    gort__json_number(rec, "queued", e->chan.qcount);
    if (e->kind == GORT_EVENT_CHAN_CLOSE) return;
    gort__json_text(rec, "how", hows[e->chan.how]);
    gort__json_number(rec, "with", e->chan.with ? e->chan.with->id : 0);
    if (e->kind != GORT_EVENT_SELECT) return;
    gort__json_signed(rec, "case", e->chan.at);
    gort__json_text(rec, "op", e->chan.send ? "send" : "recv");
}

/* Of those whose operations are told. */
#define RECORD_CHANS                                                                               \
    (GORT__EVENT_BIT(GORT_EVENT_CHAN_MAKE) | GORT__EVENT_BIT(GORT_EVENT_CHAN_SEND) |               \
     GORT__EVENT_BIT(GORT_EVENT_CHAN_RECV) | GORT__EVENT_BIT(GORT_EVENT_CHAN_CLOSE) |              \
     GORT__EVENT_BIT(GORT_EVENT_SELECT))

/* ---- The recorder -----------------------------------------------------------------------------
 */

static void record_event(void *user, gort_runtime *rt, const gort__event *e)
{
    struct gort__record *rec = user;
    pthread_mutex_lock(&rec->lock);
    const bool wanted = rt->opt.told & GORT__EVENT_BIT(e->kind);
    if (!wanted && e->kind == GORT_EVENT_ALLOC) {
        gort__number_give(rec, e->alloc.object);
    } else if (!wanted && e->kind == GORT_EVENT_MAP_NEW) {
        if (!record_in_heap(rt, e->map_new.header)) gort__number_give(rec, e->map_new.header);
    } else if (wanted && rec->fd >= 0) {
        if (e->kind >= GORT_EVENT_CHAN_MAKE)
            record_chan(rec, e);
        else if (e->kind >= GORT_EVENT_GO_CREATE)
            record_go(rec, e);
        else if (e->kind >= GORT_EVENT_MAP_NEW ||
                 (e->kind >= GORT_EVENT_MAP_MARK && e->kind <= GORT_EVENT_MAP_GROWN))
            record_map(rec, e);
        else
            record_collector(rec, e);
        gort__json_end(rec);
    }
    pthread_mutex_unlock(&rec->lock);
}

static void record_head(struct gort__record *rec)
{
    gort__json_begin(rec, "schema");
    gort__json_text(rec, "name", GORT__RECORD_SCHEMA);
    gort__json_number(rec, "version", GORT__RECORD_VERSION);
    gort__json_signed(rec, "seed", (int64_t)rec->rt->opt.gcseed);
    gort__json_end(rec);
}

static struct gort__record *record_new(gort_runtime *rt, const char *path)
{
    struct gort__record *rec = calloc(1, sizeof *rec);
    if (!rec) return NULL;
    rec->rt = rt;
    if (rt->ordinal == 1)
        rec->path = strdup(path);
    else if (asprintf(&rec->path, "%s.%u", path, rt->ordinal) < 0)
        rec->path = NULL;
    rec->line = malloc(GORT__RECORD_BYTES);
    rec->fd = -1;
    pthread_mutex_init(&rec->lock, NULL);
    rt->record = rec;
    return rec->path && rec->line && gort__numbers_init(rec) ? rec : NULL;
}

bool gort__record_start(gort_runtime *rt, const char *path, char *msg, size_t msg_bytes)
{
    struct gort__record *rec = record_new(rt, path);
    if (rec) rec->fd = open(rec->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    if (!rec || rec->fd < 0) {
        snprintf(msg, msg_bytes, "gort: cannot write the events to %.400s: %s\n",
                 rec ? rec->path : path, strerror(rec ? errno : ENOMEM));
        return false;
    }
    record_head(rec);
    uint32_t kinds = rt->opt.told;
    if (kinds & ~GORT__EVENTS_WITHOUT_OBJECTS)
        kinds |= GORT__EVENT_BIT(GORT_EVENT_ALLOC) | GORT__EVENT_BIT(GORT_EVENT_MAP_NEW);
    if (kinds & RECORD_CHANS) kinds |= RECORD_CHANS; /* a channel tells all or nothing */
    return gort__listen(rt, kinds, record_event, rec);
}

bool gort__record_flush(gort_runtime *rt)
{
    struct gort__record *rec = rt ? rt->record : NULL;
    if (!rec) return true;
    pthread_mutex_lock(&rec->lock);
    const bool ok = gort__json_flush(rec);
    pthread_mutex_unlock(&rec->lock);
    return ok;
}

void gort__record_forked(gort_runtime *rt)
{
    struct gort__record *rec = rt->record;
    if (!rec) return;
    pthread_mutex_init(&rec->lock, NULL); /* whoever had it is not here */
    if (rec->fd >= 0) close(rec->fd);
    rec->fd = -1;
}

void gort__record_free(gort_runtime *rt)
{
    struct gort__record *rec = rt->record;
    if (!rec) return;
    if (rec->fd >= 0) {
        gort__json_flush(rec);
        if (rec->fd >= 0) close(rec->fd);
    }
    gort__numbers_free(rec);
    pthread_mutex_destroy(&rec->lock);
    free(rec->line);
    free(rec->path);
    free(rec);
    rt->record = NULL;
}

void gort__record_rescue(gort_runtime *rt)
{
    struct gort__record *rec = rt->record;
    if (!rec || pthread_mutex_trylock(&rec->lock) != 0) return;
    gort__json_flush(rec);
    pthread_mutex_unlock(&rec->lock);
}
