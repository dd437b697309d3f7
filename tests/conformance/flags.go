package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
)

// Flags of a command line.

type list []string

func (l *list) String() string { return strings.Join(*l, ",") }
func (l *list) Set(s string) error {
	if s == "" {
		return errors.New("empty")
	}
	*l = append(*l, s)
	return nil
}

var global = flag.Int("global", 3, "a flag of the `command` line")

func set() *flag.FlagSet {
	f := flag.NewFlagSet("prog", flag.ContinueOnError)
	f.SetOutput(os.Stdout)
	f.Bool("b", false, "yes or no")
	f.Bool("on", true, "is on")
	f.Int("i", 7, "a `number` of things\nin two lines")
	f.Int64("i64", 0, "long")
	f.Uint("u", 1, "not negative")
	f.Uint64("u64", 0, "")
	f.String("s", "text", "some text")
	f.String("empty", "", "no text")
	f.Float64("f", 1.5, "a fraction")
	f.Var(&list{}, "l", "may come twice")
	return f
}

func try(args ...string) {
	f := set()
	err := f.Parse(args)
	fmt.Printf("%q: %v, %v\n", args, err, err == flag.ErrHelp)
	f.Visit(func(g *flag.Flag) { fmt.Print(" ", g.Name, "=", g.Value, " (", g.DefValue, ")") })
	fmt.Println(" |", f.NFlag(), f.NArg(), f.Args(), f.Arg(0), f.Arg(9), f.Parsed())
}

func main() {
	flag.Parse()
	fmt.Println(*global, flag.NArg(), flag.NFlag(), flag.Parsed(), flag.Lookup("global").Usage)
	try()
	try("-b", "-i", "5", "--s=x=y", "-f", "2e3", "rest", "-u", "1")
	try("-i64=-0x10", "-u64=0b11", "-u", "0o17", "-l", "a", "-l=b", "--", "-b")
	try("-on=false", "-b=T", "-", "-b")
	try("-b=maybe")
	try("-i", "many")
	try("-i", "99999999999999999999")
	try("-u", "-1")
	try("-f", "x")
	try("-l", "")
	try("-i")
	try("-none")
	try("--=x")
	try("---b")
	try("-h")
	try("-help=1")
	f := set()
	fmt.Println(f.Set("i", "8"), f.Lookup("i").Value, f.Set("nothing", ""), f.Lookup("nothing") == nil)
	fmt.Println(f.Lookup("i").Value.(flag.Getter).Get().(int)+1, f.Name(), f.ErrorHandling())
	f.VisitAll(func(g *flag.Flag) { fmt.Print(g.Name, " ") })
	fmt.Println()
	for _, define := range []func(){
		func() { f.Int("i", 0, "") }, func() { f.Int("-i", 0, "") }, func() { f.Int("a=b", 0, "") },
	} {
		func() {
			defer func() { fmt.Println(recover()) }()
			define()
		}()
	}
	p := flag.NewFlagSet("", flag.PanicOnError)
	p.SetOutput(os.Stdout)
	p.Usage = func() { fmt.Println("own usage") }
	func() {
		defer func() { fmt.Println(recover()) }()
		p.Parse([]string{"-x"})
	}()
	fmt.Println(flag.Set("global", "4"), *global)
}
