/* fmt.c - the C half of Go's package fmt: the calls, the output, the format string.
 *
 * One call builds its whole output and hands it on at once: Print and its kind with one write(2) to
 * descriptor 1, because Go's os.Stdout is not buffered either; Sprint as a fresh string. The output
 * begins in the call's C frame and moves to the heap when it outgrows it.
 *
 * Order to read: gort_fmt_Println, fmt_println, fmt_printf, then fmt_value.c.
 *
 * May collect and call back at every operand. To add a verb, see value_integer and its neighbours
 * in fmt_value.c.
 */
#include "../errors/errors.h"
#include "../os/os.h"
#include "fmt.h"

#include <unistd.h>

enum { FMT_ROOTS = 4, TOO_LARGE = 1000000 };

static void fmt_begin(gort__fmt *f, gort_g *g, void **sp, gort_slice args, gort_string format)
{
    memset(f, 0, offsetof(gort__fmt, small));
    f->g = g;
    f->root = sp;
    f->buf = f->small;
    f->cap = sizeof f->small;
    sp[0] = NULL;
    sp[1] = args.ptr;
    sp[2] = (void *)(uintptr_t)format.ptr;
    sp[3] = NULL; /* the operand of %w */
    f->sp = sp + FMT_ROOTS;
}

/* ---- Output -------------------------------------------------------------------------------- */

uint8_t *gort__fmt_room(gort__fmt *f, intptr_t n)
{
    if (n > f->cap - f->n) {
        const intptr_t cap = 2 * f->cap + n;
        uint8_t *grown = gort__alloc_array(f->g, f->sp, &gort_type_uint8, (uintptr_t)cap);
        memcpy(grown, f->buf, (size_t)f->n);
        f->buf = f->root[0] = grown;
        f->cap = cap;
    }
    return f->buf + f->n;
}

void gort__fmt_write(gort__fmt *f, const void *p, intptr_t n)
{
    if (n == 0) return;
    memcpy(gort__fmt_room(f, n), p, (size_t)n);
    f->n += n;
}

void gort__fmt_byte(gort__fmt *f, uint8_t b)
{
    *gort__fmt_room(f, 1) = b;
    f->n++;
}

void gort__fmt_text(gort__fmt *f, const char *s)
{
    gort__fmt_write(f, s, (intptr_t)strlen(s));
}

static gort_int_error fmt_write_out(gort__fmt *f)
{
    return gort__os_write(f->g, f->sp, STDOUT_FILENO, "/dev/stdout", f->buf, f->n);
}

static gort_string fmt_string_out(gort__fmt *f)
{
    return gort__string_copy(f->g, f->sp, f->buf, f->n);
}

/* ---- Print and Println ----------------------------------------------------------------------- */

static void fmt_print(gort__fmt *f, gort_slice args)
{
    bool was_string = false;
    for (intptr_t i = 0; i < args.len; i++) {
        const gort_eface arg = ((const gort_eface *)args.ptr)[i];
        const bool is_string = arg.type && arg.type->kind == GORT_KIND_STRING;
        if (i > 0 && !is_string && !was_string) gort__fmt_byte(f, ' ');
        gort__fmt_arg(f, arg, 'v');
        was_string = is_string;
    }
}

static void fmt_println(gort__fmt *f, gort_slice args)
{
    for (intptr_t i = 0; i < args.len; i++) {
        if (i > 0) gort__fmt_byte(f, ' ');
        gort__fmt_arg(f, ((const gort_eface *)args.ptr)[i], 'v');
    }
    gort__fmt_byte(f, '\n');
}

/* ---- Formats --------------------------------------------------------------------------------- */

void gort__fmt_clear_flags(gort__fmt *f)
{
    f->plus = f->minus = f->sharp = f->space = f->zero = f->plus_v = f->sharp_v = false;
    f->has_width = f->has_prec = false;
    f->width = f->prec = 0;
}

typedef struct fmt_format {
    gort_string s;
    intptr_t i;
    gort_slice args;
    intptr_t arg; /* the next operand */
    bool after_index;
} fmt_format;

static int32_t fmt_at(const fmt_format *p)
{
    return p->i < p->s.len ? p->s.ptr[p->i] : -1;
}

