/* coroutine.c - coroutines are goroutines. Who resumes one sends it a value down a channel and
 * waits at another; who yields does the reverse. So one of them runs at a time.
 *
 * The goroutine holds the channels, not the coroutine, so that the coroutine can become garbage:
 * its finalizer closes the channel that the goroutine waits at, and that ends.
 */
#include "lang.h"

typedef enum status { SUSPENDED, RUNNING, RETURNED, RAISED } status;

typedef struct lang_channels {
    gort_hchan *in, *out; /* of values */
    value body;
    lang_vm *vm;
    status status;
} lang_channels;
GORT_STRUCT_TYPE(type_channels, lang_channels, in, out, body);

typedef struct coroutine {
    obj o;
    lang_channels *channels;
} coroutine;
GORT_STRUCT_TYPE(type_coroutine, coroutine, channels);

static void coroutine_dead(gort_g *g, void **sp, void *object, void *data)
{
    const lang_channels *c = ((coroutine *)object)->channels;
    (void)data;
    if (c->status == SUSPENDED) gort_closechan(g, sp, c->in);
}

/* ---- Inside ------------------------------------------------------------------------------- */

/* The next value that it is resumed with. Does not come back if there is none any more. */
static value coroutine_wait(lang_state *L)
{
    value v;
    if (!gort_chanrecv2(L->g, lang_sp(L), L->channels->in, &v))
        gort_runtime_Goexit(L->g, lang_sp(L));
    L->vm->running = L;
    return v;
}

static void coroutine_send(lang_state *L, value v, status s)
{
    L->channels->status = s;
    gort_chansend1(L->g, lang_sp(L), L->channels->out, &v);
}

/* The goroutine; sp[-1] is its root for the channels. */
static void coroutine_main(gort_g *g, void **sp, void *channels)
{
    lang_state own;
    lang_begin(&own, ((lang_channels *)channels)->vm, g, sp);
    own.channels = channels;
    value *first = lang_push(&own, V_VOID), result;
    *first = coroutine_wait(&own);
    const bool ok = lang_try(&own, own.channels->body, 1, first, &result);
    coroutine_send(&own, result, ok ? RETURNED : RAISED);
}

/* (yield [value]): what the next resume is given */
BUILTIN(lib_yield, "yield", ".?")
{
    if (!L->channels) lang_error(L, "yield: this is no coroutine");
    coroutine_send(L, n ? args[0] : V_VOID, SUSPENDED);
    return coroutine_wait(L);
}

/* ---- Outside ------------------------------------------------------------------------------ */

BUILTIN(lib_coroutine, "coroutine", "f")
{
    coroutine *co = lang_object(L, &type_coroutine, K_COROUTINE);
    lang_push(L, from_object(co));
    lang_channels *c = gort_new(L->g, lang_sp(L), &type_channels);
    gort_store(L->g, &co->channels, c);
    c->vm = L->vm;
    lang_store(L, &c->body, args[0]);
    gort_store(L->g, &c->in, gort_makechan(L->g, lang_sp(L), &gort_type_unsafe_pointer, 0));
    gort_store(L->g, &c->out, gort_makechan(L->g, lang_sp(L), &gort_type_unsafe_pointer, 0));
    if (!gort_set_finalizer(L->g, co, coroutine_dead, NULL)) lang_no_memory(L);
    gort_go_c(L->g, lang_sp(L), coroutine_main, c);
    return from_object(co);
}

/* (resume coroutine [value]): what it yields or returns; what it raises goes on here */
BUILTIN(lib_resume, "resume", "c.?")
{
    lang_channels *c = AS(coroutine, args[0])->channels;
    value v = n > 1 ? args[1] : V_VOID;
    if (c->status != SUSPENDED)
        lang_error(L, "resume: the coroutine is %s", c->status == RUNNING ? "running" : "dead");
    c->status = RUNNING;
    gort_chansend1(L->g, lang_sp(L), c->in, &v);
    gort_chanrecv1(L->g, lang_sp(L), c->out, &v);
    L->vm->running = L;
    if (c->status == RAISED) lang_raise(L, v);
    return v;
}

BUILTIN_OF(lib_done_p, "done?", "c", from_bool(AS(coroutine, args[0])->channels->status > RUNNING))
