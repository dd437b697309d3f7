// Package io: the interfaces of what is read and written, and what can be done with those alone.
// (Copies and combinations of readers and writers are not here yet.)
package io

const (
	SeekStart   = 0
	SeekCurrent = 1
	SeekEnd     = 2
)

type Writer interface {
	Write(p []byte) (n int, err error)
}

type Reader interface {
	Read(p []byte) (n int, err error)
}

type Closer interface {
	Close() error
}

type Seeker interface {
	Seek(offset int64, whence int) (int64, error)
}

type ReadWriter interface {
	Reader
	Writer
}

type ReadCloser interface {
	Reader
	Closer
}

type WriteCloser interface {
	Writer
	Closer
}

type ReadWriteCloser interface {
	Reader
	Writer
	Closer
}

type ReadSeeker interface {
	Reader
	Seeker
}

type ReadSeekCloser interface {
	Reader
	Seeker
	Closer
}

type WriteSeeker interface {
	Writer
	Seeker
}

type ReadWriteSeeker interface {
	Reader
	Writer
	Seeker
}

type ReaderFrom interface {
	ReadFrom(r Reader) (n int64, err error)
}

type WriterTo interface {
	WriteTo(w Writer) (n int64, err error)
}

type ReaderAt interface {
	ReadAt(p []byte, off int64) (n int, err error)
}

type WriterAt interface {
	WriteAt(p []byte, off int64) (n int, err error)
}

type ByteReader interface {
	ReadByte() (byte, error)
}

type ByteScanner interface {
	ByteReader
	UnreadByte() error
}

type ByteWriter interface {
	WriteByte(c byte) error
}

type RuneReader interface {
	ReadRune() (r rune, size int, err error)
}

type RuneScanner interface {
	RuneReader
	UnreadRune() error
}

type StringWriter interface {
	WriteString(s string) (n int, err error)
}

// ---- Errors

type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

// These are made by no call: a program that only writes runs nothing of io before main.
var (
	EOF              error = &errorString{"EOF"}
	ErrUnexpectedEOF error = &errorString{"unexpected EOF"}
	ErrShortWrite    error = &errorString{"short write"}
	ErrShortBuffer   error = &errorString{"short buffer"}
	ErrNoProgress    error = &errorString{"multiple Read calls return no data or error"}
	ErrClosedPipe    error = &errorString{"io: read/write on closed pipe"}
)

func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}
