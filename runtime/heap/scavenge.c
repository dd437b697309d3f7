/* scavenge.c - memory of free pages goes back to the operating system.
 *
 * A free page is warm if there is memory behind it, because it was in use once; else it is cold:
 * never touched, or given back. `warm` has a bit for each page of the heap, set while the page is
 * free and warm. What the heap holds of the system's memory is therefore its pages in use and its
 * warm ones; a span is known to be zero if none of its pages was warm.
 *
 *   paced     The collector says after each cycle how much is worth keeping (gort__pacer_retain,
 *             and less if GOMEMLIMIT asks for it). What is warm beyond that decays: half of it goes
 *             in DECAY_NS, in pieces, at allocations of pages and at the end of whole collections.
 *             A program that needs the memory again soon finds most of it still there, one in a
 *             steady state has nothing beyond and gives nothing back.
 *   slices    The collector's first thread, where there is one, gives the surplus back whatever the
 *             program does, with a hundredth of its time (gc/upkeep.c).
 *   limit     An allocation that makes the process larger than GOMEMLIMIT gives back as much as it
 *             is going to touch.
 *   at once   gort_free_os_memory.
 *
 * Whole huge pages go first, from the top of the heap down (allocation takes the low end of a run);
 * pieces of 64 KiB only if those are not enough, so that no huge page is broken without need.
 *
 * Looking for what can go costs time even where nothing can: no more than LOCKED_FRAMES huge pages
 * are looked at while the lock is held, and no more at one allocation. Where a pass was left is
 * kept, and the time that earned what could not go yet.
 *
 * Threads: everything under heap->lock but `scavenge_due`, the hint that saves a look.
 */
#include "../base/checks.h"
#include "../../gc/gc.h"
#include "../base/os.h"
#include "../sched/sched.h"
#include "span.h"
#include <stdio.h>

#define DECAY_NS     UINT64_C(500000000)
#define LEAST_BYTES  ((uintptr_t)1 << 20) /* a surplus below is left alone; so is a piece */
#define LOCKED_BYTES ((uintptr_t)2 << 20) /* given back at most before the lock is let go */

#define HUGE_WORDS    4  /* of `warm` for a huge page of 2 MiB */
#define LOCKED_FRAMES 64 /* huge pages looked at before the lock is let go */

/* ---- Warm pages -------------------------------------------------------------------------- */

/* Bits [first, first + n) of the word w. */
static uint64_t warm_mask(uintptr_t w, uintptr_t first, uintptr_t n)
{
    uint64_t mask = ~(uint64_t)0;
    if (w == first >> 6) mask &= ~(uint64_t)0 << (first & 63);
    if (w == (first + n) >> 6) mask &= ((uint64_t)1 << ((first + n) & 63)) - 1;
    return mask;
}

void gort__warm_put(struct gort__heap *h, uintptr_t first, uintptr_t npages)
{
    struct gort__pages *pg = h->pages;
    for (uintptr_t w = first >> 6; w <= (first + npages - 1) >> 6; w++)
        pg->warm[w] |= warm_mask(w, first, npages);
    pg->warm_pages += npages;
}

uintptr_t gort__warm_take(struct gort__heap *h, uintptr_t first, uintptr_t npages)
{
    struct gort__pages *pg = h->pages;
    uintptr_t taken = 0;
    for (uintptr_t w = first >> 6; w <= (first + npages - 1) >> 6; w++) {
        const uint64_t bits = pg->warm[w] & warm_mask(w, first, npages);
        pg->warm[w] &= ~bits;
        taken += gort__count_bits(bits);
    }
    pg->warm_pages -= taken;
    return taken;
}

uintptr_t gort__heap_held_bytes(const struct gort__heap *h)
{
    return (gort__load_relaxed(&h->in_use_pages) + h->pages->warm_pages) << GORT_PAGE_SHIFT;
}

uintptr_t gort__heap_other_bytes(const gort_runtime *rt)
{
    const struct gort__heap *h = rt->heap;
    const uintptr_t tables =
        (gort__load_relaxed(&h->committed_bytes) >> GORT_PAGE_SHIFT) * sizeof *h->page_span;
    return gort__load_relaxed(&h->meta_bytes) + tables + gort__gc_buffer_bytes(rt);
}

/* ---- Giving back ------------------------------------------------------------------------- */

/* The free pages [first, first + n) become cold. False: the system does not take them. */
static bool scavenge_run(struct gort__heap *h, uintptr_t first, uintptr_t n)
{
    if (!gort__os_decommit((void *)(h->base + (first << GORT_PAGE_SHIFT)), n << GORT_PAGE_SHIFT)) {
        /* Memory may be locked. Trying again at every turn would only cost time. */
        h->pages->scavenge_refused = true;
        return false;
    }
    h->pages->scavenged_bytes += gort__warm_take(h, first, n) << GORT_PAGE_SHIFT;
    return true;
}

