/* value.c - values made, asked and printed. One thread.
 *
 * To add a kind of value: value.h, and whoever has to know it; the rest is a form.
 */
#include "ir.h"
#include <assert.h>
#include <string.h>

#define OPERAND '\001' /* in a form: the next operand */

/* ---- Forms -------------------------------------------------------------------------------- */

void gort__ir_begin(ir_form *f, unit *u)
{
    f->u = u;
    f->at = f->few_bytes;
    f->n = 0;
    f->cap = sizeof f->few_bytes;
    f->operands = f->few;
    f->noperands = 0;
    f->cap_operands = sizeof f->few / sizeof *f->few;
    f->addressed = 0;
    f->collects = f->exact = f->names = false;
}

static void form_bytes(ir_form *f, const char *s, size_t n)
{
    if (f->n + (int)n > f->cap) {
        const int cap = 2 * (f->n + (int)n);
        char *more = gort__alloc(f->u, (size_t)cap);
        memcpy(more, f->at, (size_t)f->n);
        f->at = more;
        f->cap = cap;
    }
    memcpy(f->at + f->n, s, n);
    f->n += (int)n;
}

/* Is what comes next named, not read? */
static bool form_names(const ir_form *f)
{
    static const char size[] = "sizeof ";
    const int n = (int)sizeof size - 1;
    return f->names || (f->n >= n && memcmp(f->at + f->n - n, size, (size_t)n) == 0);
}

static void form_operand(ir_form *f, const ir_value *v)
{
    const bool addressed = f->n > 0 && f->at[f->n - 1] == '&';
    assert(v->kind >= V_TEXT && v->kind <= V_EXPR);
    assert(addressed || !v->in_memory || form_names(f));
    if (v->kind == V_TEXT && !f->exact) {
        if (v->enclosed) form_bytes(f, "(", 1);
        form_bytes(f, v->form, strlen(v->form));
        if (v->enclosed) form_bytes(f, ")", 1);
        return;
    }
    if (addressed) f->addressed |= UINT64_C(1) << (f->noperands < 63 ? f->noperands : 63);
    f->collects |= v->collects;
    if (f->noperands == f->cap_operands) {
        f->cap_operands *= 2;
        const ir_value **more = gort__alloc(f->u, (size_t)f->cap_operands * sizeof *more);
        memcpy(more, f->operands, (size_t)f->noperands * sizeof *more);
        f->operands = more;
    }
    f->operands[f->noperands++] = v;
    form_bytes(f, (const char[]){OPERAND}, 1);
}

static void form_number(ir_form *f, long long n)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned long long rest = n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n;
    do
        *--p = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0) *--p = '-';
    form_bytes(f, p, (size_t)(digits + sizeof digits - p));
}

static void form_put(ir_form *f, const char *fmt, va_list ap)
{
    for (const char *p = fmt; *p; p++) {
        const size_t plain = strcspn(p, "%" IR_SP);
        form_bytes(f, p, plain);
        p += plain;
        if (*p == 0) return;
        if (*p == IR_SP[0]) {
            f->collects = true;
            form_bytes(f, p, 1);
            continue;
        }
        switch (*++p) {
        case 'v': form_operand(f, va_arg(ap, const ir_value *)); break;
        case 's': {
            const char *s = va_arg(ap, const char *);
            assert((unsigned char)*s > V_EXPR || !*s); /* a text and no value */
            form_bytes(f, s, strlen(s));
            break;
        }
        case 'd': form_number(f, va_arg(ap, int)); break;
        case 'l':
            assert(p[1] == 'l' && p[2] == 'd');
            p += 2;
            form_number(f, va_arg(ap, long long));
            break;
        default: assert(*p == '%'); form_bytes(f, p, 1);
        }
    }
}

void gort__ir_put(ir_form *f, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    form_put(f, fmt, ap);
    va_end(ap);
}

static bool value_in_memory(const ir_value *v)
{
    return v->kind == V_PART ? v->operands[0]->in_memory
                             : v->kind == V_GLOBAL || v->kind == V_DEREF || v->kind == V_BEHIND;
}

static bool value_opens(const ir_value *v)
{
    return v->enclosed || v->form[0] == '(' || (v->form[0] == OPERAND && v->operands[0]->opens);
}

/* The levels of parentheses of a form with these operands; whether they enclose all of it. Its
 * length. */
static size_t value_measure(ir_value *v)
{
    int depth = 0, max = 0, k = 0;
    bool closed = false;
    const char *p = v->form;
    for (;; p++) {
        switch (*p) {
        case 0:
            v->depth = (uint16_t)(max < UINT16_MAX ? max : UINT16_MAX);
            v->enclosed = v->form[0] == '(' && !closed && p[-1] == ')';
            return (size_t)(p - v->form);
        case '(':
            if (++depth > max) max = depth;
            break;
        case ')':
            if (--depth == 0 && p[1]) closed = true;
            break;
        case '&':
            if (p[1] != ' ' && p[1] != '&') v->takes_address = true;
            break;
        case '"':
            while (*++p != '"')
                if (*p == '\\') p++;
            break;
        case OPERAND: {
            const ir_value *x = v->operands[k++];
            if (depth + x->depth > max) max = depth + x->depth;
            v->takes_address |= x->takes_address;
            break;
        }
        default: break;
        }
    }
}

