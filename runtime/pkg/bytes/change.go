package bytes

import (
	"unicode"
	"unicode/utf8"
)

func Join(s [][]byte, sep []byte) []byte {
	switch len(s) {
	case 0:
		return []byte{}
	case 1:
		return append([]byte(nil), s[0]...)
	}
	n := len(sep) * (len(s) - 1)
	for _, part := range s {
		n += len(part)
	}
	b := make([]byte, n)
	at := copy(b, s[0])
	for _, part := range s[1:] {
		at += copy(b[at:], sep)
		at += copy(b[at:], part)
	}
	return b
}

func Repeat(b []byte, count int) []byte {
	if count == 0 {
		return []byte{}
	}
	if count < 0 {
		panic("bytes: negative Repeat count")
	}
	n := len(b) * count
	if n/count != len(b) {
		panic("bytes: Repeat count causes overflow")
	}
	all := make([]byte, n)
	for at := copy(all, b); at < n; {
		at += copy(all[at:], all[:at])
	}
	return all
}

func Runes(s []byte) []rune {
	t := make([]rune, utf8.RuneCount(s))
	i := 0
	for _, r := range view(s) {
		t[i] = r
		i++
	}
	return t
}

// ---- Some replaced

func Replace(s, old, new []byte, n int) []byte {
	m := 0
	if n != 0 {
		m = Count(s, old)
	}
	if m == 0 {
		return append([]byte(nil), s...)
	}
	if n < 0 || m < n {
		n = m
	}
	b := make([]byte, len(s)+n*(len(new)-len(old)))
	to, from := 0, 0
	for i := 0; i < n; i++ {
		at := from
		if len(old) > 0 {
			at += Index(s[from:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRune(s[from:])
			at += size
		}
		to += copy(b[to:], s[from:at])
		to += copy(b[to:], new)
		from = at + len(old)
	}
	to += copy(b[to:], s[from:])
	return b[:to]
}

func ReplaceAll(s, old, new []byte) []byte { return Replace(s, old, new, -1) }

// ToValidUTF8 replaces what is no UTF-8, however long.
func ToValidUTF8(s, replacement []byte) []byte {
	b := make([]byte, 0, len(s)+len(replacement))
	bad := false
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		if r != utf8.RuneError || size != 1 {
			b = append(b, s[:size]...)
			bad = false
		} else if !bad {
			b = append(b, replacement...)
			bad = true
		}
		s = s[size:]
	}
	return b
}

// ---- Each character

// Map drops what is mapped to a negative one.
func Map(mapping func(r rune) rune, s []byte) []byte {
	b := make([]byte, 0, len(s))
	for _, c := range view(s) {
		if r := mapping(c); r >= 0 {
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}

// swapCase is for ASCII; ok is false elsewhere.
func swapCase(s []byte, lowest, highest byte) (b []byte, ok bool) {
	some := false
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return nil, false
		}
		some = some || lowest <= c && c <= highest
	}
	if !some {
		return append([]byte(""), s...), true
	}
	b = make([]byte, len(s))
	for i, c := range s {
		if lowest <= c && c <= highest {
			c ^= 'a' - 'A'
		}
		b[i] = c
	}
	return b, true
}

func ToUpper(s []byte) []byte {
	if b, ok := swapCase(s, 'a', 'z'); ok {
		return b
	}
	return Map(unicode.ToUpper, s)
}

func ToLower(s []byte) []byte {
	if b, ok := swapCase(s, 'A', 'Z'); ok {
		return b
	}
	return Map(unicode.ToLower, s)
}

func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToUpper, s) }

func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToLower, s) }

func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte { return Map(c.ToTitle, s) }

// separates: in ASCII all but letters, digits and _, elsewhere space.
func separates(r rune) bool {
	if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return false
	}
	return r <= unicode.MaxASCII || unicode.IsSpace(r)
}

func Title(s []byte) []byte {
	before := ' '
	return Map(func(r rune) rune {
		first := separates(before)
		before = r
		if first {
			return unicode.ToTitle(r)
		}
		return r
	}, s)
}
