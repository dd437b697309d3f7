// Package io: the interfaces of what is read and written.
package io

type Writer interface {
	Write(p []byte) (n int, err error)
}

type Reader interface {
	Read(p []byte) (n int, err error)
}

type Closer interface {
	Close() error
}

type ReadWriter interface {
	Reader
	Writer
}

type StringWriter interface {
	WriteString(s string) (n int, err error)
}

type errorString struct{ s string }

func (e *errorString) Error() string { return e.s }

// EOF is made by no call: a program that only writes runs nothing of io before main.
var EOF error = &errorString{"EOF"}

func WriteString(w Writer, s string) (n int, err error) {
	if sw, ok := w.(StringWriter); ok {
		return sw.WriteString(s)
	}
	return w.Write([]byte(s))
}
