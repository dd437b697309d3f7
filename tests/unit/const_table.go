//go:build ignore

// const_table fills in the answers of golden/constants.txt. A line is an expression, a tab, and
// the value that Go's own constant arithmetic gives it: an integer, a quoted string, a bool, the
// bits of a float64, or for an expression of type float32 the bits of that. Run with go1.19:
//
//	go run const_table.go ../golden/constants.txt
package main

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"os"
	"strings"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var out strings.Builder
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		expr, _, _ := strings.Cut(line, "\t")
		tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expr)
		if err != nil {
			panic(expr + ": " + err.Error())
		}
		v, want := tv.Value, ""
		switch v.Kind() {
		case constant.Float:
			f, _ := constant.Float64Val(v)
			want = fmt.Sprintf("f64 %016x", math.Float64bits(f))
			if b, ok := tv.Type.Underlying().(*types.Basic); ok && b.Kind() == types.Float32 {
				g, _ := constant.Float32Val(v)
				want = fmt.Sprintf("f32 %08x", math.Float32bits(g))
			}
		default:
			want = v.ExactString()
		}
		fmt.Fprintf(&out, "%s\t%s\n", expr, want)
	}
	os.WriteFile(os.Args[1], []byte(out.String()), 0o666)
}
