// Package bytes: what is in bytes, and where; parts of them. change.go gives changed ones, buffer.go
// and reader.go have the types. Searches are those of package strings, over the same bytes.
package bytes

import (
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// view is a string of the same bytes, for as long as nobody changes them.
func view(b []byte) string { return *(*string)(unsafe.Pointer(&b)) }

// ---- Where

func IndexByte(b []byte, c byte) int { return strings.IndexByte(view(b), c) }

func Index(s, sep []byte) int { return strings.Index(view(s), view(sep)) }

func IndexRune(s []byte, r rune) int { return strings.IndexRune(view(s), r) }

func IndexAny(s []byte, chars string) int { return strings.IndexAny(view(s), chars) }

func IndexFunc(s []byte, f func(r rune) bool) int { return strings.IndexFunc(view(s), f) }

func LastIndexByte(s []byte, c byte) int { return strings.LastIndexByte(view(s), c) }

func LastIndex(s, sep []byte) int { return strings.LastIndex(view(s), view(sep)) }

func LastIndexAny(s []byte, chars string) int { return strings.LastIndexAny(view(s), chars) }

func LastIndexFunc(s []byte, f func(r rune) bool) int { return strings.LastIndexFunc(view(s), f) }

// ---- Whether, how often

func Equal(a, b []byte) bool { return view(a) == view(b) }

func Compare(a, b []byte) int { return strings.Compare(view(a), view(b)) }

func EqualFold(s, t []byte) bool { return strings.EqualFold(view(s), view(t)) }

func Count(s, sep []byte) int { return strings.Count(view(s), view(sep)) }

func Contains(b, subslice []byte) bool { return Index(b, subslice) >= 0 }

func ContainsAny(b []byte, chars string) bool { return IndexAny(b, chars) >= 0 }

func ContainsRune(b []byte, r rune) bool { return IndexRune(b, r) >= 0 }

func HasPrefix(s, prefix []byte) bool { return strings.HasPrefix(view(s), view(prefix)) }

func HasSuffix(s, suffix []byte) bool { return strings.HasSuffix(view(s), view(suffix)) }

// ---- Parts, which an append does not write behind

// explode has room for n characters, at most for as many as there are bytes.
func explode(s []byte, n int) [][]byte {
	if n <= 0 || n > len(s) {
		n = len(s)
	}
	parts := make([][]byte, n)
	at := 0
	for ; len(s) > 0; at++ {
		if at == n-1 {
			parts[at] = s
			return parts
		}
		_, size := utf8.DecodeRune(s)
		parts[at] = s[:size:size]
		s = s[size:]
	}
	return parts[:at]
}

// split gives at most n parts, all if that is below 0, each with keep bytes of the separator.
func split(s, sep []byte, keep, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	if n > len(s)+1 {
		n = len(s) + 1
	}
	parts := make([][]byte, n)
	i := 0
	for ; i < n-1; i++ {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		parts[i] = s[: at+keep : at+keep]
		s = s[at+len(sep):]
	}
	parts[i] = s
	return parts[:i+1]
}

func Split(s, sep []byte) [][]byte { return split(s, sep, 0, -1) }

func SplitN(s, sep []byte, n int) [][]byte { return split(s, sep, 0, n) }

func SplitAfter(s, sep []byte) [][]byte { return split(s, sep, len(sep), -1) }

func SplitAfterN(s, sep []byte, n int) [][]byte { return split(s, sep, len(sep), n) }

func Cut(s, sep []byte) (before, after []byte, found bool) {
	if i := Index(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, nil, false
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

func Fields(s []byte) [][]byte {
	n := 0
	before := byte(' ')
	for _, c := range s {
		if c >= utf8.RuneSelf {
			return FieldsFunc(s, unicode.IsSpace)
		}
		if isSpace(before) && !isSpace(c) {
			n++
		}
		before = c
	}
	words := make([][]byte, n)
	at := 0
	for i := range words {
		for isSpace(s[at]) {
			at++
		}
		from := at
		for at < len(s) && !isSpace(s[at]) {
			at++
		}
		words[i] = s[from:at:at]
	}
	return words
}

// FieldsFunc asks f once about each character.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	type span struct{ from, to int }
	spans := make([]span, 0, 32)
	from := -1
	for i, r := range view(s) {
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
	words := make([][]byte, len(spans))
	for i, at := range spans {
		words[i] = s[at.from:at.to:at.to]
	}
	return words
}

// ---- Trimmed: nil where nothing is left from the left

func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	for i, r := range view(s) {
		if !f(r) {
			return s[i:]
		}
	}
	return nil
}

func TrimRightFunc(s []byte, f func(r rune) bool) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRune(s)
		if !f(r) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

func TrimFunc(s []byte, f func(r rune) bool) []byte { return TrimRightFunc(TrimLeftFunc(s, f), f) }

func TrimLeft(s []byte, cutset string) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		if !strings.ContainsRune(cutset, r) {
			return s
		}
		s = s[size:]
	}
	return nil
}

func TrimRight(s []byte, cutset string) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeLastRune(s)
		if !strings.ContainsRune(cutset, r) {
			break
		}
		s = s[:len(s)-size]
	}
	return s
}

func Trim(s []byte, cutset string) []byte { return TrimRight(TrimLeft(s, cutset), cutset) }

func TrimSpace(s []byte) []byte {
	for len(s) > 0 {
		r, size := utf8.DecodeRune(s)
		if !unicode.IsSpace(r) {
			return TrimRightFunc(s, unicode.IsSpace)
		}
		s = s[size:]
	}
	return nil
}

func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}
