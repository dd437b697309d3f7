package strconv

import "unicode/utf8"

func IsPrint(r rune) bool

// IsGraphic: also spaces other than ASCII's.
func IsGraphic(r rune) bool { return IsPrint(r) || isSpace(r) }

func isSpace(r rune) bool {
	switch r {
	case 0xa0, 0x1680, 0x202f, 0x205f, 0x3000:
		return true
	}
	return 0x2000 <= r && r <= 0x200a
}

// ---- Quoting

// What is written as it is.
const (
	printable = iota
	ascii
	graphic
)

func appendHex(buf []byte, letter byte, r rune, digits int) []byte {
	buf = append(buf, '\\', letter)
	for shift := digits*4 - 4; shift >= 0; shift -= 4 {
		buf = append(buf, "0123456789abcdef"[r>>uint(shift)&15])
	}
	return buf
}

func appendRune(buf []byte, r rune, quote byte, which int) []byte {
	if r == rune(quote) || r == '\\' {
		return append(buf, '\\', byte(r))
	}
	if which != ascii || r < utf8.RuneSelf {
		if IsPrint(r) || which == graphic && isSpace(r) {
			return utf8.AppendRune(buf, r)
		}
	}
	switch r {
	case '\a':
		return append(buf, `\a`...)
	case '\b':
		return append(buf, `\b`...)
	case '\f':
		return append(buf, `\f`...)
	case '\n':
		return append(buf, `\n`...)
	case '\r':
		return append(buf, `\r`...)
	case '\t':
		return append(buf, `\t`...)
	case '\v':
		return append(buf, `\v`...)
	}
	switch {
	case 0 <= r && r < ' ' || r == 0x7f:
		return appendHex(buf, 'x', r, 2)
	case !utf8.ValidRune(r):
		return appendHex(buf, 'u', utf8.RuneError, 4)
	case r < 0x10000:
		return appendHex(buf, 'u', r, 4)
	}
	return appendHex(buf, 'U', r, 8)
}

func appendQuoted(buf []byte, s string, which int) []byte {
	if cap(buf)-len(buf) < len(s) {
		more := make([]byte, len(buf), len(buf)+1+len(s)+1)
		copy(more, buf)
		buf = more
	}
	buf = append(buf, '"')
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && size == 1 {
			buf = appendHex(buf, 'x', rune(s[0]), 2)
		} else {
			buf = appendRune(buf, r, '"', which)
		}
		s = s[size:]
	}
	return append(buf, '"')
}

func appendQuotedRune(buf []byte, r rune, which int) []byte {
	if !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	buf = append(buf, '\'')
	buf = appendRune(buf, r, '\'', which)
	return append(buf, '\'')
}

func quoted(s string, which int) string {
	return string(appendQuoted(make([]byte, 0, 3*len(s)/2), s, which))
}

func Quote(s string) string { return quoted(s, printable) }

func QuoteToASCII(s string) string { return quoted(s, ascii) }

func QuoteToGraphic(s string) string { return quoted(s, graphic) }

func AppendQuote(dst []byte, s string) []byte { return appendQuoted(dst, s, printable) }

func AppendQuoteToASCII(dst []byte, s string) []byte { return appendQuoted(dst, s, ascii) }

func AppendQuoteToGraphic(dst []byte, s string) []byte { return appendQuoted(dst, s, graphic) }

func QuoteRune(r rune) string { return string(appendQuotedRune(nil, r, printable)) }

func QuoteRuneToASCII(r rune) string { return string(appendQuotedRune(nil, r, ascii)) }

func QuoteRuneToGraphic(r rune) string { return string(appendQuotedRune(nil, r, graphic)) }

func AppendQuoteRune(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, printable) }

func AppendQuoteRuneToASCII(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, ascii) }

func AppendQuoteRuneToGraphic(dst []byte, r rune) []byte { return appendQuotedRune(dst, r, graphic) }

func CanBackquote(s string) bool {
	for i, r := range s {
		switch {
		case r == '\ufeff' || r == '`' || r == 0x7f || r < ' ' && r != '\t':
			return false
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		}
	}
	return true
}

// ---- Back

