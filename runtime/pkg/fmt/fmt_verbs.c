/* fmt_verbs.c - the leaves of fmt: numbers, strings and characters under flags, width, precision.
 *
 * Everything is written to the end of the output first and padded in place afterwards, counting
 * characters. Strings handed in are rooted here while they are copied.
 *
 * The meaning of flags is Go's: zero padding gives way to a precision, %x of a string works byte by
 * byte, a # adds prefixes or keeps a float's decimal point.
 */
#include "fmt.h"

static intptr_t verbs_runes(gort_string s)
{
    intptr_t n = 0;
    int32_t rune;
    for (intptr_t i = 0; i < s.len; n++)
        i = gort_decoderune(s, i, &rune);
    return n;
}

static void verbs_fill(gort__fmt *f, intptr_t n)
{
    if (n <= 0) return;
    memset(gort__fmt_room(f, n), f->zero ? '0' : ' ', (size_t)n);
    f->n += n;
}

/* Pads what was written since `start` to the width. */
static void verbs_pad_from(gort__fmt *f, intptr_t start)
{
    if (!f->has_width || f->width == 0) return;
    const intptr_t len = f->n - start;
    const intptr_t pad = f->width - verbs_runes((gort_string){f->buf + start, len});
    if (pad <= 0) return;
    verbs_fill(f, pad);
    if (f->minus) return;
    memmove(f->buf + start + pad, f->buf + start, (size_t)len);
    memset(f->buf + start, f->zero ? '0' : ' ', (size_t)pad);
}

void gort__fmt_padded(gort__fmt *f, const char *s)
{
    const intptr_t start = f->n;
    gort__fmt_text(f, s);
    verbs_pad_from(f, start);
}

/* Pads with blanks whatever the flag 0 says. */
static void verbs_pad_blank(gort__fmt *f, intptr_t start)
{
    const bool zero = f->zero;
    f->zero = false;
    verbs_pad_from(f, start);
    f->zero = zero;
}

/* ---- Integers ---------------------------------------------------------------------------- */

void gort__fmt_integer(gort__fmt *f, uint64_t u, unsigned base, bool is_signed, int32_t verb,
                       bool upper)
{
    const bool negative = is_signed && (int64_t)u < 0;
    if (negative) u = 0 - u;
    intptr_t digits_wanted = 0;
    if (f->has_prec) {
        digits_wanted = f->prec;
        if (f->prec == 0 && u == 0) {
            const bool zero = f->zero;
            f->zero = false;
            if (f->has_width) verbs_fill(f, f->width);
            f->zero = zero;
            return;
        }
    } else if (f->zero && f->has_width) {
        digits_wanted = f->width - (negative || f->plus || f->space);
    }
    char text[64];
    const intptr_t n =
        (intptr_t)gort__format_uint(text, u, base, upper ? "0123456789ABCDEF" : "0123456789abcdef");
    const intptr_t start = f->n;
    if (negative || f->plus || f->space) gort__fmt_byte(f, negative ? '-' : f->plus ? '+' : ' ');
    if (verb == 'O') gort__fmt_text(f, "0o");
    if (f->sharp && base == 2) gort__fmt_text(f, "0b");
    if (f->sharp && base == 8 && digits_wanted <= n && text[0] != '0') gort__fmt_byte(f, '0');
    if (f->sharp && base == 16) gort__fmt_text(f, upper ? "0X" : "0x");
    if (digits_wanted > n) {
        memset(gort__fmt_room(f, digits_wanted - n), '0', (size_t)(digits_wanted - n));
        f->n += digits_wanted - n;
    }
    gort__fmt_write(f, text, n);
    verbs_pad_blank(f, start);
}

void gort__fmt_hex64(gort__fmt *f, uint64_t u, bool prefix)
{
    const bool sharp = f->sharp;
    f->sharp = prefix;
    gort__fmt_integer(f, u, 16, false, 'v', false);
    f->sharp = sharp;
}