/* Which pages of word w of `warm` are free. */
static uint64_t free_pages(const struct gort__heap *h, uintptr_t w)
{
    const uintptr_t npages = (gort__load_relaxed(&h->committed_end) - h->base) >> GORT_PAGE_SHIFT;
    uint64_t free = 0;
    for (uintptr_t i = w * 64; i < w * 64 + 64 && i < npages; i++) {
        const gort__span *s = gort__load_ptr_relaxed(&h->page_span[i]);
        if (!s || gort__load32_relaxed(&s->state) == GORT_SPAN_FREE)
            free |= (uint64_t)1 << (i & 63);
    }
    return free;
}

/* The bits of those bytes of w that are all ones. */
static uint64_t full_bytes(uint64_t w)
{
    uint64_t x = w & w >> 1;
    x &= x >> 2;
    x &= x >> 4;
    return (x & UINT64_C(0x0101010101010101)) * 0xff;
}

/* The bits of those bytes of w that are not all zeros. */
static uint64_t touched_bytes(uint64_t w)
{
    w |= w >> 4 & UINT64_C(0x0f0f0f0f0f0f0f0f);
    w |= w >> 2 & UINT64_C(0x3333333333333333);
    w |= w >> 1 & UINT64_C(0x5555555555555555);
    return (w & UINT64_C(0x0101010101010101)) * 0xff;
}

/* The pages of `bits`, of word w of `warm`. */
static void scavenge_word(struct gort__heap *h, uintptr_t w, uint64_t bits)
{
    while (bits) {
        const unsigned first = (unsigned)__builtin_ctzll(bits);
        const uint64_t rest = ~(bits >> first);
        const unsigned n = rest ? (unsigned)__builtin_ctzll(rest) : 64;
        if (!scavenge_run(h, w * 64 + first, n)) return;
        bits = n + first >= 64 ? 0 : bits >> (first + n) << (first + n);
    }
}

/* The huge page whose first word of `warm` is w. The system may have put memory behind all of it
 * when one page was touched, so cold pages go along with warm ones. */
static void scavenge_frame(struct gort__heap *h, uintptr_t w, gort__scavenge_unit unit)
{
    const uint64_t *warm = h->pages->warm + w;
    const bool any_warm = warm[0] | warm[1] | warm[2] | warm[3];
    if (!any_warm && unit != GORT_SCAVENGE_ALL) return;
    uint64_t free[HUGE_WORDS];
    for (unsigned k = 0; k < HUGE_WORDS; k++)
        free[k] = free_pages(h, w + k);
    const bool whole = (free[0] & free[1] & free[2] & free[3]) == ~(uint64_t)0;
    if (whole && any_warm)
        scavenge_run(h, w * 64, HUGE_WORDS * 64);
    else if (!whole && unit != GORT_SCAVENGE_HUGE)
        for (unsigned k = 0; k < HUGE_WORDS; k++)
            scavenge_word(h, w + k,
                          unit == GORT_SCAVENGE_SMALL ? full_bytes(free[k]) & touched_bytes(warm[k])
                                                      : free[k]);
}

/* Gives back about `bytes`, from *cursor (words of `warm`) down, in LOCKED_FRAMES at most. The
 * bytes given back; *cursor is 0 when nothing is left below. */
static uintptr_t scavenge_down(struct gort__heap *h, uintptr_t *cursor, gort__scavenge_unit unit,
                               uintptr_t bytes)
{
    struct gort__pages *pg = h->pages;
    const uint64_t before = pg->scavenged_bytes;
    for (int frames = 0; frames < LOCKED_FRAMES; frames++) {
        if (*cursor == 0 || pg->scavenged_bytes - before >= bytes || pg->scavenge_refused) break;
        scavenge_frame(h, *cursor -= HUGE_WORDS, unit);
    }
    return pg->scavenged_bytes - before;
}

/* The cursor above all that is committed: a whole number of huge pages. */
static uintptr_t scavenge_top(const struct gort__heap *h)
{
    const uintptr_t npages = (gort__load_relaxed(&h->committed_end) - h->base) >> GORT_PAGE_SHIFT;
    return (npages + HUGE_WORDS * 64 - 1) / (HUGE_WORDS * 64) * HUGE_WORDS;
}

/* ---- Paced ------------------------------------------------------------------------------- */

void gort__scavenge_begin(struct gort__heap *h)
{
    struct gort__pages *pg = h->pages;
    pg->scavenge_cursor = scavenge_top(h);
    pg->scavenge_unit = GORT_SCAVENGE_HUGE;
    pg->scavenge_told = false;
    gort__store32_relaxed(&h->scavenge_due, !pg->scavenge_refused);
}

