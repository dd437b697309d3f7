// Package unicode: kinds of characters and their cases. The tables are in the files beside this one.
package unicode

const (
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'

	Version = "13.0.0"
)

// ---- Tables

// A RangeTable has characters below 2^16 in R16 and the others in R32; LatinOffset of those in R16
// are of Latin 1.
type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int
}

type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

func is16(ranges []Range16, r uint16) bool {
	low, high := 0, len(ranges)
	for low < high {
		mid := int(uint(low+high) >> 1)
		at := &ranges[mid]
		switch {
		case r < at.Lo:
			high = mid
		case r > at.Hi:
			low = mid + 1
		default:
			return at.Stride == 1 || (r-at.Lo)%at.Stride == 0
		}
	}
	return false
}

func is32(ranges []Range32, r uint32) bool {
	low, high := 0, len(ranges)
	for low < high {
		mid := int(uint(low+high) >> 1)
		at := &ranges[mid]
		switch {
		case r < at.Lo:
			high = mid
		case r > at.Hi:
			low = mid + 1
		default:
			return at.Stride == 1 || (r-at.Lo)%at.Stride == 0
		}
	}
	return false
}

func Is(rangeTab *RangeTable, r rune) bool {
	if n := len(rangeTab.R16); n > 0 && uint32(r) <= uint32(rangeTab.R16[n-1].Hi) {
		return is16(rangeTab.R16, uint16(r))
	}
	return len(rangeTab.R32) > 0 && r >= rune(rangeTab.R32[0].Lo) && is32(rangeTab.R32, uint32(r))
}

func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// ---- Kinds

var PrintRanges []*RangeTable = []*RangeTable{&tableL, &tableM, &tableN, &tableP, &tableS}

var GraphicRanges []*RangeTable = []*RangeTable{&tableL, &tableM, &tableN, &tableP, &tableS, &tableZs}

func IsLetter(r rune) bool {
	if uint32(r) <= MaxASCII {
		r |= 'a' - 'A'
		return 'a' <= r && r <= 'z'
	}
	return Is(&tableL, r)
}

func IsUpper(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'A' <= r && r <= 'Z'
	}
	return Is(&tableLu, r)
}

func IsLower(r rune) bool {
	if uint32(r) <= MaxASCII {
		return 'a' <= r && r <= 'z'
	}
	return Is(&tableLl, r)
}

func IsTitle(r rune) bool { return r > MaxLatin1 && Is(&tableLt, r) }

func IsDigit(r rune) bool {
	if r <= MaxLatin1 {
		return '0' <= r && r <= '9'
	}
	return Is(&tableNd, r)
}

func IsNumber(r rune) bool {
	if uint32(r) <= MaxASCII {
		return '0' <= r && r <= '9'
	}
	return Is(&tableN, r)
}

func IsSpace(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0xa0
	}
	return Is(&tableWhiteSpace, r)
}

func IsControl(r rune) bool { return 0 <= r && r < ' ' || 0x7f <= r && r < 0xa0 }

func IsMark(r rune) bool { return Is(&tableM, r) }

func IsPunct(r rune) bool { return Is(&tableP, r) }

func IsSymbol(r rune) bool { return Is(&tableS, r) }

func IsGraphic(r rune) bool {
	if uint32(r) <= MaxASCII {
		return ' ' <= r && r < 0x7f
	}
	return IsOneOf(GraphicRanges, r)
}

func IsPrint(r rune) bool {
	if uint32(r) <= MaxASCII {
		return ' ' <= r && r < 0x7f
	}
	return IsOneOf(PrintRanges, r)
}

// ---- Cases

const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

const UpperLower = MaxRune + 1

type d [MaxCase]rune

type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

func to(which int, r rune, ranges []CaseRange) (mapped rune, found bool) {
	if which < 0 || which >= MaxCase {
		return ReplacementChar, false
	}
	low, high := 0, len(ranges)
	for low < high {
		mid := int(uint(low+high) >> 1)
		at := &ranges[mid]
		switch {
		case r < rune(at.Lo):
			high = mid
		case r > rune(at.Hi):
			low = mid + 1
		case at.Delta[which] > MaxRune: // upper, lower, upper, lower
			lo := rune(at.Lo)
			return lo + (r-lo)&^1 + rune(which&1), true
		default:
			return r + at.Delta[which], true
		}
	}
	return r, false
}

func To(_case int, r rune) rune {
	r, _ = to(_case, r, CaseRanges)
	return r
}

func ToUpper(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

func ToLower(r rune) rune {
	if uint32(r) <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

func ToTitle(r rune) rune {
	if uint32(r) <= MaxASCII {
		return ToUpper(r)
	}
	return To(TitleCase, r)
}

// A SpecialCase goes before what is usual.
type SpecialCase []CaseRange

func (special SpecialCase) ToUpper(r rune) rune {
	mapped, found := to(UpperCase, r, special)
	if found {
		return mapped
	}
	return ToUpper(r)
}

func (special SpecialCase) ToTitle(r rune) rune {
	mapped, found := to(TitleCase, r, special)
	if found {
		return mapped
	}
	return ToTitle(r)
}

func (special SpecialCase) ToLower(r rune) rune {
	mapped, found := to(LowerCase, r, special)
	if found {
		return mapped
	}
	return ToLower(r)
}

var AzeriCase SpecialCase = TurkishCase

// SimpleFold is the next larger character that differs from r in nothing but case, or the smallest.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	low, high := 0, len(folds)
	for low < high {
		mid := int(uint(low+high) >> 1)
		switch from := rune(folds[mid].from); {
		case r < from:
			high = mid
		case r > from:
			low = mid + 1
		default:
			return rune(folds[mid].to)
		}
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}
