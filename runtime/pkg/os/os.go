// Package os: the arguments, the exit, the environment, the standard streams.
package os

import "io"

var Args []string = args()

func args() []string

func Exit(code int)

// ---- The environment

func LookupEnv(key string) (string, bool)

// environAt is entry i; false behind the last.
func environAt(i int) (string, bool)

func Environ() []string {
	var env []string
	for {
		entry, ok := environAt(len(env))
		if !ok {
			return env
		}
		env = append(env, entry)
	}
}

func Getenv(key string) string {
	v, _ := LookupEnv(key)
	return v
}

// ---- Files

// A File is one of the three that a program begins with. Nothing is buffered.
type File struct {
	fd   int
	name string
}

var (
	Stdin  *File = &File{0, "/dev/stdin"}
	Stdout *File = &File{1, "/dev/stdout"}
	Stderr *File = &File{2, "/dev/stderr"}
)

func write(fd int, b []byte) (n int, err error)

func read(fd int, b []byte) (n int, err error)

func (f *File) Name() string { return f.name }

func (f *File) Fd() uintptr { return uintptr(f.fd) }

func (f *File) Write(b []byte) (n int, err error) { return write(f.fd, b) }

func (f *File) WriteString(s string) (n int, err error) { return f.Write([]byte(s)) }

func (f *File) Read(b []byte) (n int, err error) {
	n, err = read(f.fd, b)
	if n == 0 && err == nil && len(b) > 0 {
		err = io.EOF
	}
	return n, err
}
