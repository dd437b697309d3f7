package strings

import (
	"unicode"
	"unicode/utf8"
)

// ---- At separators

// explode gives characters, RuneError for what is none; the last part is all that is left.
func explode(s string, n int) []string {
	if count := utf8.RuneCountInString(s); n < 0 || n > count {
		n = count
	}
	parts := make([]string, n)
	for i := range parts {
		if i == n-1 {
			parts[i] = s
			break
		}
		r, size := utf8.DecodeRuneInString(s)
		parts[i] = s[:size]
		if r == utf8.RuneError {
			parts[i] = "\uFFFD"
		}
		s = s[size:]
	}
	return parts
}

// split gives at most n parts, all if that is below 0, each with keep bytes of the separator.
func split(s, sep string, keep, n int) []string {
	if n == 0 {
		return nil
	}
	if sep == "" {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	parts := make([]string, n)
	i := 0
	for ; i < n-1; i++ {
		at := index(s, sep)
		if at < 0 {
			break
		}
		parts[i] = s[:at+keep]
		s = s[at+len(sep):]
	}
	parts[i] = s
	return parts[:i+1]
}

func Split(s, sep string) []string { return split(s, sep, 0, -1) }

func SplitN(s, sep string, n int) []string { return split(s, sep, 0, n) }

func SplitAfter(s, sep string) []string { return split(s, sep, len(sep), -1) }

func SplitAfterN(s, sep string, n int) []string { return split(s, sep, len(sep), n) }

func Cut(s, sep string) (before, after string, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// ---- At what is between words

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// Fields counts words of ASCII first: the result has no room to spare.
func Fields(s string) []string {
	n := 0
	before := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return FieldsFunc(s, unicode.IsSpace)
		}
		if isSpace(before) && !isSpace(c) {
			n++
		}
		before = c
	}
	words := make([]string, n)
	at := 0
	for i := range words {
		for isSpace(s[at]) {
			at++
		}
		from := at
		for at < len(s) && !isSpace(s[at]) {
			at++
		}
		words[i] = s[from:at]
	}
	return words
}

// FieldsFunc asks f once about each character.
func FieldsFunc(s string, f func(rune) bool) []string {
	type span struct{ from, to int }
	spans := make([]span, 0, 32)
	from := -1
	for i, r := range s {
		if f(r) {
			if from >= 0 {
				spans = append(spans, span{from, i})
				from = -1
			}
		} else if from < 0 {
			from = i
		}
	}
	if from >= 0 {
		spans = append(spans, span{from, len(s)})
	}
	words := make([]string, len(spans))
	for i, at := range spans {
		words[i] = s[at.from:at.to]
	}
	return words
}

// ---- Together again

func Join(elems []string, sep string) string {
	switch len(elems) {
	case 0:
		return ""
	case 1:
		return elems[0]
	}
	n := len(sep) * (len(elems) - 1)
	for _, s := range elems {
		n += len(s)
	}
	var b Builder
	b.Grow(n)
	b.WriteString(elems[0])
	for _, s := range elems[1:] {
		b.WriteString(sep)
		b.WriteString(s)
	}
	return b.String()
}
