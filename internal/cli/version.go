package cli

import (
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// linkedVersion is the version that the linker has set; see the Makefile.
var linkedVersion = ""

// build is what this program was built from and for.
type build struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// thisBuild has the version that the linker has set, and else the one that the module was
// installed as.
func thisBuild() build {
	version := linkedVersion
	if info, ok := debug.ReadBuildInfo(); version == "" && ok {
		version = info.Main.Version
	}
	if version == "" {
		version = "(devel)"
	}
	return build{version, runtime.Version(), runtime.GOOS, runtime.GOARCH}
}

// String returns the build as one line.
func (b build) String() string { return "sftj " + b.Version + " " + b.Go + " " + b.OS + "/" + b.Arch }

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
	b := thisBuild()
	return a.printRecord(b, b.String())
}
