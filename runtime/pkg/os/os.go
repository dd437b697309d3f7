// Package os: the arguments and the exit.
package os

var Args []string = args()

func args() []string

func Exit(code int)
