//go:build ignore

// values_table prints what test_values.c compares with: the texts of fmt and the capacities of
// append. A record a line, its fields separated by tabs. Run with go1.19:
//
//	go run values_table.go > ../golden/values.txt
package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand"
	"strings"
)

type Color int

func (c Color) String() string { return "color" + string(rune('0'+int(c))) }

type Bad struct{ N int }

func (b *Bad) Error() string { return fmt.Sprint("bad ", b.N) }

type Name string
type P struct{ X, Y int }
type N struct {
	Name string
	C    Color
	c    Color
	I    interface{}
	p    P
	S    []string
}

var operands = []struct {
	name string
	v    interface{}
}{
	{"nil", nil},
	{"int_0", 0}, {"int_42", 42}, {"int_neg", -1234567}, {"int_min", math.MinInt64},
	{"int8_neg", int8(-5)}, {"uint8_200", uint8(200)}, {"uint64_max", uint64(math.MaxUint64)},
	{"int32_rune", 'x'}, {"int32_wide", '世'}, {"int_big", 1 << 40},
	{"true", true}, {"false", false},
	{"f_0", 0.0}, {"f_1", 1.0}, {"f_half", -2.5}, {"f_big", 1e21}, {"f_1e6", 1000000.0},
	{"f_1e20", 123456789.0 * 1e12}, {"f_third", 1.0 / 3}, {"f_tiny", 5e-324},
	{"f_inf", math.Inf(1)}, {"f_ninf", math.Inf(-1)}, {"f_nan", math.NaN()},
	{"f_negzero", math.Copysign(0, -1)}, {"f32_third", float32(1.0) / 3}, {"f_small", 0.00001234},
	{"s_empty", ""}, {"s_hello", "hello"}, {"s_utf8", "héllo, 世界"},
	{"s_ctl", "a\tb\"c`\x00\x7f\xff\u200b"}, {"s_long", strings.Repeat("long ", 300)},
	{"bytes", []byte("hi\xff")}, {"bytes_nil", []byte(nil)},
	{"color", Color(3)}, {"name", Name("nm")}, {"err", error(&Bad{7})}, {"err_new", errors.New("boom")},
	{"p", P{1, -2}}, {"pp", &P{1, -2}}, {"pp_nil", (*P)(nil)},
	{"n", N{"a b", 1, 2, 5, P{3, 4}, []string{"x", "y z"}}},
	{"n_nil", N{}},
	{"ints", []int{1, -2, 3}}, {"ints_nil", []int(nil)}, {"ints_empty", []int{}},
	{"strings", []string{"a", "b c"}}, {"array", [2]bool{true, false}},
	{"any", []interface{}{1, "a", nil, Color(2), 2.5}},
	{"map_si", map[string]int{"b": 2, "a": 1, "c": 3}}, {"map_nil", map[string]int(nil)},
	{"map_fc", map[float64]Color{2: 1, 1: 2, -1: 0}},
}

var formats = []string{
	"%v", "%+v", "%#v", "%T", "%d", "%s", "%q", "%x", "%X", "%o", "%O", "%b", "%c", "%U", "%#U", "%t",
	"%e", "%E", "%f", "%F", "%g", "%G", "%5v|", "%-5v|", "%05v|", "%12d|", "%-12d|", "%012d|", "%+d", "% d",
	"%+.3e", "%8.2f|", "%-8.2f|", "%08.2f|", "%+g", "% g", "%#g", "%.3g", "%.0f", "%.3v", "%10.2s|",
	"%#x", "% x", "%# x", "%#q", "%+q", "%.2x", "%20q|", "%#o", "%#b", "%.10d", "%z", "%20x|", "%.3x",
}

