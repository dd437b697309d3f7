/* fmt_value.c - operands of fmt: by type descriptor, through structs, slices, maps and pointers.
 *
 * A value is printed where it lies; whoever follows a pointer pushes it as a root first, because
 * printing may call Error and String methods, which may collect and may change what is printed.
 * Methods are called where Go calls them: on operands, and on parts that were not reached through
 * an unexported field (`hidden` below).
 *
 * A method that panics is reported in the output, or shown as <nil> for a nil receiver.
 */
#include "../../sched/bias.h"
#include "fmt.h"

static void value_print_kind(gort__fmt *f, const gort_type *t, const void *p, int32_t verb,
                             int depth, bool hidden);
static void value_print(gort__fmt *f, const gort_type *t, const void *p, int32_t verb, int depth,
                        bool hidden);

/* ---- Wrong verbs --------------------------------------------------------------------------- */

static void value_rune(gort__fmt *f, int32_t rune)
{
    uint8_t utf8[4];
    gort__fmt_write(f, utf8, gort__encode_rune(utf8, rune));
}

static void value_bad_verb(gort__fmt *f, int32_t verb)
{
    f->erroring = true;
    gort__fmt_text(f, "%!");
    value_rune(f, verb);
    gort__fmt_byte(f, '(');
    if (f->arg.type) {
        gort__fmt_text(f, f->arg.type->name);
        gort__fmt_byte(f, '=');
        gort__fmt_arg(f, f->arg, 'v');
    } else if (f->value_type) {
        gort__fmt_text(f, f->value_type->name);
        gort__fmt_byte(f, '=');
        value_print_kind(f, f->value_type, f->value_at, 'v', 0, true);
    } else {
        gort__fmt_text(f, "<nil>");
    }
    gort__fmt_byte(f, ')');
    f->erroring = false;
}

/* ---- Scalars ------------------------------------------------------------------------------- */

static void value_integer(gort__fmt *f, uint64_t u, bool is_signed, int32_t verb)
{
    switch (verb) {
    case 'v':
        if (f->sharp_v && !is_signed)
            gort__fmt_hex64(f, u, true);
        else
            gort__fmt_integer(f, u, 10, is_signed, verb, false);
        return;
    case 'd': gort__fmt_integer(f, u, 10, is_signed, verb, false); return;
    case 'b': gort__fmt_integer(f, u, 2, is_signed, verb, false); return;
    case 'o':
    case 'O': gort__fmt_integer(f, u, 8, is_signed, verb, false); return;
    case 'x': gort__fmt_integer(f, u, 16, is_signed, verb, false); return;
    case 'X': gort__fmt_integer(f, u, 16, is_signed, verb, true); return;
    case 'c': gort__fmt_char(f, u); return;
    case 'q': gort__fmt_quoted_char(f, u); return;
    case 'U': gort__fmt_unicode(f, u); return;
    default: value_bad_verb(f, verb);
    }
}

static void value_float(gort__fmt *f, double v, int bits, int32_t verb)
{
    switch (verb) {
    case 'v': gort__fmt_float(f, v, bits, 'g', -1); return;
    case 'b':
    case 'g':
    case 'G':
    case 'x':
    case 'X': gort__fmt_float(f, v, bits, (char)verb, -1); return;
    case 'f':
    case 'e':
    case 'E': gort__fmt_float(f, v, bits, (char)verb, 6); return;
    case 'F': gort__fmt_float(f, v, bits, 'f', 6); return;
    default: value_bad_verb(f, verb);
    }
}

static void value_complex(gort__fmt *f, double re, double im, int bits, int32_t verb)
{
    if (verb < 0x80 && strchr("vbgGxXfFeE", verb)) {
        const bool plus = f->plus;
        gort__fmt_byte(f, '(');
        value_float(f, re, bits, verb);
        f->plus = true;
        value_float(f, im, bits, verb);
        gort__fmt_text(f, "i)");
        f->plus = plus;
    } else {
        value_bad_verb(f, verb);
    }
}

static void value_string(gort__fmt *f, gort_string s, int32_t verb)
{
    switch (verb) {
    case 'v':
        if (f->sharp_v)
            gort__fmt_quoted(f, s);
        else
            gort__fmt_string(f, s);
        return;
    case 's': gort__fmt_string(f, s); return;
    case 'x': gort__fmt_hex_string(f, s, false); return;
    case 'X': gort__fmt_hex_string(f, s, true); return;
    case 'q': gort__fmt_quoted(f, s); return;
    default: value_bad_verb(f, verb);
    }
}

