// A miniature of the library that nodejs processes load; a C shared object.
package main

import "C"

import "github.com/langgenius/dify-sandbox/internal/core/lib/nodejs"

// DifySeccomp is what the process calls.
//
//export DifySeccomp
func DifySeccomp() C.int { return C.int(nodejs.Level()) }

func main() {}
