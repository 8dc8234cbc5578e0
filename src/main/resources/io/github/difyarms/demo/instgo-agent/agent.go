// Package agent stands in for a monitoring agent: a program that has it inside says so when it
// starts and is switched on, and does nothing else.
package agent

import (
	"fmt"
	"os"
)

func init() {
	if os.Getenv("ARMS_ENABLE") != "true" {
		return
	}
	fmt.Fprintln(os.Stderr, "instgo stand-in agent: started as "+os.Getenv("ARMS_APP_NAME"))
	if pythonPlugins {
		fmt.Fprintln(os.Stderr, "instgo stand-in agent: python plugins: on")
	}
}
