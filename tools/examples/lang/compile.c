/* compile.c - values, as they were read, to instructions, in one pass.
 *
 * A variable has a register from its binding to its scope's end; what is computed on the way stands
 * in registers above, taken and given back like a stack.
 *
 * A variable that a function inside captures is copied into it, which is right if it does not
 * change any more. If it does (set!, or a definition that something mentions before it is made) it
 * lives in a box, and the box is copied. Which ones do is asked of the text when they are bound
 * (`mentions`): a variable of the same name further in may give it a box that it needs not.
 *
 * A function that is defined goes straight into its variable's register, before it copies what it
 * captures: one that refers to itself finds itself there.
 */
#include "lang.h"
#include "ops.h"

enum { NESTING_MAX = 600, VARS_MAX = 250, REGS_MAX = 240 };

/* Where the value of an expression goes, if not into a register. */
enum { EFFECT = -1, TAIL = -2 };

/* What a symbol names. A macro may do anything with what it is given, one of the prelude does what
 * the text shows. */
enum { NO_MACRO, MACRO, PRELUDE_MACRO };

typedef struct var {
    value name;
    struct fn *owner;
    bool boxed;
    bool pending; /* its definition is still to come */
    int reg;
} var;

/* A function that is being compiled. */
typedef struct fn {
    struct fn *outer;
    proto *p; /* a root */
    int next; /* the first free register */
    int nups;
    var *ups[VARS_MAX];
} fn;

typedef struct compiler {
    lang_state *L;
    value file;
    fn *fn;
    uint32_t line; /* of what is compiled */
    value name;    /* of the next function, or 0 */
    int depth, nvars;
    var vars[VARS_MAX]; /* the visible ones, innermost last */
} compiler;

GORT_STRUCT_TYPE(type_insn, insn, k);
GORT_STRUCT_TYPE(type_proto, proto, code.ptr, name, file);

static void compile(compiler *c, value v, int to);
static void compile_body(compiler *c, value list, int to);

#define ERROR(c, what) lang_syntax_error((c)->L, (c)->file, (c)->line, what)
#define HERE(c)        ((int)(c)->fn->p->code.len)

/* ---- The text ----------------------------------------------------------------------------- */

static value nth(value list, int n)
{
    while (n-- > 0)
        list = lang_cdr(list);
    return lang_car(list);
}

/* How many items; -1: it is no list, or one with a dot. */
static int items(value v)
{
    int n = 0;
    for (; lang_is_pair(v); v = lang_cdr(v))
        n++;
    return v == V_NIL ? n : -1;
}

static bool is_form(value v, const char *name)
{
    return lang_is_pair(v) && is_kind(lang_car(v), K_SYMBOL) &&
           strcmp(AS(symbol, lang_car(v))->name->text, name) == 0;
}

/* Whether v may change the variable: has a set! of it, or it in what a macro is given. With `any`:
 * whether it has the name at all. */
static bool mentions(value v, value name, bool any)
{
    if (!lang_is_pair(v)) return any && v == name;
    if (is_form(v, "quote")) return false;
    if (is_form(v, "set!") && items(v) > 1 && nth(v, 1) == name) return true;
    any |= is_kind(lang_car(v), K_SYMBOL) && AS(obj, lang_car(v))->macro == MACRO;
    for (; lang_is_pair(v); v = lang_cdr(v))
        if (mentions(lang_car(v), name, any)) return true;
    return any && v == name;
}

/* ---- Instructions ------------------------------------------------------------------------- */

/* Where it is; k is a root afterwards. */
static int emit(compiler *c, insn i)
{
    lang_state *L = c->L;
    gort_slice *code = &c->fn->p->code;
    value *at = lang_push(L, i.k);
    if (code->len == code->cap)
        gort_store_slice(L->g, code,
                         gort_growslice(L->g, lang_sp(L), &type_insn, *code, code->len + 1));
    L->top = at;
    i.line = c->line;
    gort_typedmemmove(L->g, &type_insn, (insn *)code->ptr + code->len, &i);
    return (int)code->len++;
}

/* The jump goes to `to`; and so do those before it, if its c says where they are. */
static void land(compiler *c, int jump, int to)
{
    while (jump >= 0) {
        insn *at = (insn *)c->fn->p->code.ptr + jump;
        const int next = at->c;
        at->c = to - (jump + 1);
        jump = next;
    }
}

