package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"gopkg.in/ini.v1"
)

// profile is what auth.ini has to say, as the vendor's tools write it: keys bare or under
// a section.
type profile struct {
	path     string // where it was looked for; empty without a home
	values   map[string]string
	sections map[string]string // of each value, as in [fireworks]; empty for a bare key
}

// readProfile reads ~/.fireworks/auth.ini. Without --profile the section is [fireworks],
// and bare keys are used where it has none. No file is no error, unless a profile was
// asked for.
//
// Errors: a file that can't be read or is no ini file; with --profile a usage error for
// no home to look in and for a section that is not there.
func (a *app) readProfile() (profile, error) {
	home := first(a.getenv("HOME"), a.getenv("USERPROFILE"))
	switch {
	case home == "" && a.flags.profile == "":
		return profile{}, nil
	case home == "":
		return profile{}, &usageError{err: errors.New("profile: HOME is not set, so there is no auth.ini to read --profile from"), command: "sftj"}
	}
	p := profile{path: filepath.Join(home, ".fireworks", "auth.ini"), values: map[string]string{}, sections: map[string]string{}}
	file, err := p.load()
	switch {
	case errors.Is(err, fs.ErrNotExist) && a.flags.profile == "":
		return p, nil
	case err != nil:
		return p, err
	}
	name := a.flags.profile
	if name == "" {
		name = "fireworks"
	} else if !file.HasSection(name) {
		return p, &usageError{err: fmt.Errorf("profile: %s has no section [%s]", p.path, name), command: "sftj"}
	}
	for _, section := range []string{ini.DefaultSection, name} {
		if s, err := file.GetSection(section); err == nil && (section == name || a.flags.profile == "") {
			for _, key := range s.Keys() {
				p.values[key.Name()] = key.String()
				p.sections[key.Name()] = ""
				if section == name {
					p.sections[key.Name()] = "[" + name + "]"
				}
			}
		}
	}
	return p, nil
}

// maxProfile is the size in bytes up to which auth.ini is read. Two values take about 100.
const maxProfile = 256 << 10

// load parses the file. Its errors quote nothing of what is in it.
//
// Errors: what cannot be read, is no regular file, has more than maxProfile bytes, or is no ini
// file.
func (p profile) load() (*ini.File, error) {
	data, err := readSettings(p.path, maxProfile)
	switch {
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("profile: %s has more than %d KiB; it should hold an API key and an account id", p.path, maxProfile>>10)
	case err != nil:
		return nil, fmt.Errorf("profile: %w", err)
	}
	parsed, err := ini.LoadSources(ini.LoadOptions{SkipUnrecognizableLines: true, IgnoreInlineComment: true}, data)
	if err != nil {
		// The parser's error quotes the line, and with it perhaps the key.
		return nil, fmt.Errorf("profile: %s is not an ini file", p.path)
	}
	return parsed, nil
}
