// Package nodejs unpacks the library that confines a nodejs process.
package nodejs

import (
	_ "embed"
	"os"
	"path/filepath"
)

const folder = "/var/sandbox/sandbox-nodejs"

//go:embed nodejs.so
var library []byte

// Library returns the bytes of nodejs.so.
func Library() []byte { return library }

// Setup writes nodejs.so to where the runner loads it from.
func Setup() error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "nodejs.so"), library, 0o755)
}
