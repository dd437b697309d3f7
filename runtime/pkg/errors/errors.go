// Package errors: errors.c has the types, since fmt.Errorf makes errors too.
package errors

//gort:leak text
func New(text string) error

func Unwrap(err error) error {
	wraps, ok := err.(interface{ Unwrap() error })
	if !ok {
		return nil
	}
	return wraps.Unwrap()
}

func hasEqual(err error) bool

// Is looks along the chain for an error that equals target or says that it is one.
func Is(err, target error) bool {
	if target == nil {
		return err == nil
	}
	equals := hasEqual(target)
	for ; err != nil; err = Unwrap(err) {
		if equals && err == target {
			return true
		}
		if x, ok := err.(interface{ Is(error) bool }); ok && x.Is(target) {
			return true
		}
	}
	return false
}

const (
	noPointer = iota // or a nil one
	noError          // of a type that no error has
	holdsErrors
)

// kindOf says which of these target is.
func kindOf(target any) int

// assign: *target becomes err, if it can hold it.
//
//gort:leak err
//gort:leak target
func assign(err error, target any) bool

// As looks along the chain for an error that target can point to.
func As(err error, target any) bool {
	if target == nil {
		panic("errors: target cannot be nil")
	}
	switch kindOf(target) {
	case noPointer:
		panic("errors: target must be a non-nil pointer")
	case noError:
		panic("errors: *target must be interface or implement error")
	}
	for ; err != nil; err = Unwrap(err) {
		if assign(err, target) {
			return true
		}
		if x, ok := err.(interface{ As(any) bool }); ok && x.As(target) {
			return true
		}
	}
	return false
}