/* A decimal number in s[*i..end); false if there is none or it is too large (then *i is end). */
static bool fmt_number(gort_string s, intptr_t *i, intptr_t end, int *out)
{
    bool found = false;
    *out = 0;
    for (; *i < end && s.ptr[*i] >= '0' && s.ptr[*i] <= '9'; ++*i) {
        if (*out > TOO_LARGE) {
            *out = 0;
            *i = end;
            return false;
        }
        *out = *out * 10 + (s.ptr[*i] - '0');
        found = true;
    }
    return found;
}

/* [3]: the index of the next operand. */
static void fmt_index(gort__fmt *f, fmt_format *p)
{
    p->after_index = false;
    if (fmt_at(p) != '[') return;
    f->reordered = true;
    intptr_t close = p->i + 1;
    while (close < p->s.len && p->s.ptr[close] != ']')
        close++;
    if (close >= p->s.len || p->s.len - p->i < 3) {
        f->good_arg_index = false;
        p->i++;
        return;
    }
    intptr_t i = p->i + 1;
    int n;
    const bool number = fmt_number(p->s, &i, close, &n) && i == close;
    p->i = close + 1;
    p->after_index = number;
    if (number && n >= 1 && n <= p->args.len)
        p->arg = n - 1;
    else
        f->good_arg_index = false;
}

/* The operand of a '*'. */
static bool fmt_star(fmt_format *p, int *out)
{
    *out = 0;
    p->i++;
    p->after_index = false;
    if (p->arg >= p->args.len) return false;
    const gort_eface e = ((const gort_eface *)p->args.ptr)[p->arg++];
    int64_t n;
    if (!e.type) return false;
    switch (e.type->kind) {
    case GORT_KIND_INT8: n = *(const int8_t *)e.data; break;
    case GORT_KIND_INT16: n = *(const int16_t *)e.data; break;
    case GORT_KIND_INT32: n = *(const int32_t *)e.data; break;
    case GORT_KIND_INT: n = *(const intptr_t *)e.data; break;
    case GORT_KIND_INT64: n = *(const int64_t *)e.data; break;
    case GORT_KIND_UINT8: n = *(const uint8_t *)e.data; break;
    case GORT_KIND_UINT16: n = *(const uint16_t *)e.data; break;
    case GORT_KIND_UINT32: n = *(const uint32_t *)e.data; break;
    case GORT_KIND_UINT:
    case GORT_KIND_UINTPTR: n = (int64_t) * (const uintptr_t *)e.data; break;
    case GORT_KIND_UINT64: n = *(const int64_t *)e.data; break;
    default: return false;
    }
    if (n > TOO_LARGE || n < -TOO_LARGE) return false;
    *out = (int)n;
    return true;
}

static void fmt_flags(gort__fmt *f, fmt_format *p)
{
    gort__fmt_clear_flags(f);
    for (;; p->i++) {
        switch (fmt_at(p)) {
        case '#': f->sharp = true; break;
        case '0': f->zero = !f->minus; break;
        case '+': f->plus = true; break;
        case '-':
            f->minus = true;
            f->zero = false;
            break;
        case ' ': f->space = true; break;
        default: return;
        }
    }
}

static void fmt_width(gort__fmt *f, fmt_format *p)
{
    if (fmt_at(p) == '*') {
        f->has_width = fmt_star(p, &f->width);
        if (!f->has_width) gort__fmt_text(f, "%!(BADWIDTH)");
        if (f->width < 0) {
            f->width = -f->width;
            f->minus = true;
            f->zero = false;
        }
    } else {
        f->has_width = fmt_number(p->s, &p->i, p->s.len, &f->width);
        if (p->after_index && f->has_width) f->good_arg_index = false;
    }
}

static void fmt_precision(gort__fmt *f, fmt_format *p)
{
    if (p->i + 1 >= p->s.len || fmt_at(p) != '.') return;
    p->i++;
    if (p->after_index) f->good_arg_index = false;
    fmt_index(f, p);
    if (fmt_at(p) == '*') {
        f->has_prec = fmt_star(p, &f->prec);
        if (f->prec < 0) {
            f->prec = 0;
            f->has_prec = false;
        }
        if (!f->has_prec) gort__fmt_text(f, "%!(BADPREC)");
    } else {
        if (!fmt_number(p->s, &p->i, p->s.len, &f->prec)) f->prec = 0;
        f->has_prec = true;
    }
}

