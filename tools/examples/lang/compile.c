/* compile.c - values, as they were read, to instructions, in one pass.
 *
 * A variable has a register from its binding to its scope's end; what is computed on the way stands
 * in registers above, taken and given back like a stack.
 *
 * A variable that a function inside captures is copied into it, which is right if it does not
 * change any more. If it does (set!, or a definition that something captures before it is made) it
 * lives in a box, and the box is copied. Which ones do is asked of the text when they are bound
 * (`lang_mentions`): a variable of the same name further in may give it a box that it needs not.
 *
 * A function that refers to itself by the name it is defined by finds itself in R[-1]: recursion
 * needs no box.
 */
#include "lang.h"
#include "ops.h"

enum { NESTING_MAX = 600, VARS_MAX = 1000, REGS_MAX = 240, UPS_MAX = 255, ARGS_MAX = 200 };

/* Where the value of an expression goes, if not into a register. */
enum { EFFECT = -1, TAIL = -2 };

/* Places of jumps to one target, each holding the next one's. */
typedef int jumps;
typedef struct fn fn;

typedef struct var {
    value name;
    fn *owner;
    const fn *self; /* the function that it is bound to, if that is all it ever is */
    bool assigned;
    bool boxed;
    bool defined; /* false: its definition is still to come */
    int reg;
} var;

/* A function that is being compiled. */
struct fn {
    fn *outer;
    proto *p; /* a root; its arrays grow */
    uint32_t ncode, room, nk;
    int next; /* the first free register */
    int nups;
    var *ups[UPS_MAX];
};

typedef struct compiler {
    lang_state *L;
    value file;
    fn *fn;
    uint32_t place; /* of what is compiled */
    int depth, nvars;
    var vars[VARS_MAX]; /* the visible ones, innermost last */
} compiler;

GORT_STRUCT_TYPE(type_proto, proto, code, lines, k, name, file);

static void compile(compiler *c, value v, int to);

#define ERROR(c, at, ...) lang_syntax_error((c)->L, AS(string, (c)->file)->text, at, __VA_ARGS__)
#define TOO_MANY(c, what) ERROR(c, (c)->place, "this function has too many " what)

/* What a macro made has no place of its own. */
static void move_to(compiler *c, value v)
{
    if (lang_is_pair(v) && AS(obj, v)->n) c->place = AS(obj, v)->n;
}

/* ---- Instructions ------------------------------------------------------------------------- */

/* The lines are in the second half of the same array. */
static void grow(compiler *c, fn *f)
{
    const uint32_t n = f->ncode, room = n ? 2 * n : 16;
    lang_state *L = c->L;
    insn *code = gort_makeslice(L->g, lang_sp(L), &gort_type_uint32, 2 * room, 2 * room).ptr;
    if (n) memcpy(code, f->p->code, n * sizeof *code);
    if (n) memcpy(code + room, f->p->lines, n * sizeof *code);
    gort_store(L->g, &f->p->code, code);
    gort_store(L->g, &f->p->lines, code + room);
    f->room = room;
}

static uint32_t emit(compiler *c, insn i)
{
    fn *f = c->fn;
    if (f->ncode == f->room) grow(c, f);
    if (f->ncode >= INT16_MAX) TOO_MANY(c, "instructions");
    f->p->lines[f->ncode] = PLACE_LINE(c->place);
    f->p->code[f->ncode] = i;
    return f->ncode++;
}

/* The index of a new constant, which is a root afterwards. */
static uint32_t constant(compiler *c, value v)
{
    lang_state *L = c->L;
    fn *f = c->fn;
    value *at = lang_push(L, v);
    if (f->nk == f->p->k->o.n) {
        vector *more = lang_vector(L, f->nk ? 2 * f->nk : 4, V_VOID);
        gort_typedslicemove(L->g, &gort_type_unsafe_pointer, more->v, f->p->k->v, f->nk);
        gort_store(L->g, &f->p->k, more);
    }
    lang_store(L, &f->p->k->v[f->nk], v);
    L->top = at;
    return f->nk++;
}

