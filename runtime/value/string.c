/* string.c - concatenation, conversion, comparison and decoding of strings.
 *
 * A string's bytes never change. They lie in the heap, in static data, or, for results that do not
 * escape, in a buffer of the caller's frame (`buf`): a function that may hand an operand through
 * unchanged copies it if it lies on the stack and the result may not.
 *
 * Invalid UTF-8 decodes to U+FFFD byte by byte, as in Go. Functions with (g, sp) allocate and root
 * their operands first; the others are no safepoints.
 */
#include "../panic/panic.h"
#include "value.h"

#define ROW4(n)  (n), (n) + 1, (n) + 2, (n) + 3
#define ROW16(n) ROW4(n), ROW4((n) + 4), ROW4((n) + 8), ROW4((n) + 12)
#define ROW64(n) ROW16(n), ROW16((n) + 16), ROW16((n) + 32), ROW16((n) + 48)
const uint64_t gort__small_values[256] = {ROW64(0), ROW64(64), ROW64(128), ROW64(192)};

static uint8_t *string_bytes(gort_g *g, void **sp, uint8_t *buf, intptr_t n)
{
    if (buf && n <= GORT_TMP_BYTES) return buf;
    return gort__alloc_array(g, sp, &gort_type_uint8, (uintptr_t)n);
}

gort_string gort__string_copy(gort_g *g, void **sp, const void *bytes, intptr_t n)
{
    if (n == 0) return (gort_string){NULL, 0};
    uint8_t *p = gort__alloc_array(g, sp, &gort_type_uint8, (uintptr_t)n);
    memcpy(p, bytes, (size_t)n);
    return (gort_string){p, n};
}

gort_string gort_concatstrings(gort_g *g, void **sp, uint8_t *buf, intptr_t n,
                               const gort_string *parts)
{
    intptr_t total = 0, filled = 0, last = 0;
    for (intptr_t i = 0; i < n; i++) {
        sp[i] = (void *)(uintptr_t)parts[i].ptr;
        if (parts[i].len == 0) continue;
        if (__builtin_add_overflow(total, parts[i].len, &total))
            gort_fatal(g, sp, "string concatenation too long");
        filled++;
        last = i;
    }
    if (filled == 0) return (gort_string){NULL, 0};
    if (filled == 1 && (buf || !gort__on_stack(g, parts[last].ptr))) return parts[last];
    uint8_t *p = string_bytes(g, sp + n, buf, total), *to = p;
    for (intptr_t i = 0; i < n; i++) {
        if (parts[i].len) memcpy(to, parts[i].ptr, (size_t)parts[i].len);
        to += parts[i].len;
    }
    return (gort_string){p, total};
}

gort_string gort_slicebytetostring(gort_g *g, void **sp, uint8_t *buf, gort_slice b)
{
    if (b.len == 0) return (gort_string){NULL, 0};
    if (b.len == 1) {
        const uint64_t *shared = &gort__small_values[*(uint8_t *)b.ptr];
        return (gort_string){(const uint8_t *)shared, 1};
    }
    sp[0] = b.ptr;
    uint8_t *p = string_bytes(g, sp + 1, buf, b.len);
    memcpy(p, b.ptr, (size_t)b.len);
    return (gort_string){p, b.len};
}

gort_slice gort_stringtoslicebyte(gort_g *g, void **sp, uint8_t *buf, gort_string s)
{
    uint8_t *p;
    intptr_t cap;
    if (buf && s.len <= GORT_TMP_BYTES) {
        p = buf;
        cap = GORT_TMP_BYTES;
        memset(p + s.len, 0, (size_t)(cap - s.len));
    } else if (s.len == 0) {
        p = gort__alloc_array(g, sp, &gort_type_uint8, 0);
        cap = 0;
    } else {
        sp[0] = (void *)(uintptr_t)s.ptr;
        cap = (intptr_t)gort__round_up_size((uintptr_t)s.len);
        p = gort__alloc_array(g, sp + 1, &gort_type_uint8, (uintptr_t)cap);
    }
    if (s.len) memcpy(p, s.ptr, (size_t)s.len);
    return (gort_slice){p, s.len, cap};
}

/* ---- Runes ------------------------------------------------------------------------------- */