// unquoteDigits reads n digits of a base that s begins with.
func unquoteDigits(s string, n int, base uint64) (value rune, fine bool) {
	if len(s) < n {
		return 0, false
	}
	for i := 0; i < n; i++ {
		d := valueOf(s[i])
		if d >= base {
			return 0, false
		}
		value = value*rune(base) + rune(d)
	}
	return value, true
}

// simple has the letters of escapes, each before what it stands for.
const simple = "a\ab\bf\fn\nr\rt\tv\v"

func UnquoteChar(s string, quote byte) (value rune, multibyte bool, tail string, err error) {
	if s == "" || s[0] == quote && (quote == '\'' || quote == '"') {
		return 0, false, "", ErrSyntax
	}
	if s[0] >= utf8.RuneSelf {
		r, size := utf8.DecodeRuneInString(s)
		return r, true, s[size:], nil
	}
	if s[0] != '\\' {
		return rune(s[0]), false, s[1:], nil
	}
	if len(s) == 1 {
		return 0, false, "", ErrSyntax
	}
	c := s[1]
	fine := true
	n := 0 // digits that are used
	switch c {
	case 'x':
		n = 2
		value, fine = unquoteDigits(s[2:], n, 16)
	case 'u', 'U':
		n = 4
		if c == 'U' {
			n = 8
		}
		value, fine = unquoteDigits(s[2:], n, 16)
		fine = fine && utf8.ValidRune(value)
		multibyte = true
	case '0', '1', '2', '3', '4', '5', '6', '7':
		n = 2
		value, fine = unquoteDigits(s[1:], 3, 8)
		fine = fine && value <= 255
	case '\\':
		value = '\\'
	case '\'', '"':
		value = rune(c)
		fine = c == quote
	default:
		fine = false
		for i := 0; i < len(simple); i += 2 {
			if simple[i] == c {
				value, fine = rune(simple[i+1]), true
			}
		}
	}
	if !fine {
		return 0, false, "", ErrSyntax
	}
	return value, multibyte, s[2+n:], nil
}

func indexByte(s string, c byte) int {
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// backquoted: s is what stands between back quotes.
func backquoted(s string) string {
	if indexByte(s, '\r') < 0 {
		return s
	}
	buf := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\r' {
			buf = append(buf, s[i])
		}
	}
	return string(buf)
}

// plain: s, which stands between quotes, needs no look at escapes.
func plain(s string, quote byte) bool {
	if indexByte(s, '\\') >= 0 || indexByte(s, '\n') >= 0 {
		return false
	}
	if quote == '"' {
		return utf8.ValidString(s)
	}
	r, size := utf8.DecodeRuneInString(s)
	return size == len(s) && (r != utf8.RuneError || size != 1)
}

// unquote: out is what the quoted text at the beginning of in stands for, or as it is.
func unquote(in string, unescape bool) (out, rem string, err error) {
	if len(in) < 2 {
		return "", "", ErrSyntax
	}
	quote := in[0]
	end := indexByte(in[1:], quote) + 2
	if end < 2 || quote != '`' && quote != '"' && quote != '\'' {
		return "", "", ErrSyntax
	}
	if quote == '`' || plain(in[1:end-1], quote) {
		out = in[:end]
		if unescape && quote == '`' {
			out = backquoted(in[1 : end-1])
		} else if unescape {
			out = in[1 : end-1]
		}
		return out, in[end:], nil
	}
	var buf []byte
	if unescape {
		buf = make([]byte, 0, 3*end/2)
	}
	rem = in[1:]
	for rem != "" && rem[0] != quote {
		r, multibyte, tail, err := UnquoteChar(rem, quote)
		if rem[0] == '\n' || err != nil {
			return "", "", ErrSyntax
		}
		rem = tail
		if unescape && (r < utf8.RuneSelf || !multibyte) {
			buf = append(buf, byte(r))
		} else if unescape {
			buf = utf8.AppendRune(buf, r)
		}
		if quote == '\'' {
			break
		}
	}
	if rem == "" || rem[0] != quote {
		return "", "", ErrSyntax
	}
	rem = rem[1:]
	if unescape {
		return string(buf), rem, nil
	}
	return in[:len(in)-len(rem)], rem, nil
}

func Unquote(s string) (string, error) {
	out, rem, err := unquote(s, true)
	if rem != "" {
		return "", ErrSyntax
	}
	return out, err
}

func QuotedPrefix(s string) (string, error) {
	out, _, err := unquote(s, false)
	return out, err
}
