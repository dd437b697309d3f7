/* object.c - what a pointer leads to; blocking regions as calls; room on the shadow stack. The
 * calling thread's g. */
#include "../base/checks.h"
#include "../base/runtime.h"
#include "../gort_embed.h"
#include "../heap/span.h"
#include "../sched/sched.h"

bool gort_object_of(gort_g *g, const void *p, gort_object *object)
{
    gort__check_call(g, __func__);
    gort__check_that(g->rt, object, __func__, "the object to fill is NULL");
    gort__check_call(g, "gort_object_of");
    gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)p);
    if (!s) return false;
    const uint32_t i = gort__span_index(s, (uintptr_t)p);
    if (i >= s->nelems) return false; /* behind the last one */
    object->base = (void *)gort__span_slot(s, i);
    object->bytes = s->elem_bytes;
    object->type = gort__span_noscan(s) ? NULL : gort__span_type(s, i);
    return true;
}

size_t gort_stack_room(gort_g *g, void **sp)
{
    gort__check_call(g, "gort_stack_room");
    return sp < g->stack.shadow_hi ? (size_t)(g->stack.shadow_hi - sp) : 0;
}

void gort_call_blocking(gort_g *g, void **sp, void (*fn)(void *arg), void *arg)
{
    gort__check_entry(g, sp, __func__);
    gort__check_that(g->rt, fn, __func__, "the function is NULL");
    gort_enter_blocking(g, sp);
    fn(arg);
    gort_exit_blocking(g);
}
