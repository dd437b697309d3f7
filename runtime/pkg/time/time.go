// Package time: durations, instants without the calendar, sleep, timers.
package time

import "errors"

// ---- Durations

// A Duration counts nanoseconds.
type Duration int64

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

func (d Duration) Nanoseconds() int64 { return int64(d) }

func (d Duration) Microseconds() int64 { return int64(d / Microsecond) }

func (d Duration) Milliseconds() int64 { return int64(d / Millisecond) }

// in is d in that unit. The whole and the rest apart: each is exact as a float64.
func (d Duration) in(unit Duration) float64 {
	return float64(d/unit) + float64(d%unit)/float64(unit)
}

func (d Duration) Seconds() float64 { return d.in(Second) }

func (d Duration) Minutes() float64 { return d.in(Minute) }

func (d Duration) Hours() float64 { return d.in(Hour) }

func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

// Round takes the nearer multiple of m, of two as near the one away from zero, or the last
// Duration there is.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	rest := d % m
	if d >= 0 {
		if rest < m-rest {
			return d - rest
		}
		if up := d - rest + m; up > d {
			return up
		}
		return maxDuration
	}
	if -rest < m+rest {
		return d - rest
	}
	if down := d - rest - m; down < d {
		return down
	}
	return minDuration
}

func (d Duration) Abs() Duration {
	if d == minDuration {
		return maxDuration
	}
	if d < 0 {
		return -d
	}
	return d
}

// A text is built from its end, in out[at:].
type text struct {
	out [32]byte
	at  int
}

func (t *text) put(b byte) {
	t.at--
	t.out[t.at] = b
}

func (t *text) whole(n uint64) {
	for {
		t.put(byte('0' + n%10))
		n /= 10
		if n == 0 {
			return
		}
	}
}

// decimal puts n/10^digits without zeros at the end, and returns what lies before the point.
func (t *text) decimal(n uint64, digits int) uint64 {
	some := false
	for ; digits > 0; digits-- {
		if n%10 != 0 || some {
			t.put(byte('0' + n%10))
			some = true
		}
		n /= 10
	}
	if some {
		t.put('.')
	}
	return n
}

// String is 1h2m3.5s, and below a second 1.5ms, 1.5µs or 15ns.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	n := uint64(d)
	if d < 0 {
		n = -n
	}
	t := text{at: 32}
	t.put('s')
	switch {
	case n < 1000:
		t.put('n')
		t.whole(n)
	case n < 1000*1000:
		t.put("µ"[1])
		t.put("µ"[0])
		t.whole(t.decimal(n, 3))
	case n < 1000*1000*1000:
		t.put('m')
		t.whole(t.decimal(n, 6))
	default:
		n = t.decimal(n, 9)
		t.whole(n % 60)
		if n /= 60; n > 0 {
			t.put('m')
			t.whole(n % 60)
			if n /= 60; n > 0 {
				t.put('h')
				t.whole(n)
			}
		}
	}
	if d < 0 {
		t.put('-')
	}
	return string(t.out[t.at:])
}

// ---- Instants

// A Location says which clock people look at. There is no calendar yet that would ask.
type Location struct {
	name string
}

var localLocation, utcLocation = Location{"Local"}, Location{"UTC"}

var (
	Local *Location = &localLocation
	UTC   *Location = &utcLocation
)

// A Time is seconds and nanoseconds since the year 1. One that Now returns also has a reading of
// the monotonic clock, from which differences are taken: wall is then this bit, 33 bits of seconds
// since 1885 and 30 bits of nanoseconds, and ext the reading. Without, wall has the nanoseconds
// and ext all the seconds.
type Time struct {
	wall uint64
	ext  int64
	loc  *Location
}

const (
	monotonic      = 1 << 63
	nanosecondBits = 30
	nanosecondMask = 1<<nanosecondBits - 1
	secondMask     = 1<<33 - 1

	daySeconds       = 24 * 60 * 60
	unixSeconds      = (1969*365 + 1969/4 - 1969/100 + 1969/400) * daySeconds
	monotonicSeconds = (1884*365 + 1884/4 - 1884/100 + 1884/400) * daySeconds
)

// clocks reads both: since 1970, and the monotonic one.
func clocks() (seconds, nanoseconds, reading int64)

// No reading is 0.
var firstReading = reading() - 1

func reading() int64 {
	_, _, ns := clocks()
	return ns
}

func Now() Time {
	s, ns, reading := clocks()
	since := s + unixSeconds - monotonicSeconds
	if since&secondMask != since {
		return Time{uint64(ns), s + unixSeconds, Local}
	}
	return Time{monotonic | uint64(since)<<nanosecondBits | uint64(ns), reading - firstReading, Local}
}

func (t Time) seconds() int64 {
	if t.wall&monotonic != 0 {
		return int64(t.wall>>nanosecondBits&secondMask) + monotonicSeconds
	}
	return t.ext
}

func (t Time) stripped() Time {
	return Time{t.wall & nanosecondMask, t.seconds(), t.loc}
}

func (t Time) Nanosecond() int { return int(t.wall & nanosecondMask) }