static int new_register(compiler *c)
{
    fn *f = c->fn;
    if (f->next == REGS_MAX) ERROR(c, "this function has too many variables or arguments");
    if (++f->next > f->p->nregs) f->p->nregs = (uint8_t)f->next;
    return f->next - 1;
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
        emit(c, (insn){.op = OP_RETURN, .a = r});
    else if (to >= 0 && to != r)
        emit(c, (insn){.op = OP_MOVE, .a = to, .b = r});
}

static void literal(compiler *c, value v, int to)
{
    if (to == EFFECT) return;
    const int r = target(c, to);
    emit(c, (insn){.op = OP_LOAD, .a = r, .k = v});
    deliver(c, r, to);
}

/* ---- Variables ---------------------------------------------------------------------------- */

/* A variable that is visible from now on; its register has its value. */
static var *new_var(compiler *c, value name, int reg, bool boxed)
{
    if (!is_kind(name, K_SYMBOL)) ERROR(c, "a name is expected");
    if (c->nvars == VARS_MAX) ERROR(c, "too many variables are visible");
    if (boxed) emit(c, (insn){.op = OP_BOX, .a = reg});
    c->vars[c->nvars] = (var){.name = name, .owner = c->fn, .boxed = boxed, .reg = reg};
    return &c->vars[c->nvars++];
}

static var *find(compiler *c, value name)
{
    for (int i = c->nvars; i-- > 0;)
        if (c->vars[i].name == name) return &c->vars[i];
    return NULL;
}

static int up_index(compiler *c, var *v)
{
    fn *f = c->fn;
    for (int i = 0; i < f->nups; i++)
        if (f->ups[i] == v) return i;
    f->ups[f->nups] = v;
    return f->nups++;
}

/* A register that holds the variable, or its box. */
static int variable(compiler *c, var *v, int to)
{
    if (v->owner == c->fn) return v->reg;
    const int r = target(c, to);
    emit(c, (insn){.op = OP_GETUP, .a = r, .b = up_index(c, v)});
    return r;
}

static void compile_name(compiler *c, value name, int to)
{
    var *v = find(c, name);
    int r = v ? variable(c, v, to) : target(c, to);
    if (!v) emit(c, (insn){.op = OP_GETG, .a = r, .k = name});
    if (v && v->boxed) {
        const int from = r;
        r = target(c, to);
        emit(c, (insn){.op = OP_GETBOX, .a = r, .b = from});
    }
    deliver(c, r, to);
}

/* A register that holds the value of v: its own if it is a variable. */
static int operand(compiler *c, value v)
{
    const var *named = find(c, v);
    if (named && named->owner == c->fn && !named->boxed) return named->reg;
    const int r = new_register(c);
    compile(c, v, r);
    return r;
}

/* ---- Functions ---------------------------------------------------------------------------- */

/* f begins; its proto is a root until top is set back to what it returns. */
static value *fn_begin(compiler *c, fn *f, string *name)
{
    lang_state *L = c->L;
    value *at = lang_push(L, from_object(name));
    proto *p = lang_object(L, &type_proto, K_PROTO);
    lang_push(L, from_object(p));
    gort_store(L->g, &p->name, name);
    gort_store(L->g, &p->file, AS(string, c->file));
    *f = (fn){.outer = c->fn, .p = p};
    c->fn = f;
    return at;
}

/* (lambda parameters body ...): a list of names, behind its dot the one for the rest. */
static void compile_lambda(compiler *c, value v, int to)
{
    value params = nth(v, 1);
    const value body = lang_cdr(lang_cdr(v));
    const int nvars = c->nvars, r = target(c, to);
    fn f;
    value *at = fn_begin(c, &f, AS(symbol, c->name ? c->name : lang_car(v))->name);
    c->name = 0;
    for (; params != V_NIL; params = f.p->rest ? V_NIL : lang_cdr(params)) {
        f.p->rest = !lang_is_pair(params);
        f.p->nparams += !f.p->rest;
        const value param = f.p->rest ? params : lang_car(params);
        new_var(c, param, new_register(c), mentions(body, param, false));
    }
    compile_body(c, lang_cdr(v), TAIL);
    f.p->nups = (uint8_t)f.nups;
    c->nvars = nvars;
    c->fn = f.outer;
    emit(c, (insn){.op = OP_CLOSURE, .a = r, .k = from_object(f.p)});
    for (int i = 0; i < f.nups; i++) {
        var *up = f.ups[i];
        emit(c, up->owner == c->fn ? (insn){.op = OP_MOVE, .b = up->reg}
                                   : (insn){.op = OP_GETUP, .b = up_index(c, up)});
    }
    c->L->top = at;
    deliver(c, r, to);
}

