/* compile.c - forms to core: special forms, what names refer to, which variables need a box.
 *
 * A variable that a function inside captures is copied into it, which is right if it does not
 * change any more. If it does (set!, or a definition that something captured before it was made)
 * it lives in a box and the box is copied. That is known when the whole form has been looked at, so
 * code is made afterwards (emit.c).
 *
 * A function that refers to itself by the name it is defined by is the exception that is worth one:
 * it finds itself in R[-1], so recursion needs no box.
 */
#include "core.h"
#include "ops.h"
#include <stdarg.h>

enum { NESTING_MAX = 600, PARAMS_MAX = 200 };

void lang_syntax_error(compiler *c, const node *n, const char *format, ...)
{
    char text[300];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    c->L->pc = NULL; /* the place is the text's, not that of who compiles */
    lang_error(c->L, "%s:%d:%d: %s", c->file, n->line, n->column, text);
}

void lang_too_much(compiler *c, int line, const char *what)
{
    const node n = {.line = line, .column = 1};
    lang_syntax_error(c, &n, "this function has too many %s", what);
}

static core *compile(compiler *c, const node *n);

static core *core_new(compiler *c, core_kind kind, const node *n)
{
    core *o = lang_arena_take(c->arena, sizeof *o);
    o->kind = kind;
    o->line = n->line;
    return o;
}

static bool is_symbol(const node *n, const char *name)
{
    return n->kind == N_SYMBOL && strcmp(n->text, name) == 0;
}

static bool is_form(const node *n, const char *name)
{
    return n->kind == N_LIST && n->first && is_symbol(n->first, name);
}

/* ---- Variables ---------------------------------------------------------------------------- */

static var *var_new(compiler *c, const node *n)
{
    if (n->kind != N_SYMBOL) lang_syntax_error(c, n, "a name is expected");
    var *v = lang_arena_take(c->arena, sizeof *v);
    v->name = n->text;
    v->owner = c->fn;
    return v;
}

static void var_show(compiler *c, var *v)
{
    v->outer = c->vars;
    c->vars = v;
}

/* The variable of that name, noted as captured if it is another function's. */
static var *var_find(compiler *c, const char *name)
{
    var *v = c->vars;
    while (v && strcmp(v->name, name) != 0)
        v = v->outer;
    if (!v || v->owner == c->fn) return v;
    v->captured = true;
    if (v->ready) return v;
    /* Not bound yet: right only in the function that it will be bound to. */
    const fn *f = c->fn;
    while (f && f != v->self)
        f = f->outer;
    if (!f) v->assigned = true;
    return v;
}

static core *compile_name(compiler *c, const node *n)
{
    var *v = var_find(c, n->text);
    core *o = core_new(c, v ? C_LOCAL : C_GLOBAL, n);
    if (v) {
        o->vars = lang_arena_take(c->arena, sizeof *o->vars);
        o->vars[0] = v;
    } else {
        o->global = lang_global(c->L, n->text, n->bytes);
    }
    return o;
}

/* ---- Bodies ------------------------------------------------------------------------------- */

/* The expressions from n on, as a list. */
static core *compile_list(compiler *c, const node *n, int *count)
{
    core *first = NULL, **at = &first;
    *count = 0;
    for (; n; n = n->next) {
        *at = compile(c, n);
        at = &(*at)->next;
        ++*count;
    }
    return first;
}

static core *compile_seq(compiler *c, const node *where, const node *n)
{
    if (n && !n->next) return compile(c, n);
    core *o = core_new(c, C_SEQ, where);
    o->list = compile_list(c, n, &o->n);
    return o;
}

/* What a definition defines. */
static const node *define_name(compiler *c, const node *n)
{
    const node *name = n->first->next;
    if (name && name->kind == N_LIST && name->first) name = name->first;
    if (!name || name->kind != N_SYMBOL || !n->first->next->next)
        lang_syntax_error(c, n, "define needs a name and a value");
    return name;
}

