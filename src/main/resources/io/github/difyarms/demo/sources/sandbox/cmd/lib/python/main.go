// A miniature of the library that python processes load; a C shared object.
package main

import "C"

import "github.com/langgenius/dify-sandbox/internal/core/lib/python"

// DifySeccomp is what the process calls.
//
//export DifySeccomp
func DifySeccomp() C.int { return C.int(python.Level()) }

func main() {}