/* The frame begins at `base`: what it returns stands there. */
static void compile_call(compiler *c, value v, int to)
{
    const int base = to >= 0 && to == c->fn->next - 1 ? to : c->fn->next;
    while (c->fn->next < base + 3)
        new_register(c);
    compile(c, lang_car(v), base + 2);
    for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i))
        compile(c, lang_car(i), new_register(c));
    emit(c, (insn){.op = to == TAIL ? OP_TAILCALL : OP_CALL, .a = base, .b = items(v) - 1});
    if (to >= 0) deliver(c, base, to);
}

/* Instead of the macro's call: what it, a function, makes of the list. */
static void compile_macro(compiler *c, value name, value list, int to)
{
    lang_state *L = c->L;
    value *at = L->top;
    for (; list != V_NIL; list = lang_cdr(list))
        lang_push(L, lang_car(list));
    L->file = c->file;
    L->line = c->line;
    lang_push(L, lang_call(L, AS(symbol, name)->global, (int)(L->top - at), at));
    L->line = 0;
    compile(c, L->top[-1], to);
    L->top = at;
}

/* ---- Calls that are instructions ---------------------------------------------------------- */

/* Which one, or OPS. */
static int find_op(compiler *c, value v)
{
    const int n = items(v) - 1;
    int op = find(c, lang_car(v)) ? OPS : OP_NOT;
    while (op < OPS && !(is_form(v, lang_ops[op].name) &&
                         (n == lang_ops[op].n || (n > 2 && op >= OP_ADD && op <= OP_MUL))))
        op++;
    return op;
}

static void compile_op(compiler *c, int op, value list, int to)
{
    int a = operand(c, lang_car(list));
    list = lang_cdr(list);
    if (op == OP_VSET) {
        const int b = operand(c, lang_car(list));
        emit(c, (insn){.op = op, .a = a, .b = b, .c = operand(c, nth(list, 1))});
        literal(c, V_VOID, to);
        return;
    }
    const int r = target(c, to);
    if (list == V_NIL) emit(c, (insn){.op = op, .a = r, .b = a});
    for (; list != V_NIL; list = lang_cdr(list)) {
        const value y = lang_car(list);
        const int x = a;
        a = lang_cdr(list) == V_NIL ? r : new_register(c);
        if (is_number(y) && op >= OP_LT && op <= OP_MUL)
            emit(c, (insn){.op = op, .a = a, .b = x, .c = -1, .k = y});
        else
            emit(c, (insn){.op = op, .a = a, .b = x, .c = operand(c, y)});
    }
    deliver(c, r, to);
}

/* ---- Special forms ------------------------------------------------------------------------ */

/* What is behind the first of the list, one after the other; the last one's value counts. */
static void compile_begin(compiler *c, value v, int to)
{
    if (lang_cdr(v) == V_NIL) literal(c, V_VOID, to);
    while ((v = lang_cdr(v)) != V_NIL)
        compile(c, lang_car(v), lang_cdr(v) == V_NIL ? to : EFFECT);
}

static void compile_quote(compiler *c, value v, int to)
{
    literal(c, nth(v, 1), to);
}

static void compile_if(compiler *c, value v, int to)
{
    const int next = c->fn->next,
              out = emit(c, (insn){.op = OP_JUMPF, .a = operand(c, nth(v, 1)), .c = -1});
    const value no = items(v) == 4 ? nth(v, 3) : V_VOID;
    int end = -1;
    c->fn->next = next;
    compile(c, nth(v, 2), to);
    if (to >= 0 || (to == EFFECT && no != V_VOID)) end = emit(c, (insn){.op = OP_JUMP, .c = -1});
    land(c, out, HERE(c));
    compile(c, no, to);
    land(c, end, HERE(c));
}

static void compile_logic(compiler *c, value v, int to)
{
    const bool and = is_form(v, "and");
    const int r = target(c, to);
    int end = -1;
    if (lang_cdr(v) == V_NIL) literal(c, from_bool(and), r);
    for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i)) {
        const bool last = lang_cdr(i) == V_NIL;
        compile(c, lang_car(i), last && to == TAIL ? TAIL : r);
        if (!last) end = emit(c, (insn){.op = and? OP_JUMPF : OP_JUMPT, .a = r, .c = end});
    }
    land(c, end, HERE(c));
    deliver(c, r, to);
}