// A field: bytes that are not printable ASCII, and the backslash, in octal.
func quote(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == '\\' || c < ' ' || c >= 127 {
			fmt.Fprintf(&b, "\\%03o", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func record(kind string, fields ...string) {
	fmt.Print(kind)
	for _, f := range fields {
		fmt.Print("\t", quote(f))
	}
	fmt.Println()
}

func find(name string) interface{} {
	for _, o := range operands {
		if o.name == name {
			return o.v
		}
	}
	panic(name)
}

type S3 [3]byte
type S12 [3]int32
type S24 [3]int
type S40 [5]int
type S100 [100]byte

func caps() {
	olds := []int{0, 1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 33, 63, 64, 100, 127, 128, 200, 255, 256, 257, 300, 500, 511,
		512, 513, 848, 1000, 1024, 1280, 2000, 4095, 4096, 5000, 10000, 33000, 100000}
	adds := []int{1, 2, 3, 5, 100, 1000}
	for _, o := range olds {
		for _, a := range adds {
			row := []int{
				cap(append(make([]byte, o), make([]byte, a)...)),
				cap(append(make([]int16, o), make([]int16, a)...)),
				cap(append(make([]S3, o), make([]S3, a)...)),
				cap(append(make([]int32, o), make([]int32, a)...)),
				cap(append(make([]int, o), make([]int, a)...)),
				cap(append(make([]S12, o), make([]S12, a)...)),
				cap(append(make([]string, o), make([]string, a)...)),
				cap(append(make([]S24, o), make([]S24, a)...)),
				cap(append(make([]S40, o), make([]S40, a)...)),
				cap(append(make([]S100, o), make([]S100, a)...)),
			}
			fields := []string{fmt.Sprint(o), fmt.Sprint(o + a)}
			for _, c := range row {
				fields = append(fields, fmt.Sprint(c))
			}
			record("cap", fields...)
		}
	}
}

func main() {
	for _, o := range operands {
		for _, f := range formats {
			got := fmt.Sprintf(f, o.v)
			if strings.Contains(strings.ToLower(got), "c000") || len(got) > 200 && f != "%v" && f != "%q" {
				continue // an address, or much of the same
			}
			if strings.HasPrefix(o.name, "pp") && strings.ContainsAny(f, "doxXbO") && !strings.Contains(f, "v") {
				continue
			}
			record("fmt", f, got, o.name)
		}
	}
	lists := []struct {
		f    string
		args []string
	}{
		{"%[2]v %[1]v", []string{"int_0", "int_42"}}, {"%*d|", []string{"int_42", "int_neg"}},
		{"%-*d|", []string{"int_42", "int_42"}}, {"%*d|", []string{"int8_neg", "int_42"}},
		{"%.*f", []string{"int_0", "f_third"}}, {"%[3]*.[2]*[1]f", []string{"f_third", "int_0", "int_42"}},
		{"%d %d", []string{"int_42"}}, {"%d", []string{"int_42", "s_hello", "nil"}}, {"%", nil}, {"100%%", nil},
		{"no", []string{"p"}}, {"%!", nil}, {"%d%", []string{"int_0"}}, {"%[5]d", []string{"int_0"}},
		{"%[x]d", []string{"int_0"}}, {"%[1", []string{"int_0"}}, {"%*d", []string{"s_hello", "int_0"}},
		{"%.*d", []string{"s_hello", "int_0"}}, {"%v %v %v", []string{"color", "err", "n"}},
		{"%[1]d %d %[1]d", []string{"int_0", "int_42"}}, {"%w", []string{"err"}}, {"%世", []string{"int_0"}},
		{"%99999999d", []string{"int_0"}}, {"%-05d|", []string{"int_42"}}, {"%+v|%-+8q|", []string{"p", "s_hello"}},
	}
	for _, l := range lists {
		var args []interface{}
		for _, a := range l.args {
			args = append(args, find(a))
		}
		record("fmt", append([]string{l.f, fmt.Sprintf(l.f, args...)}, l.args...)...)
	}
	for _, l := range [][]string{{"int_0", "int_42", "s_hello"}, {"s_hello", "s_utf8"}, {"nil", "true", "f_half"},
		{"name", "name", "int_0"}, {"map_si", "ints"}, {"err", "p", "pp"}, {}} {
		var args []interface{}
		for _, a := range l {
			args = append(args, find(a))
		}
		record("print", append([]string{"", fmt.Sprint(args...)}, l...)...)
		record("println", append([]string{"", fmt.Sprintln(args...)}, l...)...)
	}
	r := rand.New(rand.NewSource(1))
	for i := 0; i < 300; i++ {
		bits := r.Uint64()
		switch i % 4 {
		case 1:
			bits = math.Float64bits(float64(r.Intn(1e9)) / math.Pow10(r.Intn(12)))
		case 2: // powers of two, where the gaps differ
			bits = uint64(r.Intn(2046)) << 52
		case 3:
			bits = math.Float64bits(float64(float32(r.NormFloat64() * math.Pow10(r.Intn(60)-30))))
		}
		v := math.Float64frombits(bits)
		record("float", fmt.Sprintf("%x", bits), fmt.Sprint(v), fmt.Sprintf("%.5e", v), fmt.Sprintf("%.4g", v),
			fmt.Sprintf("%.2f", v), fmt.Sprint(float32(v)))
	}
	caps()
}
