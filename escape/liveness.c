/* liveness.c - which locals hold pointers that are still needed after each instruction.
 *
 * Backward dataflow over the instruction list: live_out of an instruction is the union of live_in
 * of its successors; live_in = (live_out - def) + uses. The roots of a call are its live_out
 * without its own result. Also here, since they need the same walk: the matching of blocks, the
 * number of root pairs active at each instruction, read counts, and dead code (which emit.c leaves
 * out: C compilers warn about variables that only dead code sets).
 *
 * Locals without pointers have no bit. Invariant: a local whose bit is set at a call is initialised
 * there, because Go initialises every variable at its declaration and a temporary is assigned
 * before its uses on every path.
 *
 * A cell has a bit too. Every naming of it is a use, whether it reads, takes the address (whoever
 * has that sees what the cell holds) or stores to a part (the rest stays); only what overwrites it
 * as a whole ends its life upwards: its I_CELL, an assignment, the memset of one that is entered
 * elsewhere. The collector relies on it: gc/mark_frames.c says what for.
 */
#include "ir.h"
#include <string.h>

#define LIVE_STACK 4096

typedef struct live_block {
    gort__ins *ins;
    int npairs;
} live_block;

static void live_match(gort__irfunc *f)
{
    live_block *st = gort__alloc(f->u, LIVE_STACK * sizeof *st);
    int depth = 0, npairs = 0, serial = 0;
    for (gort__ins *i = f->first.next; i; i = i->next) {
        i->serial = serial++;
        i->npairs = npairs;
        switch (i->kind) {
        case I_IF:
        case I_LOOP:
        case I_BLOCK:
            if (depth < LIVE_STACK) st[depth] = (live_block){i, npairs};
            depth++;
            break;
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
            if (i->def->desc) i->def->pair = npairs++;
            i->npairs = npairs;
            break;
        case I_LABEL: i->label->at = i; break;
        default: break;
        }
    }
}

/* At most two successors. */
static int live_succ(gort__ins *i, gort__ins *out[2])
{
    int n = 0;
    switch (i->kind) {
    case I_IF:
        if (i->next) out[n++] = i->next;
        if (i->match->kind == I_ELSE) {
            if (i->match->next) out[n++] = i->match->next;
        } else {
            out[n++] = i->match;
        }
        return n;
    case I_ELSE: /* reached only from the end of the first branch */ out[n++] = i->match; return n;
    case I_LOOP:
        out[n++] = i->next;
        if (i->cond) out[n++] = i->match->next;
        return n;
    case I_ENDLOOP: out[n++] = i->match; return n;
    case I_BREAK: out[n++] = i->match->match->next; return n;
    case I_GOTO: out[n++] = i->label->at; return n;
    case I_RETURN: return 0;
    default:
        if (i->next) out[n++] = i->next;
        return n;
    }
}

static void live_reach(gort__irfunc *f)
{
    gort__ins **work = gort__alloc(f->u, (size_t)(f->nins + 2) * 2 * sizeof *work);
    int n = 0;
    for (gort__ins *i = f->first.next; i; i = i->next)
        i->dead = true;
    if (f->first.next) {
        f->first.next->dead = false;
        work[n++] = f->first.next;
    }
    while (n > 0) {
        gort__ins *succ[2];
        const int k = live_succ(work[--n], succ);
        for (int j = 0; j < k; j++)
            if (succ[j] && succ[j]->dead) {
                succ[j]->dead = false;
                work[n++] = succ[j];
            }
    }
    /* A loop's end is printed with its start even if nothing reaches it. */
}

static void live_scan(gort__irfunc *f, const char *text, uint64_t *use, bool count)
{
    for (const char *p = text; p && (p = strchr(p, '\001')) != NULL;) {
        int n = 0;
        for (p++; *p != '\002'; p++)
            n = n * 10 + (*p - '0');
        gort__var *v = f->vars[n];
        if (count) v->reads++;
        if (use && v->live_index >= 0)
            use[v->live_index / 64] |= (uint64_t)1 << (v->live_index % 64);
    }
}

/* The local that i overwrites as a whole, or NULL. */
static const gort__var *live_overwritten(const gort__ins *i)
{
    const gort__var *v = i->wiped ? i->wiped : i->def;
    return v && v->live_index >= 0 ? v : NULL;
}

void gort__ir_analyse(gort__irfunc *f)
{
    if (!f->first.next) gort__ir_add(f, I_COMMENT);
    if (f->last->kind != I_RETURN) gort__ir_add(f, I_COMMENT); /* a place behind the last loop */
    live_match(f);
    live_reach(f);
    const size_t words = (size_t)f->nlive / 64 + 1, bytes = words * sizeof(uint64_t);
    uint64_t *in = gort__alloc(f->u, (size_t)(f->nins + 1) * bytes);
    uint64_t *use = gort__alloc(f->u, (size_t)(f->nins + 1) * bytes);
    for (gort__ins *i = f->first.next; i; i = i->next) {
        i->live_out = gort__alloc(f->u, bytes);
        if (i->dead) continue;
        live_scan(f, i->text, use + (size_t)i->serial * words, true);
        live_scan(f, i->cond, use + (size_t)i->serial * words, true);
        if (i->wiped && i->wiped->live_index >= 0)
            use[(size_t)i->serial * words + (size_t)i->wiped->live_index / 64] &=
                ~((uint64_t)1 << (i->wiped->live_index % 64));
        if (i->label && i->kind == I_GOTO) i->label->uses++;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (gort__ins *i = f->last; i != &f->first; i = i->prev) {
            if (i->dead) continue;
            gort__ins *succ[2];
            const int k = live_succ(i, succ);
            uint64_t *li = in + (size_t)i->serial * words;
            for (int j = 0; j < k; j++)
                if (succ[j])
                    for (size_t w = 0; w < words; w++)
                        i->live_out[w] |= in[(size_t)succ[j]->serial * words + w];
            for (size_t w = 0; w < words; w++) {
                uint64_t v = i->live_out[w];
                const gort__var *over = live_overwritten(i);
                if (over && (size_t)over->live_index / 64 == w)
                    v &= ~((uint64_t)1 << (over->live_index % 64));
                v |= use[(size_t)i->serial * words + w];
                if (v != li[w]) {
                    li[w] = v;
                    changed = true;
                }
            }
        }
    }
}
