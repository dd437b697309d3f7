/* weak_table.c - pending ephemerons by the object that their key leads to.
 *
 * A look goes through all ephemerons that are left, and finds of a chain one, where each was made
 * before the one whose key it keeps. With a table it finds all: a context that has one says of each
 * object that it marks (gort__weak_marked), and those ephemerons whose key that is are met. So each
 * ephemeron is looked at twice at most, whatever the chains. What other contexts mark meanwhile the
 * table does not hear of; the next look finds that.
 *
 * Those of one key hang behind the first of them, so that all are met at once, however many.
 *
 * A table lasts for one look, which is in pieces. An entry that goes, or leads to something else,
 * is taken out; so its place is known (chain_at), and that it has one (in_table). Its memory comes
 * in rows, with what is put there, and goes in pieces too: what a look takes at once does not grow
 * with the number of ephemerons.
 *
 * Threads: any, under gc->weak.lock.
 */
#include "internal.h"
#include <stdlib.h>

/* Buckets. A piece of a look puts 256 ephemerons there, and so touches 128 KiB at most. */
#define TABLE_ROW 64

static bool table_is_on(const gort__weak_table *t)
{
    return t->rows && !t->ends;
}

/* NULL: nothing is there; with make: no memory. */
static gort__weak **table_bucket(const gort__weak_table *t, uintptr_t object, bool make)
{
    const uintptr_t i =
        (uintptr_t)((uint64_t)object * UINT64_C(0x9e3779b97f4a7c15) >> 20) & t->mask;
    gort__weak ***row = &t->rows[i / TABLE_ROW];
    if (!*row && make) *row = calloc(TABLE_ROW, sizeof **row);
    return *row ? &(*row)[i % TABLE_ROW] : NULL;
}

static uintptr_t table_object_of(const gort_runtime *rt, const gort__weak *w)
{
    const uintptr_t key = gort__load_relaxed(&w->object);
    const gort__span *s = gort__heap_span_of(rt->heap, key);
    return s ? gort__span_slot(s, gort__span_index(s, key)) : 0;
}

/* With those that are behind it, here and below. */
static void table_link(gort__weak **at, gort__weak *w)
{
    w->chain = *at;
    if (w->chain) w->chain->chain_at = &w->chain;
    w->chain_at = at;
    *at = w;
}

static void table_unlink(gort__weak *w)
{
    *w->chain_at = w->chain;
    if (w->chain) w->chain->chain_at = w->chain_at;
}

static void table_put_behind(gort__weak **at, gort__weak *w)
{
    w->same = *at;
    if (w->same) w->same->chain_at = &w->same;
    w->chain_at = at;
    *at = w;
}

void gort__weak_table_begin(gort__weak_table *t, uintptr_t entries)
{
    uintptr_t size = TABLE_ROW;
    while (size < entries)
        size *= 2;
    t->nrows = size / TABLE_ROW;
    t->rows = calloc(t->nrows, sizeof *t->rows);
    t->mask = size - 1;
    t->number++;
}

void gort__weak_table_drop(gort__weak_table *t)
{
    if (!table_is_on(t)) return;
    t->ends = true;
    t->met = NULL;
    t->number++; /* nobody is in it */
}

bool gort__weak_table_end(gort__weak_table *t, uintptr_t most)
{
    gort__weak_table_drop(t);
    for (; t->rows && t->nrows > 0; most--) {
        if (most == 0) return false;
        free(t->rows[--t->nrows]);
    }
    free(t->rows);
    t->rows = NULL;
    t->ends = false;
    return true;
}

void gort__weak_table_add(gort__weak_table *t, const gort_runtime *rt, gort__weak *w)
{
    if (!table_is_on(t)) return;
    const uintptr_t object = table_object_of(rt, w);
    gort__weak **at = table_bucket(t, object, true);
    if (!at) return; /* for the next look */
    w->in_table = t->number;
    gort__weak *first = *at;
    while (first && table_object_of(rt, first) != object)
        first = first->chain;
    w->behind = first != NULL;
    w->same = NULL;
    if (first)
        table_put_behind(&first->same, w);
    else
        table_link(at, w);
}

void gort__weak_table_remove(gort__weak_table *t, gort__weak *w)
{
    if (!table_is_on(t) || w->in_table != t->number) return;
    w->in_table = 0;
    gort__weak *next = w->same;
    if (w->behind) {
        *w->chain_at = next;
        if (next) next->chain_at = w->chain_at;
        return;
    }
    table_unlink(w);
    if (!next) return;
    next->behind = false;
    table_link(w->chain_at, next);
}

gort__weak *gort__weak_table_met(gort__weak_table *t)
{
    gort__weak *w = t->met;
    if (w) gort__weak_table_remove(t, w);
    return w;
}

void gort__weak_table_tell(gort__weak_table *t, gort_tracer *tr)
{
    if (!table_is_on(t)) return;
    t->mode = tr->mode;
    tr->weak = t;
    tr->mode = GORT__TRACER_TOLD;
}

void gort__weak_table_leave(gort_tracer *tr)
{
    if (!tr->weak) return;
    tr->mode = tr->weak->mode;
    tr->weak = NULL;
}

void gort__weak_marked(gort_tracer *tr, uintptr_t object)
{
    gort__weak_table *t = tr->weak;
    gort__weak **at = table_bucket(t, object, false);
    for (gort__weak *w = at ? *at : NULL, *next; w; w = next) {
        next = w->chain;
        if (table_object_of(tr->rt, w) != object) continue;
        table_unlink(w);
        table_link(&t->met, w);
    }
}