void gort__fmt_unicode(gort__fmt *f, uint64_t u)
{
    char text[64];
    const intptr_t n = (intptr_t)gort__format_uint(text, u, 16, "0123456789ABCDEF");
    const intptr_t start = f->n, wanted = f->has_prec && f->prec > 4 ? f->prec : 4;
    gort__fmt_text(f, "U+");
    for (intptr_t i = n; i < wanted; i++)
        gort__fmt_byte(f, '0');
    gort__fmt_write(f, text, n);
    if (f->sharp && u <= 0x10ffff && gort__is_printable((uint32_t)u)) {
        uint8_t utf8[4];
        gort__fmt_text(f, " '");
        gort__fmt_write(f, utf8, gort__encode_rune(utf8, (int32_t)u));
        gort__fmt_byte(f, '\'');
    }
    verbs_pad_blank(f, start);
}

/* ---- Floats ------------------------------------------------------------------------------ */

/* The decimal point and trailing zeros that # keeps: inserted before the exponent. */
static intptr_t verbs_keep_point(char *num, intptr_t n, char format, int prec)
{
    int digits = 0;
    if (format == 'g' || format == 'G' || format == 'x') digits = prec < 0 ? 6 : prec;
    bool point = false, nonzero = false;
    intptr_t end = n;
    const bool hex = format == 'x' || format == 'X';
    for (intptr_t i = 0; i < end; i++) {
        const char c = num[i];
        if (c == '.') {
            point = true;
        } else if (c == 'p' || c == 'P' || (!hex && (c == 'e' || c == 'E'))) {
            end = i;
        } else {
            nonzero |= c != '0';
            digits -= nonzero;
        }
    }
    if (!point && end == 1 && num[0] == '0') digits--;
    const intptr_t extra = !point + (digits > 0 ? digits : 0);
    memmove(num + end + extra, num + end, (size_t)(n - end));
    if (!point) num[end++] = '.';
    for (; digits > 0; digits--)
        num[end++] = '0';
    return n + extra;
}

void gort__fmt_float(gort__fmt *f, double v, int bits, char format, int prec)
{
    if (f->has_prec) prec = f->prec;
    char small[1024], *text = small;
    void **saved = f->sp;
    const size_t bytes = 2 * GORT__FLOAT_BYTES(prec);
    if (bytes > sizeof small) {
        text = gort__alloc_array(f->g, f->sp, &gort_type_uint8, bytes);
        gort__fmt_push(f, text);
    }
    intptr_t n = (intptr_t)gort__format_float(text, v, format, prec, bits);
    char sign = '+', *num = text;
    if (*num == '-' || *num == '+') {
        sign = *num++;
        n--;
    }
    if (f->space && sign == '+' && !f->plus) sign = ' ';
    const intptr_t start = f->n;
    if (*num == 'I' || *num == 'N') {
        if (*num == 'I' ? f->plus || sign != '+' : f->plus || f->space)
            gort__fmt_byte(f, (uint8_t)sign);
        else if (*num == 'I')
            gort__fmt_byte(f, '+');
        gort__fmt_write(f, num, n);
        verbs_pad_blank(f, start);
        f->sp = saved;
        return;
    }
    if (f->sharp && format != 'b') n = verbs_keep_point(num, n, format, prec);
    const bool shown = f->plus || sign != '+';
    if (shown) gort__fmt_byte(f, (uint8_t)sign);
    if (shown && f->zero && f->has_width && f->width > n + 1) {
        verbs_fill(f, f->width - n - 1);
        gort__fmt_write(f, num, n);
    } else {
        gort__fmt_write(f, num, n);
        verbs_pad_from(f, start);
    }
    f->sp = saved;
}

/* ---- Strings and characters --------------------------------------------------------------- */

static gort_string verbs_truncate(const gort__fmt *f, gort_string s)
{
    if (!f->has_prec) return s;
    int32_t rune;
    intptr_t i = 0;
    for (int n = 0; i < s.len && n < f->prec; n++)
        i = gort_decoderune(s, i, &rune);
    s.len = i;
    return s;
}

void gort__fmt_string(gort__fmt *f, gort_string s)
{
    void **saved = gort__fmt_push(f, s.ptr);
    const intptr_t start = f->n;
    s = verbs_truncate(f, s);
    gort__fmt_write(f, s.ptr, s.len);
    verbs_pad_from(f, start);
    f->sp = saved;
}

