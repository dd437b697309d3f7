/* emit_slots.c - which words the slots above sp are known to hold (emit_slots.h).
 *
 * To change what is known behind a branch, open slots_join.
 */
#include "emit_slots.h"
#include <string.h>

static bool slots_same(slot a, slot b)
{
    return a.var == b.var && a.number == b.number;
}

bool gort__slots_hold(const slots *s, int k, slot what)
{
    return k < SLOTS_KNOWN && slots_same(s->at[k], what);
}

void gort__slots_put(slots *s, int k, slot what)
{
    if (k < SLOTS_KNOWN) s->at[k] = what;
}

void gort__slots_raise(slots *s, int k)
{
    for (; k < SLOTS_KNOWN; k++)
        s->at[k] = (slot){0};
}

/* Keeps of `to` what `other` says too. */
static void slots_join(slot to[SLOTS_KNOWN], const slot other[SLOTS_KNOWN])
{
    for (int k = 0; k < SLOTS_KNOWN; k++)
        if (!slots_same(to[k], other[k])) to[k] = (slot){0};
}

static void slots_changed(slots *s, const ir_var *v)
{
    for (int k = 0; k < SLOTS_KNOWN; k++)
        if (s->at[k].var == v && !v->cell) s->at[k] = (slot){0};
}

static void slots_addressed(void *ctx, ir_var *v, bool addressed)
{
    if (addressed) slots_changed(ctx, v);
}

static void slots_endif(slots *s)
{
    const slot_branch *b = &s->branches[--s->nbranches];
    const slot *other = b->has_else ? b->then : b->before;
    const bool other_ends = b->has_else && b->then_ends;
    if (s->jumped)
        memcpy(s->at, other, sizeof s->at);
    else if (!other_ends)
        slots_join(s->at, other);
    s->jumped = s->jumped && other_ends;
}

void gort__slots_pass(slots *s, unit *u, const ir_ins *i)
{
    slot_branch *b;
    if (i->def) slots_changed(s, i->def);
    if (i->wiped) slots_changed(s, i->wiped);
    if (i->place && gort__ir_root(i->place)) slots_changed(s, gort__ir_root(i->place));
    gort__ir_mentions(i, slots_addressed, s);
    switch (i->kind) {
    case I_IF:
        b = GORT__PUSH(u, s->branches, s->nbranches, s->cap);
        memset(b, 0, sizeof *b);
        memcpy(b->before, s->at, sizeof s->at);
        break;
    case I_ELSE:
        b = &s->branches[s->nbranches - 1];
        memcpy(b->then, s->at, sizeof s->at);
        b->then_ends = s->jumped;
        b->has_else = true;
        memcpy(s->at, b->before, sizeof s->at);
        break;
    case I_ENDIF: slots_endif(s); return;
    case I_LOOP:
    case I_ENDLOOP:
    case I_LABEL: gort__slots_raise(s, 0); break;
    case I_COMMENT: return;
    default: break;
    }
    s->jumped = i->kind == I_GOTO || i->kind == I_BREAK || i->kind == I_RETURN;
}
