/* lower_keep.c - arguments that a function with //go:uintptrescapes keeps alive.
 *
 * f(uintptr(p)), p an unsafe.Pointer, hands over a number, which keeps nothing alive. Here p is
 * evaluated into a local of its own, and that is used once more behind the call: so it is a root
 * while the call runs. A call of go or defer binds p and not the number (lower_wrap.c); then its
 * own call does this.
 *
 * Escape analysis says of these arguments that they are in the heap (flow/flow_call.c).
 */
#include "emit_internal.h"

/* uintptr(p), or NULL. */
static node *keep_conversion(node *n)
{
    n = gort__unparen(n);
    return n->kind == N_CONV && !n->val && n->type->kind == TY_UINTPTR &&
                   n->a->type->kind == TY_UNSAFE_POINTER
               ? n
               : NULL;
}

bool gort__lower_keeps(const node *call)
{
    return call->func && call->func->uintptr_escapes &&
           (call->call_kind == CALL_STATIC || call->call_kind == CALL_METHOD);
}

node *gort__lower_keep_operand(node *n)
{
    node *conv = keep_conversion(n);
    return conv ? conv->a : NULL;
}

node *gort__lower_keep_as(unit *u, node *n, node *operand)
{
    node *conv = gort__copy(u, keep_conversion(n), sizeof *conv);
    conv->a = operand;
    return conv;
}

/* The argument with its operand in a local, which `kept` gets. */
static node *keep_argument(lowering *c, node *n, kept_values *kept)
{
    node *p = gort__lower_keep_operand(n);
    if (!p) return n;
    gort__lower_order(c, p);
    const ir_value *v = gort__lower_temp(c, p->type, gort__lower_late(c, p));
    GORT__LIST_PUSH(c->u, kept, v);
    return gort__lower_keep_as(c->u, n, gort__lower_known(c, p->pos, p->type, v));
}

node *gort__lower_keep(lowering *c, node *call, kept_values *kept)
{
    if (!gort__lower_keeps(call)) return call;
    gort__lower_spread(c, call);
    node *out = gort__copy(c->u, call, sizeof *out);
    out->list = (nodes){0};
    for (int i = 0; i < call->list.n; i++) {
        node *a = gort__unparen(call->list.at[i]);
        if (a->kind == N_COMPLIT && a->implicit) { /* the variadic ones */
            node *slice = gort__copy(c->u, a, sizeof *slice);
            slice->list = (nodes){0};
            for (int k = 0; k < a->list.n; k++)
                GORT__LIST_PUSH(c->u, &slice->list, keep_argument(c, a->list.at[k], kept));
            a = slice;
        }
        GORT__LIST_PUSH(c->u, &out->list, keep_argument(c, a, kept));
    }
    return out;
}

void gort__lower_kept(lowering *c, const kept_values *kept)
{
    for (int i = 0; i < kept->n; i++)
        gort__lower_do(c, "(void)%v", kept->at[i]);
}
