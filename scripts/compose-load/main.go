// Loads compose files as `docker compose` does, with its own library, and prints the project as JSON.
// It fails on what a schema cannot see: unknown networks, secrets and services, bad conditions, variables without a value.
//
//	go run . [-profile NAME]... FILE...
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

type names []string

func (n *names) String() string     { return fmt.Sprint(*n) }
func (n *names) Set(s string) error { *n = append(*n, s); return nil }

func load(profiles, files []string) ([]byte, error) {
	options, err := cli.NewProjectOptions(files, cli.WithOsEnv, cli.WithProfiles(profiles))
	if err != nil {
		return nil, err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return nil, err
	}
	return project.MarshalJSON()
}

func main() {
	var profiles names
	flag.Var(&profiles, "profile", "services of this profile too; * for all")
	flag.Parse()
	json, err := load(profiles, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "compose-load:", err)
		os.Exit(1)
	}
	fmt.Println(string(json))
}