static int new_register(compiler *c)
{
    fn *f = c->fn;
    if (f->next >= REGS_MAX) TOO_MANY(c, "variables and intermediate results");
    if (++f->next > f->p->nregs) f->p->nregs = (uint8_t)f->next;
    return f->next - 1;
}

/* A jump is an instruction and a word, as a test is. While the target is not known the word holds
 * the list. */
static jumps emit_jump(compiler *c, insn i, jumps list)
{
    emit(c, i);
    return (jumps)emit(c, (insn)list) - 1;
}

/* The jumps of the list come here. */
static void land(compiler *c, jumps list)
{
    while (list >= 0) {
        insn *at = &c->fn->p->code[list];
        const jumps next = (jumps)at[1];
        at[1] = c->fn->ncode - ((uint32_t)list + 2);
        list = next;
    }
}

/* ---- Where a value goes ------------------------------------------------------------------- */

static int target(compiler *c, int to)
{
    return to >= 0 ? to : new_register(c);
}

/* The value stands in r: */
static void deliver(compiler *c, int r, int to)
{
    if (to == TAIL)
        emit(c, INSN(OP_RETURN, r, 0, 0));
    else if (to >= 0 && to != r)
        emit(c, INSN(OP_MOVE, to, r, 0));
}

static void literal(compiler *c, value v, int to)
{
    if (to == EFFECT) return;
    const int r = target(c, to);
    if (is_int(v) && to_int(v) == (int16_t)to_int(v))
        emit(c, INSN_WIDE(OP_LOADI, r, to_int(v)));
    else if (!is_object(v) && v < V_DOUBLE)
        emit(c, INSN(OP_LOADS, r, v - V_NIL, 0));
    else
        emit(c, INSN_WIDE(OP_LOADK, r, constant(c, v)));
    deliver(c, r, to);
}

/* ---- Variables ---------------------------------------------------------------------------- */

/* A variable that is visible from now on, with a register for it. */
static var *new_var(compiler *c, value name, uint32_t place, int reg, value scope)
{
    if (!is_kind(name, K_SYMBOL)) ERROR(c, place, "a name is expected");
    if (c->nvars == VARS_MAX) TOO_MANY(c, "variables");
    var *v = &c->vars[c->nvars++];
    *v = (var){.name = name, .owner = c->fn, .reg = reg, .defined = true};
    v->assigned = lang_mentions(scope, name, FORM_SET);
    v->boxed = v->assigned && lang_mentions(scope, name, FORM_CAPTURE);
    return v;
}

static void bind(compiler *c, const var *v)
{
    if (v->boxed) emit(c, INSN(OP_BOX, v->reg, 0, 0));
}

static var *find(compiler *c, value name)
{
    for (int i = c->nvars; i-- > 0;)
        if (c->vars[i].name == name) return &c->vars[i];
    return NULL;
}

static int up_index(compiler *c, fn *f, var *v)
{
    for (int i = 0; i < f->nups; i++)
        if (f->ups[i] == v) return i;
    if (v->assigned && !v->boxed) ERROR(c, c->place, "a macro that was not given the name uses it");
    if (f->nups == UPS_MAX) TOO_MANY(c, "captured variables");
    f->ups[f->nups] = v;
    return f->nups++;
}

static void write_var(compiler *c, var *v, int from)
{
    if (v->owner != c->fn)
        emit(c, INSN(OP_SETUPBOX, from, up_index(c, c->fn, v), 0));
    else if (v->boxed)
        emit(c, INSN(OP_SETBOX, from, v->reg, 0));
    else
        deliver(c, from, v->reg);
}

static bool is_register(const compiler *c, const var *v)
{
    return v && v->owner == c->fn && !v->boxed;
}

static void compile_name(compiler *c, value name, int to)
{
    var *v = find(c, name);
    const int r = is_register(c, v) ? v->reg : target(c, to);
    if (!v)
        emit(c, INSN_WIDE(OP_GETG, r, lang_global(c->L, name)));
    else if (v->self == c->fn)
        emit(c, INSN(OP_SELF, r, 0, 0));
    else if (v->owner != c->fn)
        emit(c, INSN(v->boxed ? OP_GETUPBOX : OP_GETUP, r, up_index(c, c->fn, v), 0));
    else if (v->boxed)
        emit(c, INSN(OP_GETBOX, r, v->reg, 0));
    deliver(c, r, to);
}

