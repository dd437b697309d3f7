// Package strconv: numbers, booleans and quoted texts that are read, and what is wrong with them.
package main

import (
	"fmt"
	"strconv"
	"unsafe"
)

var ints = []string{"", "0", "-", "+", "+5", "-0", "00", "08", "0x", "0xff", "0XFF", "0b101", "0o17", "017", "1_000", "_1", "1__0", "1_", "0_7", "0x_1", "0_x1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "99999999999999999999999", "zz", "ZZ", "12a", "12 ", " 12", "1e3", "127", "128", "-128", "-129", "255", "256", "32767", "65536", "é", "0b2", "0o8", "1000000000000000000000_"}
var floats = []string{"", "0", "-0", "+0", "1", ".5", "5.", ".", "-.", "1e", "1e+", "1e5", "1E-5", "1e400", "-1e400", "1e-400", "4.9e-324", "2.4e-324", "2.5e-324", "1.7976931348623157e308", "1.7976931348623159e308", "inf", "-Inf", "+INFINITY", "infi", "infinit", "infinityx", "nan", "NaN", "-nan", "nanx", "1_000", "1_0.5", "0x1p4", "0x1.8p1", "0x.8p0", "0x1", "0xp1", "0x_1p4", "0x1_0p4", "0X1P-1074", "0x1.fffffffffffff8p1023", "0x1p1024", "1.5x", "1..5", "1.5.5", "e5", "123456789012345678901234567890", "0.000000000000000000000000000000000001", "1e99999999999", "1e-99999999999", "9007199254740993", "3.4028235e38", "3.4028236e38", "1e39", "1e-46", "0x1.000001p0", "1_e5", "1e1_0", "0x1e1_0p1", "0x1p1_0", "0_1.5"}
var cs = []string{"", "i", "1", "1i", "1+2i", "1-2i", "(1+2i)", "(1+2i", "1++2i", "1+-2i", "1+2", "1+2ij", "1e400+2i", "1+1e400i", "inf+nani", "nan-infi", "-1.5e3-2.5e-3i", "(3)", "()", "1+i", "0x1p1+0x1p2i", "1_0i", "1e400+x"}
var quotes = []string{``, `"`, `""`, `"abc"`, `'a'`, `''`, `'ab'`, "`a`", "`a\r\nb`", `"\n\t\\\""`, `"\'"`, `'\''`, `'\"'`, `"\x41\u00e9\U0001F600"`, `"\xff"`, `'\xff'`, `"\777"`, `"\101\60"`, `"\8"`, `"\u12"`, `"\ud800"`, `"\U00110000"`, "\"a\nb\"", "\"\xff\"", "'\xff'", `"abc"tail`, "`abc`tail", `'a'b`, `abc`, `"\a\b\f\v\r"`, `"é\"日"`, `'日'`, `'\u65e5'`, `"\q"`, `"abc\`, `"\x4"`}

func main() {
	for _, s := range ints {
		for _, base := range []int{0, 10, 16, 37} {
			for _, bs := range []int{8, 64, 65} {
				fmt.Println(strconv.ParseInt(s, base, bs))
				u, err := strconv.ParseUint(s, base, bs)
				fmt.Println(u, err != nil)
			}
		}
		fmt.Println(strconv.Atoi(s))
	}
	for _, s := range floats {
		for _, bs := range []int{32, 64} {
			f, err := strconv.ParseFloat(s, bs)
			fmt.Println(s, float64bits(f), f, err)
		}
	}
	for _, s := range cs {
		fmt.Println(strconv.ParseComplex(s, 64))
		fmt.Println(strconv.ParseComplex(s, 128))
	}
	for _, s := range []string{"1", "t", "T", "true", "TRUE", "True", "tRUE", "0", "f", "F", "false", "FALSE", "False", "", "no"} {
		fmt.Println(strconv.ParseBool(s))
	}
	for _, s := range quotes {
		a, err := strconv.Unquote(s)
		fmt.Printf("%q %v ", a, err)
		a, err = strconv.QuotedPrefix(s)
		fmt.Printf("%q %v\n", a, err)
		for _, q := range []byte{'"', '\'', 0} {
			r, m, t, err := strconv.UnquoteChar(s, q)
			fmt.Printf("%d %v %q %v\n", r, m, t, err)
			if len(s) > 1 {
				r, m, t, err = strconv.UnquoteChar(s[1:], q)
				fmt.Printf("%d %v %q %v\n", r, m, t, err)
			}
		}
	}
}

func float64bits(f float64) uint64 { return *(*uint64)(unsafe.Pointer(&f)) }
