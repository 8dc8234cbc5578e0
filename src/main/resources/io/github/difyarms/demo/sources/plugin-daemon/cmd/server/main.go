// A miniature of the plugin daemon: it answers health checks and says which build it is.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/langgenius/dify-plugin-daemon/{{manifest}}"
)

func port() string {
	for _, name := range []string{"SERVER_PORT", "PORT"} {
		if value := os.Getenv(name); value != "" {
			return value
		}
	}
	return "5002"
}

func main() {
	switch {
	case len(os.Args) > 1 && os.Args[1] == "--version":
		fmt.Println(manifest.VersionX, manifest.BuildTimeX)
	case len(os.Args) > 1 && os.Args[1] == "health":
		os.Exit(health())
	default:
		serve()
	}
}

func health() int {
	answer, err := http.Get("http://127.0.0.1:" + port() + "/health/check")
	if err != nil {
		return 1
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}

func serve() {
	http.HandleFunc("/health/check", func(out http.ResponseWriter, _ *http.Request) {
		out.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(out).Encode(map[string]string{
			"status":     "ok",
			"version":    manifest.VersionX,
			"build_time": manifest.BuildTimeX,
		})
	})
	listener, err := net.Listen("tcp", ":"+port())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	server := &http.Server{}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go func() {
		<-stop.Done()
		_ = server.Close()
	}()
	actual := listener.Addr().(*net.TCPAddr).Port
	fmt.Println("miniature plugin daemon", manifest.VersionX, "listens on port", actual)
	if err := server.Serve(listener); err != http.ErrServerClosed {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
