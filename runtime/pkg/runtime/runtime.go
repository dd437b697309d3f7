// Package runtime: the collector and its statistics, goroutines.
package runtime

const (
	GOOS   string = "linux"
	GOARCH string = "amd64"
	// Compiler is that of the Go that gort takes after.
	Compiler = "gc"
)

// MemProfileRate is 0 at first, as in a program of Go's that does not call MemProfile.
var MemProfileRate int

// Version is of the Go that gort takes after.
func Version() string { return "go1.19" }

// NumCgoCall is 0: a program consists of Go and of the runtime.
func NumCgoCall() int64 { return 0 }

func GC()

// Breakpoint stops a debugger, and ends the program where there is none.
func Breakpoint()

func Gosched()

func NumGoroutine() int

func GOMAXPROCS(n int) int

func NumCPU() int

func LockOSThread()

func UnlockOSThread()

//gort:leak buf
func Stack(buf []byte, all bool) int

// Goexit runs the deferred calls of its goroutine and ends it (runtime/panic/panic.c).
func Goexit()

// Error is what the runtime panics with: bounds, nil pointers, failed assertions.
type Error interface {
	error
	RuntimeError()
}

// MemStats has the fields of gort_mem_stats (gort.h), in the same order.
type MemStats struct {
	Alloc         uint64
	TotalAlloc    uint64
	Sys           uint64
	Lookups       uint64
	Mallocs       uint64
	Frees         uint64
	HeapAlloc     uint64
	HeapSys       uint64
	HeapIdle      uint64
	HeapInuse     uint64
	HeapReleased  uint64
	HeapObjects   uint64
	StackInuse    uint64
	StackSys      uint64
	MSpanInuse    uint64
	MSpanSys      uint64
	MCacheInuse   uint64
	MCacheSys     uint64
	BuckHashSys   uint64
	GCSys         uint64
	OtherSys      uint64
	NextGC        uint64
	LastGC        uint64
	PauseTotalNs  uint64
	PauseNs       [256]uint64
	PauseEnd      [256]uint64
	NumGC         uint32
	NumForcedGC   uint32
	GCCPUFraction float64
	EnableGC      bool
	DebugGC       bool
	BySize        [61]struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}
}

func ReadMemStats(m *MemStats)

// SetFinalizer: when nothing leads to *obj any more, finalizer is called with obj.
//gort:leak obj
//gort:leak finalizer
func SetFinalizer(obj any, finalizer any)

// KeepAlive is called for its argument, which lives until then.
func KeepAlive(x any) {}