void gort__fmt_char(gort__fmt *f, uint64_t c)
{
    uint8_t utf8[4];
    const intptr_t start = f->n;
    gort__fmt_write(f, utf8, gort__encode_rune(utf8, c > 0x10ffff ? 0xfffd : (int32_t)c));
    verbs_pad_from(f, start);
}

static void verbs_hex(gort__fmt *f, char letter, uint32_t v, int digits)
{
    char text[16];
    text[0] = '\\';
    text[1] = letter;
    for (int i = 0; i < digits; i++)
        text[2 + i] = "0123456789abcdef"[v >> (4 * (digits - 1 - i)) & 15];
    gort__fmt_write(f, text, 2 + digits);
}

static void verbs_escaped(gort__fmt *f, uint32_t r, uint8_t quote)
{
    static const char named[] = "abtnvfr"; /* of \a to \r */
    if (r == quote || r == '\\') {
        gort__fmt_byte(f, '\\');
        gort__fmt_byte(f, (uint8_t)r);
    } else if (gort__is_printable(r) && (r < 0x80 || !f->plus)) {
        uint8_t utf8[4];
        gort__fmt_write(f, utf8, gort__encode_rune(utf8, (int32_t)r));
    } else if (r >= 7 && r <= 13) {
        gort__fmt_byte(f, '\\');
        gort__fmt_byte(f, (uint8_t)named[r - 7]);
    } else if (r < 0x20 || r == 0x7f) {
        verbs_hex(f, 'x', r, 2);
    } else if (r < 0x10000) {
        verbs_hex(f, 'u', r, 4);
    } else {
        verbs_hex(f, 'U', r, 8);
    }
}

void gort__fmt_quoted_char(gort__fmt *f, uint64_t c)
{
    const intptr_t start = f->n;
    const bool valid = c <= 0x10ffff && !(c >= 0xd800 && c < 0xe000);
    gort__fmt_byte(f, '\'');
    verbs_escaped(f, valid ? (uint32_t)c : 0xfffd, '\'');
    gort__fmt_byte(f, '\'');
    verbs_pad_from(f, start);
}

/* Can the string stand between backquotes? */
static bool verbs_can_backquote(gort_string s)
{
    for (intptr_t i = 0; i < s.len;) {
        int32_t r;
        const intptr_t next = gort_decoderune(s, i, &r);
        if (next - i > 1) {
            if (r == 0xfeff) return false;
        } else if (r == 0xfffd || (r < ' ' && r != '\t') || r == '`' || r == 0x7f) {
            return false;
        }
        i = next;
    }
    return true;
}

void gort__fmt_quoted(gort__fmt *f, gort_string s)
{
    void **saved = gort__fmt_push(f, s.ptr);
    const intptr_t start = f->n;
    s = verbs_truncate(f, s);
    if (f->sharp && verbs_can_backquote(s)) {
        gort__fmt_byte(f, '`');
        gort__fmt_write(f, s.ptr, s.len);
        gort__fmt_byte(f, '`');
    } else {
        gort__fmt_byte(f, '"');
        for (intptr_t i = 0; i < s.len;) {
            int32_t r;
            const intptr_t next = gort_decoderune(s, i, &r);
            if (r == 0xfffd && next - i == 1)
                verbs_hex(f, 'x', s.ptr[i], 2);
            else
                verbs_escaped(f, (uint32_t)r, '"');
            i = next;
        }
        gort__fmt_byte(f, '"');
    }
    verbs_pad_from(f, start);
    f->sp = saved;
}

void gort__fmt_hex_string(gort__fmt *f, gort_string s, bool upper)
{
    void **saved = gort__fmt_push(f, s.ptr);
    const char *digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    const char *prefix = upper ? "0X" : "0x";
    const intptr_t start = f->n;
    if (f->has_prec && f->prec < s.len) s.len = f->prec;
    for (intptr_t i = 0; i < s.len; i++) {
        if (f->space && i > 0) gort__fmt_byte(f, ' ');
        if (f->sharp && (f->space || i == 0)) gort__fmt_text(f, prefix);
        gort__fmt_byte(f, (uint8_t)digits[s.ptr[i] >> 4]);
        gort__fmt_byte(f, (uint8_t)digits[s.ptr[i] & 15]);
    }
    verbs_pad_from(f, start);
    f->sp = saved;
}