static void compile_set(compiler *c, value v, int to)
{
    if (!is_kind(nth(v, 1), K_SYMBOL)) ERROR(c, "set! takes a name and a value");
    var *x = find(c, nth(v, 1));
    const int from = operand(c, nth(v, 2));
    if (x && !x->boxed) ERROR(c, "set! by a macro that was not given the name");
    if (x)
        emit(c, (insn){.op = OP_SETBOX, .a = from, .b = variable(c, x, EFFECT)});
    else
        emit(c, (insn){.op = OP_SETG, .a = from, .b = true, .k = nth(v, 1)});
    literal(c, V_VOID, to);
}

/* (define (name parameter ...) body ...) becomes (define name (lambda (parameter ...) body ...)).
 * What it defines: */
static value define_name(compiler *c, value v)
{
    lang_state *L = c->L;
    const value name = items(v) >= 3 ? nth(v, 1) : V_NIL, rest = lang_cdr(v);
    if (lang_is_pair(name)) {
        value *at = lang_push(L, lang_cons(L, lang_cdr(name), lang_cdr(rest)));
        *at = lang_cons(L, lang_symbol(L, "lambda", 6), *at);
        lang_store(L, &lang_cdr(rest), lang_cons(L, *at, V_NIL));
        lang_store(L, &lang_car(rest), lang_car(name));
        L->top = at;
        return define_name(c, v);
    }
    if (!is_kind(name, K_SYMBOL) || items(v) > 3) ERROR(c, "define needs a name and a value");
    return name;
}

/* In a body it is a variable of it that is pending, else a global. */
static void compile_define(compiler *c, value v, int to)
{
    const value name = define_name(c, v), from = nth(v, 2);
    var *x = find(c, name);
    if (x ? !x->pending : c->fn->outer || c->nvars)
        ERROR(c, "a definition stands where none can: not at the front of a body");
    const int r = x && !x->boxed ? x->reg : new_register(c);
    if (is_form(from, "lambda")) c->name = name;
    compile(c, from, r);
    if (!x) {
        const bool macro = is_form(v, "define-macro");
        AS(obj, name)->macro = !macro ? NO_MACRO : AS(obj, c->file)->n ? MACRO : PRELUDE_MACRO;
        emit(c, (insn){.op = OP_SETG, .a = r, .k = name});
    } else {
        if (x->boxed) emit(c, (insn){.op = OP_SETBOX, .a = r, .b = x->reg});
        x->pending = false;
    }
    literal(c, V_VOID, to);
}

/* The same of a function, a let and so on: definitions are variables of the scope. */
static void compile_body(compiler *c, value v, int to)
{
    const int nvars = c->nvars;
    for (value i = lang_cdr(v); i != V_NIL; i = lang_cdr(i)) {
        const value form = lang_car(i);
        if (!is_form(form, "define")) continue;
        /* A box, if something mentions it before it is there; a function may mention itself. */
        const value name = define_name(c, form), from = nth(form, 2);
        bool boxed =
            mentions(v, name, false) || (!is_form(from, "lambda") && mentions(from, name, true));
        for (value k = lang_cdr(v); !boxed && k != i; k = lang_cdr(k))
            boxed = mentions(lang_car(k), name, true);
        const int r = new_register(c);
        literal(c, V_VOID, r);
        new_var(c, name, r, boxed)->pending = true;
    }
    compile_begin(c, v, to);
    c->nvars = nvars;
}

static void compile_let(compiler *c, value v, int to)
{
    const value rest = lang_cdr(v);
    const bool named = is_kind(lang_car(rest), K_SYMBOL);
    const value list = nth(rest, named);
    const int nvars = c->nvars;
    int first = c->fn->next;
    if (items(list) < 0) ERROR(c, "let needs a list of bindings");
    for (value i = list; i != V_NIL; i = lang_cdr(i))
        if (items(lang_car(i)) != 2) ERROR(c, "a binding is (name value)");
    if (named) {
        compile_macro(c, lang_symbol(c->L, "%named-let", 10), rest, to);
        return;
    }
    for (value i = list; i != V_NIL; i = lang_cdr(i))
        compile(c, nth(lang_car(i), 1), new_register(c));
    for (value i = list; i != V_NIL; i = lang_cdr(i)) {
        const value name = lang_car(lang_car(i));
        new_var(c, name, first++, mentions(rest, name, false));
    }
    compile_body(c, rest, to);
    c->nvars = nvars;
}