/* A register that holds the value of v: its own if it is a variable, which nothing in `later`, the
 * operands that are computed next, may change. */
static int operand(compiler *c, value v, value later)
{
    const var *named = is_kind(v, K_SYMBOL) ? find(c, v) : NULL;
    bool plain = !named || !named->assigned;
    for (; !plain && lang_is_pair(later) && !lang_is_pair(lang_car(later)); later = lang_cdr(later))
        continue;
    if (is_register(c, named) && (plain || later == V_NIL)) return named->reg;
    const int r = new_register(c);
    compile(c, v, r);
    return r;
}

/* ---- Functions ---------------------------------------------------------------------------- */

static void compile_body(compiler *c, value list, int to);

static void emit_closure(compiler *c, const fn *inner, int to)
{
    emit(c, INSN_WIDE(OP_CLOSURE, to, constant(c, from_object(inner->p))));
    for (int i = 0; i < inner->nups; i++) {
        var *v = inner->ups[i];
        emit(c, v->owner == c->fn  ? INSN(CAPTURE_REGISTER, v->reg, 0, 0)
                : v->self == c->fn ? INSN(CAPTURE_SELF, 0, 0, 0)
                                   : INSN(CAPTURE_UP, up_index(c, c->fn, v), 0, 0));
    }
}

/* f begins; its proto is a root until top is set back to what it returns. */
static value *fn_begin(compiler *c, fn *f, value name)
{
    lang_state *L = c->L;
    if (L->top >= L->limit) lang_error(L, "stack overflow");
    value *at = lang_push(L, name);
    proto *p = lang_object(L, &type_proto, K_PROTO);
    lang_push(L, from_object(p));
    gort_store(L->g, &p->name, AS(string, name));
    gort_store(L->g, &p->file, AS(string, c->file));
    gort_store(L->g, &p->k, lang_vector(L, 0, V_VOID));
    *f = (fn){.outer = c->fn, .p = p};
    c->fn = f;
    return at;
}

/* params: a list of names; behind the dot the one for the rest. */
static void compile_function(compiler *c, value name, value params, value body, var *self, int to)
{
    const int nvars = c->nvars, r = target(c, to);
    fn f;
    value *at = fn_begin(c, &f, name);
    if (self && !self->assigned) self->self = &f;
    for (; params != V_NIL; params = lang_is_pair(params) ? lang_cdr(params) : V_NIL) {
        const value param = lang_is_pair(params) ? lang_car(params) : params;
        const uint32_t where = lang_is_pair(params) ? lang_place_of(params) : c->place;
        f.p->rest = !lang_is_pair(params);
        f.p->nparams += !f.p->rest;
        if (f.next > ARGS_MAX) TOO_MANY(c, "parameters");
        for (int i = nvars; i < c->nvars; i++)
            if (c->vars[i].name == param)
                ERROR(c, where, "two parameters are named %s", AS(string, param)->text);
        new_var(c, param, where, new_register(c), body);
    }
    for (int i = nvars; i < c->nvars; i++)
        bind(c, &c->vars[i]);
    compile_body(c, body, TAIL);
    f.p->nups = (uint8_t)f.nups;
    if (self) self->self = NULL;
    c->nvars = nvars;
    c->fn = f.outer;
    emit_closure(c, &f, r);
    c->L->top = at;
    deliver(c, r, to);
}

/* A value that gets the name, which a function then has. */
static void compile_named(compiler *c, value v, value name, var *self, int to)
{
    if (!lang_is_pair(v) || !lang_is_symbol(lang_car(v), "lambda") || find(c, lang_car(v))) {
        compile(c, v, to);
        return;
    }
    const value params = lang_is_pair(lang_cdr(v)) ? lang_nth(v, 1) : V_TRUE;
    move_to(c, v);
    if (params == V_TRUE) ERROR(c, c->place, "lambda needs parameters and a body");
    if (!lang_is_pair(params) && params != V_NIL && !is_kind(params, K_SYMBOL))
        ERROR(c, AS(obj, lang_cdr(v))->n, "parameters are a list of names");
    compile_function(c, name, params, lang_cdr(lang_cdr(v)), self, to);
}

