/* verify.c - gccheckmark: mark everything a second time and compare. With the same search, whenever
 * it is asked for: what keeps an object (gort_why_alive), whether the heap is whole
 * (gort_heap_check).
 *
 * At mark termination, with the world stopped, everything reachable is marked into the check bits
 * by a plain breadth-first search from the same roots. An object that is reached and has no mark
 * bit was lost by the concurrent marking: the sweep would free it in use. So was one whose slot is
 * free already. Each is counted; those whose parent was not lost are reported with type, address
 * and the shortest path from a root.
 *
 * The search keeps a log of every object it met with the log index of its parent, which is queue
 * and path memory in one. It lies in reserved address space, committed as it grows; an option for
 * debugging may cost that.
 *
 *   gccheckmark=1   the report ends the program (error handler)
 *   gccheckmark=2   the report goes to the trace writer; lost objects are marked after all, so that
 *                   a test with a broken barrier lives on, and counted (gort__gc_checkmark_lost)
 *
 * Asked for, the search notes in a bitmap of its own what it has met, so neither marks nor the
 * phase matter; a cycle that is under way goes on behind it.
 *
 * Threads: the one that stopped the world.
 */
#include "../runtime/base/checks.h"
#include "../runtime/base/mutant.h"
#include "../runtime/base/os.h"
#include "../runtime/base/text.h"
#include "../runtime/heap/span.h"
#include "../runtime/sched/sched.h"
#include "internal.h"
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#define COMMIT_BYTES   ((uintptr_t)1 << 20)
#define KEPT_BYTES     ((uintptr_t)8 << 20)
#define MAX_REPORTS    8
#define MAX_PATH_LINES 24
#define REPORT_BYTES   16384

/* A root or an object on the way from one. Index 0 means none. */
typedef struct check_entry {
    gort__source source; /* of a root; an object: kind, type and base */
    uintptr_t offset;    /* of the pointer to it, within the parent */
    const char *via;     /* or the part of the parent that it is */
    uint32_t parent;
    bool lost;
} check_entry;

typedef enum check_purpose { CHECK_CYCLE, CHECK_WHY, CHECK_HEAP } check_purpose;

struct gort__check {
    check_purpose purpose;
    uint64_t *seen; /* not of a cycle: by 8 bytes of the heap, what was met */
    uintptr_t seen_bytes;
    uintptr_t target; /* CHECK_WHY: the object, and its entry once it is met */
    uint32_t found;
    const struct gort__heap *heap;
    uintptr_t memory_bytes;
    check_entry *log;
    uint32_t used, next; /* entries; the next one to scan */
    uintptr_t committed_bytes, reserved_bytes;
    gort_tracer *repair; /* gccheckmark=2: what marks lost objects, else NULL */
    uint64_t lost;
    uint32_t reports;
    size_t text_bytes;
    char text[REPORT_BYTES];
};

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
check_print(struct gort__check *c, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const size_t room = sizeof c->text - c->text_bytes;
    const int n = vsnprintf(c->text + c->text_bytes, room, fmt, ap);
    va_end(ap);
    if (n > 0) c->text_bytes += (size_t)n < room ? (size_t)n : room - 1;
}

static const char *check_type_name(const gort_type *t)
{
    return t ? t->name : "(no pointers)";
}

/* ---- The log ------------------------------------------------------------------------------ */

static check_entry *check_append(gort_tracer *tr)
{
    struct gort__check *c = tr->check;
    const uintptr_t need = ((uintptr_t)c->used + 1) * sizeof(check_entry);
    while (need > c->committed_bytes) {
        if (c->committed_bytes + COMMIT_BYTES > c->reserved_bytes ||
            !gort__os_commit((char *)c->log + c->committed_bytes, COMMIT_BYTES))
            gort__throw(tr->rt, NULL, "out of memory in gccheckmark");
        c->committed_bytes += COMMIT_BYTES;
    }
    check_entry *e = &c->log[c->used++];
    memset(e, 0, sizeof *e);
    return e;
}