/* Warm memory beyond what is to be kept. */
static uintptr_t scavenge_surplus(const struct gort__heap *h)
{
    const uintptr_t warm = h->pages->warm_pages << GORT_PAGE_SHIFT;
    const uintptr_t held = gort__heap_held_bytes(h);
    const uintptr_t keep = gort__load_relaxed(&h->retain_bytes);
    const uintptr_t over = held > keep ? held - keep : 0;
    return over < warm ? over : warm;
}

/* What of the surplus may go by now: all of it would go in twice DECAY_NS. */
static uintptr_t scavenge_share(struct gort__heap *h, uintptr_t surplus)
{
    struct gort__pages *pg = h->pages;
    const uint64_t now_ns = gort__trace_now_ns(h->rt);
    if (pg->scavenge_ns == 0) pg->scavenge_ns = now_ns;
    const uint64_t passed_ns = now_ns - pg->scavenge_ns;
    const uintptr_t share =
        passed_ns >= 2 * DECAY_NS
            ? surplus
            : (uintptr_t)((double)surplus * (double)passed_ns / (double)(2 * DECAY_NS));
    return share < LEAST_BYTES ? 0 : share;
}

/* Puts the clock's last reading to where the share of what is left is what was not done. */
static void scavenge_charge(struct gort__heap *h, uintptr_t surplus, uintptr_t share,
                            uintptr_t done)
{
    struct gort__pages *pg = h->pages;
    pg->scavenge_ns = gort__trace_now_ns(h->rt);
    if (done < share)
        pg->scavenge_ns -=
            (uint64_t)((double)(2 * DECAY_NS) * (double)(share - done) / (double)(surplus - done));
}

/* Gives back up to `bytes` in the pass under way, as far as one hold of the lock goes. */
static uintptr_t scavenge_pass(struct gort__heap *h, uintptr_t bytes)
{
    struct gort__pages *pg = h->pages;
    if (pg->scavenge_cursor == 0 && pg->scavenge_unit == GORT_SCAVENGE_HUGE) {
        pg->scavenge_unit = GORT_SCAVENGE_SMALL;
        pg->scavenge_cursor = scavenge_top(h);
    }
    return scavenge_down(h, &pg->scavenge_cursor, pg->scavenge_unit, bytes);
}

static bool scavenge_is_over(const struct gort__pages *pg)
{
    return pg->scavenge_refused ||
           (pg->scavenge_cursor == 0 && pg->scavenge_unit != GORT_SCAVENGE_HUGE);
}

/* The event with the figures of now. [locked; to be told when it is not] */
static gort__event scavenge_event(struct gort__heap *h, bool forced)
{
    struct gort__pages *pg = h->pages;
    gort__event e = {.kind = GORT_EVENT_SCAVENGE};
    e.scavenge.given_bytes = pg->scavenged_bytes - pg->scavenge_told_bytes;
    e.scavenge.held_bytes = gort__heap_held_bytes(h);
    e.scavenge.cold_bytes = gort__load_relaxed(&h->committed_bytes) - e.scavenge.held_bytes;
    e.scavenge.in_use_bytes = gort__load_relaxed(&h->in_use_pages) << GORT_PAGE_SHIFT;
    e.scavenge.forced = forced;
    pg->scavenge_told_bytes = pg->scavenged_bytes;
    return e;
}

/* go1.19's scavtrace line: given back since the last line, in all, and how much of what the heap
 * holds is in use. */
void gort__trace_scavenge_event(void *user, gort_runtime *rt, const gort__event *e)
{
    char text[128];
    const uintptr_t held = e->scavenge.held_bytes;
    (void)user;
    const int n =
        snprintf(text, sizeof text, "scav %zu KiB work, %zu KiB total, %zu%% util%s\n",
                 (size_t)e->scavenge.given_bytes >> 10, (size_t)e->scavenge.cold_bytes >> 10,
                 (size_t)(held ? e->scavenge.in_use_bytes * 100 / held : 0),
                 e->scavenge.forced ? " (forced)" : "");
    gort__trace_write(rt, text, (size_t)n);
}

/* The cycle's event, if it is not out: what was given back up to the end of its sweep. */
static void scavenge_tell(gort_runtime *rt)
{
    struct gort__heap *h = rt->heap;
    gort__lock_take(&h->lock);
    const bool told = h->pages->scavenge_told;
    const gort__event event = told ? (gort__event){0} : scavenge_event(h, false);
    h->pages->scavenge_told = true;
    gort__lock_give(&h->lock);
    if (!told) gort__event(rt, GORT_EVENT_SCAVENGE, .scavenge = event.scavenge);
}

