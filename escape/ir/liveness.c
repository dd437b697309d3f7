/* liveness.c - which locals hold pointers that are still needed after each instruction that may
 * collect: its roots, its own result excepted. Also here: the matching of blocks, the number of
 * root pairs active at each instruction, read counts, and dead code (which emit_func.c leaves out:
 * C compilers warn about variables that only dead code sets).
 *
 * Each local is looked at by itself: from its uses backwards to where it is overwritten, within a
 * run of instructions without jumps by the list of its mentions, from run to run by their
 * predecessors. What that costs is the length of what it finds, so that ten thousand temporaries
 * with short lives are no matter. A local that lives across so many calls that storing it at each
 * would make the C too long is pinned instead: it gets a pair that stands as long as the function.
 *
 * Locals without pointers are not traced. Invariant: a local that is a root of a call is
 * initialised there, because Go initialises every variable at its declaration and a temporary is
 * assigned before its uses on every path.
 *
 * A cell is traced too. Every naming of it is a use, whether it reads, takes the address (whoever
 * has that sees what the cell holds) or stores to a part (the rest stays); only what overwrites it
 * as a whole ends its life upwards: its I_CELL, an assignment, the memset of one that is entered
 * elsewhere. The collector relies on it: gc/mark_frames.c says what for.
 */
#include "ir.h"
#include <assert.h>
#include <limits.h>

/* A function with more roots than MANY_ROOTS keeps no local at more than FEW_CALLS calls: gcc takes
 * three seconds to optimise a function of twice as many, and nine times as much for three times as
 * many; storing them takes more time than keeping them in a frame (an array of 70 calls, in a loop,
 * twice as much). A pinned local that is not needed any more keeps what it leads to. */
enum { MANY_ROOTS = 2000, FEW_CALLS = 32 };

typedef struct live_block {
    ir_ins *ins;
    int npairs;
} live_block;

static void live_match(ir_func *f)
{
    live_block *st = NULL;
    int depth = 0, npairs = 0, serial = 0, cap = 0;
    for (ir_ins *i = f->first.next; i; i = i->next) {
        i->serial = serial++;
        i->npairs = npairs;
        switch (i->kind) {
        case I_IF:
        case I_LOOP:
        case I_SWITCH:
        case I_BLOCK: *GORT__PUSH(f->u, st, depth, cap) = (live_block){i, npairs}; break;
        case I_ELSE:
            npairs = i->npairs = st[depth - 1].npairs;
            st[depth - 1].ins->match = i;
            st[depth - 1].ins = i;
            break;
        case I_ENDIF:
        case I_ENDBLOCK:
        case I_ENDLOOP:
            depth--;
            npairs = st[depth].npairs;
            st[depth].ins->match = i;
            i->match = st[depth].ins;
            break;
        case I_BREAK:
            for (int d = depth - 1; d >= 0; d--)
                if (st[d].ins->kind == I_LOOP) {
                    i->match = st[d].ins;
                    break;
                }
            break;
        case I_CELL:
            if (i->def->desc || i->def->pinned) i->def->pair = npairs++;
            i->npairs = npairs;
            break;
        case I_LABEL: i->label->at = i; break;
        default: break;
        }
    }
}

/* The successors, of which each may be NULL. */
static void live_succ(const ir_ins *i, ir_ins *out[2])
{
    out[0] = i->next; /* of an I_IF at least its end */
    out[1] = NULL;
    switch (i->kind) {
    case I_IF: out[1] = i->match->kind == I_ELSE ? i->match->next : i->match; break;
    case I_LOOP:
        if (i->cond) out[1] = i->match->next;
        break;
    case I_ELSE: /* reached only from the end of the first branch */
    case I_ENDLOOP: out[0] = i->match; break;
    case I_BREAK: out[0] = i->match->match->next; break;
    case I_GOTO: out[0] = i->label->at; break;
    case I_RETURN: out[0] = NULL; break;
    default: break;
    }
}

static void live_reach(ir_func *f)
{
    ir_ins **work = gort__alloc(f->u, (size_t)(f->nins + 2) * 2 * sizeof *work);
    int n = 0;
    for (ir_ins *i = f->first.next; i; i = i->next)
        i->dead = true;
    f->first.next->dead = false;
    work[n++] = f->first.next;
    while (n > 0) {
        ir_ins *succ[2];
        live_succ(work[--n], succ);
        for (int j = 0; j < 2; j++)
            if (succ[j] && succ[j]->dead) {
                succ[j]->dead = false;
                work[n++] = succ[j];
            }
    }
    /* A loop's end is printed with its start even if nothing reaches it. */
}

/* ---- Mentions ----------------------------------------------------------------------------- */

typedef struct live_mention {
    int serial;
    uint32_t next : 31; /* of the same local, in the order of the instructions; 0: none */
    uint32_t use : 1;   /* else it is overwritten */
} live_mention;

typedef struct live_run { /* instructions that run one after the other */
    int first, last;      /* serials */
    int pred, npreds;     /* a part of live_state.preds */
    /* Of the variable that was looked at last; its index + 1 says that an entry is of it. */
    int entered; /* it is known to be live at the end */
    int seen;    /* it has mentions, the last of them in instruction last_at */
    int last_at;
} live_run;

