// Package utf8: characters as bytes.
package utf8

import "unsafe"

const (
	RuneError = '\uFFFD'
	RuneSelf  = 0x80
	MaxRune   = '\U0010FFFF'
	UTFMax    = 4
)

const (
	surrogateMin = 0xd800
	surrogateMax = 0xdfff
)

// view is a string of the same bytes.
func view(p []byte) string { return *(*string)(unsafe.Pointer(&p)) }

// ---- Characters

func ValidRune(r rune) bool {
	return 0 <= r && r < surrogateMin || surrogateMax < r && r <= MaxRune
}

func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r < 1<<7:
		return 1
	case r < 1<<11:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r < 1<<16:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

func EncodeRune(p []byte, r rune) int {
	if !ValidRune(r) {
		r = RuneError
	}
	switch {
	case r < 1<<7:
		p[0] = byte(r)
		return 1
	case r < 1<<11:
		p[1] = 0x80 | byte(r)&0x3f
		p[0] = 0xc0 | byte(r>>6)
		return 2
	case r < 1<<16:
		p[2] = 0x80 | byte(r)&0x3f
		p[1] = 0x80 | byte(r>>6)&0x3f
		p[0] = 0xe0 | byte(r>>12)
		return 3
	}
	p[3] = 0x80 | byte(r)&0x3f
	p[2] = 0x80 | byte(r>>6)&0x3f
	p[1] = 0x80 | byte(r>>12)&0x3f
	p[0] = 0xf0 | byte(r>>18)
	return 4
}

func AppendRune(p []byte, r rune) []byte {
	if uint32(r) < RuneSelf {
		return append(p, byte(r))
	}
	var b [UTFMax]byte
	n := EncodeRune(b[:], r)
	return append(p, b[:n]...)
}

func RuneStart(b byte) bool { return b&0xc0 != 0x80 }

// ---- The first and the last one

func DecodeRuneInString(s string) (rune, int) {
	for _, r := range s {
		switch {
		case r < 1<<7:
			return r, 1
		case r < 1<<11:
			return r, 2
		case r == RuneError && (len(s) < 3 || s[:3] != "\uFFFD"):
			return r, 1
		case r < 1<<16:
			return r, 3
		}
		return r, 4
	}
	return RuneError, 0
}

func DecodeRune(p []byte) (rune, int) { return DecodeRuneInString(view(p)) }

func DecodeLastRuneInString(s string) (rune, int) {
	n := len(s)
	if n == 0 {
		return RuneError, 0
	}
	for at := n - 1; at >= 0 && at >= n-UTFMax; at-- {
		if RuneStart(s[at]) {
			if r, size := DecodeRuneInString(s[at:]); at+size == n {
				return r, size
			}
			break
		}
	}
	return RuneError, 1
}

func DecodeLastRune(p []byte) (rune, int) { return DecodeLastRuneInString(view(p)) }

// FullRuneInString: more bytes would not change what the first character is.
func FullRuneInString(s string) bool {
	if len(s) == 0 {
		return false
	}
	r, size := DecodeRuneInString(s)
	if r != RuneError || size != 1 || len(s) >= UTFMax {
		return true
	}
	var tail [UTFMax]byte
	n := copy(tail[:], s)
	// A character that begins like this one and ends as well as it can.
	for _, next := range [4]byte{0x80, 0x90, 0xa0, 0xbf} {
		for i := n; i < UTFMax; i++ {
			tail[i] = next
			next = 0x80
		}
		if _, size := DecodeRune(tail[:]); size > n {
			return false
		}
	}
	return true
}

func FullRune(p []byte) bool { return FullRuneInString(view(p)) }

// ---- All of them

func RuneCountInString(s string) (n int) {
	for range s {
		n++
	}
	return n
}

func RuneCount(p []byte) int { return RuneCountInString(view(p)) }

func ValidString(s string) bool {
	for i, r := range s {
		if r == RuneError && (len(s)-i < 3 || s[i:i+3] != "\uFFFD") {
			return false
		}
	}
	return true
}

func Valid(p []byte) bool { return ValidString(view(p)) }
