package strconv

import "errors"

func baseError(fn, str string, base int) *NumError {
	return &NumError{fn, str, errors.New("invalid base " + Itoa(base))}
}

func bitSizeError(fn, str string, bitSize int) *NumError {
	return &NumError{fn, str, errors.New("invalid bit size " + Itoa(bitSize))}
}

func lower(c byte) byte { return c | ('a' - 'A') }

// valueOf is what the digit c stands for; one of no base if it is none.
func valueOf(c byte) uint64 {
	switch {
	case '0' <= c && c <= '9':
		return uint64(c - '0')
	case 'a' <= lower(c) && lower(c) <= 'z':
		return uint64(lower(c)-'a') + 10
	}
	return 99
}

// underscoreOK: an underscore stands between digits, of which a prefix counts as one.
func underscoreOK(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	before := byte('.') // a digit as 0, an underscore, or anything else
	hex := false
	if len(s) >= 2 && s[0] == '0' {
		switch lower(s[1]) {
		case 'b', 'o', 'x':
			hex = lower(s[1]) == 'x'
			before = '0'
			s = s[2:]
		}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9' || hex && 'a' <= lower(c) && lower(c) <= 'f':
			before = '0'
		case c == '_' && before != '0', c != '_' && before == '_':
			return false
		case c == '_':
			before = '_'
		default:
			before = '.'
		}
	}
	return before != '_'
}

// prefixBase is the base that the digits of s say, and the digits behind the prefix.
func prefixBase(s string) (base int, digits string) {
	if s[0] != '0' {
		return 10, s
	}
	if len(s) >= 3 {
		switch lower(s[1]) {
		case 'b':
			return 2, s[2:]
		case 'o':
			return 8, s[2:]
		case 'x':
			return 16, s[2:]
		}
	}
	return 8, s[1:]
}

func ParseUint(s string, base int, bitSize int) (uint64, error) {
	const fn = "ParseUint"
	if s == "" {
		return 0, syntaxError(fn, s)
	}
	digits := s
	said := base == 0
	if said {
		base, digits = prefixBase(s)
	} else if base < 2 || base > 36 {
		return 0, baseError(fn, s, base)
	}
	if bitSize == 0 {
		bitSize = IntSize
	} else if bitSize < 0 || bitSize > 64 {
		return 0, bitSizeError(fn, s, bitSize)
	}
	max := uint64(1)<<uint(bitSize) - 1
	b := uint64(base)
	room := (1<<64 - 1) / b // as much times b is still no more than 64 bits
	n := uint64(0)
	underscores := false
	for i := 0; i < len(digits); i++ {
		if digits[i] == '_' && said {
			underscores = true
			continue
		}
		d := valueOf(digits[i])
		if d >= b {
			return 0, syntaxError(fn, s)
		}
		next := n*b + d
		if n > room || next < n*b || next > max {
			return max, rangeError(fn, s)
		}
		n = next
	}
	if underscores && !underscoreOK(s) {
		return 0, syntaxError(fn, s)
	}
	return n, nil
}

func parseInt(fn, s string, base int, bitSize int) (int64, error) {
	if s == "" {
		return 0, syntaxError(fn, s)
	}
	digits := s
	negative := s[0] == '-'
	if negative || s[0] == '+' {
		digits = s[1:]
	}
	u, err := ParseUint(digits, base, bitSize)
	if err != nil {
		if e := err.(*NumError); e.Err != ErrRange {
			e.Func, e.Num = fn, s
			return 0, e
		}
	}
	if bitSize == 0 {
		bitSize = IntSize
	}
	limit := uint64(1) << uint(bitSize-1)
	switch {
	case !negative && u >= limit:
		return int64(limit - 1), rangeError(fn, s)
	case negative && u > limit:
		return -int64(limit), rangeError(fn, s)
	case negative:
		return -int64(u), nil
	}
	return int64(u), nil
}

func ParseInt(s string, base int, bitSize int) (i int64, err error) {
	return parseInt("ParseInt", s, base, bitSize)
}

func Atoi(s string) (int, error) {
	i, err := parseInt("Atoi", s, 10, 0)
	return int(i), err
}
