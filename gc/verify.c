/* verify.c - gccheckmark: mark everything a second time and compare.
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
 * Threads: the one that stopped the world.
 */
#include "../runtime/base/mutant.h"
#include "../runtime/base/os.h"
#include "internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define COMMIT_BYTES   ((uintptr_t)1 << 20)
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

struct gort__check {
    check_entry *log;
    uint32_t used, next; /* entries; the next one to scan */
    uintptr_t committed_bytes, reserved_bytes;
    gort_tracer *repair; /* gccheckmark=2: what marks lost objects, else NULL */
    uint64_t lost;
    uint32_t reports;
    char text[REPORT_BYTES];
    size_t text_bytes;
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
            check_print(c, ", at offset %zu", (size_t)e->offset);
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
    check_print(c, "runtime: checkmark found %s object %p, type %s, reachable as\n", what,
                (void *)e->source.base, check_type_name(e->source.type));
    check_print_path(c, index);
}

/* ---- The search --------------------------------------------------------------------------- */

void gort__verify_visit(gort_tracer *tr, uintptr_t p, uintptr_t where, const char *via)
{
    struct gort__check *c = tr->check;
    gort__span *s = gort__heap_span_of(tr->rt->heap, p);
    if (!s) {
        gort__check_pointer(tr, p, where);
        return;
    }
    const uint32_t i = gort__span_index(s, p);
    if (i >= s->nelems || !gort__color_check_mark(s, i)) return;

    const uint32_t parent = check_current(tr);
    check_entry *e = check_append(tr);
    e->source.kind = GORT__FROM_OBJECT;
    e->source.type = gort__span_type(s, i);
    e->source.base = gort__span_slot(s, i);
    e->parent = parent;
    e->via = via;
    e->offset = !via && where >= tr->source.base ? where - tr->source.base : 0;

    const bool is_free = !gort__span_allocated(s, i);
    if (!is_free && gort__color_is_marked(s, i)) return;
    e->lost = true;
    c->lost++;
    check_report(tr, c->used - 1, is_free ? "free" : "unmarked");
    if (c->repair && !is_free && gort__color_mark(s, i)) c->repair->marked_bytes += s->elem_bytes;
}

static void check_scan(gort_tracer *tr, const check_entry *e)
{
    if (e->source.kind != GORT__FROM_OBJECT) return;
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
        for (; c->next < c->used; c->next++)
            check_scan(tr, &c->log[c->next]);
        gort__weak_verify(tr);
    } while (c->next < c->used);
}

static bool check_clear_span(void *user, gort__span *s)
{
    (void)user;
    gort__color_check_clear_all(s);
    return true;
}

void gort__verify_cycle(gort_g *g)
{
    gort_runtime *rt = g->rt;
    struct gort__gc *gc = rt->gc;
    gort_tracer tr;
    const uintptr_t header = (sizeof(struct gort__check) + 15) & ~(uintptr_t)15;
    /* An entry for each object of 8 bytes, and as many roots: address space only. */
    const uintptr_t heap_bytes = gort__load_acquire(&rt->heap->committed_end) - rt->heap->base;
    const uintptr_t log_bytes = heap_bytes / 4 * sizeof(check_entry) + COMMIT_BYTES;
    const uintptr_t reserved = (header + COMMIT_BYTES + log_bytes) & ~(uintptr_t)4095;
    const uintptr_t head_bytes = (header + 4095) & ~(uintptr_t)4095;
    char *memory = gort__os_reserve(reserved);
    if (!memory || !gort__os_commit(memory, head_bytes))
        gort__throw(rt, g, "out of memory in gccheckmark");
    struct gort__check *c = (struct gort__check *)(void *)memory;
    c->log = (check_entry *)(void *)(memory + head_bytes);
    c->reserved_bytes = reserved - head_bytes;

    gort__heap_each_span(rt->heap, check_clear_span, NULL);
    gort__tracer_init(&tr, rt, GORT__TRACER_CHECK);
    tr.check = c;
    if (rt->opt.gccheckmark > 1) c->repair = gort__stw_tracer(gc);
    check_append(&tr); /* index 0 */
    c->next = 1;
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
    gort__os_release(memory, reserved);
}
