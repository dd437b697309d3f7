/* letters.c - characters beyond ASCII: their bytes, and which may stand in a Go identifier or
 * export it, which messages show.
 *
 * The ranges are Unicode 13's, the version that Go 1.19 knows; of ASCII the lexer knows. They are
 * made of package unicode when gort is built (ranges.py). Constant data, any thread may read it.
 *
 * To follow another Unicode version, change runtime/pkg/unicode.
 */
#include "letters.h"

#include "ranges.h"

static bool letters_find(const character_ranges *r, uint32_t ch)
{
    size_t lo = 0, hi = r->n; /* the bounds before lo are not above ch */
    while (lo < hi) {
        const size_t mid = (lo + hi) / 2;
        if (r->bounds[mid] <= ch)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo % 2;
}

bool gort__is_letter(uint32_t ch)
{
    return letters_find(&gort__letters, ch);
}

bool gort__is_digit(uint32_t ch)
{
    return letters_find(&gort__digits, ch);
}

bool gort__is_upper(uint32_t ch)
{
    return letters_find(&gort__upper, ch);
}

int gort__digit_value(int32_t ch)
{
    if (ch >= '0' && ch <= '9') return ch - '0';
    if (ch >= 'a' && ch <= 'f') return ch - 'a' + 10;
    if (ch >= 'A' && ch <= 'F') return ch - 'A' + 10;
    return 99;
}

bool gort__is_printable(int32_t ch)
{
    if (ch < 0x80) return ch >= ' ' && ch < 0x7f;
    return letters_find(&gort__shown, (uint32_t)ch);
}

int gort__lex_decode(const char *p, const char *end, int32_t *ch)
{
    const unsigned char *s = (const unsigned char *)p;
    size_t have = (size_t)(end - p);
    if (s[0] < 0x80) {
        *ch = s[0];
        return 1;
    }
    int n = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    if (s[0] < 0xc2 || s[0] > 0xf4 || have < (size_t)n) return 0;
    int32_t c = s[0] & (0x7f >> n);
    for (int i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) return 0;
        c = c << 6 | (s[i] & 0x3f);
    }
    if ((n == 3 && c < 0x800) || (n == 4 && c < 0x10000) || c > 0x10ffff ||
        (c >= 0xd800 && c < 0xe000))
        return 0;
    *ch = c;
    return n;
}

size_t gort__put_utf8(char *out, uint32_t r)
{
    if (r > 0x10ffff || (r >= 0xd800 && r < 0xe000)) r = 0xfffd;
    if (r < 0x80) {
        out[0] = (char)r;
        return 1;
    }
    const size_t n = r < 0x800 ? 2 : r < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, r >>= 6)
        out[i] = (char)(0x80 | (r & 63));
    out[0] = (char)(0xf00 >> n | r); /* as many ones as bytes */
    return n;
}
