/* lower_defer.c - defer statements.
 *
 * A function that has some keeps a gort_defers in its frame (gort_defer.h), as a root throughout. A
 * statement stores the closure of its call in a word of that, of its own; in a function with a
 * defer in a loop, or with more statements than words, the closures are a list. At a return the
 * results are stored first, then the calls are made, then the results are read again: what was
 * deferred may change them. So all results of such a function are in memory.
 *
 * With few statements and returns the calls stand at each return, the youngest statement first:
 * plain ones, without a test where control has passed the statement for sure. Else the runtime
 * makes them.
 *
 *   defers.word[0] = &closure.head;            defer func() { ... }()
 *   ...
 *   defers.word[0] = NULL;                     return
 *   main_f_func1(g, sp + 3, &closure.head);
 *   return r;
 *
 * Results that the runtime cannot return for a function (several, large ones) make two functions of
 * it: the one with the defer statements stores them where the one around it says, which returns
 * them.
 *
 * How a function returns after a recovery: gort_defer.h. What is evaluated at a defer statement,
 * and how it becomes a func(): gort__lower_wrapped_call.
 */
#include "emit_internal.h"

enum { MAX_WORDS = 8, MAX_CALLS = 15 }; /* as go1.19 */

typedef struct deferred {
    bool sure;          /* control has passed the statement, whichever return is reached */
    function *literal;  /* what is called, if that is known, and with what closure */
    const ir_value *fn; /* if it is sure */
} deferred;

struct deferring {
    ir_var *frame;
    const ir_value *head; /* its address as the runtime takes it */
    bool looped, in_place;
    int n; /* statements so far */
    deferred at[MAX_WORDS];
};

/* ---- What there is ------------------------------------------------------------------------- */

typedef struct defer_census {
    int statements, returns;
    bool looped;
} defer_census;

static void defer_count(void *ctx, node *n)
{
    defer_census *k = ctx;
    if (n->kind < S_EMPTY) return;
    k->statements += n->kind == S_DEFER;
    k->returns += n->kind == S_RETURN;
    k->looped |= n->kind == S_DEFER && !n->once;
    if (n->kind == S_IF && n->cond->val && !gort__const_bool_value(n->cond->val)) {
        if (n->els) defer_count(ctx, n->els);
    } else {
        gort__node_each(n, defer_count, ctx);
    }
}

/* How the runtime returns a function's result for it; false: not at all, its C frame has to be
 * there. */
static bool defer_result(lowering *c, const objects *results, const char **kind, int64_t *bytes)
{
    *kind = "GORT_RESULT_NONE";
    *bytes = 0;
    if (results->n == 0) return true;
    ty *t = results->at[0]->type;
    *bytes = gort__ty_size(c->u, t);
    if (results->n > 1 || *bytes > 16) return false;
    if (gort__ty_is(t, TY_FLOATS))
        *kind = "GORT_RESULT_FLOAT";
    else if (gort__ty_holds(t, TY_FLOATS | TY_COMPLEXES))
        return false;
    else if (gort__ty_is(t, TY_INTEGERS & ~TY_UNSIGNED))
        *kind = "GORT_RESULT_SIGNED";
    else if (*bytes > 0)
        *kind = "GORT_RESULT_WORDS";
    return true;
}

bool gort__lower_defers_apart(lowering *c)
{
    const char *kind;
    int64_t bytes;
    const objects *results = &c->fn->results;
    if (defer_result(c, results, &kind, &bytes)) return false;
    for (int i = 0; i < results->n; i++)
        if (results->at[i]->place == PLACE_HEAP) return false;
    return true;
}

/* ---- The frame ----------------------------------------------------------------------------- */

static const char *defer_frame_type(lowering *c, int words, bool resumes)
{
    const char *name = gort__strf(c->u, resumes ? "defers_%d" : "defers_%d_caught", words);
    gort__lower_once(c->w, name, c->w->types, "typedef GORT_DEFERS(%d, %s) %s;\n", words,
                     resumes ? "GORT_RESUME_BUFFER" : "GORT_CATCH_BUFFER", name);
    return name;
}

static const char *defer_info(lowering *c, int words, bool resumes, const char *kind, int64_t bytes)
{
    const char *name = gort__strf(c->u, "%s_defers", c->f->cname);
    name = gort__lower_global_name(c->w, name, name);
    fprintf(c->w->data, "static const gort_defers_info %s = {%s, %d, %d, %s, %d};\n", name,
            resumes ? "GORT_RESUME" : "NULL", words, c->defers->looped, kind,
            resumes ? (int)bytes : 0);
    return name;
}

static ir_var *defer_frame(lowering *c, int words, bool resumes)
{
    ir_var *v = gort__lower_plain_var(c, "defers", defer_frame_type(c, words, resumes));
    gort__ir_make_cell(v, gort__strf(c->u, "gort_type_defers[%d]", words));
    v->clear = "GORT_DEFERS_CLEAR";
    v->entered = v->kept = v->pinned = true;
    gort__ir_add(c->f, I_CELL)->def = v;
    return v;
}

static void defer_store(lowering *c, const char *member, const ir_value *v)
{
    gort__lower_store(
        c, &(lvalue){.at = gort__ir_part(c->u, &c->defers->frame->value, ".%s", member)}, v);
}