static void compile_lambda(compiler *c, value v, int to)
{
    compile_named(c, v, lang_car(v), NULL, to);
}

/* The frame begins at `base`: what it returns stands there. */
static void compile_call(compiler *c, value v, int to)
{
    const int n = lang_items(v) - 1, base = to >= 0 && to == c->fn->next - 1 ? to : c->fn->next;
    if (n > ARGS_MAX) TOO_MANY(c, "arguments");
    while (c->fn->next < base + 3)
        new_register(c);
    compile(c, lang_car(v), base + 2);
    for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i))
        compile(c, lang_car(i), new_register(c));
    emit(c, INSN(to == TAIL ? OP_TAILCALL : OP_CALL, base, n, 0));
    if (to >= 0) deliver(c, base, to);
}

/* ---- Tests -------------------------------------------------------------------------------- */

static const prim *find_prim(compiler *c, value v)
{
    if (!lang_is_pair(v) || !is_kind(lang_car(v), K_SYMBOL) || find(c, lang_car(v))) return NULL;
    const int n = lang_items(v) - 1;
    for (const prim *p = prims; p < prims + COUNT(prims); p++)
        if (lang_is_symbol(lang_car(v), p->name) && (n == p->n || (p->more && n > p->n))) return p;
    return NULL;
}

static bool is_test(const prim *p)
{
    return p && p->op >= OP_TTRUE && p->op <= OP_TPAIR;
}

static bool is_logic(compiler *c, value v, const char *name)
{
    return lang_items(v) > 1 && lang_is_symbol(lang_car(v), name) && !find(c, lang_car(v));
}

static bool is_small(value v)
{
    return is_int(v) && to_int(v) > -128 && to_int(v) < 128;
}

static jumps compare(compiler *c, const prim *p, value list, bool sense, jumps list_of_jumps)
{
    const value x = lang_car(list), rest = lang_cdr(list);
    const int a = operand(c, x, rest);
    if (p->n == 1) return emit_jump(c, INSN(p->op, a, 0, sense), list_of_jumps);
    if (p->small && is_small(lang_car(rest)))
        return emit_jump(c, INSN(p->small, a, to_int(lang_car(rest)), sense), list_of_jumps);
    const int b = operand(c, lang_car(rest), V_NIL);
    return emit_jump(c, INSN(p->op, p->swap ? b : a, p->swap ? a : b, sense), list_of_jumps);
}

/* Jumps, which are added to the list, if v is not as sense says; else goes on. */
static jumps branch(compiler *c, value v, bool sense, jumps list)
{
    const int next = c->fn->next;
    const uint32_t place = c->place;
    const prim *p = find_prim(c, v);
    const bool and = is_logic(c, v, "and");
    move_to(c, v);
    if (++c->depth > NESTING_MAX) ERROR(c, c->place, "nested too deeply");
    if (p && p->op == OP_TTRUE) {
        list = branch(c, lang_nth(v, 1), !sense, list);
    } else if (and || is_logic(c, v, "or")) {
        /* all: one that is not as sense says decides. */
        const bool all = and == sense;
        jumps past = -1;
        for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i))
            if (all || lang_cdr(i) == V_NIL)
                list = branch(c, lang_car(i), sense, list);
            else
                past = branch(c, lang_car(i), !sense, past);
        land(c, past);
    } else if (is_test(p)) {
        list = compare(c, p, lang_cdr(v), sense, list);
    } else {
        list = emit_jump(c, INSN(OP_TTRUE, operand(c, v, V_NIL), 0, sense), list);
    }
    c->depth--;
    c->place = place;
    c->fn->next = next;
    return list;
}

static void compile_test(compiler *c, value v, int to)
{
    const int r = target(c, to);
    const jumps out = branch(c, v, true, -1);
    literal(c, V_TRUE, r);
    const jumps end = emit_jump(c, INSN(OP_JUMP, 0, 0, 0), -1);
    land(c, out);
    literal(c, V_FALSE, r);
    land(c, end);
    deliver(c, r, to);
}