/* The forms of a function, a let and so on: their definitions are variables of the scope. */
static core *compile_body(compiler *c, const node *where, const node *n)
{
    var *visible = c->vars;
    int nvars = 0;
    if (!n) lang_syntax_error(c, where, "this has no body");
    for (const node *i = n; i; i = i->next)
        nvars += is_form(i, "define");
    if (nvars == 0) return compile_seq(c, where, n);
    core *o = core_new(c, C_SCOPE, where);
    o->vars = lang_arena_take(c->arena, sizeof *o->vars * (size_t)nvars);
    for (const node *i = n; i; i = i->next) {
        if (!is_form(i, "define")) continue;
        var *v = o->vars[o->nvars++] = var_new(c, define_name(c, i));
        var_show(c, v);
    }
    o->a = compile_seq(c, where, n);
    c->vars = visible;
    return o;
}

/* ---- Functions ---------------------------------------------------------------------------- */

static void fn_param(compiler *c, const node *n)
{
    fn *f = c->fn;
    var *v = f->params[f->nparams++] = var_new(c, n);
    for (int k = 0; k + 1 < f->nparams; k++)
        if (!strcmp(f->params[k]->name, v->name))
            lang_syntax_error(c, n, "two parameters are named %s", v->name);
    v->ready = true;
    var_show(c, v);
}

static core *compile_fn(compiler *c, const node *where, const char *name, const node *first,
                        const node *rest, const node *body, var *self)
{
    core *o = core_new(c, C_FN, where);
    fn *f = o->fn = lang_arena_take(c->arena, sizeof *f);
    var *visible = c->vars;
    int n = rest != NULL;
    for (const node *i = first; i; i = i->next)
        n++;
    if (n > PARAMS_MAX) lang_syntax_error(c, where, "too many parameters");
    f->outer = c->fn;
    f->name = name;
    f->line = where->line;
    f->self = self;
    f->rest = rest != NULL;
    f->params = lang_arena_take(c->arena, sizeof *f->params * (size_t)(n + 1));
    c->fn = f;
    if (self) self->self = f;
    for (const node *i = first; i; i = i->next)
        fn_param(c, i);
    if (rest) fn_param(c, rest);
    f->body = compile_body(c, where, body);
    c->vars = visible;
    c->fn = f->outer;
    return o;
}

static core *compile_lambda(compiler *c, const node *n, const char *name, var *self)
{
    const node *params = n->first->next;
    if (!params) lang_syntax_error(c, n, "lambda needs parameters and a body");
    if (params->kind == N_SYMBOL) return compile_fn(c, n, name, NULL, params, params->next, self);
    if (params->kind != N_LIST) lang_syntax_error(c, params, "parameters are a list of names");
    return compile_fn(c, n, name, params->first, params->tail, params->next, self);
}

/* The value of a definition; v: its variable, or NULL. */
static core *compile_defined(compiler *c, const node *n, var *v)
{
    const node *head = n->first->next, *name = define_name(c, n);
    if (head->kind == N_LIST)
        return compile_fn(c, n, name->text, name->next, head->tail, head->next, v);
    if (head->next->next) lang_syntax_error(c, n, "define takes one value");
    if (is_form(head->next, "lambda")) return compile_lambda(c, head->next, name->text, v);
    return compile(c, head->next);
}

static core *compile_define(compiler *c, const node *n)
{
    const node *name = define_name(c, n);
    var *v = c->vars;
    while (v && (v->owner != c->fn || v->ready || strcmp(v->name, name->text) != 0))
        v = v->outer;
    if (!v && (c->fn->outer || c->vars))
        lang_syntax_error(c, n, "a definition stands where none can: not at the front of a body");
    core *o = core_new(c, v ? C_SET_LOCAL : C_SET_GLOBAL, n);
    o->bind = true;
    o->a = compile_defined(c, n, v);
    if (v) {
        v->ready = true;
        o->vars = lang_arena_take(c->arena, sizeof *o->vars);
        o->vars[0] = v;
    } else {
        o->global = lang_global(c->L, name->text, name->bytes);
    }
    return o;
}

/* ---- Special forms ------------------------------------------------------------------------ */

static core *compile_quote(compiler *c, const node *n)
{
    if (n->n != 2) lang_syntax_error(c, n, "quote takes one expression");
    core *o = core_new(c, C_CONST, n);
    o->datum = n->first->next;
    return o;
}

static core *core_void(compiler *c, const node *where)
{
    core *o = core_new(c, C_CONST, where);
    node *v = lang_arena_take(c->arena, sizeof *v);
    v->kind = N_CONSTANT;
    v->v = V_VOID;
    o->datum = v;
    return o;
}

