/* protect.c - protected calls: what a call has failed with comes back to its caller as a value.
 *
 * A protected call is an element of g->frames (panic.c), as functions with deferred calls are, with
 * a type word of its own. So a panic that unwinds finds it in its place among them, and ends there.
 *
 *   panic           the deferred calls inside have run, above the frames that failed; then longjmp
 *   out of memory   the same, by a panic that no recover sees
 *   stack overflow  longjmp at once: there is no room for deferred calls
 *
 * Invariant: g is as it was before the call, whichever way it is left: frames, panics, scopes,
 * gort_top. On the g's own thread.
 *
 * To catch another error, see who asks gort__protected.
 */
#include "../base/runtime.h"
#include "../gort_embed.h"
#include "../sched/sched.h"
#include "panic.h"

/* In the C frame of gort_call_protected. */
struct protected_call {
    jmp_buf left;
    gort_caught *caught;
    void **top; /* gort_top before the call */
    void **scope;
};

/* It holds no pointer: what was caught is the caller's. */
static const gort_type type_protected = {
    .size_bytes = sizeof(struct protected_call),
    .kind = GORT_KIND_STRUCT,
    .align = _Alignof(struct protected_call),
    .name = "runtime._protected",
};
enum { PROTECTED_WORDS = 3 };

bool gort__is_protected(void *const *element)
{
    return element[0] == GORT_TYPE_WORD(&type_protected);
}

void **gort__protected(const gort_g *g)
{
    void **element = g->frames;
    while (element && !gort__is_protected(element))
        element = element[2];
    return element;
}

void gort__protected_leave(gort_g *g, void **element, gort_error_code code, gort_eface value)
{
    struct protected_call *call = element[1];
    call->caught->code = code;
    call->caught->value = value;
    g->frames = element;
    gort__panic_back(g, element);
    if (g->head.top > call->top) g->head.top = call->top;
    g->sp = element;
    longjmp(call->left, 1);
}

bool gort_call_protected(gort_g *g, void **sp, void (*fn)(gort_g *g, void **sp, void *arg),
                         void *arg, gort_caught *caught)
{
    struct protected_call call;
    gort__check_call(g, "gort_call_protected");
    call.caught = caught;
    call.top = g->head.top;
    call.scope = g->head.scope;
    sp[0] = GORT_TYPE_WORD(&type_protected);
    sp[1] = &call;
    sp[2] = g->frames;
    g->frames = sp;
    if (g->head.top < sp + PROTECTED_WORDS) g->head.top = sp + PROTECTED_WORDS;
    if (setjmp(call.left)) {
        g->frames = sp[2];
        return false;
    }
    fn(g, sp + PROTECTED_WORDS, arg);
    gort__check_call(g, "the return of a protected call");
    if (g->frames != sp)
        gort__misuse(g->rt, "gort_call_protected: a function with deferred calls has returned "
                            "without gort_deferreturn");
    if (g->head.scope != call.scope)
        gort__misuse(g->rt, "gort_call_protected: scopes are open that were not, or closed");
    g->frames = sp[2];
    g->head.top = call.top;
    return true;
}

gort_string gort_caught_text(gort_g *g, void **sp, const gort_caught *caught)
{
    gort_string s;
    gort__check_call(g, "gort_caught_text");
    sp[0] = caught->value.data;
    if (gort__panic_method_text(g, sp + 1, caught->value, &s)) return s;
    gort__text t;
    gort__text_init(&t);
    gort__panic_value_text(g, &t, caught->value);
    uint8_t *copy = gort_try_alloc(g, sp + 1, &gort_type_uint8, t.bytes);
    if (copy) memcpy(copy, t.data, t.bytes);
    s = (gort_string){copy, copy ? (intptr_t)t.bytes : 0};
    gort__text_free(&t);
    return s;
}
