// Package python unpacks the library that confines a python process.
package python

import (
	_ "embed"
	"os"
	"path/filepath"
)

const folder = "/var/sandbox/sandbox-python"

//go:embed python.so
var library []byte

// Library returns the bytes of python.so.
func Library() []byte { return library }

// Setup writes python.so to where the runner loads it from.
func Setup() error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "python.so"), library, 0o755)
}