static core *core_if(compiler *c, const node *n, core *a, core *b, core *otherwise)
{
    core *o = core_new(c, C_IF, n);
    o->a = a;
    o->b = b;
    o->c = otherwise ? otherwise : core_void(c, n);
    return o;
}

static core *compile_if(compiler *c, const node *n)
{
    if (n->n != 3 && n->n != 4) lang_syntax_error(c, n, "if takes two or three expressions");
    const node *a = n->first->next, *b = a->next;
    core *test = compile(c, a), *then = compile(c, b);
    return core_if(c, n, test, then, b->next ? compile(c, b->next) : NULL);
}

static core *compile_when(compiler *c, const node *n)
{
    if (n->n < 3) lang_syntax_error(c, n, "%s takes a test and a body", n->first->text);
    const node *a = n->first->next;
    core *test = compile(c, a), *body = compile_seq(c, n, a->next);
    if (is_symbol(n->first, "when")) return core_if(c, n, test, body, NULL);
    return core_if(c, n, test, core_void(c, n), body);
}

static core *compile_clauses(compiler *c, const node *where, const node *clause)
{
    if (!clause) return core_void(c, where);
    if (clause->kind != N_LIST || !clause->first || !clause->first->next)
        lang_syntax_error(c, clause, "a clause of cond is (test expression ...)");
    if (is_symbol(clause->first, "else")) {
        if (clause->next) lang_syntax_error(c, clause->next, "a clause follows else");
        return compile_seq(c, clause, clause->first->next);
    }
    core *test = compile(c, clause->first), *then = compile_seq(c, clause, clause->first->next);
    return core_if(c, clause, test, then, compile_clauses(c, where, clause->next));
}

static core *compile_cond(compiler *c, const node *n)
{
    return compile_clauses(c, n, n->first->next);
}

static core *compile_logic(compiler *c, const node *n)
{
    core *o = core_new(c, is_symbol(n->first, "and") ? C_AND : C_OR, n);
    o->list = compile_list(c, n->first->next, &o->n);
    return o;
}

static core *compile_begin(compiler *c, const node *n)
{
    return compile_seq(c, n, n->first->next);
}

static core *compile_set(compiler *c, const node *n)
{
    if (n->n != 3 || n->first->next->kind != N_SYMBOL)
        lang_syntax_error(c, n, "set! takes a name and a value");
    core *o = compile_name(c, n->first->next);
    o->line = n->line;
    if (o->kind == C_LOCAL) o->vars[0]->assigned = true;
    o->kind = o->kind == C_LOCAL ? C_SET_LOCAL : C_SET_GLOBAL;
    o->a = compile(c, n->first->next->next);
    return o;
}

/* The n-th part of a binding (name value). */
static const node *binding(compiler *c, const node *n)
{
    if (n->kind != N_LIST || n->n != 2 || n->tail)
        lang_syntax_error(c, n, "a binding is (name value)");
    return n->first;
}

/* (let name ((x 1) ...) body ...): ((letrec name (lambda (x ...) body ...)) 1 ...). */
static core *compile_named_let(compiler *c, const node *n)
{
    const node *name = n->first->next, *list = name->next;
    if (!list || list->kind != N_LIST) lang_syntax_error(c, n, "let needs a list of bindings");
    var *visible = c->vars, *v = var_new(c, name);
    node *params = NULL, **at = &params;
    core *o = core_new(c, C_SCOPE, n), *call = core_new(c, C_CALL, n), **arg = &call->list;
    for (const node *i = list->first; i; i = i->next) {
        *at = lang_arena_take(c->arena, sizeof **at);
        **at = *binding(c, i);
        (*at)->next = NULL;
        at = &(*at)->next;
        *arg = compile(c, i->first->next);
        arg = &(*arg)->next;
        call->n++;
    }
    var_show(c, v);
    core *set = core_new(c, C_SET_LOCAL, n);
    set->bind = true;
    set->vars = o->vars = lang_arena_take(c->arena, sizeof *o->vars);
    o->vars[0] = v;
    o->nvars = 1;
    set->a = compile_fn(c, n, name->text, params, NULL, list->next, v);
    v->ready = true;
    call->a = compile_name(c, name);
    o->a = core_new(c, C_SEQ, n);
    o->a->list = set;
    o->a->n = 2;
    set->next = call;
    c->vars = visible;
    return o;
}

