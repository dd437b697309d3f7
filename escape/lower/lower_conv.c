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

static bool conv_unsigned64(ty *t)
{
    return t->kind == TY_UINT || t->kind == TY_UINT64 || t->kind == TY_UINTPTR;
}

/* ---- Numbers ---- */

/* The helper that truncates a float to an integer type, printed once. */
static const char *conv_truncate(emission *w, ty *to)
{
    const int64_t bytes = gort__ty_size(w->u, to);
    if (bytes < 4 || to->kind == TY_INT32) {
        gort__lower_once(w, "float_to_int32", w->types,
                         "static inline int32_t float_to_int32(double x)\n{\n"
                         "    return x > -2147483649.0 && x < 2147483648.0 ? (int32_t)x : "
                         "INT32_MIN;\n}\n");
        return "float_to_int32";
    }
    gort__lower_once(w, "float_to_int64", w->types,
                     "static inline int64_t float_to_int64(double x)\n{\n"
                     "    return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? "
                     "(int64_t)x\n"
                     "                                                                     : "
                     "INT64_MIN;\n}\n");
    if (!conv_unsigned64(to)) return "float_to_int64";
    gort__lower_once(w, "float_to_uint64", w->types,
                     "static inline uint64_t float_to_uint64(double x)\n{\n"
                     "    if (x < 9223372036854775808.0) return (uint64_t)float_to_int64(x);\n"
                     "    return (uint64_t)float_to_int64(x - 9223372036854775808.0) | "
                     "((uint64_t)1 << 63);\n}\n");
    return "float_to_uint64";
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

static const ir_value *conv_tab_type(lowering *c, const ir_value *v)
{
    return gort__lower_load(c, gort__ir_behind(c->u, "%v.tab->type", v));
}

/* The dynamic type of an interface value, NULL for nil. v is simple. */
const ir_value *gort__lower_type_of(lowering *c, ty *iface, const ir_value *v)
{
    if (iface->nmethods)
        return gort__ir_value(c->u, "(%v.tab ? %v : NULL)", v, conv_tab_type(c, v));
    return gort__ir_part(c->u, v, ".type");
}

/* The value of type t in an interface that is known to hold one. */
const ir_value *gort__lower_unbox(lowering *c, ty *t, const ir_value *iface)
{
    unit *u = c->u;
    const char *ctype = gort__lower_ctype(c->w, t);
    if (gort__ty_size(u, t) == 0) return gort__ir_text(u, gort__lower_zero(c->w, t));
    if (gort__ty_is_direct(t) && t->kind != TY_STRUCT && t->kind != TY_ARRAY)
        return gort__ir_value(u, "((%s)%v.data)", ctype, iface);
    const ir_value *data = gort__ir_part(u, iface, ".data");
    const char *pointer = gort__lower_pointer_to(u, ctype);
    const ir_value *at;
    if (gort__ty_is_direct(t)) /* a struct or array around one pointer */
        at = gort__ir_value(u, "(%s)&%v", pointer, gort__lower_temp_p(c, "void *", data));
    else
        at = gort__ir_value(u, "(%s)%v", pointer, data);
    return gort__lower_load(c, gort__ir_deref(u, at));
}

const ir_value *gort__lower_find_itab(lowering *c, ty *iface, const ir_value *has,
                                      const ir_value *type)
{
    return GORT__TEMP_C(c, "const gort_itab *", "%v ? gort_getitab(g, %s, %v) : NULL", has,
                        gort__lower_descp(c->w, iface), type);
}

static const ir_value *conv_iface_to_iface(lowering *c, ty *from, ty *to, const ir_value *v)
{
    if (from->under == to->under || (!from->nmethods && !to->nmethods)) return v;
    v = gort__lower_simple(c, from, v);
    if (!to->nmethods)
        return gort__ir_value(c->u, "(gort_eface){%v, %v.data}", gort__lower_type_of(c, from, v),
                              v);
    const ir_value *has = gort__ir_part(c->u, v, ".tab");
    const ir_value *tab = gort__lower_find_itab(c, to, has, conv_tab_type(c, v));
    return gort__ir_value(c->u, "(gort_iface){%v, %v.data}", tab, v);
}

/* A value of concrete type as an interface. */
static const ir_value *conv_box(lowering *c, ty *from, ty *to, const ir_value *v, placement place)
{
    unit *u = c->u;
    const char *type = gort__lower_descp(c->w, from);
    const ir_value *data;
    if (gort__ty_size(u, from) == 0) {
        if (!v->simple) gort__lower_do(c, "(void)%v", v);
        data = gort__ir_value(u, "(void *)(uintptr_t)%s", type);
    } else if (gort__ty_is_direct(from)) {
        if (from->kind == TY_STRUCT || from->kind == TY_ARRAY)
            data = gort__lower_load_as(c, "void **",
                                       gort__ir_value(u, "&%v", gort__lower_temp(c, from, v)));
        else
            data = gort__ir_value(u, "(void *)%v", v);
        if (!v->simple) data = gort__lower_temp_p(c, "void *", data);
    } else if (place == PLACE_STACK) {
        ir_var *copy = gort__lower_cell(c, "boxed", gort__lower_ctype(c->w, from),
                                        gort__lower_cell_desc(c->w, from));
        gort__lower_def(c, copy, false, v);
        data = gort__ir_value(u, "&%v", &copy->value);
    } else {
        /* A copy of its own: the address of a variable would keep it out of registers. */
        v = gort__lower_temp(c, from, v);
        data = GORT__TEMP_P(c, "void *", "gort_convT(g, " IR_SP ", %s, &%v)", type, v);
    }
    return gort__ir_value(u, "(gort_%s){%s, %v}", gort__lower_iface(to),
                          to->nmethods ? gort__lower_itab(c->w, from, to) : type, data);
}

static const ir_value *conv_to_iface(lowering *c, node *operand, ty *to, placement place)
{
    node *a = gort__unparen(operand);
    if (a->val && !gort__ty_is_interface(a->type)) {
        node conv = {.kind = N_CONV, .a = a, .type = to};
        const char *box = gort__lower_static(c->w, &conv);
        if (box) return gort__ir_value(c->u, "(gort_%s)%s", gort__lower_iface(to), box);
    }
    return gort__lower_convert(c, operand->type, to, gort__lower_late(c, operand), place);
}

/* ---- Assertions ---- */

static const ir_value *assert_iface(lowering *c, ty *from, ty *to, const ir_value *x,
                                    const ir_value **ok)
{
    const bool methods = to->nmethods > 0;
    const ir_value *type =
        gort__lower_temp_c(c, "const gort_type *", gort__lower_type_of(c, from, x));
    const ir_value *word = type, *data = gort__ir_part(c->u, x, ".data");
    const char *desc = gort__lower_descp(c->w, to);
    if (!ok) {
        if (methods)
            word = GORT__TEMP_C(c, "const gort_itab *", "gort_assertE2I(g, " IR_SP ", %s, %v)",
                                desc, type);
        else
            GORT__CHECK(c, gort__ir_value(c->u, "%v == NULL", type),
                        "gort_assertE2I(g, " IR_SP ", %s, NULL)", desc);
    } else {
        if (methods) word = gort__lower_find_itab(c, to, type, type);
        *ok = GORT__TEMP_C(c, "bool", "%v != NULL", word);
        data = gort__ir_value(c->u, "%v ? %v : NULL", *ok, data);
    }
    return GORT__TEMP(c, to, "(gort_%s){%v, %v}", gort__lower_iface(to), word, data);
}

const ir_value *gort__lower_assert(lowering *c, node *n, const ir_value **ok)
{
    gort__lower_order(c, n->a);
    ty *from = n->a->type, *to = n->type;
    const ir_value *x = gort__lower_late(c, n->a);
    if (x->kind != V_LOCAL) x = gort__lower_temp(c, from, x);
    if (gort__ty_is_interface(to)) return assert_iface(c, from, to, x, ok);
    const char *want = gort__lower_descp(c->w, to);
    const ir_value *have = gort__lower_type_of(c, from, x);
    if (!ok) {
        GORT__CHECK(c, gort__ir_value(c->u, "%v != %s", have, want),
                    "gort_panicdottype(g, " IR_SP ", %v, %s, %s)", have, want,
                    gort__lower_descp(c->w, from));
        return gort__lower_temp(c, to, gort__lower_unbox(c, to, x));
    }
    *ok = GORT__TEMP_C(c, "bool", "%v == %s", have, want);
    ir_var *v = gort__lower_new_var(c, "t", to);
    gort__lower_def(c, v, !v->cell, gort__ir_text(c->u, gort__lower_zero(c->w, to)));
    gort__lower_if(c, *ok);
    gort__lower_def(c, v, false, gort__lower_unbox(c, to, x));
    gort__lower_endif(c);
    return &v->value;
}

/* ---- Strings ---- */

static bool conv_slice_of(ty *t, int kind)
{
    return t->kind == TY_SLICE && t->elem->kind == kind;
}

/* NULL: not a conversion from or to a string that makes a new one. */
static const ir_value *conv_string(lowering *c, ty *from, ty *to, const ir_value *v,
                                   placement place)
{
    const bool to_string = to->kind == TY_STRING;
    const bool from_string = from->kind == TY_STRING;
    const char *fn;
    if (to_string == from_string) return NULL;
    if (to_string && gort__ty_is(from, TY_INTEGERS)) {
        fn = "gort_intstring";
        v = gort__ir_value(c->u, "(int64_t)%v", v);
    } else if (to_string) {
        fn = conv_slice_of(from, TY_UINT8) ? "gort_slicebytetostring" : "gort_slicerunetostring";
    } else if (conv_slice_of(to, TY_UINT8)) {
        fn = "gort_stringtoslicebyte";
    } else {
        return GORT__TEMP(c, to, "gort_stringtoslicerune(g, " IR_SP ", %v)", v);
    }
    const char *what = gort__strf(c->u, "%s(...)", gort__ty_string(c->u, to));
    const ir_value *buf = gort__lower_tmp_buffer(c, place, what);
    return GORT__TEMP(c, to, "%s(g, " IR_SP ", %v, %v)", fn, buf, gort__ir_strip(c->u, v));
}

/* ---- */

/* Type from to type to; place says where a copy that this needs may lie. */
const ir_value *gort__lower_convert(lowering *c, ty *from, ty *to, const ir_value *v,
                                    placement place)
{
    if (from == to) return v;
    if (gort__ty_is_interface(to))
        return gort__ty_is_interface(from) ? conv_iface_to_iface(c, from, to, v)
                                           : conv_box(c, from, to, v, place);
    if (from->kind == TY_STRING || to->kind == TY_STRING) {
        const ir_value *s = conv_string(c, from, to, v, place);
        return s ? s : v;
    }
    const char *ctype = gort__lower_ctype(c->w, to);
    if (from->kind != to->kind && gort__ty_is(from, TY_COMPLEXES))
        return gort__ir_value(c->u, "%s_of(%v)", ctype, gort__ir_strip(c->u, v));
    if (gort__ty_is(from, TY_FLOATS) && gort__ty_is(to, TY_INTEGERS))
        return gort__ir_value(c->u, "((%s)%s(%v))", ctype, conv_truncate(c->w, to),
                              gort__ir_strip(c->u, v));
    if (gort__ty_is(to, TY_FLOATS) && conv_unsigned64(from))
        return gort__ir_value(c->u, "%s(%v)", conv_widen(c->w, ctype), gort__ir_strip(c->u, v));
    if (to->kind == TY_FLOAT32 && from->kind == TY_FLOAT64)
        return gort__ir_value(c->u, "gort_float32_of(%v)", gort__ir_strip(c->u, v));
    if (strcmp(ctype, gort__lower_ctype(c->w, from)) == 0) return v;
    /* tcc 0.9.27 takes (uint16_t)x of an int8_t as a value that needs no cutting to 16 bits. */
    if (from->kind == TY_INT8 && to->kind == TY_UINT16)
        return gort__ir_value(c->u, "((uint16_t)(int16_t)%v)", v);
    /* Numbers, pointers, unsafe.Pointer: structs and arrays with equal layout share one C type. */
    return gort__ir_value(c->u, "((%s)%v)", ctype, v);
}

/* []T to *[n]T. */
static const ir_value *conv_slice_to_array(lowering *c, node *n)
{
    ty *array = n->type->elem;
    const ir_value *s = gort__lower_late_simple(c, n->a);
    gort__lower_once(
        c->w, "panic_slice_convert", c->w->types,
        "#include <stdio.h>\nstatic GORT_NORETURN void panic_slice_convert(gort_g *g, void **sp, "
        "intptr_t have, intptr_t want)\n{\n    char text[120];\n"
        "    snprintf(text, sizeof text, \"cannot convert slice with length %%lld to "
        "pointer to array with length %%lld\",\n             (long long)have, "
        "(long long)want);\n    gort_panic_runtime(g, sp, text);\n}\n");
    GORT__CHECK(c, gort__ir_value(c->u, "%v.len < %lld", s, (long long)array->len),
                "panic_slice_convert(g, " IR_SP ", %v.len, %lld)", s, (long long)array->len);
    return gort__ir_value(c->u, "((%s)%v.ptr)", gort__lower_ctype(c->w, n->type), s);
}

const ir_value *gort__lower_conv(lowering *c, node *n)
{
    ty *to = n->type;
    if (gort__unparen(n->a)->kind == N_NIL) return gort__ir_text(c->u, gort__lower_zero(c->w, to));
    if (gort__ty_is_interface(to)) return conv_to_iface(c, n->a, to, n->place);
    if (n->a->type->kind == TY_SLICE && to->kind == TY_PTR) return conv_slice_to_array(c, n);
    return gort__lower_convert(c, n->a->type, to, gort__lower_late(c, n->a), n->place);
}
