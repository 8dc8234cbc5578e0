package main

import (
	"os/exec"
	"path/filepath"
	"strings"
)

// Flags of "go build" whose value may be the next argument.
var takesValue = map[string]bool{
	"asmflags": true, "buildmode": true, "compiler": true, "covermode": true, "coverpkg": true,
	"gccgoflags": true, "gcflags": true, "installsuffix": true, "ldflags": true, "mod": true,
	"modfile": true, "o": true, "overlay": true, "p": true, "pgo": true, "pkgdir": true,
	"tags": true, "toolexec": true,
}

// Flags that decide which packages there are.
var decidesPackages = map[string]bool{"mod": true, "modfile": true, "overlay": true, "tags": true}

// commandLine is what follows "go build".
type commandLine struct {
	args []string
	// forList are the flags that "go list" must have too.
	forList []string
	// targets are packages or Go files.
	targets []string
}

func parseCommandLine(args []string) (commandLine, error) {
	line := commandLine{args: args}
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			line.targets = append(line.targets, args[i:]...)
			break
		}
		name, value, joined := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		if name == "C" {
			return line, failf("go build -C is not understood")
		}
		if !joined && takesValue[name] {
			if i++; i == len(args) {
				return line, failf("flag needs a value: -%s", name)
			}
			value = args[i]
		}
		if decidesPackages[name] {
			line.forList = append(line.forList, "-"+name+"="+value)
		}
	}
	return line, nil
}

func (l commandLine) namesFiles() bool {
	return len(l.targets) > 0 && strings.HasSuffix(l.targets[0], ".go")
}

// mainFolders returns where the packages main are that will be built.
func (l commandLine) mainFolders() ([]string, error) {
	if l.namesFiles() {
		return []string{filepath.Dir(l.targets[0])}, nil
	}
	args := append([]string{"list", "-e", "-f", "{{.Name}} {{.Dir}}"}, l.forList...)
	output, err := goOutput(append(append(args, "--"), l.targets...)...)
	if err != nil {
		return nil, err
	}
	var folders []string
	for _, found := range strings.Split(output, "\n") {
		if name, folder, _ := strings.Cut(found, " "); name == "main" {
			folders = append(folders, folder)
		}
	}
	return folders, nil
}

func goOutput(args ...string) (string, error) {
	output, err := exec.Command("go", args...).Output()
	if exit, ok := err.(*exec.ExitError); ok {
		return "", failf("go %s: %s", args[0], strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return "", failf("cannot run go: %v", err)
	}
	return strings.TrimSpace(string(output)), nil
}
