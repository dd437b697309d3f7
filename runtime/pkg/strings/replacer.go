package strings

import (
	"io"
	"sync"
)

// A Replacer has pairs of what is replaced and by what; the first pair that fits is taken.
type Replacer struct {
	once   sync.Once
	r      replacer
	oldnew []string
}

type replacer interface {
	Replace(s string) string
	WriteString(w io.Writer, s string) (n int, err error)
}

func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	return &Replacer{oldnew: append([]string(nil), oldnew...)}
}

func (r *Replacer) buildOnce() { r.r, r.oldnew = newPairs(r.oldnew), nil }

func (r *Replacer) Replace(s string) string {
	r.once.Do(r.buildOnce)
	return r.r.Replace(s)
}

func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	r.once.Do(r.buildOnce)
	return r.r.WriteString(w, s)
}

// pairs knows the pairs by the first byte of what they replace, each list in their order. empty is
// the first one that replaces nothing, or -1. kind says which pieces WriteString writes.
type pairs struct {
	oldnew []string
	first  [256][]int
	empty  int
	kind   int
}

const (
	general = iota // the text before each replaced one, even an empty one
	single         // the same for one pair, with the text behind the last one
	bytes          // of bytes by strings: no empty text between
	blocks         // of bytes by bytes: in blocks
)

const blockBytes = 32 << 10

func kindOf(oldnew []string) int {
	kind := blocks
	for i := 0; i < len(oldnew); i += 2 {
		if len(oldnew[i]) != 1 {
			if len(oldnew) == 2 && oldnew[0] != "" {
				return single
			}
			return general
		}
		if len(oldnew[i+1]) != 1 {
			kind = bytes
		}
	}
	return kind
}

func newPairs(oldnew []string) *pairs {
	p := &pairs{oldnew: oldnew, empty: -1, kind: kindOf(oldnew)}
	for i := 0; i < len(oldnew); i += 2 {
		if old := oldnew[i]; old != "" {
			p.first[old[0]] = append(p.first[old[0]], i)
		} else if p.empty < 0 {
			p.empty = i
		}
	}
	return p
}

// at is the pair that fits at the beginning of s, or -1.
func (p *pairs) at(s string, notEmpty bool) int {
	empty := p.empty
	if notEmpty {
		empty = -1
	}
	if s == "" {
		return empty
	}
	for _, i := range p.first[s[0]] {
		if empty >= 0 && empty < i {
			break
		}
		if HasPrefix(s, p.oldnew[i]) {
			return i
		}
	}
	return empty
}

// next is the first pair that fits from i on, and where; -1: none. Behind the empty string the same
// place is not looked at for another one.
func (p *pairs) next(s string, i int, notEmpty bool) (pair, at int) {
	for ; i <= len(s); i++ {
		if pair = p.at(s[i:], notEmpty); pair >= 0 {
			return pair, i
		}
		notEmpty = false
	}
	return -1, i
}

func (p *pairs) Replace(s string) string {
	pair, at := p.next(s, 0, false)
	if pair < 0 {
		return s
	}
	var b []byte
	from := 0
	for pair >= 0 {
		b = append(b, s[from:at]...)
		b = append(b, p.oldnew[pair+1]...)
		n := len(p.oldnew[pair])
		from = at + n
		pair, at = p.next(s, from, n == 0)
	}
	return string(append(b, s[from:]...))
}

func (p *pairs) writeBlocks(w io.Writer, s string) (n int, err error) {
	for len(s) > 0 && err == nil {
		k := len(s)
		if k > blockBytes {
			k = blockBytes
		}
		var written int
		written, err = w.Write([]byte(p.Replace(s[:k])))
		n += written
		s = s[k:]
	}
	return n, err
}

func (p *pairs) WriteString(w io.Writer, s string) (n int, err error) {
	if p.kind == blocks {
		return p.writeBlocks(w, s)
	}
	from, k := 0, 0
	pair, at := p.next(s, 0, false)
	for pair >= 0 {
		if from < at || p.kind != bytes {
			k, err = io.WriteString(w, s[from:at])
			n += k
			if err != nil {
				return n, err
			}
		}
		k, err = io.WriteString(w, p.oldnew[pair+1])
		n += k
		if err != nil {
			return n, err
		}
		size := len(p.oldnew[pair])
		from = at + size
		pair, at = p.next(s, from, size == 0)
	}
	if from < len(s) || p.kind == single {
		k, err = io.WriteString(w, s[from:])
		n += k
	}
	return n, err
}