/* (for (name from to) body ...): from, from + 1 and so on, below to; counted in a register. */
static void compile_for(compiler *c, value v, int to)
{
    const value head = nth(v, 1);
    if (items(head) != 3) ERROR(c, "for takes (name from to) and a body");
    const value name = lang_car(head);
    const int nvars = c->nvars, counter = new_register(c), limit = new_register(c);
    const int r = new_register(c);
    compile(c, nth(head, 1), counter);
    compile(c, nth(head, 2), limit);
    const int start = emit(c, (insn){.op = OP_LT, .a = r, .b = counter, .c = limit});
    const int out = emit(c, (insn){.op = OP_JUMPF, .a = r, .c = -1});
    deliver(c, counter, r);
    new_var(c, name, r, mentions(v, name, false));
    compile_body(c, lang_cdr(v), EFFECT);
    emit(c, (insn){.op = OP_ADD, .a = counter, .b = counter, .c = -1, .k = from_int(1)});
    land(c, emit(c, (insn){.op = OP_JUMP, .c = -1}), start);
    land(c, out, HERE(c));
    c->nvars = nvars;
    literal(c, V_VOID, to);
}

static const struct form {
    const char *name;
    void (*compile)(compiler *c, value v, int to);
    int least, most; /* items */
    const char *usage;
} forms[] = {
    {"quote", compile_quote, 2, 2, "quote takes one expression"},
    {"if", compile_if, 3, 4, "if takes two or three expressions"},
    {"define", compile_define, 0, INT32_MAX, ""},
    {"define-macro", compile_define, 0, INT32_MAX, ""},
    {"set!", compile_set, 3, 3, "set! takes a name and a value"},
    {"lambda", compile_lambda, 3, INT32_MAX, "lambda needs parameters and a body"},
    {"let", compile_let, 3, INT32_MAX, "let needs a list of bindings and a body"},
    {"begin", compile_begin, 1, INT32_MAX, ""},
    {"and", compile_logic, 1, INT32_MAX, ""},
    {"or", compile_logic, 1, INT32_MAX, ""},
    {"for", compile_for, 3, INT32_MAX, "for takes (name from to) and a body"},
};

static void compile_list(compiler *c, value v, int to)
{
    const int n = items(v), op = find_op(c, v);
    if (n < 0) ERROR(c, "a dot in a call");
    const bool own = find(c, lang_car(v)) != NULL;
    const struct form *f = forms;
    while (f < forms + COUNT(forms) && (own || !is_form(v, f->name)))
        f++;
    if (op < OPS) {
        compile_op(c, op, lang_cdr(v), to);
    } else if (f < forms + COUNT(forms)) {
        if (n < f->least || n > f->most) ERROR(c, f->usage);
        f->compile(c, v, to);
    } else if (!own && is_kind(lang_car(v), K_SYMBOL) && AS(obj, lang_car(v))->macro) {
        compile_macro(c, lang_car(v), lang_cdr(v), to);
    } else {
        compile_call(c, v, to);
    }
}

/* The value of v goes where `to` says: into a register, which nothing computed on the way reads, to
 * who called, or nowhere. */
static void compile(compiler *c, value v, int to)
{
    const int next = c->fn->next;
    const uint32_t line = c->line;
    if (lang_is_pair(v) && AS(obj, v)->n) c->line = AS(obj, v)->n; /* what a macro made has none */
    if (++c->depth > NESTING_MAX) ERROR(c, "nested too deeply");
    if (v == V_NIL) ERROR(c, "() is no call: the empty list is '()");
    if (lang_is_pair(v))
        compile_list(c, v, to);
    else if (is_kind(v, K_SYMBOL))
        compile_name(c, v, to);
    else
        literal(c, v, to);
    c->line = line;
    c->fn->next = next;
    c->depth--;
}

/* A function without arguments, which does what the expression, a root, says. */
static closure *compile_main(lang_state *L, value file, value expression, uint32_t line)
{
    compiler c = {.L = L, .file = file, .line = line};
    fn f;
    value *at = fn_begin(&c, &f, AS(string, lang_string(L, "main", 4)));
    /* Not in tail position: an error in what it calls has its line. */
    deliver(&c, operand(&c, expression), TAIL);
    closure *made = lang_closure(L, f.p);
    L->top = at;
    return made;
}

value lang_run_text(lang_state *L, value text, value file)
{
    const char *t = AS(string, text)->text;
    reader r = {L, file, t, t + AS(string, text)->o.n, 1, 0};
    value *at = lang_push(L, V_VOID);
    for (value v; lang_read(&r, &v);) {
        *at = v;
        *at = from_object(compile_main(L, file, v, r.line));
        *at = lang_call(L, *at, 0, NULL);
    }
    L->top = at;
    return *at;
}
