/* lower_types.c - Go types as C types.
 *
 * Scalars map to the fixed-width types of <stdint.h>, strings, slices, interfaces and complex
 * numbers to the structs of gort.h and gort_abi.h, pointers to typed C pointers, maps to
 * gort_hmap *, funcs to gort_closure *. A struct or array type gets one typedef, named after the
 * first named type that has it as its underlying type, so that conversions between types with
 * equal layout need no C conversion (nor those that only drop tags: the C type is that of the type
 * without them, its shape); an array is a struct with one member `a`.
 *
 * A type that is known by pointers only is declared; where its value is first needed it is defined,
 * after its by-value members, and what is left over is defined at the end of the section, which
 * comes before all code. Layouts are Go's: C gives the same offsets on 64-bit, and a static
 * assertion in the output holds that.
 */
#include "emit_internal.h"
#include <ctype.h>
#include <string.h>

static const char *const types_scalar[] = {
    [TY_BOOL] = "bool",
    [TY_INT] = "intptr_t",
    [TY_INT8] = "int8_t",
    [TY_INT16] = "int16_t",
    [TY_INT32] = "int32_t",
    [TY_INT64] = "int64_t",
    [TY_UINT] = "uintptr_t",
    [TY_UINT8] = "uint8_t",
    [TY_UINT16] = "uint16_t",
    [TY_UINT32] = "uint32_t",
    [TY_UINT64] = "uint64_t",
    [TY_UINTPTR] = "uintptr_t",
    [TY_FLOAT32] = "float",
    [TY_FLOAT64] = "double",
    [TY_COMPLEX64] = "gort_complex64",
    [TY_COMPLEX128] = "gort_complex128",
    [TY_CHAN] = "gort_hchan *",
    [TY_FUNC] = "gort_closure *",
    [TY_MAP] = "gort_hmap *",
    [TY_SLICE] = "gort_slice",
    [TY_STRING] = "gort_string",
    [TY_UNSAFE_POINTER] = "void *",
    [TY_UNTYPED_NIL] = "void *",
};

/* Bytes of a spelling that may be short as a name: "[][][]int" is "int". */
enum { NAME_FROM = 256 };

/* "map[string]main.T" -> "map_string_main_T" */
const char *gort__lower_type_name(emission *w, ty *t, const char *prefix)
{
    const char *s = gort__ty_string_path(w->u, t, NAME_FROM);
    const bool cut = strlen(s) > NAME_FROM;
    char buf[64];
    size_t n = 0;
    for (; *s && n < sizeof buf - 8; s++) {
        if (*s == '*') {
            memcpy(buf + n, "ptr_", 4);
            n += 4;
        } else if (isalnum((unsigned char)*s)) {
            buf[n++] = *s;
        } else if ((unsigned char)*s < 0x80 && n > 0 && buf[n - 1] != '_') {
            buf[n++] = '_';
        }
    }
    while (n > 0 && buf[n - 1] == '_')
        n--;
    buf[n] = 0;
    if (*s || cut) snprintf(buf, sizeof buf, "t%d", t->id);
    return gort__strf(w->u, "%s%s", prefix, buf);
}

lowered_type *gort__lower_ty(emission *w, ty *t)
{
    if (!t->lower) t->lower = gort__alloc(w->u, sizeof(lowered_type));
    return t->lower;
}

static ty *types_shape(emission *w, ty *t)
{
    ty *u = t->under;
    lowered_type *l = gort__lower_ty(w, u);
    if (!l->shape) l->shape = gort__ty_untagged(w->u, u);
    return l->shape;
}

/* Notes for each shape the first named type over it. */
void gort__lower_name_types(emission *w)
{
    const packages *order = &w->u->program.order;
    for (int k = 0; k < order->n; k++)
        for (int i = 0; i < order->at[k]->ntypes; i++) {
            ty *t = order->at[k]->types[i];
            lowered_type *l = t->under ? gort__lower_ty(w, types_shape(w, t)) : NULL;
            if (l && !l->namer) l->namer = t;
        }
}

const char *gort__lower_field_name(emission *w, ty *st, int i)
{
    ty *u = st->under;
    lowered_type *l = gort__lower_ty(w, u);
    if (!l->fields) l->fields = gort__alloc(w->u, (size_t)u->nfields * sizeof *l->fields);
    if (!l->fields[i])
        l->fields[i] = gort__is_blank_name(u->fields[i].name)
                           ? gort__strf(w->u, "blank_%d", i)
                           : gort__ir_ident(w->u, u->fields[i].name);
    return l->fields[i];
}