int gort__encode_rune(uint8_t *out, int32_t rune)
{
    uint32_t r = (uint32_t)rune;
    if (r < 0x80) {
        out[0] = (uint8_t)r;
        return 1;
    }
    if (r < 0x800) {
        out[0] = (uint8_t)(0xc0 | r >> 6);
        out[1] = (uint8_t)(0x80 | (r & 0x3f));
        return 2;
    }
    if (r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) r = 0xfffd;
    if (r < 0x10000) {
        out[0] = (uint8_t)(0xe0 | r >> 12);
        out[1] = (uint8_t)(0x80 | (r >> 6 & 0x3f));
        out[2] = (uint8_t)(0x80 | (r & 0x3f));
        return 3;
    }
    out[0] = (uint8_t)(0xf0 | r >> 18);
    out[1] = (uint8_t)(0x80 | (r >> 12 & 0x3f));
    out[2] = (uint8_t)(0x80 | (r >> 6 & 0x3f));
    out[3] = (uint8_t)(0x80 | (r & 0x3f));
    return 4;
}

intptr_t gort_decoderune(gort_string s, intptr_t i, int32_t *rune)
{
    const uint8_t *p = s.ptr + i;
    const intptr_t have = s.len - i;
    const uint8_t b = p[0];
    if (b < 0x80) {
        *rune = b;
        return i + 1;
    }
    const int n = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
    uint32_t r = b & (0x7fu >> n);
    bool good = b >= 0xc2 && b <= 0xf4 && have >= n;
    for (int k = 1; good && k < n; k++) {
        good = (p[k] & 0xc0) == 0x80;
        r = r << 6 | (p[k] & 0x3f);
    }
    if (!good || (n == 3 && r < 0x800) || (n == 4 && r < 0x10000) || r > 0x10ffff ||
        (r >= 0xd800 && r < 0xe000)) {
        *rune = 0xfffd;
        return i + 1;
    }
    *rune = (int32_t)r;
    return i + n;
}

gort_string gort_intstring(gort_g *g, void **sp, uint8_t *buf, int64_t rune)
{
    uint8_t utf8[4];
    const int32_t r = rune < 0 || rune > 0x10ffff ? 0xfffd : (int32_t)rune;
    const int n = gort__encode_rune(utf8, r);
    uint8_t *p = string_bytes(g, sp, buf, n);
    memcpy(p, utf8, (size_t)n);
    return (gort_string){p, n};
}

gort_string gort_slicerunetostring(gort_g *g, void **sp, uint8_t *buf, gort_slice r)
{
    const int32_t *runes = r.ptr;
    uint8_t utf8[4];
    intptr_t total = 0;
    for (intptr_t i = 0; i < r.len; i++)
        total += gort__encode_rune(utf8, runes[i]);
    if (total == 0) return (gort_string){NULL, 0};
    sp[0] = r.ptr;
    uint8_t *p = string_bytes(g, sp + 1, buf, total);
    intptr_t at = 0;
    for (intptr_t i = 0; i < r.len; i++) {
        const int n = gort__encode_rune(utf8, runes[i]);
        if (at + n > total) break; /* someone changed a rune meanwhile */
        memcpy(p + at, utf8, (size_t)n);
        at += n;
    }
    return (gort_string){p, at};
}

gort_slice gort_stringtoslicerune(gort_g *g, void **sp, gort_string s)
{
    intptr_t n = 0;
    int32_t rune;
    for (intptr_t i = 0; i < s.len; n++)
        i = gort_decoderune(s, i, &rune);
    sp[0] = (void *)(uintptr_t)s.ptr;
    const uintptr_t size = sizeof(int32_t);
    const uintptr_t cap = n ? gort__round_up_size((uintptr_t)n * size) / size : 0;
    int32_t *p = gort__alloc_array(g, sp + 1, &gort_type_int32, cap);
    n = 0;
    for (intptr_t i = 0; i < s.len; n++)
        i = gort_decoderune(s, i, &p[n]);
    return (gort_slice){p, n, (intptr_t)cap};
}

int gort_cmpstring(gort_string a, gort_string b)
{
    const intptr_t n = a.len < b.len ? a.len : b.len;
    const int c = n ? memcmp(a.ptr, b.ptr, (size_t)n) : 0;
    if (c) return c;
    return (a.len > b.len) - (a.len < b.len);
}
