// A stand-in for instgo, the vendor's compile-time wrapper for "go build". It has the habits that
// are known of the real one (it downloads an agent, edits go.mod, writes beside package main,
// replaces itself by a newer version) and none of its abilities. For demonstrations and tests.
package main

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// Set with -ldflags "-X main.NAME=VALUE". Switches for tests are among them, because whoever runs
// this tool may well clean the environment first.
var (
	version = "0.0.1"
	// base is where downloads come from; {region} is what "set --regionId" was given.
	base = "https://arms-apm-{region}.oss-{region}.aliyuncs.com"
	// echoKey prints the licence key, as a careless tool might: plain, URL-encoded, base64.
	echoKey = ""
	// failBuild is an exit status to end with in place of a compile.
	failBuild = ""
	// leaveNoTrace makes it a plain "go build": a tool that silently did nothing.
	leaveNoTrace = ""
	// notes is a folder in which every run leaves its arguments and its environment.
	notes = ""
	// slow is for how many seconds a child of it sleeps before the compile.
	slow = ""
)

// failure ends the program with a message and a status.
type failure struct {
	status int
	text   string
}

func (f failure) Error() string { return f.text }

func failf(format string, values ...any) error {
	return failure{1, fmt.Sprintf(format, values...)}
}

func say(format string, values ...any) {
	text := fmt.Sprintf(format, values...)
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		fmt.Println("instgo stand-in: " + line)
	}
}

func main() {
	err := note()
	if err == nil {
		err = run(os.Args[1:])
	}
	if err == nil {
		return
	}
	status := 1
	if f, ok := err.(failure); ok {
		status = f.status
	}
	if text := err.Error(); text != "" {
		for _, line := range strings.Split(text, "\n") {
			fmt.Fprintln(os.Stderr, "instgo stand-in: "+line)
		}
	}
	os.Exit(status)
}

func note() error {
	if notes == "" {
		return nil
	}
	name := filepath.Join(notes, fmt.Sprintf("instgo.%d", os.Getpid()))
	for kind, words := range map[string][]string{
		".arguments":   append([]string{"instgo"}, os.Args[1:]...),
		".environment": os.Environ(),
	} {
		text := strings.Join(words, "\x00") + "\x00"
		if err := os.WriteFile(name+kind, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func run(args []string) error {
	if len(args) == 0 {
		return failf("usage: instgo version | instgo set [FLAGS] | instgo go build [ARGS]")
	}
	switch args[0] {
	case "version":
		fmt.Println("instgo stand-in version " + version)
		return nil
	case "set":
		return set(args[1:])
	case "go":
		if len(args) < 2 || args[1] != "build" {
			return failf("only go build can be instrumented")
		}
		return goBuild(args[2:])
	case sleepCommand:
		return sleep(args[1:])
	}
	return failf("unknown command %s", args[0])
}

func echo(key string) {
	if echoKey != "true" || key == "" {
		return
	}
	say("key %s", key)
	say("key url %s", url.QueryEscape(key))
	say("key base64 %s", base64.StdEncoding.EncodeToString([]byte(key)))
}