static void compile_prim(compiler *c, const prim *p, value list, int to)
{
    int a = operand(c, lang_car(list), lang_cdr(list));
    list = lang_cdr(list);
    if (p->n == 3) {
        const int b = operand(c, lang_car(list), lang_cdr(list));
        emit(c, INSN(p->op, a, b, operand(c, lang_nth(list, 1), V_NIL)));
        literal(c, V_VOID, to);
        return;
    }
    const int r = target(c, to);
    if (p->n == 1) emit(c, INSN(p->op, r, a, 0));
    for (; list != V_NIL; list = lang_cdr(list)) {
        const value y = lang_car(list);
        const int sum = lang_cdr(list) == V_NIL ? r : new_register(c);
        if (p->small && is_small(y))
            emit(c, INSN(p->small, sum, a, p->op == OP_ADD ? to_int(y) : -to_int(y)));
        else
            emit(c, INSN(p->op, sum, a, operand(c, y, V_NIL)));
        a = sum;
    }
    deliver(c, r, to);
}

/* ---- Special forms ------------------------------------------------------------------------ */

/* The first n of the list, one after the other. */
static void compile_some(compiler *c, value list, int n, int to)
{
    if (n <= 0) literal(c, V_VOID, to);
    for (; n > 0; n--, list = lang_cdr(list))
        compile(c, lang_car(list), n > 1 ? EFFECT : to);
}

static void compile_begin(compiler *c, value v, int to)
{
    compile_some(c, lang_cdr(v), lang_items(v) - 1, to);
}

static void compile_if(compiler *c, value v, int to)
{
    const int n = lang_items(v);
    if (n != 3 && n != 4) ERROR(c, c->place, "if takes two or three expressions");
    jumps out = branch(c, lang_nth(v, 1), true, -1), end = -1;
    compile(c, lang_nth(v, 2), to);
    if (to >= 0 || (to == EFFECT && n == 4)) end = emit_jump(c, INSN(OP_JUMP, 0, 0, 0), -1);
    land(c, out);
    compile_some(c, lang_cdr(lang_cdr(lang_cdr(v))), n - 3, to);
    land(c, end);
}

static void compile_logic(compiler *c, value v, int to)
{
    const bool and = lang_is_symbol(lang_car(v), "and");
    const int r = target(c, to);
    jumps end = -1;
    if (lang_cdr(v) == V_NIL) literal(c, from_bool(and), r);
    for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i)) {
        const bool last = lang_cdr(i) == V_NIL;
        compile(c, lang_car(i), last && to == TAIL ? TAIL : r);
        if (!last) end = emit_jump(c, INSN(OP_TTRUE, r, 0, and), end);
    }
    land(c, end);
    deliver(c, r, to);
}

static void compile_quote(compiler *c, value v, int to)
{
    if (lang_items(v) != 2) ERROR(c, c->place, "quote takes one expression");
    literal(c, lang_nth(v, 1), to);
}

static void compile_set(compiler *c, value v, int to)
{
    if (lang_items(v) != 3 || !is_kind(lang_nth(v, 1), K_SYMBOL))
        ERROR(c, c->place, "set! takes a name and a value");
    var *x = find(c, lang_nth(v, 1));
    const value from = lang_nth(v, 2);
    if (x && !x->assigned) ERROR(c, c->place, "set! by a macro that was not given the name");
    const prim *p = find_prim(c, from);
    if (is_register(c, x) && p && !is_test(p)) /* it reads its operands before it writes */
        compile(c, from, x->reg);
    else if (x)
        write_var(c, x, operand(c, from, V_NIL));
    else
        emit(c, INSN_WIDE(OP_SETG, operand(c, from, V_NIL), lang_global(c->L, lang_nth(v, 1))));
    literal(c, V_VOID, to);
}

/* What a definition defines. */
static value define_name(compiler *c, value v)
{
    value name = lang_is_pair(lang_cdr(v)) ? lang_nth(v, 1) : V_NIL;
    if (lang_is_pair(name)) name = lang_car(name);
    if (!is_kind(name, K_SYMBOL) || lang_items(v) < 3)
        ERROR(c, AS(obj, v)->n, "define needs a name and a value");
    return name;
}