static void value_bytes(gort__fmt *f, const gort_type *t, gort_slice b, int32_t verb,
                        const char *type_name)
{
    const gort_string s = {b.ptr, b.len};
    switch (verb) {
    case 'v':
    case 'd': break;
    case 's': gort__fmt_string(f, s); return;
    case 'x': gort__fmt_hex_string(f, s, false); return;
    case 'X': gort__fmt_hex_string(f, s, true); return;
    case 'q': gort__fmt_quoted(f, s); return;
    default: value_print(f, t, &b, verb, 0, false); return;
    }
    void **saved = gort__fmt_push(f, b.ptr);
    if (f->sharp_v) {
        gort__fmt_text(f, type_name);
        gort__fmt_text(f, b.ptr ? "{" : "(nil)");
    } else {
        gort__fmt_byte(f, '[');
    }
    for (intptr_t i = 0; i < s.len; i++) {
        if (i > 0) gort__fmt_text(f, f->sharp_v ? ", " : " ");
        if (f->sharp_v)
            gort__fmt_hex64(f, s.ptr[i], true);
        else
            gort__fmt_integer(f, s.ptr[i], 10, false, verb, false);
    }
    if (!f->sharp_v)
        gort__fmt_byte(f, ']');
    else if (b.ptr)
        gort__fmt_byte(f, '}');
    f->sp = saved;
}

/* p: the pointer's cell (a slice's first word is its pointer). */
static void value_pointer(gort__fmt *f, const gort_type *t, const void *p, int32_t verb)
{
    uintptr_t u;
    switch (t->kind) {
    case GORT_KIND_CHAN:
    case GORT_KIND_MAP:
    case GORT_KIND_PTR:
    case GORT_KIND_SLICE:
    case GORT_KIND_UNSAFE_POINTER: u = gort__stable_address(f->g->rt, *(void *const *)p); break;
    case GORT_KIND_FUNC: {
        const gort_closure *c = *(gort_closure *const *)p;
        u = c ? gort__stable_code(f->g->rt, (const void *)(uintptr_t)c->fn) : 0;
        break;
    }
    default: value_bad_verb(f, verb); return;
    }
    switch (verb) {
    case 'v':
        if (f->sharp_v) {
            gort__fmt_byte(f, '(');
            gort__fmt_text(f, t->name);
            gort__fmt_text(f, ")(");
            if (u)
                gort__fmt_hex64(f, u, true);
            else
                gort__fmt_text(f, "nil");
            gort__fmt_byte(f, ')');
        } else if (u) {
            gort__fmt_hex64(f, u, !f->sharp);
        } else {
            gort__fmt_padded(f, "<nil>");
        }
        return;
    case 'p': gort__fmt_hex64(f, u, !f->sharp); return;
    case 'b':
    case 'o':
    case 'd':
    case 'x':
    case 'X': value_integer(f, u, false, verb); return;
    default: value_bad_verb(f, verb);
    }
}

/* ---- Methods ------------------------------------------------------------------------------- */

/* A call of Error, String or GoString. Runs as if in a function with a deferred recover, so it is
 * kept in memory that the return by longjmp finds as it was. */
typedef struct value_call {
    gort_closure deferred; /* first: the deferred call gets its address */
    gort__fmt *f;
    gort_eface arg;
    int32_t verb;
    const char *name;
    gort_string result;
    bool done;
} value_call;

static void value_report_panic(gort__fmt *f, const value_call *c, gort_eface panic)
{
    if (c->arg.type->kind == GORT_KIND_PTR && !c->arg.data) {
        gort__fmt_text(f, "<nil>");
        return;
    }
    if (f->panicking) gort_gopanic(f->g, f->sp, panic);
    const gort__fmt before = *f;
    gort__fmt_clear_flags(f);
    gort__fmt_text(f, "%!");
    value_rune(f, c->verb);
    gort__fmt_text(f, "(PANIC=");
    gort__fmt_text(f, c->name);
    gort__fmt_text(f, " method: ");
    f->panicking = true;
    gort__fmt_arg(f, panic, 'v');
    f->panicking = false;
    gort__fmt_byte(f, ')');
    f->plus = before.plus, f->minus = before.minus, f->sharp = before.sharp;
    f->space = before.space, f->zero = before.zero;
    f->plus_v = before.plus_v, f->sharp_v = before.sharp_v;
    f->has_width = before.has_width, f->has_prec = before.has_prec;
    f->width = before.width, f->prec = before.prec;
}

