/* lower_conv.c - conversions: between numbers, between strings and slices, to interfaces, and back
 * out of them by type assertion.
 *
 * A value goes into an interface as the word itself if it is pointer-shaped, else as the address
 * of a copy: read-only data for a constant, a cell in this frame if escape analysis found that the
 * interface does not outlive it, else a box made by the runtime. The copy never changes.
 *
 * Converting a float that does not fit an integer type gives what go1.19 gives on amd64; in C it
 * would be undefined behaviour.
 */
#include "emit_internal.h"
#include <string.h>

static bool conv_integer(ty *t)
{
    const int k = gort__lower_under(t)->kind;
    return (k >= TY_INT && k <= TY_UINTPTR) || k == TY_UNTYPED_INT || k == TY_UNTYPED_RUNE;
}

static bool conv_float(ty *t)
{
    const int k = gort__lower_under(t)->kind;
    return k == TY_FLOAT32 || k == TY_FLOAT64 || k == TY_UNTYPED_FLOAT;
}

static bool conv_unsigned64(ty *t)
{
    const int k = gort__lower_under(t)->kind;
    return k == TY_UINT || k == TY_UINT64 || k == TY_UINTPTR;
}

/* ---- Numbers ---- */

/* The helper that truncates a float to an integer type, printed once. */
static const char *conv_truncate(emission *w, ty *to)
{
    switch (gort__lower_under(to)->kind) {
    case TY_INT8:
    case TY_INT16:
    case TY_INT32:
    case TY_UINT8:
    case TY_UINT16:
        gort__lower_once(w, "float_to_int32", w->types,
                         "static inline int32_t float_to_int32(double x)\n{\n"
                         "    return x > -2147483649.0 && x < 2147483648.0 ? (int32_t)x : "
                         "INT32_MIN;\n}\n");
        return "float_to_int32";
    default: break;
    }
    gort__lower_once(w, "float_to_int64", w->types,
                     "static inline int64_t float_to_int64(double x)\n{\n"
                     "    return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? "
                     "(int64_t)x\n"
                     "                                                                     : "
                     "INT64_MIN;\n}\n");
    switch (gort__lower_under(to)->kind) {
    case TY_UINT:
    case TY_UINT64:
    case TY_UINTPTR:
        gort__lower_once(w, "float_to_uint64", w->types,
                         "static inline uint64_t float_to_uint64(double x)\n{\n"
                         "    if (x < 9223372036854775808.0) return (uint64_t)float_to_int64(x);\n"
                         "    return (uint64_t)float_to_int64(x - 9223372036854775808.0) | "
                         "((uint64_t)1 << 63);\n}\n");
        return "float_to_uint64";
    default: return "float_to_int64";
    }
}

/* The helper that makes a float of an unsigned integer of 64 bits, printed once: tcc leaves that to
 * a function that other compilers' libraries do not have. The last bit says whether anything was
 * cut off, so that the sum is rounded once. */
static const char *conv_widen(emission *w, const char *ctype)
{
    const char *name = gort__strf(w->u, "uint64_to_%s", ctype);
    gort__lower_once(w, name, w->types,
                     "static inline %s %s(uint64_t x)\n{\n"
                     "    if ((int64_t)x >= 0) return (%s)(int64_t)x;\n"
                     "    return 2 * (%s)(int64_t)(x >> 1 | (x & 1));\n}\n",
                     ctype, name, ctype, ctype);
    return name;
}

/* ---- Interfaces ---- */

/* The dynamic type of an interface value, NULL for nil. text is simple. */
const char *gort__lower_type_of(lowering *c, ty *iface, const char *text)
{
    if (gort__lower_under(iface)->nmethods)
        return gort__strf(c->u, "(%s.tab ? %s.tab->type : NULL)", text, text);
    return gort__strf(c->u, "%s.type", text);
}