/* if (a recovery comes back here) { the rest of the calls; return the results; } */
static void defer_caught(lowering *c, bool resumes)
{
    objects *results = &c->fn->results;
    const ir_value **values = gort__alloc(c->u, (size_t)(results->n + 1) * sizeof *values);
    GORT__IF(c, resumes ? "GORT_CAUGHT(&%v)" : "GORT_CATCH(&%v)", &c->defers->frame->value);
    gort__lower_do(c, "gort_recovered(g, %v)", c->defers->head);
    for (int i = 0; i < results->n; i++)
        values[i] = gort__lower_load(c, gort__lower_variable(c, results->at[i]).at);
    gort__lower_return_values(c, values);
    gort__lower_endif(c);
}

void gort__lower_defers_begin(lowering *c, bool apart)
{
    defer_census k = {0};
    const char *kind;
    int64_t bytes;
    objects *results = &c->fn->results;
    for (int i = 0; i < c->fn->body.n; i++)
        defer_count(&k, c->fn->body.at[i]);
    if (k.statements == 0) return;
    const bool resumes = defer_result(c, results, &kind, &bytes) || apart;
    if (apart) kind = "GORT_RESULT_NONE", bytes = 0;
    struct deferring *d = c->defers = gort__alloc(c->u, sizeof *d);
    d->looped = k.looped || k.statements > MAX_WORDS;
    d->in_place = !d->looped && k.statements * (k.returns + 1) <= MAX_CALLS;
    const int words = d->looped ? 1 : k.statements;
    const bool result = resumes && !apart && results->n > 0;
    d->frame = defer_frame(c, words + result, resumes);
    d->head = gort__ir_value(c->u, "(gort_defers *)&%v", &d->frame->value);
    defer_store(c, "info", gort__ir_value(c->u, "&%s", defer_info(c, words, resumes, kind, bytes)));
    if (result) {
        const lvalue r = gort__lower_variable(c, results->at[0]);
        defer_store(c, gort__strf(c->u, "word[%d]", words), gort__ir_value(c->u, "&%v", r.at));
    }
    for (int i = 0; i < results->n && !resumes; i++) {
        const lvalue r = gort__lower_variable(c, results->at[i]);
        const lowered_object *l = results->at[i]->lower;
        l->var->pinned |= l->access == ACCESS_POINTER; /* a recovery reads it, whatever is behind */
        gort__lower_do(c, "GORT_IN_MEMORY(&%v)", r.at);
    }
    defer_caught(c, resumes);
}

/* ---- Statements ---------------------------------------------------------------------------- */

/* Adds a record to the list: from the heap, or a root throughout, since others in the heap may lead
 * to it. */
static void defer_push(lowering *c, const ir_value *fn, bool once)
{
    const ir_value *head = c->defers->head;
    fn = gort__ir_strip(c->u, fn);
    if (!once) {
        gort__lower_do(c, "gort_defers_push(g, " IR_SP ", %v, %v)", head, fn);
        return;
    }
    ir_var *record = gort__lower_zeroed_cell(c, "record", "gort_defer", "gort_type_defer");
    record->pinned = true;
    gort__lower_do(c, "gort_defers_link(%v, &%v, %v)", head, &record->value, fn);
}

void gort__lower_defer(lowering *c, node *s)
{
    struct deferring *d = c->defers;
    function *literal = NULL;
    const ir_value *fn = gort__lower_wrapped_call(c, s, &literal);
    if (d->looped) {
        defer_push(c, fn, s->once);
        return;
    }
    deferred *x = &d->at[d->n];
    *x = (deferred){.sure = c->depth == 0 && !c->has_labels, .literal = literal, .fn = fn};
    if (!literal) {
        fn = gort__lower_temp_p(c, "gort_closure *", fn);
        fn = gort__ir_value(c->u, "%v ? %v : (gort_closure *)&gort_nil_func", fn, fn);
    }
    defer_store(c, gort__strf(c->u, "word[%d]", d->n++), gort__ir_strip(c->u, fn));
}

/* ---- Returns ------------------------------------------------------------------------------- */

static void defer_call(lowering *c, const deferred *x, int i)
{
    unit *u = c->u;
    const ir_value *word = gort__ir_part(u, &c->defers->frame->value, ".word[%d]", i), *fn = x->fn;
    if (!x->sure) gort__lower_if(c, gort__lower_load(c, word));
    if (!x->sure || !x->literal)
        fn = gort__lower_temp_p(c, "gort_closure *", gort__lower_load(c, word));
    gort__lower_store(c, &(lvalue){.at = word}, gort__ir_text(u, "NULL"));
    if (x->literal)
        gort__lower_do(c, "%s(g, " IR_SP ", %v)", gort__lower_func_name(c->w, x->literal),
                       gort__ir_strip(u, fn));
    else
        gort__lower_do(c, "((void (*)(gort_g *, void **, gort_closure *))%v)(g, " IR_SP ", %v)",
                       gort__lower_load(c, gort__ir_behind(u, "%v->fn", fn)), fn);
    if (!x->sure) gort__lower_endif(c);
}

void gort__lower_defers_run(lowering *c)
{
    struct deferring *d = c->defers;
    if (!d) return;
    if (d->in_place) {
        for (int i = d->n; i-- > 0;)
            defer_call(c, &d->at[i], i);
    } else if (d->looped || d->n > 0) {
        gort__lower_do(c, "gort_defers_run(g, " IR_SP ", %v)", d->head);
    }
}
