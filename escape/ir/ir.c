/* ir.c - building blocks of the three-address code: functions, locals, instructions, names.
 *
 * Names: a local keeps its Go name where C allows it; a clash gets a number (n, n_2). C keywords,
 * the macros that the headers of emitted C define, and the two parameters that every emitted
 * function has (g, sp) count as taken. One thread; everything lives in the unit's arena.
 */
#include "../base/letters.h"
#include "ir.h"
#include <stdlib.h>
#include <string.h>

/* Keywords, and macros of <stdbool.h>, <stddef.h>, <stdint.h>, <setjmp.h> and of gcc itself; in the
 * order of strcmp. */
static const char *const reserved[] = {
    "GORT_UNUSED", "GO_FILE",  "NULL",     "abs",       "asm",      "assert",  "auto",
    "bool",        "box",      "break",    "case",      "char",     "const",   "continue",
    "ctx",         "data",     "default",  "do",        "double",   "else",    "enum",
    "errno",       "extern",   "false",    "float",     "for",      "fr",      "g",
    "globals",     "goto",     "i386",     "if",        "index",    "inline",  "int",
    "int16_t",     "int32_t",  "int64_t",  "int8_t",    "intptr_t", "jmp_buf", "linux",
    "long",        "longjmp",  "main",     "memcmp",    "memcpy",   "memmove", "memset",
    "module",      "offsetof", "register", "restrict",  "return",   "setjmp",  "short",
    "signed",      "sites",    "size_t",   "sizeof",    "sp",       "start",   "static",
    "strlen",      "struct",   "switch",   "true",      "typedef",  "typeof",  "uint16_t",
    "uint32_t",    "uint64_t", "uint8_t",  "uintptr_t", "union",    "unix",    "unsigned",
    "void",        "volatile", "while",
};

/* True for macros of the headers that come in families, and for what C keeps for compilers. */
static bool ir_reserved_form(const char *s)
{
    if (s[0] == '_') return s[1] == '_' || (s[1] >= 'A' && s[1] <= 'Z');
    if (strncmp(s, "GORT_", 5) == 0) return true;
    static const char *const starts[] = {"INT",  "UINT",   "SIZE_", "PTRDIFF_",
                                         "SIG_", "WCHAR_", "WINT_"};
    const size_t n = strlen(s);
    if (n < 4 ||
        (strcmp(s + n - 4, "_MAX") && strcmp(s + n - 4, "_MIN") && strcmp(s + n - 2, "_C")))
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(s, starts[i], strlen(starts[i])) == 0) return true;
    return false;
}

static int ir_compare(const void *s, const void *word)
{
    return strcmp(s, *(const char *const *)word);
}

static bool ir_reserved(const char *s)
{
    return ir_reserved_form(s) ||
           bsearch(s, reserved, sizeof reserved / sizeof *reserved, sizeof *reserved, ir_compare);
}

const char *gort__ir_ident(unit *u, const char *go_name)
{
    const char *p = go_name;
    char buf[512];
    size_t n = 0;
    while (*p && n < sizeof buf - 16) {
        if ((unsigned char)*p < 0x80) {
            buf[n++] = *p++;
            continue;
        }
        int32_t ch = 0;
        p += gort__lex_decode(p, p + strlen(p), &ch);
        n += (size_t)snprintf(buf + n, 12, "_u%04x", (unsigned)ch);
    }
    /* bool becomes bool_, and bool_ bool__: two fields of a struct stay two. */
    buf[n] = 0;
    char *whole = gort__strf(u, "%s", buf);
    while (n > 1 && buf[n - 1] == '_')
        buf[--n] = 0;
    return ir_reserved(buf) || ir_reserved(whole) ? gort__strf(u, "%s_", whole) : whole;
}

const char *gort__ir_local_name(ir_func *f, const char *go_name)
{
    const char *base = gort__ir_ident(f->u, go_name);
    /* What emitted C names outside of functions has a prefix and an underscore: gort_, main_,
     * type_, array_ ...; none of these begins with v_. */
    if (strchr(go_name, '_')) base = gort__strf(f->u, "v_%s", base);
    return gort__names_unique(f->u, &f->names, base);
}

ir_func *gort__ir_func(unit *u, const char *cname, ir_symbol *symbol)
{
    ir_func *f = gort__alloc(u, sizeof *f);
    f->u = u;
    f->cname = cname;
    f->symbol = symbol;
    f->cresult = "void";
    f->first.kind = I_COMMENT;
    f->last = &f->first;
    return f;
}

void gort__ir_add_var(ir_func *f, ir_var *v)
{
    v->index = f->nvars;
    *GORT__PUSH(f->u, f->vars, f->nvars, f->cap_vars) = v;
}

const char *gort__ir_path_text(unit *u, const ir_path *p)
{
    textbuf t = {.u = u};
    for (; p; p = p->rest)
        gort__text_put(&t, p->step);
    return gort__text_of(&t);
}

ir_var *gort__ir_var(ir_func *f, const char *name, const char *ctype, ty *t,
                     const ir_path *const *words, int nwords)
{
    ir_var *v = gort__alloc(f->u, sizeof *v);
    v->value = (ir_value){.kind = V_LOCAL, .simple = true, .local = v};
    v->name = name;
    v->ctype = ctype;
    v->type = t;
    v->words = words;
    v->nwords = nwords;
    v->traced = nwords > 0;
    gort__ir_add_var(f, v);
    return v;
}

void gort__ir_make_cell(ir_var *v, const char *desc)
{
    v->cell = true;
    v->desc = desc;
    v->nwords = 0;
    if (desc) v->traced = true;
}

ir_ins *gort__ir_insert(ir_func *f, ir_ins *after, ir_ins_kind k)
{
    ir_ins *i = gort__alloc(f->u, sizeof *i);
    i->kind = (uint8_t)k;
    i->prev = after;
    i->next = after->next;
    if (after->next) after->next->prev = i;
    after->next = i;
    if (f->last == after) f->last = i;
    f->nins++;
    return i;
}

ir_ins *gort__ir_add(ir_func *f, ir_ins_kind k)
{
    return gort__ir_insert(f, f->last, k);
}

ir_label *gort__ir_label(ir_func *f, const char *hint)
{
    ir_label *l = gort__alloc(f->u, sizeof *l);
    l->name = gort__ir_local_name(f, hint);
    return l;
}