/* The value of type t in an interface that is known to hold one. */
const char *gort__lower_unbox(lowering *c, ty *t, const char *iface)
{
    ty *b = gort__lower_under(t);
    const char *ctype = gort__lower_ctype(c->w, t);
    if (gort__ty_size(c->u, t) == 0) return gort__lower_zero(c->w, t);
    if (!gort__ty_is_direct(t))
        return gort__strf(c->u, "(*(%s)%s.data)", gort__lower_pointer_to(c->u, ctype), iface);
    if (b->kind != TY_STRUCT && b->kind != TY_ARRAY)
        return gort__strf(c->u, "((%s)%s.data)", ctype, iface);
    /* A struct or array around one pointer. */
    const char *p = gort__lower_temp_p(c, "void *", gort__strf(c->u, "%s.data", iface));
    return gort__strf(c->u, "(*(%s)&%s)", gort__lower_pointer_to(c->u, ctype), p);
}

static const char *conv_iface_to_iface(lowering *c, ty *from, ty *to, const char *text)
{
    ty *f = gort__lower_under(from), *t = gort__lower_under(to);
    if (f == t || (!f->nmethods && !t->nmethods)) return text;
    text = gort__lower_simple(c, from, text);
    if (!t->nmethods)
        return gort__strf(c->u, "(gort_eface){%s, %s.data}", gort__lower_type_of(c, from, text),
                          text);
    const char *tab =
        gort__lower_temp_c(c, "const gort_itab *",
                           gort__strf(c->u, "%s.tab ? gort_getitab(g, %s, %s.tab->type) : NULL",
                                      text, gort__lower_descp(c->w, to), text));
    return gort__strf(c->u, "(gort_iface){%s, %s.data}", tab, text);
}

/* A value of concrete type as an interface. */
static const char *conv_box(lowering *c, ty *from, ty *to, const char *text, placement place)
{
    unit *u = c->u;
    ty *b = gort__lower_under(from);
    const bool methods = gort__lower_under(to)->nmethods > 0;
    const char *type = gort__lower_descp(c->w, from), *data;
    if (gort__ty_size(u, from) == 0) {
        if (!gort__lower_is_simple(text)) gort__lower_text(c, "(void)%s", text);
        data = gort__strf(u, "(void *)(uintptr_t)%s", type);
    } else if (gort__ty_is_direct(from)) {
        if (b->kind == TY_STRUCT || b->kind == TY_ARRAY)
            data = gort__strf(u, "*(void **)&%s", gort__lower_temp(c, from, text));
        else
            data = gort__strf(u, "(void *)%s", text);
        if (!gort__lower_is_simple(text)) data = gort__lower_temp_p(c, "void *", data);
    } else if (place == PLACE_STACK) {
        ir_var *v =
            gort__lower_cell(c, "boxed", gort__lower_ctype(c->w, from),
                             gort__lower_has_ptr(c, from) ? gort__lower_desc(c->w, from) : NULL);
        gort__lower_def(c, v, false, gort__lower_strip(u, text));
        data = gort__strf(u, "&%s", v->ref);
    } else {
        /* A copy of its own: the address of a variable would keep it out of registers. */
        const char *v = gort__lower_temp(c, from, text);
        data = gort__lower_temp_p(c, "void *",
                                  gort__strf(u, "gort_convT(g, " IR_SP ", %s, &%s)", type, v));
    }
    return gort__strf(u, "(gort_%s){%s, %s}", methods ? "iface" : "eface",
                      methods ? gort__lower_itab(c->w, from, to) : type, data);
}

const char *gort__lower_to_iface(lowering *c, node *operand, ty *to, placement place)
{
    node *a = gort__unparen(operand);
    if (a->val && !gort__ty_is_interface(a->type)) {
        node conv = {.kind = N_CONV, .a = a, .type = gort__lower_canon(to)};
        const char *box = gort__lower_static(c->w, &conv);
        if (box)
            return gort__strf(c->u, "(gort_%s)%s",
                              gort__lower_under(to)->nmethods ? "iface" : "eface", box);
    }
    return gort__lower_convert(c, operand->type, to, gort__lower_late(c, operand), place);
}

/* ---- Assertions ---- */

