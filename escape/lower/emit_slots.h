/* emit_slots.h - what the lowest slots above sp hold while the C of a function is written, so that
 * no call stores again what stands there.
 *
 * A callee writes from its own sp on: what a call stored below that stands behind it too. Known is
 * only what every path to a place has stored; at labels and around loops nothing is. A word of a
 * local is known until the local changes.
 */
#ifndef GORT_ESCAPE_EMIT_SLOTS_H
#define GORT_ESCAPE_EMIT_SLOTS_H

#include "../ir/ir.h"

enum { SLOTS_KNOWN = 16 };

typedef struct slot {
    const ir_var *var; /* a word of a local, or the address of a cell */
    int number;        /* which word; without var the site's number + 1, 0: not known */
} slot;

typedef struct slot_branch { /* an I_IF that is open */
    slot before[SLOTS_KNOWN], then[SLOTS_KNOWN];
    bool has_else, then_ends; /* the first branch does not get to the end */
} slot_branch;

typedef struct slots {
    slot at[SLOTS_KNOWN];
    slot_branch *branches;
    int nbranches, cap;
    bool jumped; /* the last instruction went elsewhere */
} slots;

bool gort__slots_hold(const slots *s, int k, slot what);
void gort__slots_put(slots *s, int k, slot what);          /* {0}: not known */
void gort__slots_raise(slots *s, int k);                   /* a callee may have written from k on */
void gort__slots_pass(slots *s, unit *u, const ir_ins *i); /* i has been printed */

#endif
