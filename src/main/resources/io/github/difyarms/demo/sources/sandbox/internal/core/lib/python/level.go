// Package python is what the library for python processes does.
package python

import "github.com/langgenius/dify-sandbox/internal/core/lib"

// Level returns what libseccomp says of the running kernel.
//
//go:noinline
func Level() int { return lib.Level() }