/* What a text is if it is a number, or a constant with a name. */
static void value_constant(ir_value *v)
{
    const char *s = v->form;
    const size_t n = strlen(s);
    v->null = strcmp(s, "NULL") == 0;
    v->zero = strcmp(s, "0") == 0;
    v->simple = v->null || strcmp(s, "true") == 0 || strcmp(s, "false") == 0 ||
                (n > 0 && strspn(s, "0123456789-()uL") == n);
}

/* The operands and the form lie behind the value, if they are not in the arena already. */
static ir_value *form_end(ir_form *f, ir_value_kind kind)
{
    const size_t list = (size_t)f->noperands * sizeof *f->operands;
    form_bytes(f, "", 1);
    ir_value *v = gort__alloc(f->u, sizeof *v + list + (size_t)f->n);
    char *rest = (char *)(v + 1);
    const bool text = kind == V_EXPR && f->noperands == 0 && !f->collects;
    v->kind = (uint8_t)(text ? V_TEXT : kind);
    v->noperands = f->noperands;
    v->addressed = f->addressed;
    v->collects = f->collects;
    v->operands = f->operands;
    v->form = f->at;
    if (f->operands == f->few) v->operands = memcpy(rest, f->few, list);
    if (f->at == f->few_bytes) v->form = memcpy(rest + list, f->at, (size_t)f->n);
    const size_t bytes = value_measure(v);
    if (v->enclosed) {
        ((char *)v->form)[bytes - 1] = 0;
        v->form++;
    }
    v->opens = value_opens(v);
    v->in_memory = value_in_memory(v);
    if (v->kind == V_TEXT) value_constant(v);
    return v;
}

const ir_value *gort__ir_end(ir_form *f)
{
    return form_end(f, V_EXPR);
}

const ir_value *gort__ir_vmake(unit *u, ir_value_kind kind, const char *fmt, va_list ap)
{
    ir_form f;
    gort__ir_begin(&f, u);
    f.exact = kind != V_EXPR;
    form_put(&f, fmt, ap);
    return form_end(&f, kind);
}

/* ---- Kinds -------------------------------------------------------------------------------- */

const ir_value *gort__ir_make(unit *u, ir_value_kind kind, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    const ir_value *v = gort__ir_vmake(u, kind, fmt, ap);
    va_end(ap);
    return v;
}

const ir_value *gort__ir_part(unit *u, const ir_value *base, const char *fmt, ...)
{
    const bool pointed = base->kind == V_DEREF && base->operands[0]->kind == V_LOCAL && *fmt == '.';
    assert(base->kind != V_DEREF || base->enclosed);
    va_list ap;
    ir_form f;
    gort__ir_begin(&f, u);
    f.exact = f.names = !pointed;
    gort__ir_put(&f, pointed ? "%v->" : "%v", pointed ? base->operands[0] : base);
    va_start(ap, fmt);
    f.names = false;
    form_put(&f, fmt + pointed, ap);
    va_end(ap);
    return form_end(&f, pointed ? V_BEHIND : V_PART);
}

static ir_value *value_of_text(unit *u, ir_value_kind kind, const char *text)
{
    ir_value *v = gort__alloc(u, sizeof *v);
    assert(((unsigned char)*text > V_EXPR || !*text) && !strchr(text, IR_SP[0]));
    v->kind = (uint8_t)kind;
    v->form = text;
    const size_t bytes = value_measure(v);
    if (v->enclosed) v->form = gort__strf(u, "%.*s", (int)bytes - 2, text + 1);
    v->opens = value_opens(v);
    v->in_memory = value_in_memory(v);
    return v;
}

const ir_value *gort__ir_text(unit *u, const char *text)
{
    ir_value *v = value_of_text(u, V_TEXT, text);
    value_constant(v);
    return v;
}

const ir_value *gort__ir_global(unit *u, const char *name)
{
    return value_of_text(u, V_GLOBAL, name);
}

const ir_value *gort__ir_number(unit *u, int64_t n)
{
    return gort__ir_value(u, "%lld", (long long)n);
}

const ir_value *gort__ir_deref(unit *u, const ir_value *p)
{
    return gort__ir_make(u, V_DEREF, "(*%v)", p);
}

const ir_value *gort__ir_load(unit *u, const ir_value *place)
{
    if (gort__ir_root(place)) return place; /* which is named, not loaded */
    ir_form f;
    gort__ir_begin(&f, u);
    f.exact = f.names = true;
    gort__ir_put(&f, "%v", place);
    return form_end(&f, V_LOAD);
}

