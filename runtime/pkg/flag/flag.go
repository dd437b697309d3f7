// Package flag: what a command line says in -name=value, into variables. value.go has the kinds of
// values.
package flag

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// ErrHelp: -help or -h was given, and there is no such flag.
var ErrHelp = errors.New("flag: help requested")

type ErrorHandling int

const (
	ContinueOnError ErrorHandling = iota
	ExitOnError
	PanicOnError
)

type Flag struct {
	Name     string
	Usage    string
	Value    Value
	DefValue string
}

type FlagSet struct {
	Usage func()

	name     string
	parsed   bool
	given    map[string]*Flag
	defined  map[string]*Flag
	args     []string
	handling ErrorHandling
	output   io.Writer
}

var CommandLine = NewFlagSet(os.Args[0], ExitOnError)

func init() {
	// A later assignment to Usage counts.
	CommandLine.Usage = func() { Usage() }
}

// Usage is what is done when the command line is wrong.
var Usage = func() {
	fmt.Fprintf(CommandLine.Output(), "Usage of %s:\n", os.Args[0])
	PrintDefaults()
}

func NewFlagSet(name string, errorHandling ErrorHandling) *FlagSet {
	f := &FlagSet{name: name, handling: errorHandling}
	f.Usage = f.defaultUsage
	return f
}

func (f *FlagSet) Init(name string, errorHandling ErrorHandling) {
	f.name = name
	f.handling = errorHandling
}

func (f *FlagSet) Output() io.Writer {
	if f.output == nil {
		return os.Stderr
	}
	return f.output
}

func (f *FlagSet) SetOutput(output io.Writer) { f.output = output }

func (f *FlagSet) Name() string { return f.name }

func (f *FlagSet) ErrorHandling() ErrorHandling { return f.handling }

func (f *FlagSet) defaultUsage() {
	if f.name == "" {
		fmt.Fprintf(f.Output(), "Usage:\n")
	} else {
		fmt.Fprintf(f.Output(), "Usage of %s:\n", f.name)
	}
	f.PrintDefaults()
}

func visit(flags map[string]*Flag, fn func(*Flag)) {
	names := make([]string, 0, len(flags))
	for name := range flags {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fn(flags[name])
	}
}

// VisitAll goes through all in the order of their names, Visit through those that were set.
func (f *FlagSet) VisitAll(fn func(*Flag)) { visit(f.defined, fn) }

func (f *FlagSet) Visit(fn func(*Flag)) { visit(f.given, fn) }

func (f *FlagSet) Lookup(name string) *Flag { return f.defined[name] }

func (f *FlagSet) Set(name, value string) error {
	flag, ok := f.defined[name]
	if !ok {
		return fmt.Errorf("no such flag -%v", name)
	}
	if err := flag.Value.Set(value); err != nil {
		return err
	}
	f.mark(name, flag)
	return nil
}

func (f *FlagSet) mark(name string, flag *Flag) {
	if f.given == nil {
		f.given = make(map[string]*Flag)
	}
	f.given[name] = flag
}

// UnquoteUsage: `name` in the usage names the value, else its kind does.
func UnquoteUsage(flag *Flag) (name string, usage string) {
	usage = flag.Usage
	if i := strings.IndexByte(usage, '`'); i >= 0 {
		if n := strings.IndexByte(usage[i+1:], '`'); n >= 0 {
			name = usage[i+1 : i+1+n]
			return name, usage[:i] + name + usage[i+n+2:]
		}
	}
	switch flag.Value.(type) {
	case *boolValue:
		return "", usage
	case *float64Value:
		return "float", usage
	case *intValue, *int64Value:
		return "int", usage
	case *stringValue:
		return "string", usage
	case *uintValue, *uint64Value:
		return "uint", usage
	}
	if isBool(flag.Value) {
		return "", usage
	}
	return "value", usage
}

