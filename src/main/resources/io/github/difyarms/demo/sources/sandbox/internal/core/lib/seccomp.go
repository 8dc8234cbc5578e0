// Package lib asks libseccomp; it needs a C compiler and the library's headers.
package lib

// #cgo pkg-config: libseccomp
// #include <seccomp.h>
import "C"

// Level returns the level of the kernel's interface that libseccomp uses.
func Level() int { return int(C.seccomp_api_get()) }