/* The index of what is being scanned: a root gets its entry when it first leads somewhere. */
static uint32_t check_current(gort_tracer *tr)
{
    if (tr->check_parent == 0) {
        check_entry *e = check_append(tr);
        e->source = tr->source;
        tr->check_parent = tr->check->used - 1;
    }
    return tr->check_parent;
}

/* ---- Reports ------------------------------------------------------------------------------ */

static void check_print_root(struct gort__check *c, const gort__source *s)
{
    switch (s->kind) {
    case GORT__FROM_STACK:
        check_print(c, "stack of goroutine %llu", (unsigned long long)s->id);
        break;
    case GORT__FROM_CELL:
        check_print(c, "stack cell %p of goroutine %llu, type %s", (void *)s->base,
                    (unsigned long long)s->id, check_type_name(s->type));
        break;
    case GORT__FROM_GLOBAL:
        check_print(c, "global %p, type %s", (void *)s->base, check_type_name(s->type));
        break;
    case GORT__FROM_REGISTERED:
        check_print(c, "registered root %p, type %s", (void *)s->base, check_type_name(s->type));
        break;
    case GORT__FROM_THREAD_ROOTS:
        check_print(c, "thread roots of goroutine %llu", (unsigned long long)s->id);
        break;
    case GORT__FROM_RUNTIME_ROOTS: check_print(c, "runtime roots"); break;
    case GORT__FROM_BARRIER_OLD: /* no root */
    case GORT__FROM_BARRIER_NEW: break;
    case GORT__FROM_OBJECT:
        check_print(c, "object %p, type %s", (void *)s->base, check_type_name(s->type));
        break;
    }
}

/* Where in its parent the pointer to an object is. */
static void check_print_place(struct gort__check *c, const check_entry *parent, uintptr_t offset)
{
    const gort__source *s = &parent->source;
    const gort_type *t = s->type;
    check_print(c, ", at offset %zu", (size_t)offset);
    if (!t || (s->kind != GORT__FROM_OBJECT && s->kind != GORT__FROM_GLOBAL)) return;
    gort__text place;
    gort__text_init(&place);
    const gort__span *span = gort__heap_span_of(c->heap, s->base);
    gort__name_place(&place, t, span ? span->elem_bytes : t->size_bytes, offset);
    check_print(c, "%.*s", (int)place.bytes, place.data);
    gort__text_free(&place);
}

static void check_print_path(struct gort__check *c, uint32_t index)
{
    /* From the object up: the chain has no other direction, and may be long. */
    for (int lines = 0; index != 0; lines++) {
        const check_entry *e = &c->log[index];
        if (lines == MAX_PATH_LINES && e->parent != 0) {
            check_print(c, "\t...\n");
            while (c->log[index].parent != 0)
                index = c->log[index].parent;
            e = &c->log[index];
        }
        check_print(c, "\t%s", lines == 0 ? "" : "from ");
        check_print_root(c, &e->source);
        if (e->parent != 0 && e->via)
            check_print(c, ", its parent's %s", e->via);
        else if (e->parent != 0)
            check_print_place(c, &c->log[e->parent], e->offset);
        check_print(c, "\n");
        index = e->parent;
    }
}

static void check_report(gort_tracer *tr, uint32_t index, const char *what)
{
    struct gort__check *c = tr->check;
    const check_entry *e = &c->log[index];
    if (e->parent != 0 && c->log[e->parent].lost) return;
    if (c->reports++ >= MAX_REPORTS) return;
    check_print(c, "runtime: %s found %s object %p, type %s, reachable as\n",
                c->purpose == CHECK_HEAP ? "heap check" : "checkmark", what, (void *)e->source.base,
                check_type_name(e->source.type));
    check_print_path(c, index);
}

/* ---- The search --------------------------------------------------------------------------- */

/* p leads into the heap and to no span. */
static void check_stray(gort_tracer *tr, uintptr_t p, uintptr_t where)
{
    struct gort__check *c = tr->check;
    if (c->purpose == CHECK_CYCLE) gort__check_pointer(tr, p, where);
    if (c->purpose != CHECK_HEAP || gort__mark_is_end(tr, p)) return;
    c->lost++;
    if (c->reports++ >= MAX_REPORTS) return;
    check_print(c,
                "runtime: heap check found pointer %p to an unallocated span, at offset %zu of\n",
                (void *)p, where >= tr->source.base ? (size_t)(where - tr->source.base) : 0);
    check_print_path(c, check_current(tr));
}

