// Package errors: errors.c has the types, since fmt.Errorf makes errors too.
package errors

//gort:leak text
func New(text string) error