static void compile_define(compiler *c, value v, int to)
{
    const value name = define_name(c, v), head = lang_nth(v, 1), rest = lang_cdr(lang_cdr(v));
    var *x = NULL;
    for (var *i = c->vars; i < c->vars + c->nvars; i++)
        if (i->owner == c->fn && !i->defined && i->name == name) x = i;
    if (!x && (c->fn->outer || c->nvars))
        ERROR(c, c->place, "a definition stands where none can: not at the front of a body");
    if (!lang_is_pair(head) && lang_cdr(rest) != V_NIL)
        ERROR(c, c->place, "define takes one value");
    const int r = new_register(c);
    if (lang_is_pair(head))
        compile_function(c, name, lang_cdr(head), rest, x, r);
    else
        compile_named(c, lang_car(rest), name, x, r);
    if (x) {
        x->defined = true;
        write_var(c, x, r);
    } else {
        const bool macro = lang_is_symbol(lang_car(v), "define-macro");
        AS(obj, name)->spare = !macro ? NO_MACRO : AS(obj, c->file)->n ? MACRO : PRELUDE_MACRO;
        emit(c, INSN_WIDE(OP_DEFG, r, lang_global(c->L, name)));
    }
    literal(c, V_VOID, to);
}

/* The forms of a function, a let and so on: their definitions are variables of the scope. */
static void compile_body(compiler *c, value list, int to)
{
    const int nvars = c->nvars;
    if (!lang_is_pair(list)) ERROR(c, c->place, "this has no body");
    for (value i = list; lang_is_pair(i); i = lang_cdr(i)) {
        const value form = lang_car(i);
        if (!lang_is_pair(form) || !lang_is_symbol(lang_car(form), "define")) continue;
        var *v = new_var(c, define_name(c, form), 0, new_register(c), list);
        /* What captures it before it is defined, and is not what is defined, needs a box. */
        for (value k = list; !v->boxed && k != lang_cdr(i); k = lang_cdr(k))
            v->boxed = (k != i || !lang_makes_function(form)) &&
                       lang_mentions(lang_car(k), v->name, FORM_CAPTURE);
        v->defined = false;
        literal(c, V_VOID, v->reg);
        bind(c, v);
    }
    compile_some(c, list, lang_items(list), to);
    c->nvars = nvars;
}

/* Instead of the macro's call: what it, a function, makes of the list. */
static void compile_macro(compiler *c, value name, value list, int to)
{
    lang_state *L = c->L;
    value *at = L->top;
    const int n = lang_items(list);
    for (; list != V_NIL; list = lang_cdr(list))
        lang_push(L, lang_car(list));
    L->file = c->file;
    L->place = c->place;
    lang_push(L, lang_call(L, L->vm->globals[AS(string, name)->hash], n, at));
    compile(c, L->top[-1], to);
    L->top = at;
}

static void compile_let(compiler *c, value v, int to)
{
    const value rest = lang_cdr(v);
    if (lang_is_pair(rest) && is_kind(lang_car(rest), K_SYMBOL)) {
        compile_macro(c, lang_symbol(c->L, "%named-let", 10), rest, to);
        return;
    }
    const value list = lang_is_pair(rest) ? lang_car(rest) : V_TRUE;
    if (lang_items(list) < 0) ERROR(c, c->place, "let needs a list of bindings");
    for (value i = list; i != V_NIL; i = lang_cdr(i))
        if (lang_items(lang_car(i)) != 2) ERROR(c, lang_place_of(i), "a binding is (name value)");
    const int nvars = c->nvars;
    int first = c->fn->next;
    for (value i = list; i != V_NIL; i = lang_cdr(i))
        compile_named(c, lang_nth(lang_car(i), 1), lang_car(lang_car(i)), NULL, new_register(c));
    for (value i = list; i != V_NIL; i = lang_cdr(i))
        bind(c, new_var(c, lang_car(lang_car(i)), lang_place_of(lang_car(i)), first++, v));
    compile_body(c, lang_cdr(rest), to);
    c->nvars = nvars;
}