static const char *types_composite(emission *w, ty *u)
{
    lowered_type *l = gort__lower_ty(w, u);
    if (l->declared) return l->cname;
    l->declared = true;
    const char *prefix = l->namer ? "" : u->kind == TY_STRUCT ? "struct_" : "array_";
    l->cname =
        gort__lower_unique_name(w, gort__lower_type_name(w, l->namer ? l->namer : u, prefix));
    fprintf(w->types, "typedef struct %s %s;\n", l->cname, l->cname);
    *GORT__PUSH(w->u, w->composites, w->ncomposites, w->cap_composites) = u;
    return l->cname;
}

/* A pointer to it; one with many stars gets a name. */
static const char *types_pointer(emission *w, const char *elem)
{
    enum { MANY_STARS = 8 };
    const char *pointer = gort__lower_pointer_to(w->u, elem);
    if (strlen(strchr(pointer, '*')) < MANY_STARS) return pointer;
    const char *name = gort__lower_unique_name(w, "pointer");
    fprintf(w->types, "typedef %s%s;\n", pointer, name);
    return name;
}

static void types_define(emission *w, ty *u);

const char *gort__lower_ctype(emission *w, ty *t)
{
    ty *u = types_shape(w, t);
    lowered_type *l = gort__lower_ty(w, u);
    if (u->kind == TY_STRUCT || u->kind == TY_ARRAY) {
        types_define(w, u);
        return l->cname;
    }
    if (l->cname) return l->cname;
    if (u->kind == TY_INTERFACE) {
        l->cname = u->nmethods ? "gort_iface" : "gort_eface";
    } else if (u->kind == TY_PTR) {
        ty *e = types_shape(w, u->elem);
        l->cname = "void *"; /* for type P *P, which C cannot spell */
        const bool by_name = e->kind == TY_STRUCT || e->kind == TY_ARRAY;
        l->cname = types_pointer(w, by_name ? types_composite(w, e) : gort__lower_ctype(w, e));
    } else {
        l->cname = types_scalar[u->kind] ? types_scalar[u->kind] : "void *";
    }
    return l->cname;
}

/* "T " or "T *": what a name can follow. */
const char *gort__lower_spaced(unit *u, const char *ctype)
{
    return gort__strf(u, "%s%s", ctype, ctype[strlen(ctype) - 1] == '*' ? "" : " ");
}

const char *gort__lower_pointer_to(unit *u, const char *ctype)
{
    return gort__strf(u, "%s*", gort__lower_spaced(u, ctype));
}

const char *gort__lower_pointer(emission *w, ty *t)
{
    return gort__lower_pointer_to(w->u, gort__lower_ctype(w, t));
}

/* Prints the struct behind the shape u once, its members' first. Go forbids types that contain
 * themselves by value. */
static void types_define(emission *w, ty *u)
{
    lowered_type *l = gort__lower_ty(w, u);
    types_composite(w, u);
    if (l->defining) return;
    l->defining = true;
    /* tcc knows no array above 2 GB: its elements lie where they should all the same. */
    const bool huge = gort__ty_size(w->u, u) > INT32_MAX || u->len > INT32_MAX;
    if (u->kind == TY_ARRAY) {
        const char *e = gort__lower_spaced(w->u, gort__lower_ctype(w, u->elem));
        fprintf(w->types, "struct %s {\n", l->cname);
        if (huge) fprintf(w->types, "#ifdef __TINYC__\n    %sa[1];\n#else\n", e);
        fprintf(w->types, "    %sa[%lld];\n%s", e, (long long)u->len, huge ? "#endif\n" : "");
    } else {
        for (int i = 0; i < u->nfields; i++)
            gort__lower_ctype(w, u->fields[i].type);
        fprintf(w->types, "struct %s {\n", l->cname);
        for (int i = 0; i < u->nfields; i++)
            fprintf(w->types, "    %s%s;\n",
                    gort__lower_spaced(w->u, gort__lower_ctype(w, u->fields[i].type)),
                    gort__lower_field_name(w, u, i));
        /* Go pads a struct that ends in a field without size, so that its address stays inside. */
        const int64_t size = gort__ty_size(w->u, u);
        if (u->nfields > 0 && size > 0 && gort__ty_size(w->u, u->fields[u->nfields - 1].type) == 0)
            fputs("    uint8_t pad_;\n", w->types);
    }
    fprintf(w->types, "};\n");
    if (!huge)
        fprintf(w->types, "_Static_assert(sizeof(%s) == %lld, \"layout\");\n", l->cname,
                (long long)gort__ty_size(w->u, u));
}

