// Package version is the version of the program, and the quick way to ask for it.
package version

import "runtime"

// linked is set by the linker; see the Makefile.
var linked = ""

// Build tells what the program was built from and for.
type Build struct {
	Version string `json:"version"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// Get returns the build of this program. Where the linker has set no version, it is the one
// that the module was installed as.
func Get(installed string) Build {
	v := linked
	if v == "" {
		v = installed
	}
	return Build{v, runtime.Version(), runtime.GOOS, runtime.GOARCH}
}

// String returns the build as one line.
func (b Build) String() string { return "sftj " + b.Version + " " + b.Go + " " + b.OS + "/" + b.Arch }