void gort__scavenge_step(gort_runtime *rt, uintptr_t max_bytes)
{
    struct gort__heap *h = rt->heap;
    scavenge_tell(rt);
    gort__lock_take(&h->lock);
    const uintptr_t surplus = scavenge_surplus(h);
    bool over = surplus < LEAST_BYTES;
    if (over) h->pages->scavenge_ns = 0;
    const uintptr_t share = over ? 0 : scavenge_share(h, surplus);
    const uintptr_t most = share < max_bytes ? share : max_bytes;
    /* Metadata goes in proportion. */
    if (most)
        gort__meta_trim(
            h, (uintptr_t)((double)gort__meta_idle_bytes(h) * (double)most / (double)surplus));
    uintptr_t done = 0;
    bool again = most > 0;
    while (again) {
        const uintptr_t piece = most - done < LOCKED_BYTES ? most - done : LOCKED_BYTES;
        const uintptr_t given = scavenge_pass(h, piece);
        done += given;
        over = scavenge_is_over(h->pages);
        /* Whoever only wants to allocate does not go on where nothing was found. */
        again = done < most && !over && (given >= piece || max_bytes == UINTPTR_MAX);
        if (!again) break;
        gort__lock_give(&h->lock);
        gort__lock_take(&h->lock);
    }
    if (share) scavenge_charge(h, surplus, share, over ? share : done);
    if (over) gort__store32_relaxed(&h->scavenge_due, 0);
    gort__lock_give(&h->lock);
}

bool gort__scavenge_slice(gort_runtime *rt, uint64_t most_ns)
{
    struct gort__heap *h = rt->heap;
    const uint64_t began_ns = gort__os_now_ns();
    bool over = false, stop = false;
    scavenge_tell(rt);
    while (!over && !stop && gort__os_now_ns() - began_ns < most_ns) {
        gort__lock_take(&h->lock);
        const uintptr_t surplus = scavenge_surplus(h);
        over = surplus < LEAST_BYTES;
        if (!over) {
            const uintptr_t piece = surplus < LOCKED_BYTES ? surplus : LOCKED_BYTES;
            gort__meta_trim(
                h, (uintptr_t)((double)gort__meta_idle_bytes(h) * (double)piece / (double)surplus));
            scavenge_pass(h, piece);
            over = scavenge_is_over(h->pages);
        }
        if (over) h->pages->scavenge_ns = 0;
        if (over) gort__store32_relaxed(&h->scavenge_due, 0);
        gort__lock_give(&h->lock);
        stop = gort__load32_relaxed(&rt->stop_requested);
    }
    return !over;
}

void gort__scavenge_for(struct gort__heap *h, uintptr_t bytes)
{
    struct gort__pages *pg = h->pages;
    const uintptr_t limit = (uintptr_t)h->rt->opt.memory_limit_bytes;
    const uintptr_t mapped = gort__heap_held_bytes(h) + gort__heap_other_bytes(h->rt);
    const uintptr_t over = mapped > limit ? mapped - limit : 0;
    const uintptr_t want = over < bytes ? over : bytes;
    if (want == 0 || pg->warm_pages == 0) return;
    /* Round and round, since what lies at the top may be nothing that can go. */
    uintptr_t done = 0;
    for (int i = 0; i < 4 && done < want; i++) {
        const gort__scavenge_unit unit = i < 2 ? GORT_SCAVENGE_HUGE : GORT_SCAVENGE_SMALL;
        if (pg->limit_cursor == 0) pg->limit_cursor = scavenge_top(h);
        done += scavenge_down(h, &pg->limit_cursor, unit, want - done);
    }
}

/* ---- At once ----------------------------------------------------------------------------- */

static void scavenge_all(gort_runtime *rt)
{
    struct gort__heap *h = rt->heap;
    /* Where the system's pages are larger than ours, some of ours cannot go alone. */
    const gort__scavenge_unit unit =
        gort__os_page_bytes() <= GORT_PAGE_BYTES ? GORT_SCAVENGE_ALL : GORT_SCAVENGE_SMALL;
    gort__lock_take(&h->lock);
    h->pages->scavenge_refused = false;
    gort__meta_trim(h, UINTPTR_MAX);
    uintptr_t cursor = scavenge_top(h);
    while (cursor > 0 && !h->pages->scavenge_refused) {
        scavenge_down(h, &cursor, unit, LOCKED_BYTES);
        gort__lock_give(&h->lock);
        gort__lock_take(&h->lock);
    }
    const gort__event event = scavenge_event(h, true);
    gort__lock_give(&h->lock);
    gort__event(rt, GORT_EVENT_SCAVENGE, .scavenge = event.scavenge);
}

void gort_free_os_memory(gort_g *g, void **sp)
{
    gort__check_entry(g, sp, __func__);
    gort_gc(g, sp);
    scavenge_all(g->rt);
    gort__trim_stack(g);
}