/* Nobody has met slot i of s yet. */
static bool check_first(gort_tracer *tr, gort__span *s, uint32_t i)
{
    uint64_t *seen = tr->check->seen;
    if (!seen) return gort__color_check_mark(s, i);
    const uintptr_t word = (gort__span_slot(s, i) - tr->rt->heap->base) / 8;
    const uint64_t bit = (uint64_t)1 << (word & 63);
    if (seen[word >> 6] & bit) return false;
    seen[word >> 6] |= bit;
    return true;
}

bool gort__verify_met(const gort_tracer *tr, uintptr_t p)
{
    const gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    if (!s) return true;
    const uint32_t i = gort__span_index(s, p);
    if (i >= s->nelems) return true;
    if (!tr->check->seen) return gort__color_is_checked(s, i);
    const uintptr_t word = (gort__span_slot(s, i) - tr->rt->heap->base) / 8;
    return tr->check->seen[word >> 6] >> (word & 63) & 1;
}

void gort__verify_visit(gort_tracer *tr, uintptr_t p, uintptr_t where, const char *via)
{
    struct gort__check *c = tr->check;
    gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    if (!s) {
        check_stray(tr, p, where);
        return;
    }
    const uint32_t i = gort__span_index(s, p);
    if (i >= s->nelems || !check_first(tr, s, i)) return;

    const uint32_t parent = check_current(tr);
    check_entry *e = check_append(tr);
    e->source.kind = GORT__FROM_OBJECT;
    e->source.type = gort__span_type(s, i);
    e->source.base = gort__span_slot(s, i);
    e->parent = parent;
    e->via = via;
    e->offset = !via && where >= tr->source.base ? where - tr->source.base : 0;

    if (c->purpose == CHECK_WHY) {
        if (e->source.base == c->target) c->found = c->used - 1;
        return;
    }
    const bool is_free = !gort__span_allocated(s, i);
    if (!is_free && (c->purpose == CHECK_HEAP || gort__color_is_marked(s, i))) return;
    e->lost = true;
    c->lost++;
    check_report(tr, c->used - 1, is_free ? "free" : "unmarked");
    if (c->repair && !is_free && gort__color_mark(s, i)) c->repair->marked_bytes += s->elem_bytes;
}

static void check_scan(gort_tracer *tr, const check_entry *e)
{
    if (e->source.kind != GORT__FROM_OBJECT) return;
    if (e->lost && tr->check->purpose == CHECK_HEAP) return; /* what lies there is no object */
    const gort__span *s = gort__heap_span_of(tr->rt->heap, e->source.base);
    const gort_type *t = e->source.type;
    if (gort__span_noscan(s) || !t) return;
    tr->source = e->source;
    tr->check_parent = tr->check->next;
    gort__mark_range(tr, t, e->source.base, 0, gort__scan_bytes(s, t));
}

static void check_search(gort_tracer *tr)
{
    struct gort__check *c = tr->check;
    gort__mark_all_roots(tr);
    do {
        for (; c->next < c->used && !c->found; c->next++)
            check_scan(tr, &c->log[c->next]);
        gort__weak_verify(tr);
    } while (c->next < c->used && !c->found);
}

static bool check_clear_span(void *user, gort__span *s)
{
    (void)user;
    gort__color_check_clear_all(s);
    return true;
}

/* All zero but for its memory and the log's, or NULL. */
static struct gort__check *check_reserve(uintptr_t log_bytes)
{
    const uintptr_t head_bytes = (sizeof(struct gort__check) + 4095) & ~(uintptr_t)4095;
    const uintptr_t reserved = (head_bytes + log_bytes + 4095) & ~(uintptr_t)4095;
    char *memory = gort__os_reserve(reserved);
    if (!memory) return NULL;
    if (!gort__os_commit(memory, head_bytes)) {
        gort__os_release(memory, reserved);
        return NULL;
    }
    struct gort__check *c = (struct gort__check *)(void *)memory;
    c->memory_bytes = reserved;
    c->log = (check_entry *)(void *)(memory + head_bytes);
    c->reserved_bytes = reserved - head_bytes;
    return c;
}

