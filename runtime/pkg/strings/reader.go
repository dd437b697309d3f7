package strings

import (
	"errors"
	"io"
	"unicode/utf8"
)

// A Reader is at i; prevRune is where the last character read begins, -1 behind anything else.
type Reader struct {
	s        string
	i        int64
	prevRune int
}

func NewReader(s string) *Reader { return &Reader{s, 0, -1} }

func (r *Reader) Reset(s string) { *r = Reader{s, 0, -1} }

// rest is what has not been read. A Seek may have gone beyond the end.
func (r *Reader) rest() string {
	at := int64(len(r.s))
	if r.i < at {
		at = r.i
	}
	return r.s[at:]
}

// step goes on by n bytes; UnreadRune then goes to back.
func (r *Reader) step(n, back int) {
	r.i += int64(n)
	r.prevRune = back
}

func (r *Reader) Len() int { return len(r.rest()) }

func (r *Reader) Size() int64 { return int64(len(r.s)) }

func (r *Reader) Read(b []byte) (n int, err error) {
	rest := r.rest()
	if len(rest) == 0 {
		return 0, io.EOF
	}
	n = copy(b, rest)
	r.step(n, -1)
	return n, nil
}

func (r *Reader) ReadAt(b []byte, off int64) (n int, err error) {
	if off < 0 {
		return 0, errors.New("strings.Reader.ReadAt: negative offset")
	}
	if off < r.Size() {
		n = copy(b, r.s[off:])
		if n == len(b) {
			return n, nil
		}
	}
	return n, io.EOF
}

func (r *Reader) ReadByte() (byte, error) {
	rest := r.rest()
	if len(rest) == 0 {
		r.step(0, -1)
		return 0, io.EOF
	}
	r.step(1, -1)
	return rest[0], nil
}

func (r *Reader) UnreadByte() error {
	if r.i <= 0 {
		return errors.New("strings.Reader.UnreadByte: at beginning of string")
	}
	r.step(-1, -1)
	return nil
}

func (r *Reader) ReadRune() (ch rune, size int, err error) {
	rest := r.rest()
	if len(rest) == 0 {
		r.step(0, -1)
		return 0, 0, io.EOF
	}
	ch, size = utf8.DecodeRuneInString(rest)
	r.step(size, int(r.i))
	return ch, size, nil
}

func (r *Reader) UnreadRune() error {
	switch {
	case r.i <= 0:
		return errors.New("strings.Reader.UnreadRune: at beginning of string")
	case r.prevRune < 0:
		return errors.New("strings.Reader.UnreadRune: previous operation was not ReadRune")
	}
	r.step(r.prevRune-int(r.i), -1)
	return nil
}

func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.prevRune = -1
	from := [...]int64{io.SeekStart: 0, io.SeekCurrent: r.i, io.SeekEnd: r.Size()}
	if whence < 0 || whence >= len(from) {
		return 0, errors.New("strings.Reader.Seek: invalid whence")
	}
	to := from[whence] + offset
	if to < 0 {
		return 0, errors.New("strings.Reader.Seek: negative position")
	}
	r.i = to
	return to, nil
}

func (r *Reader) WriteTo(w io.Writer) (n int64, err error) {
	r.prevRune = -1
	rest := r.rest()
	if len(rest) == 0 {
		return 0, nil
	}
	done, err := io.WriteString(w, rest)
	if done > len(rest) {
		panic("strings.Reader.WriteTo: invalid WriteString count")
	}
	r.i += int64(done)
	if err == nil && done < len(rest) {
		err = io.ErrShortWrite
	}
	return int64(done), err
}