static core *compile_let(compiler *c, const node *n)
{
    const node *list = n->first->next;
    const bool one_by_one = is_symbol(n->first, "let*");
    if (list && list->kind == N_SYMBOL && !one_by_one) return compile_named_let(c, n);
    if (!list || list->kind != N_LIST) lang_syntax_error(c, n, "let needs a list of bindings");
    var *visible = c->vars;
    core *o = core_new(c, C_LET, n), **at = &o->list;
    o->vars = lang_arena_take(c->arena, sizeof *o->vars * (list->n + 1));
    for (const node *i = list->first; i; i = i->next) {
        const node *name = binding(c, i);
        var *v = var_new(c, name);
        *at = is_form(name->next, "lambda") ? compile_lambda(c, name->next, name->text, NULL)
                                            : compile(c, name->next);
        at = &(*at)->next;
        v->ready = true;
        o->vars[o->nvars++] = v;
        if (one_by_one) var_show(c, v);
    }
    if (!one_by_one)
        for (int i = 0; i < o->nvars; i++)
            var_show(c, o->vars[i]);
    o->a = compile_body(c, n, list->next);
    c->vars = visible;
    return o;
}

static core *compile_while(compiler *c, const node *n)
{
    if (n->n < 3) lang_syntax_error(c, n, "while takes a test and a body");
    core *o = core_new(c, C_WHILE, n);
    o->a = compile(c, n->first->next);
    o->b = compile_body(c, n, n->first->next->next);
    return o;
}

/* (for (i from to) body ...): i is from, from + 1 and so on, less than to. */
static core *compile_for(compiler *c, const node *n)
{
    const node *head = n->first->next;
    if (!head || head->kind != N_LIST || head->n != 3)
        lang_syntax_error(c, n, "for takes (name from to) and a body");
    var *visible = c->vars;
    core *o = core_new(c, C_FOR, n);
    o->vars = lang_arena_take(c->arena, sizeof *o->vars);
    var *v = o->vars[0] = var_new(c, head->first);
    o->list = compile_list(c, head->first->next, &o->n);
    o->nvars = 1;
    v->ready = true;
    var_show(c, v);
    o->a = compile_body(c, n, head->next);
    c->vars = visible;
    return o;
}

static core *compile_lambda_form(compiler *c, const node *n)
{
    return compile_lambda(c, n, "lambda", NULL);
}

static const struct {
    const char *name;
    core *(*compile)(compiler *c, const node *n);
} forms[] = {{"quote", compile_quote},
             {"if", compile_if},
             {"define", compile_define},
             {"set!", compile_set},
             {"lambda", compile_lambda_form},
             {"let", compile_let},
             {"let*", compile_let},
             {"begin", compile_begin},
             {"cond", compile_cond},
             {"and", compile_logic},
             {"or", compile_logic},
             {"when", compile_when},
             {"unless", compile_when},
             {"while", compile_while},
             {"for", compile_for}};

/* ---- Calls -------------------------------------------------------------------------------- */

/* Functions that are instructions, where that many arguments stand. more: or more than two, from
 * the left. swap: the operands change places. */
static const struct {
    const char *name;
    int op, n;
    bool more, swap;
} prims[] = {{"+", OP_ADD, 2, true, false},
             {"-", OP_SUB, 2, true, false},
             {"*", OP_MUL, 2, true, false},
             {"/", OP_DIV, 2, true, false},
             {"quotient", OP_QUO, 2, false, false},
             {"modulo", OP_MOD, 2, false, false},
             {"=", OP_TNUM, 2, false, false},
             {"<", OP_TLT, 2, false, false},
             {">", OP_TLT, 2, false, true},
             {"<=", OP_TLE, 2, false, false},
             {">=", OP_TLE, 2, false, true},
             {"eq?", OP_TEQ, 2, false, false},
             {"null?", OP_TNULL, 1, false, false},
             {"pair?", OP_TPAIR, 1, false, false},
             {"cons", OP_CONS, 2, false, false},
             {"car", OP_CAR, 1, false, false},
             {"cdr", OP_CDR, 1, false, false},
             {"vector-ref", OP_VREF, 2, false, false},
             {"vector-set!", OP_VSET, 3, false, false},
             {"get", OP_GET, 2, false, false},
             {"put!", OP_PUT, 3, false, false}};