static void fmt_complain(gort__fmt *f, int32_t verb, const char *what)
{
    uint8_t utf8[4];
    gort__fmt_text(f, "%!");
    gort__fmt_write(f, utf8, gort__encode_rune(utf8, verb));
    gort__fmt_text(f, what);
}

/* Behind a '%', up to and with the verb; false at the end of the format. */
static bool fmt_directive(gort__fmt *f, fmt_format *p)
{
    fmt_flags(f, p);
    fmt_index(f, p);
    fmt_width(f, p);
    fmt_precision(f, p);
    if (!p->after_index) fmt_index(f, p);
    if (p->i >= p->s.len) {
        gort__fmt_text(f, "%!(NOVERB)");
        return false;
    }
    int32_t verb;
    p->i = gort_decoderune(p->s, p->i, &verb);
    if (verb == '%') {
        gort__fmt_byte(f, '%');
    } else if (!f->good_arg_index) {
        fmt_complain(f, verb, "(BADINDEX)");
    } else if (p->arg >= p->args.len) {
        fmt_complain(f, verb, "(MISSING)");
    } else {
        if (verb == 'v') {
            f->sharp_v = f->sharp;
            f->plus_v = f->plus;
            f->sharp = f->plus = false;
        }
        gort__fmt_arg(f, ((const gort_eface *)p->args.ptr)[p->arg++], verb);
    }
    return true;
}

static void fmt_extra(gort__fmt *f, const fmt_format *p)
{
    gort__fmt_clear_flags(f);
    gort__fmt_text(f, "%!(EXTRA ");
    for (intptr_t i = p->arg; i < p->args.len; i++) {
        const gort_eface arg = ((const gort_eface *)p->args.ptr)[i];
        if (i > p->arg) gort__fmt_text(f, ", ");
        if (!arg.type) {
            gort__fmt_text(f, "<nil>");
            continue;
        }
        gort__fmt_text(f, arg.type->name);
        gort__fmt_byte(f, '=');
        gort__fmt_arg(f, arg, 'v');
    }
    gort__fmt_byte(f, ')');
}

static void fmt_printf(gort__fmt *f, gort_string format, gort_slice args)
{
    fmt_format p = {.s = format, .args = args};
    while (p.i < format.len) {
        const uint8_t *from = format.ptr + p.i;
        const uint8_t *percent = memchr(from, '%', (size_t)(format.len - p.i));
        const intptr_t plain = percent ? percent - from : format.len - p.i;
        gort__fmt_write(f, from, plain);
        p.i += plain + 1;
        if (!percent) break;
        f->good_arg_index = true;
        if (!fmt_directive(f, &p)) break;
    }
    if (!f->reordered && p.arg < args.len) fmt_extra(f, &p);
}

/* ---- The calls ------------------------------------------------------------------------------- */

static const gort_string fmt_no_format = {NULL, 0};

gort_int_error gort_fmt_Print(gort_g *g, void **sp, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, fmt_no_format);
    fmt_print(&f, args);
    return fmt_write_out(&f);
}

gort_int_error gort_fmt_Println(gort_g *g, void **sp, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, fmt_no_format);
    fmt_println(&f, args);
    return fmt_write_out(&f);
}

gort_int_error gort_fmt_Printf(gort_g *g, void **sp, gort_string format, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, format);
    fmt_printf(&f, format, args);
    return fmt_write_out(&f);
}

gort_string gort_fmt_Sprint(gort_g *g, void **sp, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, fmt_no_format);
    fmt_print(&f, args);
    return fmt_string_out(&f);
}

gort_string gort_fmt_Sprintln(gort_g *g, void **sp, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, fmt_no_format);
    fmt_println(&f, args);
    return fmt_string_out(&f);
}

gort_string gort_fmt_Sprintf(gort_g *g, void **sp, gort_string format, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, format);
    fmt_printf(&f, format, args);
    return fmt_string_out(&f);
}

gort_iface gort_fmt_Errorf(gort_g *g, void **sp, gort_string format, gort_slice args)
{
    gort__fmt f;
    fmt_begin(&f, g, sp, args, format);
    f.wrap = true;
    fmt_printf(&f, format, args);
    const gort_string text = fmt_string_out(&f);
    if (f.wrapped.type) return gort__errors_wrap(g, f.sp, text, f.wrapped);
    return gort_errors_New(g, f.sp, text);
}
