/* event.c - what the runtime says: events to those who listen (event.h), lines of text to the
 * embedder or stderr.
 *
 * A line reaches the writer whole, in one call, so lines of several threads do not mix. The
 * writer runs on whatever thread has something to say, possibly with the world stopped: it must
 * not call the runtime.
 *
 * Invariant: a slot's fn and user are written before its kinds are released, and never change to
 * others, so that whoever still tells finds what belongs together.
 *
 * To change where trace output goes, set gort_config.on_trace; to change a line's form, open the
 * file that builds it (gc/trace_print.c, map/map_trace.c).
 */
#include "../base/event.h"
#include "../base/os.h"
#include "../base/runtime.h"
#include "sched.h"
#include <string.h>

/* rt->lock held. */
static void listeners_sum(gort__listeners *l)
{
    uint32_t heard = 0;
    for (int i = 0; i < GORT__LISTENERS; i++)
        heard |= gort__load32_relaxed(&l->slot[i].kinds);
    gort__store32_relaxed(&l->heard, heard);
}

/* The slot of fn and user, or an unused one; NULL: none. rt->lock held. */
static struct gort__listener *listeners_slot(gort__listeners *l, gort__listener_fn fn, void *user)
{
    for (int i = 0; i < GORT__LISTENERS; i++) {
        const uintptr_t in_slot = gort__load_relaxed(&l->slot[i].fn);
        if (!in_slot ||
            (in_slot == (uintptr_t)fn && gort__load_ptr_relaxed(&l->slot[i].user) == user))
            return &l->slot[i];
    }
    return NULL;
}

/* kinds 0: no more. */
static bool listeners_set(gort_runtime *rt, uint32_t kinds, gort__listener_fn fn, void *user)
{
    gort__listeners *l = &rt->listeners;
    pthread_mutex_lock(&rt->lock);
    struct gort__listener *slot = listeners_slot(l, fn, user);
    if (slot) {
        gort__store_relaxed(&slot->fn, (uintptr_t)fn);
        gort__store_ptr_relaxed(&slot->user, user);
        gort__store32_release(&slot->kinds, kinds); /* pairs with gort__event_tell */
        listeners_sum(l);
    }
    pthread_mutex_unlock(&rt->lock);
    return slot;
}

bool gort__listen(gort_runtime *rt, uint32_t kinds, gort__listener_fn fn, void *user)
{
    return listeners_set(rt, kinds, fn, user);
}

void gort__unlisten(gort_runtime *rt, gort__listener_fn fn, void *user)
{
    listeners_set(rt, 0, fn, user);
}

void gort__event_tell(gort_runtime *rt, const gort__event *e)
{
    gort__listeners *l = &rt->listeners;
    for (int i = 0; i < GORT__LISTENERS; i++) {
        if (!(gort__load32_acquire(&l->slot[i].kinds) & GORT__EVENT_BIT(e->kind))) continue;
        const gort__listener_fn fn = (gort__listener_fn)gort__load_relaxed(&l->slot[i].fn);
        fn(gort__load_ptr_relaxed(&l->slot[i].user), rt, e);
    }
}

static const char *const event_names[GORT_EVENT_KINDS] = {
    [GORT_EVENT_CYCLE] = "cycle",           [GORT_EVENT_MAP_MARK] = "map_mark",
    [GORT_EVENT_MAP_GROW] = "map_grow",     [GORT_EVENT_MAP_EVACUATE] = "map_evacuate",
    [GORT_EVENT_MAP_GROWN] = "map_grown",   [GORT_EVENT_SCAVENGE] = "scavenge",
    [GORT_EVENT_PHASE] = "phase",           [GORT_EVENT_STACK_SCAN] = "stack_scan",
    [GORT_EVENT_SHADE] = "shade",           [GORT_EVENT_BLACKEN] = "blacken",
    [GORT_EVENT_ALLOC] = "alloc",           [GORT_EVENT_FREE] = "free",
    [GORT_EVENT_MAP_NEW] = "map_new",       [GORT_EVENT_MAP_ASSIGN] = "map_assign",
    [GORT_EVENT_MAP_DELETE] = "map_delete", [GORT_EVENT_MAP_CLEAR] = "map_clear",
    [GORT_EVENT_MAP_MOVE] = "map_move",     [GORT_EVENT_MAP_OVERFLOW] = "map_overflow",
    [GORT_EVENT_GO_CREATE] = "go_create",   [GORT_EVENT_GO_RUN] = "go_run",
    [GORT_EVENT_GO_PARK] = "go_park",       [GORT_EVENT_GO_READY] = "go_ready",
    [GORT_EVENT_GO_END] = "go_end",         [GORT_EVENT_CHAN_MAKE] = "chan_make",
    [GORT_EVENT_CHAN_SEND] = "chan_send",   [GORT_EVENT_CHAN_RECV] = "chan_recv",
    [GORT_EVENT_CHAN_CLOSE] = "chan_close", [GORT_EVENT_SELECT] = "select",
};

const char *gort__event_name(gort__event_kind kind)
{
    return event_names[kind];
}

uint32_t gort__event_kinds(const char *text, const char **bad)
{
    uint32_t all = 0;
    do {
        const size_t n = strcspn(text, ",");
        uint32_t kinds = 0;
        for (unsigned k = 0; k < GORT_EVENT_KINDS; k++)
            if (event_names[k] && strncmp(event_names[k], text, n) == 0)
                kinds |= GORT__EVENT_BIT(k);
        if (!kinds) {
            *bad = text;
            return 0;
        }
        all |= kinds;
        text += n;
    } while (*text++ == ',');
    return all;
}

void gort__trace_write(gort_runtime *rt, const char *text, size_t bytes)
{
    if (!rt->config.on_trace) {
        gort__os_write_stderr(text, bytes);
        return;
    }
    gort_mutator *m = gort__current_mutator(rt);
    const char *outer = m ? gort__callback_enter(m, "the trace writer") : NULL;
    rt->config.on_trace(rt->config.user, text, bytes);
    if (m) gort__callback_leave(m, outer);
}
