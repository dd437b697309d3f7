// Package debug: settings of the collector and of the scheduler, statistics, stacks.
package debug

import (
	"os"
	"runtime"
	"sort"
	"time"
)

// ---- Settings; each returns the old value

func SetGCPercent(percent int) int

// SetMemoryLimit: below 0, nothing changes.
func SetMemoryLimit(limit int64) int64

// SetMaxStack: for goroutines that there are as for new ones.
func SetMaxStack(bytes int) int

func SetMaxThreads(threads int) int

//gort:leak level
func SetTraceback(level string)

func FreeOSMemory()

// ---- Statistics

type GCStats struct {
	LastGC         time.Time
	NumGC          int64
	PauseTotal     time.Duration
	Pause          []time.Duration // the youngest first, as PauseEnd
	PauseEnd       []time.Time
	PauseQuantiles []time.Duration // as many as there is room for: from the shortest to the longest
}

type durations []time.Duration

func (x durations) Len() int           { return len(x) }
func (x durations) Less(i, j int) bool { return x[i] < x[j] }
func (x durations) Swap(i, j int)      { x[i], x[j] = x[j], x[i] }

// What go1.19 reads statistics into is lost to its escape analysis, so that it is on the heap.
var lost *GCStats

func ReadGCStats(stats *GCStats) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	stats.LastGC = time.Unix(0, int64(m.LastGC))
	stats.NumGC = int64(m.NumGC)
	if stats.NumGC < 0 {
		lost = stats
	}
	stats.PauseTotal = time.Duration(m.PauseTotalNs)
	n := int(m.NumGC)
	if n > len(m.PauseNs) {
		n = len(m.PauseNs)
	}
	stats.Pause, stats.PauseEnd = stats.Pause[:0], stats.PauseEnd[:0]
	for i := 1; i <= n; i++ {
		at := (int(m.NumGC) - i) % len(m.PauseNs)
		stats.Pause = append(stats.Pause, time.Duration(m.PauseNs[at]))
		stats.PauseEnd = append(stats.PauseEnd, time.Unix(0, int64(m.PauseEnd[at])))
	}
	quantiles := stats.PauseQuantiles
	if len(quantiles) == 0 {
		return
	}
	sorted := append([]time.Duration(nil), stats.Pause...)
	sort.Sort(durations(sorted))
	last := len(quantiles) - 1
	for i := range quantiles {
		quantiles[i] = 0
		if n > 0 && i == last {
			quantiles[i] = sorted[n-1]
		} else if n > 0 {
			quantiles[i] = sorted[n*i/last]
		}
	}
}

// ---- Stacks

// Stack is the calling goroutine's, from here on.
func Stack() []byte {
	buf := make([]byte, 1024)
	for {
		n := runtime.Stack(buf, false)
		if n < len(buf) {
			return buf[:n]
		}
		buf = make([]byte, 2*len(buf))
	}
}

func PrintStack() { os.Stderr.Write(Stack()) }