void gort__lower_define_all(emission *w)
{
    for (int i = 0; i < w->ncomposites; i++)
        types_define(w, w->composites[i]);
}

/* ---- What values are made of */

/* Of a local that is rooted by value; of a struct that is passed in pieces (lower_pieces.c). */
enum { MAX_WORDS = 8, MAX_SCALARS = 25 };

static const value_parts *parts_of(emission *w, ty *t, bool all);

static int parts_count(emission *w, ty *t, bool all)
{
    const int max = all ? MAX_SCALARS : MAX_WORDS;
    int64_t n = 0, each;
    switch (t->kind) {
    case TY_STRUCT:
        for (int i = 0; i < t->nfields; i++) {
            if ((each = parts_of(w, t->fields[i].type, all)->n) < 0) return -1;
            if ((n += each) > max) return -1;
        }
        return (int)n;
    case TY_ARRAY:
        each = parts_of(w, t->elem, all)->n;
        return each < 0 || (each > 0 && t->len > max / each) ? -1 : (int)(each * t->len);
    case TY_SLICE: return all ? 3 : 1;
    case TY_STRING:
    case TY_INTERFACE: return all ? 2 : 1;
    default: return all || gort__ty_of(t, TY_POINTERS);
    }
}

static void parts_add(emission *w, value_parts *to, const char *step, const ir_path *rest,
                      const char *ctype)
{
    ir_path *p = step ? gort__alloc(w->u, sizeof *p) : NULL;
    if (p) *p = (ir_path){step, rest};
    to->path[to->n] = p;
    to->ctype[to->n++] = ctype;
}

static void parts_add_all(emission *w, value_parts *to, const char *step, const value_parts *of)
{
    for (int i = 0; i < of->n; i++)
        parts_add(w, to, step, of->path[i], of->ctype[i]);
}

static void parts_fill(emission *w, value_parts *to, ty *t, bool all)
{
    const bool tab = t->nmethods > 0;
    switch (t->kind) {
    case TY_STRUCT:
        for (int i = 0; i < t->nfields; i++) {
            const value_parts *of = parts_of(w, t->fields[i].type, all);
            if (of->n > 0)
                parts_add_all(w, to, gort__strf(w->u, ".%s", gort__lower_field_name(w, t, i)), of);
        }
        break;
    case TY_ARRAY: {
        const value_parts *of = parts_of(w, t->elem, all);
        for (int64_t i = 0; i < t->len; i++)
            parts_add_all(w, to, gort__strf(w->u, ".a[%lld]", (long long)i), of);
        break;
    }
    case TY_STRING:
    case TY_SLICE:
        parts_add(w, to, ".ptr", NULL, t->kind == TY_SLICE ? "void *" : "const uint8_t *");
        if (all) parts_add(w, to, ".len", NULL, "intptr_t");
        if (all && t->kind == TY_SLICE) parts_add(w, to, ".cap", NULL, "intptr_t");
        break;
    case TY_INTERFACE:
        if (all)
            parts_add(w, to, tab ? ".tab" : ".type", NULL,
                      tab ? "const gort_itab *" : "const gort_type *");
        parts_add(w, to, ".data", NULL, "void *");
        break;
    default: parts_add(w, to, NULL, NULL, all ? gort__lower_ctype(w, t) : NULL);
    }
}

/* Each type has its own, made of those of its fields and elements. */
static const value_parts *parts_of(emission *w, ty *t, bool all)
{
    static const value_parts nothing = {0};
    if (all ? gort__ty_size(w->u, t) == 0 : !gort__ty_has_pointers(w->u, t)) return &nothing;
    lowered_type *l = gort__lower_ty(w, t->under);
    value_parts **memo = all ? &l->scalars : &l->words;
    if (*memo) return *memo;
    value_parts *p = *memo = gort__alloc(w->u, sizeof *p);
    p->n = parts_count(w, t, all);
    if (p->n <= 0) return p;
    p->path = gort__alloc(w->u, (size_t)p->n * sizeof *p->path);
    p->ctype = gort__alloc(w->u, (size_t)p->n * sizeof *p->ctype);
    p->n = 0;
    parts_fill(w, p, t, all);
    return p;
}

const value_parts *gort__lower_words(emission *w, ty *t)
{
    return parts_of(w, t, false);
}

