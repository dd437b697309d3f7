package strings

import (
	"unicode"
	"unicode/utf8"
	"unsafe"
)

func Clone(s string) string {
	if len(s) == 0 {
		return ""
	}
	b := make([]byte, len(s))
	copy(b, s)
	return *(*string)(unsafe.Pointer(&b))
}

func Repeat(s string, count int) string {
	if count == 0 {
		return ""
	}
	if count < 0 {
		panic("strings: negative Repeat count")
	}
	n := len(s) * count
	if n/count != len(s) {
		panic("strings: Repeat count causes overflow")
	}
	var b Builder
	b.Grow(n)
	b.WriteString(s)
	for b.Len() < n {
		if b.Len() <= n/2 {
			b.WriteString(b.String())
		} else {
			b.WriteString(b.String()[:n-b.Len()])
		}
	}
	return b.String()
}

// ---- Some replaced

func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	if m := Count(s, old); m == 0 {
		return s
	} else if n < 0 || m < n {
		n = m
	}
	var b Builder
	b.Grow(len(s) + n*(len(new)-len(old)))
	from := 0
	for i := 0; i < n; i++ {
		at := from
		if len(old) > 0 {
			at += index(s[from:], old)
		} else if i > 0 {
			_, size := utf8.DecodeRuneInString(s[from:])
			at += size
		}
		b.WriteString(s[from:at])
		b.WriteString(new)
		from = at + len(old)
	}
	b.WriteString(s[from:])
	return b.String()
}

func ReplaceAll(s, old, new string) string { return Replace(s, old, new, -1) }

// ToValidUTF8 replaces what is no UTF-8, however long.
func ToValidUTF8(s, replacement string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b Builder
	b.Grow(len(s) + len(replacement))
	bad := false
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if r != utf8.RuneError || size != 1 {
			b.WriteString(s[:size])
			bad = false
		} else if !bad {
			b.WriteString(replacement)
			bad = true
		}
		s = s[size:]
	}
	return b.String()
}

// ---- Each character

// Map drops what is mapped to a negative one. As long as nothing changes nothing is copied.
func Map(mapping func(rune) rune, s string) string {
	var b Builder
	changed := false
	for i, c := range s {
		r := mapping(c)
		if !changed {
			size := utf8.RuneLen(c)
			if c == utf8.RuneError {
				_, size = utf8.DecodeRuneInString(s[i:])
			}
			if r == c && (c != utf8.RuneError || size != 1) {
				continue
			}
			changed = true
			b.Grow(len(s) + utf8.UTFMax)
			b.WriteString(s[:i])
		}
		if r >= 0 {
			b.WriteRune(r)
		}
	}
	if !changed {
		return s
	}
	return b.String()
}

// kinds: is all ASCII, and is any letter of the other case than the wanted one?
func kinds(s string, lowest, highest byte) (ascii, some bool) {
	ascii = true
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return false, some
		}
		some = some || lowest <= c && c <= highest
	}
	return ascii, some
}

func swapCase(s string, lowest, highest byte) string {
	var b Builder
	b.Grow(len(s))
	from := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; lowest <= c && c <= highest {
			if from < i {
				b.WriteString(s[from:i])
			}
			b.WriteByte(c ^ ('a' - 'A'))
			from = i + 1
		}
	}
	if from < len(s) {
		b.WriteString(s[from:])
	}
	return b.String()
}

func ToUpper(s string) string {
	ascii, some := kinds(s, 'a', 'z')
	if !ascii {
		return Map(unicode.ToUpper, s)
	}
	if !some {
		return s
	}
	return swapCase(s, 'a', 'z')
}

func ToLower(s string) string {
	ascii, some := kinds(s, 'A', 'Z')
	if !ascii {
		return Map(unicode.ToLower, s)
	}
	if !some {
		return s
	}
	return swapCase(s, 'A', 'Z')
}

func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

func ToUpperSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToUpper, s) }

func ToLowerSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToLower, s) }

func ToTitleSpecial(c unicode.SpecialCase, s string) string { return Map(c.ToTitle, s) }

// separates: in ASCII all but letters, digits and _, elsewhere space.
func separates(r rune) bool {
	if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return false
	}
	return r <= unicode.MaxASCII || unicode.IsSpace(r)
}

func Title(s string) string {
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