func isBool(v Value) bool {
	b, ok := v.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

func (f *FlagSet) PrintDefaults() {
	f.VisitAll(func(flag *Flag) {
		line := "  -" + flag.Name
		name, usage := UnquoteUsage(flag)
		if name != "" {
			line += " " + name
		}
		// What a name of one letter is for stands beside it.
		if len(line) <= 4 {
			line += "\t"
		} else {
			line += "\n    \t"
		}
		line += strings.ReplaceAll(usage, "\n", "\n    \t")
		if _, ok := flag.Value.(*stringValue); ok && flag.DefValue != "" {
			line += fmt.Sprintf(" (default %q)", flag.DefValue)
		} else if !ok && flag.DefValue != "0" && flag.DefValue != "false" && flag.DefValue != "" {
			line += fmt.Sprintf(" (default %v)", flag.DefValue)
		}
		fmt.Fprint(f.Output(), line, "\n")
	})
}

func (f *FlagSet) NFlag() int { return len(f.given) }

func (f *FlagSet) NArg() int { return len(f.args) }

func (f *FlagSet) Args() []string { return f.args }

func (f *FlagSet) Parsed() bool { return f.parsed }

func (f *FlagSet) Arg(i int) string {
	if i < 0 || i >= len(f.args) {
		return ""
	}
	return f.args[i]
}

func (f *FlagSet) wrong(problem string) {
	fmt.Fprintln(f.Output(), problem)
	panic(problem)
}

func (f *FlagSet) Var(value Value, name string, usage string) {
	if strings.HasPrefix(name, "-") {
		f.wrong(fmt.Sprintf("flag %q begins with -", name))
	}
	if strings.Contains(name, "=") {
		f.wrong(fmt.Sprintf("flag %q contains =", name))
	}
	if f.defined[name] != nil {
		if f.name == "" {
			f.wrong(fmt.Sprintf("flag redefined: %s", name))
		}
		f.wrong(fmt.Sprintf("%s flag redefined: %s", f.name, name))
	}
	if f.defined == nil {
		f.defined = make(map[string]*Flag)
	}
	f.defined[name] = &Flag{name, usage, value, value.String()}
}

func (f *FlagSet) usage() {
	if f.Usage == nil {
		f.defaultUsage()
	} else {
		f.Usage()
	}
}

func (f *FlagSet) fail(format string, a ...any) error {
	err := fmt.Errorf(format, a...)
	fmt.Fprintln(f.Output(), err)
	f.usage()
	return err
}

// one takes a flag from the arguments; false: they begin with none.
func (f *FlagSet) one() (bool, error) {
	if len(f.args) == 0 {
		return false, nil
	}
	s := f.args[0]
	if len(s) < 2 || s[0] != '-' {
		return false, nil
	}
	name := s[1:]
	if name[0] == '-' {
		name = name[1:]
		if name == "" {
			f.args = f.args[1:]
			return false, nil
		}
	}
	if name == "" || name[0] == '-' || name[0] == '=' {
		return false, f.fail("bad flag syntax: %s", s)
	}
	f.args = f.args[1:]
	name, value, has := strings.Cut(name, "=")
	flag := f.defined[name]
	if flag == nil {
		if name == "help" || name == "h" {
			f.usage()
			return false, ErrHelp
		}
		return false, f.fail("flag provided but not defined: -%s", name)
	}
	if isBool(flag.Value) {
		if !has {
			value = "true"
		}
		if err := flag.Value.Set(value); err != nil && has {
			return false, f.fail("invalid boolean value %q for -%s: %v", value, name, err)
		} else if err != nil {
			return false, f.fail("invalid boolean flag %s: %v", name, err)
		}
	} else {
		if !has && len(f.args) > 0 {
			has = true
			value, f.args = f.args[0], f.args[1:]
		}
		if !has {
			return false, f.fail("flag needs an argument: -%s", name)
		}
		if err := flag.Value.Set(value); err != nil {
			return false, f.fail("invalid value %q for flag -%s: %v", value, name, err)
		}
	}
	f.mark(name, flag)
	return true, nil
}

func (f *FlagSet) Parse(arguments []string) error {
	f.parsed = true
	f.args = arguments
	for {
		more, err := f.one()
		if more {
			continue
		}
		if err == nil {
			return nil
		}
		switch f.handling {
		case ContinueOnError:
			return err
		case ExitOnError:
			if err == ErrHelp {
				os.Exit(0)
			}
			os.Exit(2)
		case PanicOnError:
			panic(err)
		}
	}
}

// ---- The command line

func VisitAll(fn func(*Flag)) { CommandLine.VisitAll(fn) }

func Visit(fn func(*Flag)) { CommandLine.Visit(fn) }

func Lookup(name string) *Flag { return CommandLine.Lookup(name) }

func Set(name, value string) error { return CommandLine.Set(name, value) }

func PrintDefaults() { CommandLine.PrintDefaults() }

func NFlag() int { return CommandLine.NFlag() }

func NArg() int { return CommandLine.NArg() }

func Arg(i int) string { return CommandLine.Arg(i) }

func Args() []string { return CommandLine.Args() }

func Parsed() bool { return CommandLine.Parsed() }

func Parse() { CommandLine.Parse(os.Args[1:]) }

func Var(value Value, name string, usage string) { CommandLine.Var(value, name, usage) }