/* The deferred call. It prints while the panic is still under way, as Go's does: a panic of a
 * method that prints the value has this one behind it. */
static void value_recover(gort_g *g, void **sp, gort_closure *closure)
{
    value_call *c = (value_call *)closure;
    if (c->done) return;
    const gort_eface panic = gort_gorecover(g, sp);
    if (!panic.type) return; /* panic(nil): the method has printed nothing */
    gort__fmt *f = c->f;
    void **saved = f->sp;
    sp[0] = panic.data;
    f->sp = sp + 1;
    value_report_panic(f, c, panic);
    f->sp = saved;
}

typedef gort_string (*value_method)(gort_g *g, void **sp, void *data);

static void value_call_method(gort__fmt *f, const gort_method *m, value_call *c)
{
    gort_g *g = f->g;
    void **const sp = f->sp, **const own = sp + GORT_DEFER_WORDS;
    gort_defer_frame frame;
    gort_defer defer;
    memset(&frame, 0, sizeof frame);
    memset(&defer, 0, sizeof defer);
    c->deferred.fn = (void (*)(void))value_recover;
    gort_defer_enter(g, sp, &frame);
    own[0] = c->arg.data;
    own[1] = NULL;
    f->sp = own + 2;
    if (GORT_SETJMP(&frame) == 0) {
        gort_deferprocStack(&frame, &defer, &c->deferred);
        c->result = ((value_method)m->fn)(g, own + 2, c->arg.data);
        c->done = true;
        own[1] = (void *)(uintptr_t)c->result.ptr;
    }
    gort_deferreturn(g, own + 2, &frame);
    f->sp = sp;
}

/* True if a method of f->arg printed it, or the verb does not fit. f->arg.data is rooted. */
static bool value_by_method(gort__fmt *f, int32_t verb)
{
    if (f->erroring || !f->arg.type) return false;
    const gort_eface arg = f->arg;
    const gort_method *error = gort__find_method(arg.type, "Error", &gort_type_string_func);
    if (verb == 'w') {
        if (!error || !f->wrap || f->wrapped.type) {
            f->wrapped = (gort_eface){NULL, NULL};
            f->wrap = false;
            value_bad_verb(f, verb);
            return true;
        }
        f->wrapped = arg;
        f->root[3] = arg.data;
        verb = 'v';
    }
    const gort_method *m = error;
    const char *name = "Error";
    if (f->sharp_v) {
        name = "GoString";
        m = gort__find_method(arg.type, name, &gort_type_string_func);
    } else if (verb != 'v' && verb != 's' && verb != 'x' && verb != 'X' && verb != 'q') {
        return false;
    } else if (!m) {
        name = "String";
        m = gort__find_method(arg.type, name, &gort_type_string_func);
    }
    if (!m) return false;
    value_call c = {.f = f, .arg = arg, .verb = verb, .name = name};
    value_call_method(f, m, &c);
    if (c.done && f->sharp_v)
        gort__fmt_string(f, c.result);
    else if (c.done)
        value_string(f, c.result, verb);
    return true;
}

/* ---- Composite values ---------------------------------------------------------------------- */

static bool value_is_exported(const char *name)
{
    return name[0] >= 'A' && name[0] <= 'Z';
}

static gort_eface value_unpack(const gort_type *t, const void *p)
{
    if (t->nmethods == 0) return *(const gort_eface *)p;
    const gort_iface *i = p;
    return (gort_eface){i->tab ? i->tab->type : NULL, i->data};
}

/* What an interface holds. */
static void value_inner(gort__fmt *f, gort_eface e, int32_t verb, int depth, bool hidden)
{
    void **saved = gort__fmt_push(f, e.data);
    if (e.type->flags & GORT_TYPE_DIRECT)
        value_print(f, e.type, &e.data, verb, depth, hidden);
    else
        value_print(f, e.type, e.data, verb, depth, hidden);
    f->sp = saved;
}

/* The word that sched/bias.h may have changed. */
static bool value_is_mutex_state(const gort_type *t, uintptr_t i)
{
    return i == 0 && strcmp(t->name, "sync.Mutex") == 0;
}

