/* place.c - writes a batch's results where code generation reads them: node.place of every
 * expression that allocates (of go and defer statements: of the closure they make),
 * object.place of every variable. How closures capture was written by flow_expr.c
 * (captured_var.by_ref), since the solution depends on it.
 *
 * What was not analysed (dead code, static initialisers) keeps PLACE_UNKNOWN, which means the
 * heap. PLACE_STACK promises: no address of it is in the heap, in a result, or in anything that
 * lives longer than the block, or the iteration, that it is made in.
 *
 * Invariants: afterwards no node, variable or label refers to a location; only functions still
 * refer to their summary, until the end of the package. One thread.
 */
#include "flow_ast.h"

/* The inner additions of a + b + c share the storage of the outermost. */
static void place_concat(node *n, placement place)
{
    node *sides[2] = {gort__unparen(n->a), gort__unparen(n->b)};
    for (int i = 0; i < 2; i++) {
        if (sides[i]->kind == N_BINARY && sides[i]->flow && sides[i]->flow == n->flow) {
            place_concat(sides[i], place);
            sides[i]->place = (uint8_t)place;
            sides[i]->flow = NULL;
        }
    }
}

void gort__place_batch(flow_batch *b)
{
    for (int i = 0; i < b->g.nlocs; i++) {
        location *loc = b->g.locs[i];
        placement place = loc->escapes ? PLACE_HEAP : PLACE_STACK;
        if (!loc->what) continue;
        if (loc->kind == LOC_EXPR) {
            node *n = loc->what;
            if (n->kind == N_BINARY) place_concat(n, place);
            n->place = (uint8_t)place;
            n->flow = NULL;
        } else {
            object *o = loc->what;
            o->place = (uint8_t)place;
            o->flow = NULL;
        }
    }
}