static void check_free(struct gort__check *c)
{
    if (c->seen) gort__os_release(c->seen, c->seen_bytes);
    gort__os_release(c, c->memory_bytes);
}

/* A cycle's memory stays for the next one, if it is not much: touching new pages took a small cycle
 * longer than its search. STW */
static void check_keep(struct gort__gc *gc, struct gort__check *c)
{
    if (c->committed_bytes > KEPT_BYTES) {
        check_free(c);
        return;
    }
    gc->check_kept = c;
}

static struct gort__check *check_take_kept(struct gort__gc *gc, uintptr_t log_bytes)
{
    struct gort__check *c = gc->check_kept;
    if (!c) return NULL;
    gc->check_kept = NULL;
    if (c->reserved_bytes < log_bytes) {
        check_free(c);
        return NULL;
    }
    const uintptr_t memory = c->memory_bytes, committed = c->committed_bytes;
    const uintptr_t reserved = c->reserved_bytes;
    check_entry *log = c->log;
    memset(c, 0, offsetof(struct gort__check, text)); /* a frame would be too small for all of it */
    c->memory_bytes = memory;
    c->committed_bytes = committed;
    c->reserved_bytes = reserved;
    c->log = log;
    return c;
}

void gort__verify_close(struct gort__gc *gc)
{
    if (gc->check_kept) check_free(gc->check_kept);
    gc->check_kept = NULL;
}

/* Ready to search. STW */
static struct gort__check *check_new(gort_g *g, gort_tracer *tr, check_purpose purpose)
{
    gort_runtime *rt = g->rt;
    const uintptr_t heap_bytes = gort__load_acquire(&rt->heap->committed_end) - rt->heap->base;
    /* An entry for each object of 8 bytes, and as many roots: address space only. */
    uintptr_t log_bytes = heap_bytes / 4 * sizeof(check_entry) + COMMIT_BYTES;
    struct gort__check *c = NULL;
    if (purpose == CHECK_CYCLE) c = check_take_kept(rt->gc, log_bytes);
    while (!c && !(c = check_reserve(log_bytes)) && log_bytes > KEPT_BYTES)
        log_bytes /= 2; /* address space is short: less may do */
    if (!c) gort__throw(rt, g, "out of memory in gccheckmark");
    c->purpose = purpose;
    c->heap = rt->heap;
    if (purpose != CHECK_CYCLE) {
        c->seen_bytes = (heap_bytes / 64 + 8 + 4095) & ~(uintptr_t)4095;
        c->seen = gort__os_reserve(c->seen_bytes);
        if (!c->seen || !gort__os_commit(c->seen, c->seen_bytes))
            gort__throw(rt, g, "out of memory in a check of the heap");
    }
    gort__tracer_init(tr, rt, GORT__TRACER_CHECK);
    tr->check = c;
    check_append(tr); /* index 0 */
    c->next = 1;
    return c;
}

void gort__verify_cycle(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    gort_tracer tr;
    struct gort__check *c = check_new(g, &tr, CHECK_CYCLE);
    gort__heap_each_span(rt->heap, check_clear_span, NULL);
    if (rt->opt.gccheckmark > 1) c->repair = gort__stw_tracer(gc);
    check_search(&tr);

    gort__store_relaxed(&gc->check_lost, c->lost);
    pthread_mutex_lock(&rt->lock);
    rt->stress.cycles_checked++;
    pthread_mutex_unlock(&rt->lock);
    if (c->lost) {
        check_print(c, "runtime: %llu objects lost in gc %llu", (unsigned long long)c->lost,
                    (unsigned long long)gc->num_gc + 1);
        if (rt->opt.gcseed) check_print(c, ", gcseed=%llu", (unsigned long long)rt->opt.gcseed);
        char mutants[GORT__MUTANT_TEXT_BYTES];
        if (rt->opt.gcmutant) check_print(c, ", %s", gort__mutant_text(rt->opt.gcmutant, mutants));
        check_print(c, "\n");
        if (rt->opt.gccheckmark == 1) {
            check_print(c, "fatal error: checkmark found unmarked object\n");
            gort__fatal_text(rt, g, GORT_ERROR_FATAL, c->text, c->text_bytes);
        }
        gort__trace_write(rt, c->text, c->text_bytes);
    }
    check_keep(gc, c);
}

