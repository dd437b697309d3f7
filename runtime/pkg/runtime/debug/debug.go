// Package debug: settings of the collector, and stacks.
package debug

import (
	"os"
	"runtime"
)

func SetGCPercent(percent int) int

func FreeOSMemory()

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
