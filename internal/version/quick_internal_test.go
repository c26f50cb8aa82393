package version

import (
	"errors"
	"testing"
)

func TestQuickKnowsOneCommandLine(t *testing.T) {
	for name, tt := range map[string]struct {
		args    []string
		version string
		err     error
		want    bool
	}{
		"version":           {[]string{"sftj", "version"}, "v1.2.3", nil, true},
		"no arguments":      {[]string{"sftj"}, "v1.2.3", nil, false},
		"a flag":            {[]string{"sftj", "version", "-o=json"}, "v1.2.3", nil, false},
		"another command":   {[]string{"sftj", "list"}, "v1.2.3", nil, false},
		"a job":             {[]string{"sftj", "get", "version"}, "v1.2.3", nil, false},
		"not linked":        {[]string{"sftj", "version"}, "", nil, false},
		"nobody to hear":    {[]string{"sftj", "version"}, "v1.2.3", errors.New("closed"), false},
		"no program at all": {nil, "v1.2.3", nil, false},
	} {
		exits := 0
		got := quick(tt.args, tt.version, func(string) (int, error) { return 0, tt.err }, func(code int) { exits += 1 + code })
		if got != tt.want || (exits == 1) != tt.want {
			t.Errorf("%s: answered %v, exits %d", name, got, exits)
		}
	}
}
