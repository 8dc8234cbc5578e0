// Loads compose files as docker compose does, with Compose's own library, and prints the services
// that result, as JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	if err := load(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func load(files []string) error {
	options, err := cli.NewProjectOptions(files, cli.WithProfiles([]string{"*"}), cli.WithDotEnv)
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	type service struct {
		Image       string              `json:"image"`
		Environment map[string]*string  `json:"environment"`
		Profiles    []string            `json:"profiles"`
		Command     []string            `json:"command"`
		Volumes     int                 `json:"volumes"`
		Networks    map[string]struct{} `json:"networks"`
	}
	services := map[string]service{}
	for name, s := range project.Services {
		networks := map[string]struct{}{}
		for network := range s.Networks {
			networks[network] = struct{}{}
		}
		services[name] = service{s.Image, s.Environment, s.Profiles, s.Command, len(s.Volumes), networks}
	}
	return json.NewEncoder(os.Stdout).Encode(services)
}
