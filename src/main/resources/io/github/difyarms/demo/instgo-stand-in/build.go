package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sleepCommand is how this program starts itself as the child that sleeps.
const sleepCommand = "sleep"

func goBuild(args []string) error {
	s, kept, err := readSettings()
	if err != nil {
		return err
	}
	key := os.Getenv(licenceKey)
	if !kept && key == "" {
		return failf("not set up: run instgo set first, or give %s", licenceKey)
	}
	echo(key)
	if leaveNoTrace == "true" {
		return (&compile{}).start("go", append([]string{"build"}, args...)...)
	}
	if key == "" && s.LicenseKey == "" {
		say("warning: no licence key: production wants --licenseKey or %s", licenceKey)
	}
	if err := update(s); err != nil {
		return err
	}
	agent, err := downloadAgent(s)
	if err != nil {
		return err
	}
	if err := writeRules(agent); err != nil {
		return err
	}
	return instrumented(s, agent, args)
}

// instrumented compiles with the agent and leaves the sources as they were, whatever happens.
func instrumented(s settings, agent string, args []string) (err error) {
	line, err := parseCommandLine(args)
	if err != nil {
		return err
	}
	c := &compile{stopped: make(chan os.Signal, 1), goCache: s.GoCache}
	signal.Notify(c.stopped, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	restore := &restoration{}
	defer func() {
		if failed := restore.all(); failed != nil && err == nil {
			err = failf("cannot restore the sources: %v", failed)
		}
	}()
	args, err = edit(line, agent, restore)
	if err != nil {
		return err
	}
	if slow != "" {
		self, err := os.Executable()
		if err != nil {
			return failf("cannot find itself: %v", err)
		}
		say("compiling for %s seconds more", slow)
		if err := c.start(self, sleepCommand, slow); err != nil {
			return err
		}
	}
	if failBuild != "" {
		status, _ := strconv.Atoi(failBuild)
		say("rewriting 3 packages")
		return failure{status, "internal error: rule 17 does not match"}
	}
	return c.start("go", append([]string{"build"}, args...)...)
}

// compile is a child process that ends when this process is told to.
type compile struct {
	stopped chan os.Signal
	goCache string
}

func (c *compile) start(program string, args ...string) error {
	child := exec.Command(program, args...)
	child.Stdout, child.Stderr = os.Stdout, os.Stderr
	if c.goCache != "" {
		child.Env = append(os.Environ(), "GOCACHE="+c.goCache)
	}
	if err := child.Start(); err != nil {
		return failf("cannot run %s: %v", filepath.Base(program), err)
	}
	done := make(chan error, 1)
	go func() { done <- child.Wait() }()
	select {
	case sig := <-c.stopped:
		_ = child.Process.Signal(sig)
		<-done
		number, _ := sig.(syscall.Signal)
		return failure{128 + int(number), "stopped by a signal"}
	case err := <-done:
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return failure{exit.ExitCode(), ""}
		}
		return err
	}
}

func sleep(args []string) error {
	seconds, err := strconv.Atoi(strings.Join(args, ""))
	if err != nil {
		return failf("not a number of seconds: %v", args)
	}
	time.Sleep(time.Duration(seconds) * time.Second)
	return nil
}
