// Package nodejs is what the library for nodejs processes does.
package nodejs

import "github.com/langgenius/dify-sandbox/internal/core/lib"

// Level returns what libseccomp says of the running kernel.
//
//go:noinline
func Level() int { return lib.Level() }