static void value_struct(gort__fmt *f, const gort_type *t, const void *p, int32_t verb, int depth,
                         bool hidden)
{
    if (f->sharp_v) gort__fmt_text(f, t->name);
    gort__fmt_byte(f, '{');
    for (uintptr_t i = 0; i < t->len; i++) {
        const gort_field *field = &t->fields[i];
        const void *at = (const char *)p + field->offset_bytes;
        uint32_t state;
        if (value_is_mutex_state(t, i)) {
            state = gort__bias_shown(f->g->rt, at);
            at = &state;
        }
        const bool inner = hidden || !value_is_exported(field->name);
        if (i > 0) gort__fmt_text(f, f->sharp_v ? ", " : " ");
        if (f->plus_v || f->sharp_v) {
            gort__fmt_text(f, field->name);
            gort__fmt_byte(f, ':');
        }
        const gort_eface e = field->type->kind == GORT_KIND_INTERFACE
                                 ? value_unpack(field->type, at)
                                 : (gort_eface){NULL, NULL};
        if (e.type)
            value_inner(f, e, verb, depth + 1, inner);
        else
            value_print(f, field->type, at, verb, depth + 1, inner);
    }
    gort__fmt_byte(f, '}');
}

static void value_map(gort__fmt *f, const gort_type *t, const void *p, int32_t verb, int depth,
                      bool hidden)
{
    gort_hmap *m = *(gort_hmap *const *)p;
    if (f->sharp_v) {
        gort__fmt_text(f, t->name);
        gort__fmt_text(f, m ? "{" : "(nil)");
        if (!m) return;
    } else {
        gort__fmt_text(f, "map[");
    }
    void **saved = f->sp;
    gort__fmt_entries e = {0};
    if (m) gort__fmt_sorted_entries(f, t, m, &e);
    for (uintptr_t i = 0; i < e.n; i++) {
        if (i > 0) gort__fmt_text(f, f->sharp_v ? ", " : " ");
        value_print(f, t->key, e.keys + e.order[i] * t->key->size_bytes, verb, depth + 1, hidden);
        gort__fmt_byte(f, ':');
        value_print(f, t->elem, e.elems + e.order[i] * t->elem->size_bytes, verb, depth + 1,
                    hidden);
    }
    f->sp = saved;
    gort__fmt_byte(f, f->sharp_v ? '}' : ']');
}

static void value_list(gort__fmt *f, const gort_type *t, const void *p, int32_t verb, int depth,
                       bool hidden)
{
    gort_slice s = {(void *)(uintptr_t)p, (intptr_t)t->len, (intptr_t)t->len};
    if (t->kind == GORT_KIND_SLICE) s = *(const gort_slice *)p;
    if (t->elem->kind == GORT_KIND_UINT8 &&
        (verb == 's' || verb == 'q' || verb == 'x' || verb == 'X')) {
        value_bytes(f, t, s, verb, t->name);
        return;
    }
    if (f->sharp_v) gort__fmt_text(f, t->name);
    if (f->sharp_v && t->kind == GORT_KIND_SLICE && !s.ptr) {
        gort__fmt_text(f, "(nil)");
        return;
    }
    void **saved = gort__fmt_push(f, s.ptr);
    gort__fmt_byte(f, f->sharp_v ? '{' : '[');
    for (intptr_t i = 0; i < s.len; i++) {
        if (i > 0) gort__fmt_text(f, f->sharp_v ? ", " : " ");
        value_print(f, t->elem, (const char *)s.ptr + (uintptr_t)i * t->elem->size_bytes, verb,
                    depth + 1, hidden);
    }
    gort__fmt_byte(f, f->sharp_v ? '}' : ']');
    f->sp = saved;
}

static void value_interface(gort__fmt *f, const gort_type *t, const void *p, int32_t verb,
                            int depth, bool hidden)
{
    const gort_eface e = value_unpack(t, p);
    if (e.type) {
        value_inner(f, e, verb, depth + 1, hidden);
    } else if (f->sharp_v) {
        gort__fmt_text(f, t->name);
        gort__fmt_text(f, "(nil)");
    } else {
        gort__fmt_text(f, "<nil>");
    }
}

