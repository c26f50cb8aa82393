package version

import (
	"os"
	"runtime"
)

// Go initialises every package that is linked in before main begins, and the validator
// takes longer for that than the rest of the program: to ask for the version, as prompts
// and scripts do, would take six times as long as an empty program. This package depends on
// os alone, so its turn comes before nearly all others, and it answers there and then.
//
// It knows one command line, and only a version that the linker has set: build information
// is read by a package that comes later. Everything else, and any trouble with stdout, goes
// the ordinary way.
var _ = quick(os.Args, linked, os.Stdout.WriteString, os.Exit)

func quick(args []string, version string, write func(string) (int, error), exit func(int)) bool {
	if version == "" || len(args) != 2 || args[1] != "version" {
		return false
	}
	_, err := write(Build{version, runtime.Version(), runtime.GOOS, runtime.GOARCH}.String() + "\n")
	if err != nil {
		return false
	}
	exit(0)
	return true
}
