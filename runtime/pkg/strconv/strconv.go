// Package strconv: numbers to texts.
package strconv

func Itoa(i int) string
