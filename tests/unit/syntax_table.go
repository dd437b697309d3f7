//go:build ignore

// syntax_table fills in the answers of golden/syntax.txt: for each case, what go tool compile says.
// A case is a line "=== name", the source, a line "---", the messages for a file x.go. In the
// source \xHH stands for that byte. Run with go1.19:
//
//	go run syntax_table.go ../golden/syntax.txt
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var hex = regexp.MustCompile(`\\x[0-9a-f][0-9a-f]`)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	dir, _ := os.MkdirTemp("", "")
	defer os.RemoveAll(dir)
	var out strings.Builder
	for _, c := range strings.Split(string(text), "=== ")[1:] {
		name, rest, _ := strings.Cut(c, "\n")
		source, _, _ := strings.Cut(rest, "---\n")
		bytes := hex.ReplaceAllStringFunc(source, func(s string) string {
			n, _ := strconv.ParseUint(s[2:], 16, 8)
			return string([]byte{byte(n)})
		})
		bytes = strings.TrimSuffix(bytes, "\n")
		os.WriteFile(filepath.Join(dir, "x.go"), []byte(bytes), 0o666)
		cmd := exec.Command("go", "tool", "compile", "-p", "main", "-o", "x.o", "x.go")
		cmd.Dir = dir // the compiler removes its output file when it fails: a file of our own
		got, err := cmd.CombinedOutput()
		if _, failed := err.(*exec.ExitError); err != nil && !failed {
			panic(err)
		}
		fmt.Fprintf(&out, "=== %s\n%s---\n%s", name, source, got)
	}
	os.WriteFile(os.Args[1], []byte(out.String()), 0o666)
}