static void compile_while(compiler *c, value v, int to)
{
    if (lang_items(v) < 3) ERROR(c, c->place, "while takes a test and a body");
    const uint32_t start = c->fn->ncode;
    const jumps out = branch(c, lang_nth(v, 1), true, -1);
    compile_body(c, lang_cdr(lang_cdr(v)), EFFECT);
    emit(c, INSN_WIDE(OP_LOOP, 0, start - (c->fn->ncode + 1)));
    land(c, out);
    literal(c, V_VOID, to);
}

/* (for (i from to) body ...): i is from, from + 1 and so on, less than to. */
static void compile_for(compiler *c, value v, int to)
{
    const value head = lang_is_pair(lang_cdr(v)) ? lang_nth(v, 1) : V_NIL;
    if (lang_items(head) != 3) ERROR(c, c->place, "for takes (name from to) and a body");
    const int nvars = c->nvars, counter = new_register(c), limit = new_register(c);
    compile(c, lang_nth(head, 1), counter);
    compile(c, lang_nth(head, 2), limit);
    const uint32_t prep = emit(c, 0), start = c->fn->ncode;
    var *x = new_var(c, lang_car(head), lang_place_of(head), counter, v);
    if (x->assigned) {
        x->reg = new_register(c);
        deliver(c, counter, x->reg);
        bind(c, x);
    }
    compile_body(c, lang_cdr(lang_cdr(v)), EFFECT);
    c->fn->p->code[prep] = INSN_WIDE(OP_FORPREP, counter, c->fn->ncode - start);
    emit(c, INSN_WIDE(OP_FORLOOP, counter, start - (c->fn->ncode + 1)));
    c->nvars = nvars;
    literal(c, V_VOID, to);
}

static const struct {
    const char *name;
    void (*compile)(compiler *c, value v, int to);
} forms[] = {{"quote", compile_quote},   {"if", compile_if},
             {"define", compile_define}, {"define-macro", compile_define},
             {"set!", compile_set},      {"lambda", compile_lambda},
             {"let", compile_let},       {"begin", compile_begin},
             {"and", compile_logic},     {"or", compile_logic},
             {"while", compile_while},   {"for", compile_for}};

static void compile_list(compiler *c, value v, int to)
{
    const value head = lang_car(v);
    const prim *p = find_prim(c, v);
    const bool name = is_kind(head, K_SYMBOL) && !find(c, head);
    size_t i = 0;
    if (lang_items(v) < 0) ERROR(c, c->place, "a dot in a call");
    while (i < COUNT(forms) && !(name && lang_is_symbol(head, forms[i].name)))
        i++;
    if (is_test(p))
        compile_test(c, v, to);
    else if (p)
        compile_prim(c, p, lang_cdr(v), to);
    else if (i < COUNT(forms))
        forms[i].compile(c, v, to);
    else if (name && AS(obj, head)->spare)
        compile_macro(c, head, lang_cdr(v), to);
    else
        compile_call(c, v, to);
}

/* The value of v goes where `to` says: into a register, which nothing computed on the way reads, to
 * who called, or nowhere. */
static void compile(compiler *c, value v, int to)
{
    const int next = c->fn->next;
    const uint32_t place = c->place;
    if (++c->depth > NESTING_MAX) ERROR(c, c->place, "nested too deeply");
    if (v == V_NIL) ERROR(c, c->place, "() is no call: the empty list is '()");
    move_to(c, v);
    if (lang_is_pair(v))
        compile_list(c, v, to);
    else if (is_kind(v, K_SYMBOL))
        compile_name(c, v, to);
    else
        literal(c, v, to);
    c->place = place;
    c->fn->next = next;
    c->depth--;
}

closure *lang_compile(lang_state *L, value file, value expression, uint32_t place)
{
    compiler c = {.L = L, .file = file, .place = place};
    value *at = lang_push(L, file);
    lang_push(L, expression);
    fn f;
    fn_begin(&c, &f, lang_string(L, "main", 4));
    /* Not in tail position: an error in what it calls has its line. */
    deliver(&c, operand(&c, expression, V_NIL), TAIL);
    L->place = 0;
    closure *made = lang_closure(L, f.p);
    L->top = at;
    return made;
}
