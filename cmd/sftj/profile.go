package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gopkg.in/ini.v1"
)

// readProfile reads ~/.fireworks/auth.ini, as the vendor's tools write it: keys bare or
// under a section. Without --profile the section is [fireworks], and bare keys are used
// where it has none. No file is no error, unless a profile was asked for.
//
// Errors: a file that can't be read or is no ini file; with --profile a usage error for
// no home to look in and for a section that is not there.
func (a *app) readProfile() (map[string]string, error) {
	home := a.getenv("HOME")
	if home == "" {
		home = a.getenv("USERPROFILE")
	}
	switch {
	case home == "" && a.flags.profile == "":
		return nil, nil
	case home == "":
		return nil, &usageError{err: errors.New("profile: HOME is not set, so there is no auth.ini to read --profile from"), command: "sftj"}
	}
	path := filepath.Join(home, ".fireworks", "auth.ini")
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.flags.profile == "":
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("profile: %w", err)
	}
	file, err := ini.LoadSources(ini.LoadOptions{SkipUnrecognizableLines: true, IgnoreInlineComment: true}, data)
	if err != nil {
		// The parser's error quotes the line, and with it perhaps the key.
		return nil, fmt.Errorf("profile: %s is not an ini file", path)
	}
	name := a.flags.profile
	if name == "" {
		name = "fireworks"
	} else if !file.HasSection(name) {
		return nil, &usageError{err: fmt.Errorf("profile: %s has no section [%s]", path, name), command: "sftj"}
	}
	values := map[string]string{}
	for _, section := range []string{ini.DefaultSection, name} {
		if s, err := file.GetSection(section); err == nil && (section == name || a.flags.profile == "") {
			for _, key := range s.Keys() {
				values[key.Name()] = key.String()
			}
		}
	}
	return values, nil
}