static core *compile_prim(compiler *c, const node *n)
{
    const int given = (int)n->n - 1;
    if (is_symbol(n->first, "not") && given == 1) {
        core *o = core_new(c, C_NOT, n);
        o->a = compile(c, n->first->next);
        return o;
    }
    for (size_t i = 0; i < sizeof prims / sizeof *prims; i++) {
        if (!is_symbol(n->first, prims[i].name)) continue;
        if (given != prims[i].n && !(prims[i].more && given > prims[i].n)) return NULL;
        core *o = core_new(c, C_PRIM, n), *next;
        o->op = prims[i].op;
        o->list = compile_list(c, n->first->next, &o->n);
        o->bind = prims[i].swap;
        if (o->n <= 3 && !prims[i].more) return o;
        core *rest = o->list->next->next;
        o->list->next->next = NULL;
        for (o->n = 2; rest; rest = next) {
            core *more = core_new(c, C_PRIM, n);
            next = rest->next;
            rest->next = NULL;
            more->op = o->op;
            more->n = 2;
            more->list = o;
            o->next = rest;
            o = more;
        }
        return o;
    }
    return NULL;
}

static core *compile_call(compiler *c, const node *n)
{
    if (n->first->kind == N_SYMBOL && !var_find(c, n->first->text)) {
        for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
            if (is_symbol(n->first, forms[i].name)) return forms[i].compile(c, n);
        core *prim = compile_prim(c, n);
        if (prim) return prim;
    }
    core *o = core_new(c, C_CALL, n);
    o->a = compile(c, n->first);
    o->list = compile_list(c, n->first->next, &o->n);
    return o;
}

static core *compile(compiler *c, const node *n)
{
    core *o;
    if (++c->depth > NESTING_MAX) lang_syntax_error(c, n, "nested too deeply");
    if (n->kind == N_SYMBOL) {
        o = compile_name(c, n);
    } else if (n->kind != N_LIST) {
        o = core_new(c, C_CONST, n);
        o->datum = n;
    } else {
        if (n->tail) lang_syntax_error(c, n, "a dot in a call");
        if (!n->first) lang_syntax_error(c, n, "() is no call: the empty list is '()");
        o = compile_call(c, n);
    }
    c->depth--;
    return o;
}

/* ---- Code as objects ---------------------------------------------------------------------- */

GORT_STRUCT_TYPE(type_proto, proto, code, lines, k, name, file);

static proto *proto_make(compiler *c, const fn *f)
{
    lang_state *L = c->L;
    const size_t n = (size_t)f->ncode;
    value *at = lang_push(L, from_object(lang_object(L, &type_proto, K_PROTO)));
    proto *p = AS(proto, *at);
    gort_store(L->g, &p->code,
               gort_makeslice(L->g, lang_sp(L), &gort_type_uint32, f->ncode, f->ncode).ptr);
    memcpy(p->code, f->code, n * sizeof *p->code);
    gort_store(L->g, &p->lines,
               gort_makeslice(L->g, lang_sp(L), &gort_type_uint32, f->ncode, f->ncode).ptr);
    memcpy(p->lines, f->lines, n * sizeof *p->lines);
    gort_store(L->g, &p->name, lang_string(L, f->name, strlen(f->name)));
    gort_store(L->g, &p->file, lang_string(L, c->file, strlen(c->file)));
    gort_store(L->g, &p->k, lang_vector(L, (uint32_t)f->nk, V_VOID));
    for (int i = 0; i < f->nk; i++) {
        const value v =
            f->k[i].fn ? from_object(proto_make(c, f->k[i].fn)) : lang_datum(L, f->k[i].datum);
        lang_store(L, &p->k->v[i], v);
    }
    p->ncode = (uint32_t)f->ncode;
    p->nparams = (uint8_t)(f->nparams - f->rest);
    p->rest = f->rest;
    p->nregs = (uint8_t)f->nregs;
    p->nups = (uint8_t)f->nups;
    L->top = at;
    return p;
}

proto *lang_compile(lang_state *L, arena *a, const char *file, const node *form)
{
    compiler c = {.L = L, .arena = a, .file = file};
    fn *f = lang_arena_take(a, sizeof *f);
    f->name = "main";
    f->line = form->line;
    c.fn = f;
    f->body = compile(&c, form);
    lang_emit(&c, f);
    return proto_make(&c, f);
}