/* ---- Asked for ---------------------------------------------------------------------------- */

/* The text goes to who asked for it when the world runs again. */
static void check_tell(struct gort__check *c, gort_report_fn write, void *user)
{
    if (write && c->text_bytes) write(user, c->text, c->text_bytes);
    check_free(c);
}

bool gort_why_alive(gort_g *g, void **sp, const void *p, gort_report_fn write, void *user)
{
    gort__check_entry(g, sp, __func__);
    gort_tracer tr;
    g->sp = sp;
    gort__stop_world(gort__m(g));
    struct gort__check *c = check_new(g, &tr, CHECK_WHY);
    const gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)p);
    const uint32_t i = s ? gort__span_index(s, (uintptr_t)p) : 0;
    if (s && i < s->nelems) {
        c->target = gort__span_slot(s, i);
        check_search(&tr);
        if (c->found) check_print_path(c, c->found);
    }
    gort__start_world(gort__m(g));
    const bool found = c->found != 0;
    check_tell(c, write, user);
    return found;
}

/* A span that is not as it is described. */
static bool check_span(void *user, gort__span *s)
{
    gort_tracer *tr = user;
    struct gort__check *c = tr->check;
    const struct gort__heap *h = tr->rt->heap;
    const char *wrong = NULL;
    uint32_t n = 0;
    for (uintptr_t page = 0; page < s->npages && !wrong; page++)
        if (gort__heap_span_of(h, s->base + (page << GORT_PAGE_SHIFT)) != s)
            wrong = "has a page that leads to another one";
    if (s->nelems == 0 || s->elem_bytes == 0 ||
        s->nelems > (s->npages << GORT_PAGE_SHIFT) / s->elem_bytes)
        wrong = "has more slots than pages for them";
    for (uint32_t i = 0; i < s->nelems && !wrong; i++) {
        if (!(s->alloc_bits[i >> 6] >> (i & 63) & 1)) continue;
        n++;
        const gort_type *t = gort__span_type(s, i);
        if (gort__span_noscan(s)) continue;
        if (!t)
            wrong = "has an object with pointers and without a type";
        else if (t->size_bytes == 0 || t->size_bytes > s->elem_bytes)
            wrong = "has an object that is smaller than its type";
    }
    if (!wrong && n != s->alloc_count) wrong = "counts other objects than it has";
    if (!wrong && gort__gc_current_phase(tr->rt) == GORT_GC_OFF && gort__color_count(s) != 0)
        wrong = "has marks, though no cycle marks";
    if (!wrong) return true;
    c->lost++;
    if (c->reports++ < MAX_REPORTS)
        check_print(c, "runtime: heap check: span %p, elemsize=%zu, %s\n", (void *)s->base,
                    (size_t)s->elem_bytes, wrong);
    return true;
}

size_t gort_heap_check(gort_g *g, void **sp, gort_report_fn write, void *user)
{
    gort__check_entry(g, sp, __func__);
    gort_runtime *rt = g->rt;
    gort_tracer tr;
    gort__check_thread(g);
    g->sp = sp;
    do { /* so that alloc bits are those of the objects there are */
        gort__gc_sweep(g);
        gort__stop_world(gort__m(g));
        if (!gort__heap_unswept(rt->heap)) break;
        gort__start_world(gort__m(g));
    } while (true);
    pthread_mutex_lock(&rt->lock);
    for (gort_mutator *m = rt->mutators; m; m = m->next)
        gort__alloc_flush(m);
    pthread_mutex_unlock(&rt->lock);
    struct gort__check *c = check_new(g, &tr, CHECK_HEAP);
    gort__heap_each_span(rt->heap, check_span, &tr);
    check_search(&tr);
    gort__start_world(gort__m(g));
    const size_t faults = c->lost;
    check_tell(c, write, user);
    return faults;
}