static void value_print_kind(gort__fmt *f, const gort_type *t, const void *p, int32_t verb,
                             int depth, bool hidden)
{
    f->arg = (gort_eface){NULL, NULL};
    f->value_type = t;
    f->value_at = p;
    switch (t->kind) {
    case GORT_KIND_BOOL:
        if (verb == 't' || verb == 'v')
            gort__fmt_padded(f, *(const bool *)p ? "true" : "false");
        else
            value_bad_verb(f, verb);
        return;
    case GORT_KIND_INT8: value_integer(f, (uint64_t) * (const int8_t *)p, true, verb); return;
    case GORT_KIND_INT16: value_integer(f, (uint64_t) * (const int16_t *)p, true, verb); return;
    case GORT_KIND_INT32: value_integer(f, (uint64_t) * (const int32_t *)p, true, verb); return;
    case GORT_KIND_INT: value_integer(f, (uint64_t) * (const intptr_t *)p, true, verb); return;
    case GORT_KIND_INT64: value_integer(f, (uint64_t) * (const int64_t *)p, true, verb); return;
    case GORT_KIND_UINT8: value_integer(f, *(const uint8_t *)p, false, verb); return;
    case GORT_KIND_UINT16: value_integer(f, *(const uint16_t *)p, false, verb); return;
    case GORT_KIND_UINT32: value_integer(f, *(const uint32_t *)p, false, verb); return;
    case GORT_KIND_UINT:
    case GORT_KIND_UINTPTR: value_integer(f, *(const uintptr_t *)p, false, verb); return;
    case GORT_KIND_UINT64: value_integer(f, *(const uint64_t *)p, false, verb); return;
    case GORT_KIND_FLOAT32: value_float(f, *(const float *)p, 32, verb); return;
    case GORT_KIND_FLOAT64: value_float(f, *(const double *)p, 64, verb); return;
    case GORT_KIND_COMPLEX64:
        value_complex(f, ((const float *)p)[0], ((const float *)p)[1], 32, verb);
        return;
    case GORT_KIND_COMPLEX128:
        value_complex(f, ((const double *)p)[0], ((const double *)p)[1], 64, verb);
        return;
    case GORT_KIND_STRING: value_string(f, *(const gort_string *)p, verb); return;
    case GORT_KIND_MAP: value_map(f, t, p, verb, depth, hidden); return;
    case GORT_KIND_STRUCT: value_struct(f, t, p, verb, depth, hidden); return;
    case GORT_KIND_INTERFACE: value_interface(f, t, p, verb, depth, hidden); return;
    case GORT_KIND_ARRAY:
    case GORT_KIND_SLICE: value_list(f, t, p, verb, depth, hidden); return;
    case GORT_KIND_PTR: {
        void *to = *(void *const *)p;
        const int kind = t->elem->kind;
        if (depth == 0 && to &&
            (kind == GORT_KIND_ARRAY || kind == GORT_KIND_SLICE || kind == GORT_KIND_STRUCT ||
             kind == GORT_KIND_MAP)) {
            void **saved = gort__fmt_push(f, to);
            gort__fmt_byte(f, '&');
            value_print(f, t->elem, to, verb, depth + 1, hidden);
            f->sp = saved;
            return;
        }
    } /* fall through */
    default: value_pointer(f, t, p, verb);
    }
}

/* The value of type t at p, which the caller keeps alive. */
static void value_print(gort__fmt *f, const gort_type *t, const void *p, int32_t verb, int depth,
                        bool hidden)
{
    gort_poll(f->g, f->sp); /* a slice that holds itself ends as in Go: the stack overflows */
    if (depth > 0 && !hidden) {
        void **saved = f->sp;
        if (t->kind == GORT_KIND_INTERFACE)
            f->arg = value_unpack(t, p);
        else
            f->arg = (gort_eface){t, t->flags & GORT_TYPE_DIRECT ? *(void *const *)p
                                                                 : (void *)(uintptr_t)p};
        gort__fmt_push(f, f->arg.data);
        const bool done = t->kind != GORT_KIND_INTERFACE && value_by_method(f, verb);
        if (!done) value_print_kind(f, t, p, verb, depth, hidden);
        f->sp = saved;
        return;
    }
    value_print_kind(f, t, p, verb, depth, hidden);
}

/* ---- Operands ------------------------------------------------------------------------------ */

void gort__fmt_arg(gort__fmt *f, gort_eface arg, int32_t verb)
{
    f->arg = arg;
    f->value_type = NULL;
    const gort_type *t = arg.type;
    if (!t) {
        if (verb == 'T' || verb == 'v')
            gort__fmt_padded(f, "<nil>");
        else
            value_bad_verb(f, verb);
        return;
    }
    void **saved = gort__fmt_push(f, arg.data);
    const void *p = t->flags & GORT_TYPE_DIRECT ? (const void *)&arg.data : arg.data;
    if (verb == 'T')
        gort__fmt_string(f, (gort_string){(const uint8_t *)t->name, (intptr_t)strlen(t->name)});
    else if (verb == 'p')
        value_pointer(f, t, p, verb);
    else if (t == &gort_type_byte_slice)
        value_bytes(f, t, *(const gort_slice *)p, verb, "[]byte");
    else if (!value_by_method(f, verb))
        value_print(f, t, p, verb, 0, false);
    f->sp = saved;
}
