// A miniature of the sandbox: it unpacks the libraries it carries and answers health checks.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/langgenius/dify-sandbox/internal/core/runner/nodejs"
	"github.com/langgenius/dify-sandbox/internal/core/runner/python"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "--libraries" {
		describe("python.so", python.Library())
		describe("nodejs.so", nodejs.Library())
		return
	}
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func describe(name string, library []byte) {
	fmt.Printf("%s %d %x\n", name, len(library), sha256.Sum256(library))
}

func serve() error {
	if err := python.Setup(); err != nil {
		return err
	}
	if err := nodejs.Setup(); err != nil {
		return err
	}
	port := os.Getenv("SANDBOX_PORT")
	if port == "" {
		port = "8194"
	}
	http.HandleFunc("/health", func(out http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(out, `"ok"`)
	})
	listener, err := net.Listen("tcp", ":"+port)
	if err != nil {
		return err
	}
	server := &http.Server{}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go func() {
		<-stop.Done()
		_ = server.Close()
	}()
	fmt.Println("miniature sandbox listens on port", listener.Addr().(*net.TCPAddr).Port)
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
