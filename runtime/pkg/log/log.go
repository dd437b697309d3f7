// Package log: lines with a prefix, the time and the place they come from.
package log

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	Ldate = 1 << iota
	Ltime
	Lmicroseconds
	Llongfile
	Lshortfile
	LUTC
	Lmsgprefix
	LstdFlags = Ldate | Ltime
)

// A Logger writes each line in one call of Write.
type Logger struct {
	mu     sync.Mutex
	prefix string
	flag   int
	out    io.Writer
	buf    []byte
}

func New(out io.Writer, prefix string, flag int) *Logger {
	return &Logger{out: out, prefix: prefix, flag: flag}
}

var std = New(os.Stderr, "", LstdFlags)

func Default() *Logger { return std }

// zoneOffset is the seconds that the local clock is ahead at an instant.
func zoneOffset(unix int64) int

func appendPadded(b []byte, n, width int) []byte {
	if width > 1 || n >= 10 {
		b = appendPadded(b, n/10, width-1)
	}
	return append(b, byte('0'+n%10))
}

// appendDate appends the date of a day since 1970. A year is reckoned from March here, so that a day
// of a leap year is its last; 400 years are a period of 146097 days.
func appendDate(b []byte, day int) []byte {
	day += 719468 // since March of the year 0
	period := day / 146097
	day -= period * 146097
	year := (day - day/1460 + day/36524 - day/146096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153
	day -= (153*month + 2) / 5
	year += 400 * period
	month += 3
	if month > 12 {
		month -= 12
		year++
	}
	b = append(appendPadded(b, year, 4), '/')
	b = append(appendPadded(b, month, 2), '/')
	return append(appendPadded(b, day+1, 2), ' ')
}

func appendTime(b []byte, flag int, t time.Time) []byte {
	if flag&(Ldate|Ltime|Lmicroseconds) == 0 {
		return b
	}
	seconds := t.Unix()
	if flag&LUTC == 0 {
		seconds += int64(zoneOffset(seconds))
	}
	day, second := int(seconds/86400), int(seconds%86400)
	if flag&Ldate != 0 {
		b = appendDate(b, day)
	}
	if flag&(Ltime|Lmicroseconds) != 0 {
		b = append(appendPadded(b, second/3600, 2), ':')
		b = append(appendPadded(b, second/60%60, 2), ':')
		b = appendPadded(b, second%60, 2)
		if flag&Lmicroseconds != 0 {
			b = append(b, '.')
			b = appendPadded(b, int(t.UnixNano()%1e9/1e3), 6)
		}
		b = append(b, ' ')
	}
	return b
}

func base(file string) string {
	for i := len(file) - 1; i > 0; i-- {
		if file[i] == '/' {
			return file[i+1:]
		}
	}
	return file
}

// Output writes a line; calldepth 1 is who calls Output.
func (l *Logger) Output(calldepth int, s string) error {
	now := time.Now()
	file, line := "", 0
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.flag&(Lshortfile|Llongfile) != 0 {
		l.mu.Unlock()
		var ok bool
		if _, file, line, ok = runtime.Caller(calldepth); !ok {
			file = "???"
			line = 0
		}
		l.mu.Lock()
	}
	b := l.buf[:0]
	if l.flag&Lmsgprefix == 0 {
		b = append(b, l.prefix...)
	}
	b = appendTime(b, l.flag, now)
	if l.flag&(Lshortfile|Llongfile) != 0 {
		if l.flag&Lshortfile != 0 {
			file = base(file)
		}
		b = append(append(b, file...), ':')
		b = appendPadded(b, line, 1)
		b = append(b, ": "...)
	}
	if l.flag&Lmsgprefix != 0 {
		b = append(b, l.prefix...)
	}
	b = append(b, s...)
	if len(s) == 0 || s[len(s)-1] != '\n' {
		b = append(b, '\n')
	}
	l.buf = b
	_, err := l.out.Write(b)
	return err
}

func (l *Logger) SetOutput(w io.Writer) {
	l.mu.Lock()
	l.out = w
	l.mu.Unlock()
}

func (l *Logger) Writer() io.Writer {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out
}

func (l *Logger) Flags() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.flag
}

func (l *Logger) SetFlags(flag int) {
	l.mu.Lock()
	l.flag = flag
	l.mu.Unlock()
}

func (l *Logger) Prefix() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.prefix
}

func (l *Logger) SetPrefix(prefix string) {
	l.mu.Lock()
	l.prefix = prefix
	l.mu.Unlock()
}

func (l *Logger) Print(v ...any) { l.Output(2, fmt.Sprint(v...)) }

func (l *Logger) Printf(format string, v ...any) { l.Output(2, fmt.Sprintf(format, v...)) }

func (l *Logger) Println(v ...any) { l.Output(2, fmt.Sprintln(v...)) }

func (l *Logger) Fatal(v ...any) {
	l.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

func (l *Logger) Fatalf(format string, v ...any) {
	l.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

func (l *Logger) Fatalln(v ...any) {
	l.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

func (l *Logger) Panic(v ...any) {
	s := fmt.Sprint(v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	l.Output(2, s)
	panic(s)
}

func (l *Logger) Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	l.Output(2, s)
	panic(s)
}

// ---- The standard logger, whose lines go to the standard error stream

func SetOutput(w io.Writer) { std.SetOutput(w) }

func Writer() io.Writer { return std.Writer() }

func Flags() int { return std.Flags() }

func SetFlags(flag int) { std.SetFlags(flag) }

func Prefix() string { return std.Prefix() }

func SetPrefix(prefix string) { std.SetPrefix(prefix) }

func Output(calldepth int, s string) error { return std.Output(calldepth+1, s) }

func Print(v ...any) { std.Output(2, fmt.Sprint(v...)) }

func Printf(format string, v ...any) { std.Output(2, fmt.Sprintf(format, v...)) }

func Println(v ...any) { std.Output(2, fmt.Sprintln(v...)) }

func Fatal(v ...any) {
	std.Output(2, fmt.Sprint(v...))
	os.Exit(1)
}

func Fatalf(format string, v ...any) {
	std.Output(2, fmt.Sprintf(format, v...))
	os.Exit(1)
}

func Fatalln(v ...any) {
	std.Output(2, fmt.Sprintln(v...))
	os.Exit(1)
}

func Panic(v ...any) {
	s := fmt.Sprint(v...)
	std.Output(2, s)
	panic(s)
}

func Panicf(format string, v ...any) {
	s := fmt.Sprintf(format, v...)
	std.Output(2, s)
	panic(s)
}

func Panicln(v ...any) {
	s := fmt.Sprintln(v...)
	std.Output(2, s)
	panic(s)
}
