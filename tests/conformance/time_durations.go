package main

import (
	"fmt"
	"time"
)

// Durations: their texts, units, rounding; instants that no clock was asked for.

type timed struct {
	d time.Duration
	n int
}

const tick = 250 * time.Millisecond

func units(d time.Duration) {
	fmt.Println(d, d.Seconds(), d.Minutes(), d.Hours(), d.Milliseconds(), d.Microseconds(),
		d.Nanoseconds(), d.Abs())
}

func rounded(d time.Duration) {
	fmt.Print(d, ":")
	for _, m := range []time.Duration{time.Second, 7, -1, 0, time.Hour, 1<<63 - 1} {
		fmt.Print(" ", d.Round(m), " ", d.Truncate(m))
	}
	fmt.Println()
}

func instants() {
	var zero time.Time
	fmt.Println(zero.IsZero(), zero.Unix(), zero.UnixNano(), zero.UnixMilli(), zero.UnixMicro())
	t := time.Unix(1257894000, 123456789)
	fmt.Println(t.Unix(), t.UnixNano(), t.UnixMilli(), t.UnixMicro(), t.Nanosecond(), t.IsZero())
	u := t.Add(90 * time.Minute)
	fmt.Println(u.Sub(t), t.Sub(u), u.After(t), u.Before(t), u.Equal(t), t.Before(u), t.After(t))
	back := u.Add(-90 * time.Minute)
	fmt.Println(t.Equal(back), t == back, t.Add(-123456790).Nanosecond(), t.Add(876543211).Unix())
	fmt.Println(zero.Sub(t), t.Sub(zero), t.Sub(time.Unix(-1, -1)), t.Sub(time.Unix(1257894000, 0)))
	fmt.Println(time.Unix(5, -1).UnixNano(), time.Unix(5, 3e9).UnixNano(),
		time.UnixMilli(-1501).UnixNano(), time.UnixMicro(7).UnixNano(), time.UnixMicro(-7).Unix())
	when := map[time.Time]string{t: "t", u: "u"}
	fmt.Println(when[back], when[u], len(when))
}

func main() {
	all := []time.Duration{0, 1, 999, 1000, 1001, 1100, 999999, 1000000, 1500000, 1234567,
		999999999, time.Second, 6 * tick, time.Minute, 61 * time.Second, time.Hour,
		time.Hour + 1, 25*time.Hour + 3*time.Minute + 4500*time.Millisecond,
		1<<63 - 1, -1 << 63, -1, -1500, -90 * time.Second, -6 * tick}
	for _, d := range all {
		units(d)
	}
	for _, d := range all {
		rounded(d)
	}
	fmt.Printf("%v %d %s %T %+v %q\n", tick, tick, tick, tick, timed{time.Minute, 3}, time.Hour)
	fmt.Println(map[time.Duration]string{time.Second: "s", time.Minute: "m"},
		time.Duration(1.5*float64(time.Second)), [2]time.Duration{1, 2}, tick.String())
	instants()
}