static const char *assert_iface(lowering *c, ty *from, ty *to, const char *x, const char **ok)
{
    unit *u = c->u;
    const bool methods = gort__lower_under(to)->nmethods > 0;
    const char *type = gort__lower_temp_c(c, "const gort_type *", gort__lower_type_of(c, from, x));
    const char *desc = gort__lower_descp(c->w, to), *word = type;
    if (!ok) {
        if (methods)
            word = gort__lower_temp_c(
                c, "const gort_itab *",
                gort__strf(u, "gort_assertE2I(g, " IR_SP ", %s, %s)", desc, type));
        else
            gort__lower_check(c, gort__strf(u, "%s == NULL", type),
                              gort__strf(u, "gort_assertE2I(g, " IR_SP ", %s, NULL)", desc));
    } else {
        if (methods)
            word = gort__lower_temp_c(
                c, "const gort_itab *",
                gort__strf(u, "%s ? gort_getitab(g, %s, %s) : NULL", type, desc, type));
        *ok = gort__lower_temp_c(c, "bool", gort__strf(u, "%s != NULL", word));
    }
    return gort__lower_temp(c, to,
                            gort__strf(u, "(gort_%s){%s, %s%s.data%s}", methods ? "iface" : "eface",
                                       word, ok ? gort__strf(u, "%s ? ", *ok) : "", x,
                                       ok ? " : NULL" : ""));
}

const char *gort__lower_assert(lowering *c, node *n, const char **ok)
{
    unit *u = c->u;
    gort__lower_order(c, n->a);
    ty *from = gort__lower_canon(n->a->type), *to = gort__lower_canon(n->type);
    const char *x = gort__lower_late(c, n->a);
    if (x[0] != '\001' || !gort__lower_is_simple(x)) x = gort__lower_temp(c, from, x);
    if (gort__ty_is_interface(to)) return assert_iface(c, from, to, x, ok);
    const char *want = gort__lower_descp(c->w, to), *have = gort__lower_type_of(c, from, x);
    if (!ok) {
        gort__lower_check(c, gort__strf(u, "%s != %s", have, want),
                          gort__strf(u, "gort_panicdottype(g, " IR_SP ", %s, %s, %s)", have, want,
                                     gort__lower_descp(c->w, from)));
        return gort__lower_temp(c, to, gort__lower_unbox(c, to, x));
    }
    *ok = gort__lower_temp_c(c, "bool", gort__strf(u, "%s == %s", have, want));
    ir_var *v = gort__lower_new_var(c, "t", to);
    gort__lower_def(c, v, !v->cell, gort__lower_zero(c->w, to));
    gort__lower_if(c, *ok);
    gort__lower_def(c, v, false, gort__lower_strip(u, gort__lower_unbox(c, to, x)));
    gort__lower_endif(c);
    return v->ref;
}

/* ---- Strings ---- */

static bool conv_slice_of(ty *t, int kind)
{
    ty *u = gort__lower_under(t);
    return u->kind == TY_SLICE && gort__lower_under(u->elem)->kind == kind;
}

/* NULL: not a conversion from or to a string that makes a new one. */
static const char *conv_string(lowering *c, ty *from, ty *to, const char *text, placement place)
{
    const bool to_string = gort__lower_under(to)->kind == TY_STRING;
    const bool from_string = gort__lower_under(from)->kind == TY_STRING;
    const char *fn;
    if (to_string == from_string) return NULL;
    if (to_string && conv_integer(from)) {
        fn = "gort_intstring";
        text = gort__strf(c->u, "(int64_t)%s", text);
    } else if (to_string) {
        fn = conv_slice_of(from, TY_UINT8) ? "gort_slicebytetostring" : "gort_slicerunetostring";
    } else if (conv_slice_of(to, TY_UINT8)) {
        fn = "gort_stringtoslicebyte";
    } else {
        return gort__lower_temp(c, to,
                                gort__strf(c->u, "gort_stringtoslicerune(g, " IR_SP ", %s)", text));
    }
    const char *buf = "NULL";
    if (place == PLACE_STACK) {
        gort__lower_note(c, "%s(...): a short result lies in this frame",
                         gort__ty_string(c->u, to));
        buf = gort__lower_tmp_buffer(c);
    }
    return gort__lower_temp(
        c, to,
        gort__strf(c->u, "%s(g, " IR_SP ", %s, %s)", fn, buf, gort__lower_strip(c->u, text)));
}