const value_parts *gort__lower_scalars(emission *w, ty *t)
{
    return parts_of(w, t, true);
}

const char *gort__lower_zero(emission *w, ty *t)
{
    if (gort__ty_of(t, TY_POINTERS | TY_BIT(TY_UNTYPED_NIL))) return "NULL";
    if (gort__ty_of(t, TY_BOOLEANS)) return "false";
    if (gort__ty_of(t, TY_INTEGERS)) return "0";
    if (gort__ty_of(t, TY_FLOATS)) return "0.0";
    return gort__strf(w->u, "(%s){}", gort__lower_ctype(w, t));
}

const char *gort__lower_tuple_type(emission *w, ty **at, int n)
{
    if (n == 0) return "void";
    if (n == 1) return gort__lower_ctype(w, at[0]);
    textbuf key = {.u = w->u}, want = {.u = w->u};
    gort__text_add(&key, "tuple");
    for (int i = 0; i < n; i++)
        gort__text_add(&key, ",%s", gort__lower_ctype(w, at[i]));
    gort__text_add(&want, "results");
    for (int i = 0; i < n && want.n <= 60; i++) {
        const char *s = gort__ty_string(w->u, at[i]);
        char buf[32];
        size_t k = 0;
        for (; *s && k < sizeof buf - 5; s++) {
            if (*s == '*') {
                memcpy(buf + k, "ptr", 3);
                k += 3;
            }
            if (isalnum((unsigned char)*s)) buf[k++] = *s;
        }
        buf[k] = 0;
        gort__text_add(&want, "_%s", buf);
    }
    const char *name = gort__lower_find(w, key.at);
    if (!name) {
        name = gort__lower_global_name(w, key.at, want.n > 60 ? "results_many" : want.at);
        fprintf(w->types, "typedef struct %s {\n", name);
        for (int i = 0; i < n; i++)
            fprintf(w->types, "    %sr%d;\n", gort__lower_spaced(w->u, gort__lower_ctype(w, at[i])),
                    i);
        fprintf(w->types, "} %s;\n", name);
    }
    return name;
}

const char *gort__lower_c_results(emission *w, ty **at, int n)
{
    textbuf t = {.u = w->u};
    gort__text_add(&t, "gort");
    for (int i = 0; i < n; i++) {
        const int kind = at[i]->is_named ? TY_INVALID : at[i]->kind;
        gort__text_add(&t, "_%s",
                       kind == TY_SLICE ? "slice"
                       : kind == TY_PTR ? "pointer"
                                        : gort__ty_string_path(w->u, at[i], SIZE_MAX));
    }
    return gort__text_of(&t);
}

const char *gort__lower_result_type(emission *w, ty *func)
{
    return gort__lower_tuple_type(w, func->params + func->nparams, func->nresults);
}

/* "(intptr_t (*)(gort_g *, void **, gort_closure *, gort_string))" */
const char *gort__lower_signature(emission *w, ty *func, const char *first)
{
    textbuf s = {.u = w->u};
    gort__text_add(&s, "(%s (*)(gort_g *, void **%s%s", gort__lower_result_type(w, func),
                   first[0] ? ", " : "", first);
    for (int i = 0; i < func->nparams; i++)
        gort__lower_param_types(w, &s, func->params[i]);
    gort__text_add(&s, "))");
    return s.at;
}

const char *gort__lower_c_text(unit *u, const char *s)
{
    return gort__lower_c_string(u, s, strlen(s));
}

/* A C string literal of n bytes. */
const char *gort__lower_c_string(unit *u, const char *s, size_t n)
{
    size_t escaped = 0;
    for (size_t i = 0; i < n; i++)
        escaped += s[i] < 0x20 || s[i] >= 0x7f || s[i] == '?' || s[i] == '"' || s[i] == '\\';
    char *out = gort__alloc(u, n + 3 * escaped + 3);
    size_t k = 0;
    out[k++] = '"';
    for (size_t i = 0; i < n; i++) {
        const unsigned char ch = (unsigned char)s[i];
        if (ch == '"' || ch == '\\' || ch == '\n') {
            out[k++] = '\\';
            out[k++] = ch == '\n' ? 'n' : (char)ch;
        } else if (ch < 0x20 || ch >= 0x7f || ch == '?') {
            k += (size_t)snprintf(out + k, 5, "\\%03o", ch);
        } else {
            out[k++] = (char)ch;
        }
    }
    out[k++] = '"';
    out[k] = 0;
    return out;
}