typedef struct live_root {
    int call;
    ir_var *var;
} live_root;

typedef struct live_state {
    ir_func *f;
    ir_ins **ins;           /* by serial */
    live_mention *mentions; /* from 1 */
    int nmentions, cap_mentions;
    int *first, *last; /* by variable: of its mentions; 0: it has none */
    int *run_of;       /* by serial */
    live_run *runs;
    int nruns, cap_runs;
    int *preds;
    int *calls;   /* serials of what may collect */
    int *call_at; /* by serial: how many calls are before it */
    int ncalls;
    live_root *roots;
    int nroots, cap_roots;
    int max_calls;    /* a local at more is pinned */
    int *work, nwork; /* runs at whose end the variable that is looked at is live */
} live_state;

static bool live_collects(const ir_ins *i)
{
    return !i->dead && (i->kind == I_POLL || (i->kind == I_VALUE && i->value->collects));
}

/* The local that i overwrites as a whole, or NULL. */
static ir_var *live_overwritten(const ir_ins *i)
{
    ir_var *v = i->wiped ? i->wiped : i->def;
    return v && v->traced ? v : NULL;
}

static void live_mentioned(live_state *s, const ir_ins *i, const ir_var *v, bool use)
{
    const int m = s->nmentions, before = s->last[v->index];
    *GORT__PUSH(s->f->u, s->mentions, s->nmentions, s->cap_mentions) =
        (live_mention){.serial = i->serial, .use = use};
    if (before)
        s->mentions[before].next = (uint32_t)m;
    else
        s->first[v->index] = m;
    s->last[v->index] = m;
}

typedef struct live_scan {
    live_state *s;
    ir_ins *at;
} live_scan;

static void live_mention_local(void *ctx, ir_var *v, bool addressed)
{
    const live_scan *scan = ctx;
    (void)addressed; /* to take an address is a use too */
    assert(scan->s->f->vars[v->index] == v);
    v->reads++;
    if (v->traced && v != scan->at->wiped) live_mentioned(scan->s, scan->at, v, true);
}

static void live_mentions_of(live_state *s, ir_ins *i)
{
    ir_var *over = live_overwritten(i);
    live_scan scan = {s, i};
    gort__ir_mentions(i, live_mention_local, &scan);
    if (over) live_mentioned(s, i, over, false);
}

static void live_find_mentions(live_state *s)
{
    ir_func *f = s->f;
    s->first = gort__alloc(f->u, (size_t)(f->nvars + 1) * sizeof *s->first);
    s->last = gort__alloc(f->u, (size_t)(f->nvars + 1) * sizeof *s->last);
    *GORT__PUSH(f->u, s->mentions, s->nmentions, s->cap_mentions) = (live_mention){0};
    for (int k = 0; k < f->nins; k++)
        if (!s->ins[k]->dead) live_mentions_of(s, s->ins[k]);
}

/* ---- Runs --------------------------------------------------------------------------------- */

static bool live_starts_run(const ir_ins *i)
{
    if (i->kind == I_LABEL || i->kind == I_ENDIF || i->kind == I_LOOP || i->kind == I_ENDLOOP)
        return true;
    switch (i->prev->kind) {
    case I_IF:
    case I_ELSE:
    case I_LOOP:
    case I_ENDLOOP:
    case I_BREAK:
    case I_GOTO:
    case I_RETURN: return true;
    default: return i->dead != i->prev->dead;
    }
}

static void live_find_runs(live_state *s)
{
    ir_func *f = s->f;
    const size_t n = (size_t)f->nins + 1;
    ir_ins *succ[2];
    s->run_of = gort__alloc(f->u, n * sizeof *s->run_of);
    s->calls = gort__alloc(f->u, n * sizeof *s->calls);
    s->call_at = gort__alloc(f->u, (n + 1) * sizeof *s->call_at);
    for (int k = 0; k < f->nins; k++) {
        if (k == 0 || live_starts_run(s->ins[k]))
            *GORT__PUSH(f->u, s->runs, s->nruns, s->cap_runs) = (live_run){.first = k};
        s->runs[s->nruns - 1].last = k;
        s->run_of[k] = s->nruns - 1;
        s->call_at[k] = s->ncalls;
        if (live_collects(s->ins[k])) s->calls[s->ncalls++] = k;
    }
    s->call_at[f->nins] = s->ncalls;
    for (int pass = 0; pass < 2; pass++) {
        for (int r = 0; r < s->nruns; r++) {
            const ir_ins *last = s->ins[s->runs[r].last];
            if (last->dead) continue;
            live_succ(last, succ);
            for (int j = 0; j < 2; j++) {
                if (!succ[j]) continue;
                live_run *to = &s->runs[s->run_of[succ[j]->serial]];
                if (pass) s->preds[to->pred + to->npreds] = r;
                to->npreds++;
            }
        }
        if (pass) break;
        int total = 0;
        for (int r = 0; r < s->nruns; r++) {
            s->runs[r].pred = total;
            total += s->runs[r].npreds;
            s->runs[r].npreds = 0;
        }
        s->preds = gort__alloc(f->u, (size_t)(total + 1) * sizeof *s->preds);
    }
}

