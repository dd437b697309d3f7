/* finalizer.c - runtime.SetFinalizer: what it takes and refuses, and how a finalizer is called.
 * When one is called is gc/final.c's affair. Any thread with a g.
 *
 * A finalizer is a func value of any type with one parameter that the object's pointer can be
 * assigned to; what it returns is dropped. C calls it by the form that the platform gives to such
 * a function: results of more than two words come back in memory that the caller provides, any
 * others in registers, which nobody looks at.
 */
#include "../../../gc/gc.h"
#include "../../heap/heap.h"
#include "../../panic/panic.h"
#include "../../value/value.h"

/* What large results are written to. */
enum { FINALIZER_RESULT_BYTES = 64 << 10 };
typedef struct finalizer_result {
    uint8_t a[FINALIZER_RESULT_BYTES];
} finalizer_result;

/* The bytes of a struct of the results. */
static uintptr_t finalizer_result_bytes(const gort_type *fn_type)
{
    uintptr_t bytes = 0;
    for (uintptr_t i = 0; i < fn_type->nresults; i++) {
        const gort_type *t = fn_type->params[fn_type->len + i];
        const uintptr_t align = t->align ? t->align : 1;
        bytes = (bytes + align - 1) / align * align + t->size_bytes;
    }
    return bytes;
}

#define FINALIZER_CALL(RESULT, PARAM, arg)                                                         \
    ((void)((RESULT(*)(gort_g *, void **, gort_closure *, PARAM))fn->fn)(g, sp, fn, arg))

#define FINALIZER_CALL_ANY(PARAM, arg)                                                             \
    do {                                                                                           \
        if (large)                                                                                 \
            FINALIZER_CALL(finalizer_result, PARAM, arg);                                          \
        else                                                                                       \
            FINALIZER_CALL(void, PARAM, arg);                                                      \
    } while (0)

/* sp[-1] and sp[-2] are roots of the two. */
static void finalizer_call(gort_g *g, void **sp, const gort_type *type, void *object,
                           const gort_type *fn_type, gort_closure *fn)
{
    const gort_type *param = fn_type->params[0];
    const bool large = finalizer_result_bytes(fn_type) > 2 * sizeof(void *);
    if (param->kind != GORT_KIND_INTERFACE) {
        FINALIZER_CALL_ANY(void *, object);
    } else if (param->nmethods == 0) {
        const gort_eface arg = {type, object};
        FINALIZER_CALL_ANY(gort_eface, arg);
    } else {
        const gort_iface arg = {gort_getitab(g, param, type), object};
        FINALIZER_CALL_ANY(gort_iface, arg);
    }
}

/* Has a name, or methods: Go lets only one of two such types be another's like. */
static bool finalizer_is_own(const gort_type *t)
{
    return (t->flags & GORT_TYPE_NAMED) || t->nmethods > 0;
}

/* Ends the program unless the function takes the pointer. */
static void finalizer_check(gort_g *g, const gort_type *type, const gort_type *fn_type)
{
    if (fn_type->kind != GORT_KIND_FUNC)
        gort__throw(g->rt, g, "runtime.SetFinalizer: second argument is %s, not a function",
                    fn_type->name);
    const char *why = fn_type->variadic ? " because dotdotdot" : "";
    const gort_type *param = fn_type->len == 1 ? fn_type->params[0] : NULL;
    bool ok = param && !fn_type->variadic;
    if (ok && param->kind == GORT_KIND_INTERFACE)
        ok = param->nmethods == 0 || gort_getitab(g, param, type);
    else if (ok && param != type)
        ok = param->kind == GORT_KIND_PTR && param->elem == type->elem &&
             !(finalizer_is_own(param) && finalizer_is_own(type));
    if (!ok)
        gort__throw(g->rt, g, "runtime.SetFinalizer: cannot pass %s to finalizer %s%s", type->name,
                    fn_type->name, why);
    if (finalizer_result_bytes(fn_type) > FINALIZER_RESULT_BYTES)
        gort__throw(g->rt, g, "runtime.SetFinalizer: finalizer %s returns too much", fn_type->name);
}

static bool finalizer_is_global(gort_g *g, const void *object)
{
    return !gort__heap_span_of(g->rt->heap, (uintptr_t)object);
}

void gort_runtime_SetFinalizer(gort_g *g, void **sp, gort_eface obj, gort_eface finalizer)
{
    g->sp = sp;
    const gort_type *type = obj.type;
    if (!type) gort__throw(g->rt, g, "runtime.SetFinalizer: first argument is nil");
    if (type->kind != GORT_KIND_PTR)
        gort__throw(g->rt, g, "runtime.SetFinalizer: first argument is %s, not pointer",
                    type->name);
    if (!obj.data) gort__throw(g->rt, g, "nil elem type!");
    if (finalizer_is_global(g, obj.data)) return;
    const gort__span *s = gort__heap_span_of(g->rt->heap, (uintptr_t)obj.data);
    const uint32_t i = gort__span_index(s, (uintptr_t)obj.data);
    if ((uintptr_t)obj.data != gort__span_slot(s, i))
        gort__throw(g->rt, g, "runtime.SetFinalizer: pointer not at beginning of allocated block");
    if (!finalizer.type) {
        gort__final_remove(g, obj.data);
        return;
    }
    finalizer_check(g, type, finalizer.type);
    if (!finalizer.data) gort__throw(g->rt, g, "runtime.SetFinalizer: finalizer is nil");
    if (!gort__final_add(g, obj.data, type, finalizer.data, finalizer.type, finalizer_call))
        gort__throw(g->rt, g, "runtime.SetFinalizer: finalizer already set");
}