/* ---- */

/* Type from to type to; place says where a copy that this needs may lie. */
const char *gort__lower_convert(lowering *c, ty *from, ty *to, const char *text, placement place)
{
    from = gort__lower_canon(from);
    to = gort__lower_canon(to);
    if (from == to) return text;
    if (gort__ty_is_interface(to))
        return gort__ty_is_interface(from) ? conv_iface_to_iface(c, from, to, text)
                                           : conv_box(c, from, to, text, place);
    if (from->kind == TY_STRING || to->kind == TY_STRING) {
        const char *s = conv_string(c, from, to, text, place);
        return s ? s : text;
    }
    const char *ctype = gort__lower_ctype(c->w, to);
    if (conv_float(from) && conv_integer(to))
        return gort__strf(c->u, "((%s)%s(%s))", ctype, conv_truncate(c->w, to),
                          gort__lower_strip(c->u, text));
    if (conv_float(to) && conv_unsigned64(from))
        return gort__strf(c->u, "%s(%s)", conv_widen(c->w, ctype), gort__lower_strip(c->u, text));
    if (strcmp(ctype, gort__lower_ctype(c->w, from)) == 0) return text;
    /* tcc 0.9.27 takes (uint16_t)x of an int8_t as a value that needs no cutting to 16 bits. */
    if (gort__lower_under(from)->kind == TY_INT8 && gort__lower_under(to)->kind == TY_UINT16)
        return gort__strf(c->u, "((uint16_t)(int16_t)%s)", text);
    /* Numbers, pointers, unsafe.Pointer: structs and arrays with equal layout share one C type. */
    return gort__strf(c->u, "((%s)%s)", ctype, text);
}

/* []T to *[n]T. */
static const char *conv_slice_to_array(lowering *c, node *n)
{
    unit *u = c->u;
    ty *array = gort__lower_under(gort__lower_under(n->type)->elem);
    const char *s = gort__lower_simple(c, n->a->type, gort__lower_late(c, n->a));
    gort__lower_once(
        c->w, "panic_slice_convert", c->w->types,
        "#include <stdio.h>\nstatic GORT_NORETURN void panic_slice_convert(gort_g *g, void **sp, "
        "intptr_t have, intptr_t want)\n{\n    char text[120];\n"
        "    snprintf(text, sizeof text, \"cannot convert slice with length %%lld to "
        "pointer to array with length %%lld\",\n             (long long)have, "
        "(long long)want);\n    gort_panic_runtime(g, sp, text);\n}\n");
    gort__lower_check(
        c, gort__strf(u, "%s.len < %lld", s, (long long)array->len),
        gort__strf(u, "panic_slice_convert(g, " IR_SP ", %s.len, %lld)", s, (long long)array->len));
    return gort__strf(u, "((%s)%s.ptr)", gort__lower_ctype(c->w, n->type), s);
}

const char *gort__lower_conv(lowering *c, node *n)
{
    ty *to = gort__lower_canon(n->type);
    if (gort__unparen(n->a)->kind == N_NIL) return gort__lower_zero(c->w, to);
    if (gort__ty_is_interface(to)) return gort__lower_to_iface(c, n->a, to, n->place);
    ty *from = gort__lower_under(n->a->type);
    if (from->kind == TY_SLICE && to->kind == TY_PTR) return conv_slice_to_array(c, n);
    return gort__lower_convert(c, n->a->type, to, gort__lower_late(c, n->a), n->place);
}

const char *gort__lower_method_value(lowering *c, node *n)
{
    gort__error(c->u, n->pos, "method values are not supported yet");
    return "NULL";
}