/* ---- Roots -------------------------------------------------------------------------------- */

/* v is live behind the instructions [from, to). */
static void live_add(live_state *s, ir_var *v, int from, int to)
{
    for (int k = s->call_at[from]; k < s->call_at[to]; k++) {
        if (s->ins[s->calls[k]]->def == v || s->ins[s->calls[k]]->wiped == v) continue;
        *GORT__PUSH(s->f->u, s->roots, s->nroots, s->cap_roots) = (live_root){k, v};
        if (s->nroots == MANY_ROOTS) s->max_calls = FEW_CALLS;
        if (++v->ncalls > s->max_calls) {
            v->pinned = true;
            return;
        }
    }
}

/* v is live where run r begins. */
static void live_enter(live_state *s, const ir_var *v, int r)
{
    for (int i = 0; i < s->runs[r].npreds; i++) {
        const int p = s->preds[s->runs[r].pred + i];
        if (s->runs[p].entered == v->index + 1) continue;
        s->runs[p].entered = v->index + 1;
        s->work[s->nwork++] = p;
    }
}

static void live_trace(live_state *s, ir_var *v)
{
    const live_mention *all = s->mentions;
    const int mark = v->index + 1, first = s->first[v->index];
    for (int m = first; m; m = all[m].next) {
        live_run *run = &s->runs[s->run_of[all[m].serial]];
        run->seen = mark;
        run->last_at = all[m].serial;
    }
    s->nwork = 0;
    for (int m = first, before = 0; m && !v->pinned; before = m, m = all[m].next) {
        if (!all[m].use) continue;
        const int at = all[m].serial, r = s->run_of[at];
        if (before && s->run_of[all[before].serial] == r) {
            live_add(s, v, all[before].serial, at);
            continue;
        }
        live_add(s, v, s->runs[r].first, at);
        live_enter(s, v, r);
    }
    while (s->nwork > 0 && !v->pinned) {
        const int r = s->work[--s->nwork];
        const live_run *run = &s->runs[r];
        const bool mentioned = run->seen == mark;
        live_add(s, v, mentioned ? run->last_at : run->first, run->last + 1);
        if (!mentioned) live_enter(s, v, r);
    }
}

/* Hands each call its roots, in the order of the locals. */
static void live_distribute(live_state *s)
{
    ir_var **all = gort__alloc(s->f->u, ((size_t)s->nroots + 1) * sizeof *all);
    for (int i = 0; i < s->nroots; i++)
        if (!s->roots[i].var->pinned) s->ins[s->calls[s->roots[i].call]]->nroots++;
    size_t at = 0;
    for (int k = 0; k < s->ncalls; k++) {
        ir_ins *i = s->ins[s->calls[k]];
        i->roots = all + at;
        at += (size_t)i->nroots;
        i->nroots = 0;
    }
    for (int i = 0; i < s->nroots; i++) {
        ir_ins *call = s->ins[s->calls[s->roots[i].call]];
        if (!s->roots[i].var->pinned) call->roots[call->nroots++] = s->roots[i].var;
    }
}

/* Declares the pinned locals at the function's start, zeroed; cells stay where they are. */
static void live_declare_pinned(ir_func *f)
{
    ir_ins *after = &f->first;
    for (int v = 0; v < f->nvars; v++) {
        ir_var *x = f->vars[v];
        if (!x->pinned || x->cell) continue;
        after = gort__ir_insert(f, after, I_CELL);
        after->def = x;
    }
    for (ir_ins *i = after->next; i; i = i->next)
        if (i->def && i->def->pinned) i->declare = false;
    if (after != &f->first) live_match(f);
}

void gort__ir_analyse(ir_func *f)
{
    if (!f->first.next) gort__ir_add(f, I_COMMENT);
    if (f->last->kind != I_RETURN) gort__ir_add(f, I_COMMENT); /* a place behind the last loop */
    live_match(f);
    live_reach(f);
    live_state s = {.f = f, .max_calls = INT_MAX};
    s.ins = gort__alloc(f->u, (size_t)f->nins * sizeof *s.ins);
    for (ir_ins *i = f->first.next; i; i = i->next) {
        s.ins[i->serial] = i;
        if (i->kind == I_GOTO && i->label && !i->dead) i->label->uses++;
    }
    live_find_mentions(&s);
    live_find_runs(&s);
    s.work = gort__alloc(f->u, (size_t)(s.nruns + 1) * sizeof *s.work);
    for (int v = 0; v < f->nvars; v++)
        if (f->vars[v]->traced) live_trace(&s, f->vars[v]);
    /* Those that became too many roots before it was known that there are many. */
    for (int v = 0; v < f->nvars; v++)
        if (f->vars[v]->ncalls > s.max_calls) f->vars[v]->pinned = true;
    live_distribute(&s);
    live_declare_pinned(f);
}
