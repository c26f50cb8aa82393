package main

import (
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/fireworks-sftj/sdk/internal/version"
)

// versionCommand is the ordinary way to the version; the quick one never comes here: see
// internal/version.
func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArgs,
		RunE:  func(*cobra.Command, []string) error { return a.printVersion() },
	}
}

func (a *app) printVersion() error {
	if err := a.checkOutput(); err != nil {
		return err
	}
	b := build()
	return a.printRecord(b, b.String())
}

// build tells what this program is: as the linker set it, or as the module was installed.
func build() version.Build {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return version.Get(info.Main.Version)
	}
	return version.Get("(devel)")
}