const ir_value *gort__ir_new(unit *u, const char *desc)
{
    return gort__ir_try(u, gort__ir_value(u, "gort_new_fast(g, &%s)", desc),
                        gort__ir_value(u, "gort_alloc_slow(g, " IR_SP ", &%s, 1)", desc));
}

const ir_value *gort__ir_try(unit *u, const ir_value *fast, const ir_value *slow)
{
    return gort__ir_make(u, V_TRY, "%v, %v", fast, slow);
}

const ir_value *gort__ir_strip(unit *u, const ir_value *v)
{
    if (v->kind == V_LOAD) {
        const ir_value *place = gort__ir_strip(u, v->operands[0]);
        return place == v->operands[0] ? v : gort__ir_load(u, place);
    }
    if (!v->enclosed) return v;
    ir_value *x = gort__alloc(u, sizeof *x);
    *x = *v;
    x->enclosed = false;
    x->opens = value_opens(x);
    x->depth--;
    return x;
}

bool gort__ir_calls(const ir_value *v)
{
    if (v->kind == V_LOCAL) return false;
    if (v->collects || strstr(v->form, "(g,")) return true;
    for (int i = 0; i < v->noperands; i++)
        if (gort__ir_calls(v->operands[i])) return true;
    return false;
}

struct ir_var *gort__ir_root(const ir_value *v)
{
    while (v->kind == V_PART)
        v = v->operands[0];
    return v->kind == V_LOCAL ? v->local : NULL;
}

/* ---- Walks -------------------------------------------------------------------------------- */

/* What v is printed as, piece by piece; s NULL: the callee's sp. */
typedef void (*piece_fn)(void *ctx, const char *s, size_t n);

static void value_pieces(const ir_value *v, piece_fn put, void *ctx)
{
    if (v->kind == V_LOCAL) {
        put(ctx, v->local->name, strlen(v->local->name));
        return;
    }
    int operand = 0;
    if (v->enclosed) put(ctx, "(", 1);
    for (const char *p = v->form;; p++) {
        const size_t plain = strcspn(p, "\001" IR_SP);
        if (plain > 0) put(ctx, p, plain);
        p += plain;
        if (*p == 0) break;
        if (*p == OPERAND)
            value_pieces(v->operands[operand++], put, ctx);
        else
            put(ctx, NULL, 0);
    }
    if (v->enclosed) put(ctx, ")", 1);
}

typedef struct value_printer {
    FILE *out;
    int k;
} value_printer;

static void print_piece(void *ctx, const char *s, size_t n)
{
    const value_printer *p = ctx;
    if (n == 1)
        putc_unlocked(*s, p->out);
    else if (s)
        fwrite_unlocked(s, 1, n, p->out);
    else if (p->k > 0)
        fprintf(p->out, "sp + %d", p->k);
    else
        fputs("sp", p->out);
}

void gort__ir_print(FILE *out, const ir_value *v, int k)
{
    value_pieces(v, print_piece, &(value_printer){out, k});
}

static void spell_piece(void *ctx, const char *s, size_t n)
{
    if (s) gort__text_add(ctx, "%.*s", (int)n, s);
}

const char *gort__ir_spelling(unit *u, const ir_value *v)
{
    textbuf t = {.u = u};
    value_pieces(v, spell_piece, &t);
    return gort__text_of(&t);
}

static void value_locals(const ir_value *v, ir_mention fn, void *ctx, bool addressed)
{
    if (v->kind == V_LOCAL) {
        fn(ctx, v->local, addressed);
        return;
    }
    for (int i = 0; i < v->noperands; i++) {
        const bool whole = v->addressed >> (i < 63 ? i : 63) & 1;
        value_locals(v->operands[i], fn, ctx, whole || (addressed && v->kind == V_PART && i == 0));
    }
}

void gort__ir_mentions(const ir_ins *i, ir_mention fn, void *ctx)
{
    if (i->place) value_locals(i->place, fn, ctx, false);
    if (i->value) value_locals(i->value, fn, ctx, false);
    if (i->cond) value_locals(i->cond, fn, ctx, false);
}

const ir_value *gort__ir_moved(unit *u, const ir_value *v)
{
    if (!v) return NULL;
    if (v->kind == V_LOCAL) return &v->local->moved->value;
    const ir_value **all = NULL;
    for (int i = 0; i < v->noperands; i++) {
        const ir_value *x = gort__ir_moved(u, v->operands[i]);
        if (x == v->operands[i]) continue;
        if (!all) {
            all = gort__alloc(u, (size_t)v->noperands * sizeof *all);
            memcpy(all, v->operands, (size_t)v->noperands * sizeof *all);
        }
        all[i] = x;
    }
    if (!all) return v;
    ir_value *copy = gort__alloc(u, sizeof *copy);
    *copy = *v;
    copy->operands = all;
    return copy;
}