func Unix(sec int64, nsec int64) Time {
	sec += nsec / 1e9
	nsec %= 1e9
	if nsec < 0 {
		sec--
		nsec += 1e9
	}
	return Time{uint64(nsec), sec + unixSeconds, Local}
}

func UnixMilli(msec int64) Time { return Unix(msec/1e3, msec%1e3*1e6) }

func UnixMicro(usec int64) Time { return Unix(usec/1e6, usec%1e6*1e3) }

func (t Time) Unix() int64 { return t.seconds() - unixSeconds }

func (t Time) UnixMilli() int64 { return t.Unix()*1e3 + int64(t.Nanosecond())/1e6 }

func (t Time) UnixMicro() int64 { return t.Unix()*1e6 + int64(t.Nanosecond())/1e3 }

func (t Time) UnixNano() int64 { return t.Unix()*1e9 + int64(t.Nanosecond()) }

func (t Time) IsZero() bool { return t.seconds() == 0 && t.Nanosecond() == 0 }

// order is below 0, 0 or above, as t lies before, at or behind u.
func (t Time) order(u Time) int64 {
	a, b := t.ext, u.ext
	if t.wall&u.wall&monotonic == 0 {
		a, b = t.seconds(), u.seconds()
		if a == b {
			a, b = int64(t.Nanosecond()), int64(u.Nanosecond())
		}
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

func (t Time) After(u Time) bool { return t.order(u) > 0 }

func (t Time) Before(u Time) bool { return t.order(u) < 0 }

func (t Time) Equal(u Time) bool { return t.order(u) == 0 }

// Add takes the reading with it where it can.
func (t Time) Add(d Duration) Time {
	s := t.seconds() + int64(d/1e9)
	ns := int64(t.Nanosecond()) + int64(d%1e9)
	if ns >= 1e9 {
		s++
		ns -= 1e9
	} else if ns < 0 {
		s--
		ns += 1e9
	}
	since, reading := s-monotonicSeconds, t.ext+int64(d)
	if t.wall&monotonic == 0 || since&secondMask != since || (reading < t.ext) != (d < 0) {
		return Time{uint64(ns), s, t.loc}
	}
	return Time{monotonic | uint64(since)<<nanosecondBits | uint64(ns), reading, t.loc}
}

// Sub is the difference, or the Duration nearest to it.
func (t Time) Sub(u Time) Duration {
	var d Duration
	if t.wall&u.wall&monotonic != 0 {
		d = Duration(t.ext - u.ext)
		if d > 0 == (t.ext > u.ext) {
			return d
		}
	} else {
		d = Duration(t.seconds()-u.seconds())*Second + Duration(t.Nanosecond()-u.Nanosecond())
		if u.Add(d).Equal(t) {
			return d
		}
	}
	if t.Before(u) {
		return minDuration
	}
	return maxDuration
}

func Since(t Time) Duration { return Now().Sub(t) }

func Until(t Time) Duration { return t.Sub(Now()) }

// ---- Sleep, timers, tickers

func Sleep(d Duration)

// A runtimeTimer sends to c when it fires, or calls f in a goroutine of its own.
type runtimeTimer struct {
	c     chan Time
	f     func()
	loc   *Location
	first int64
	state [15]uint64 // time.c's
}

// start: t is not started.
//
//gort:leak t
func start(t *runtimeTimer, d, period Duration)

// stop says whether it was started.
//
//gort:leak t
func stop(t *runtimeTimer) bool

//gort:leak t
func restart(t *runtimeTimer, d, period Duration) bool

type Timer struct {
	C <-chan Time
	r runtimeTimer
}

func NewTimer(d Duration) *Timer {
	c := make(chan Time, 1)
	t := &Timer{C: c}
	t.r.c, t.r.loc, t.r.first = c, Local, firstReading
	start(&t.r, d, 0)
	return t
}

func AfterFunc(d Duration, f func()) *Timer {
	t := new(Timer)
	t.r.f = f
	start(&t.r, d, 0)
	return t
}

func After(d Duration) <-chan Time { return NewTimer(d).C }

func (t *Timer) Stop() bool {
	if t.r.c == nil && t.r.f == nil {
		panic("time: Stop called on uninitialized Timer")
	}
	return stop(&t.r)
}

func (t *Timer) Reset(d Duration) bool {
	if t.r.c == nil && t.r.f == nil {
		panic("time: Reset called on uninitialized Timer")
	}
	return restart(&t.r, d, 0)
}

type Ticker struct {
	C <-chan Time
	r runtimeTimer
}

func NewTicker(d Duration) *Ticker {
	if d <= 0 {
		panic(errors.New("non-positive interval for NewTicker"))
	}
	c := make(chan Time, 1)
	t := &Ticker{C: c}
	t.r.c, t.r.loc, t.r.first = c, Local, firstReading
	start(&t.r, d, d)
	return t
}

func (t *Ticker) Stop() { stop(&t.r) }

func (t *Ticker) Reset(d Duration) {
	if d <= 0 {
		panic("non-positive interval for Ticker.Reset")
	}
	if t.r.c == nil {
		panic("time: Reset called on uninitialized Ticker")
	}
	restart(&t.r, d, d)
}

func Tick(d Duration) <-chan Time {
	if d <= 0 {
		return nil
	}
	return NewTicker(d).C
}
