package cli

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettingsPrecedence(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".fireworks"), 0o700); err != nil {
		t.Fatal(err)
	}
	env := func(key, account string) map[string]string {
		return map[string]string{"FIREWORKS_API_KEY": key, "FIREWORKS_ACCOUNT_ID": account}
	}
	for _, tt := range []struct {
		name, ini string
		env       map[string]string
		args      []string
		key, path string // what is sent; no key: nothing is
		code      int
	}{
		{"profile, bare", "api_key = fw_bare\naccount_id = bare\n", nil, nil, "fw_bare", "bare", 0},
		{"profile, section", "[fireworks]\napi_key=fw_sect\naccount_id=sect\n", nil, nil, "fw_sect", "sect", 0},
		{"another profile", "api_key=fw_bare\n[work]\napi_key=fw_work\naccount_id=work\n", nil, []string{"--profile", "work"}, "fw_work", "work", 0},
		{"a profile that is not there", "api_key=fw_bare\n", nil, []string{"--profile", "nosuch"}, "", "", 2},
		{"environment wins", "api_key=fw_bare\naccount_id=bare\n", map[string]string{"FIREWORKS_API_KEY": "fw_env", "FIREWORKS_ACCOUNT_ID": "env"}, nil, "fw_env", "env", 0},
		{"flag wins", "", map[string]string{"FIREWORKS_API_KEY": "fw_env", "FIREWORKS_ACCOUNT_ID": "env"}, []string{"--api-key", "fw_flag", "--account", "accounts/flag"}, "fw_flag", "flag", 0},
		{"an explicit profile beats the environment", "[work]\napi_key=fw_work\naccount_id=work\n", env("fw_env", "env"), []string{"--profile", "work"}, "fw_work", "work", 0},
		{"a flag beats an explicit profile", "[work]\napi_key=fw_work\naccount_id=work\n", env("fw_env", "env"), []string{"--profile", "work", "--api-key", "fw_flag"}, "fw_flag", "work", 0},
		{"an explicit profile has no account", "[work]\napi_key=fw_work\n", env("", "env"), []string{"--profile", "work"}, "", "", 2},
		{"an explicit profile has no account, the flag does", "[work]\napi_key=fw_work\n", env("", "env"), []string{"--profile", "work", "--account", "work"}, "fw_work", "work", 0},
		{"an explicit profile has no key", "[work]\naccount_id=work\n", env("fw_env", "env"), []string{"--profile", "work"}, "", "", 2},
		{"an explicit profile has no key, and the same account", "[work]\naccount_id=accounts/env\n", env("fw_env", "env"), []string{"--profile", "work"}, "fw_env", "env", 0},
		{"the profile's key is another account's", "api_key=fw_bare\naccount_id=bare\n", env("", "env"), nil, "", "", 2},
		{"the profile's key is the same account's", "api_key=fw_bare\naccount_id=env\n", env("", "accounts/env"), nil, "fw_bare", "env", 0},
		{"the profile has another key with its account", "api_key=fw_bare\naccount_id=bare\n", env("fw_env", ""), nil, "", "", 2},
		{"halves in two places", "account_id=bare\n", env("fw_env", ""), nil, "fw_env", "bare", 0},
		{"halves in two places, the other way", "api_key=fw_bare\n", env("", "env"), nil, "fw_bare", "env", 0},
		{"no key", "account_id=bare\n", nil, nil, "", "", 4},
		{"a file of a megabyte", "api_key = fw_bare\naccount_id = bare\n" + strings.Repeat("# CANARY\n", 1<<17), nil, nil, "", "", 1},
		{"a file that is no ini", "[[[\nfw_CANARY", nil, nil, "", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(home, ".fireworks", "auth.ini"), []byte(tt.ini), 0o600); err != nil {
				t.Fatal(err)
			}
			key := ""
			s := newService(t, func(w http.ResponseWriter, r *http.Request) {
				key = r.Header.Get("Authorization")
				answering(200, `{}`)(w, r)
			})
			env := map[string]string{"HOME": home, "FIREWORKS_BASE_URL": s.URL}
			maps.Copy(env, tt.env)
			got := sftjRun(t, env, append([]string{"list"}, tt.args...)...)
			if got.code != tt.code || strings.Contains(got.stderr, "CANARY") {
				t.Errorf("exit %d, want %d\n%s", got.code, tt.code, got.stderr)
			}
			if tt.key == "" {
				if len(s.requests) != 0 {
					t.Errorf("sent %q", s.requests)
				}
				return
			}
			if key != "Bearer "+tt.key || len(s.requests) != 1 || s.requests[0] != "GET /v1/accounts/"+tt.path+"/supervisedFineTuningJobs" {
				t.Errorf("sent %q with %q", s.requests, key)
			}
		})
	}
}

func TestProfile_FileWithoutAnEnd_IsAnErrorWithItsPath(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".fireworks"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(home, ".fireworks", "auth.ini")); err != nil {
		t.Skip(err)
	}
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("the system has no file without an end")
	}
	got := sftjRun(t, map[string]string{"HOME": home}, "list")
	if got.code != exitError || !strings.Contains(got.stderr, "auth.ini: not a regular file") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestConfig_IdentityFromTwoPlaces_SaysSo: half of it from the environment, half from the profile.
func TestConfig_IdentityFromTwoPlaces_SaysSo(t *testing.T) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".fireworks"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, ini string
		env       map[string]string
		args      []string
		want      string
	}{
		{"the key from the environment", "account_id=acme\n", map[string]string{"FIREWORKS_API_KEY": "fw_env"}, nil, "the key is from environment FIREWORKS_API_KEY and the account from profile"},
		{"the account from the environment", "api_key=fw_ini\n", map[string]string{"FIREWORKS_ACCOUNT_ID": "acme"}, nil, "the account from environment FIREWORKS_ACCOUNT_ID: check"},
		{"as JSON", "account_id=acme\n", map[string]string{"FIREWORKS_API_KEY": "fw_env"}, []string{"-o", "json"}, `{"message":"the key is from environment`},
		{"both from the profile", "api_key=fw_ini\naccount_id=acme\n", nil, nil, ""},
		{"both from the environment", "", map[string]string{"FIREWORKS_API_KEY": "fw_env", "FIREWORKS_ACCOUNT_ID": "acme"}, nil, ""},
		{"a flag decides", "account_id=acme\n", map[string]string{"FIREWORKS_API_KEY": "fw_env"}, []string{"--account", "acme"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if err := os.WriteFile(filepath.Join(home, ".fireworks", "auth.ini"), []byte(tt.ini), 0o600); err != nil {
				t.Fatal(err)
			}
			env := map[string]string{"HOME": home}
			maps.Copy(env, tt.env)
			got := sftjRun(t, env, append([]string{"config"}, tt.args...)...)
			if got.code != 0 || !strings.Contains(got.stderr, tt.want) || tt.want == "" && got.stderr != "" {
				t.Errorf("exit %d, stderr %q, want %q", got.code, got.stderr, tt.want)
			}
		})
	}
}

func TestNoKeySaysHowToGetOne(t *testing.T) {
	got := sftjRun(t, map[string]string{"HOME": t.TempDir()}, "resume", "ft-42")
	for _, want := range []string{"FIREWORKS_API_KEY", "auth.ini", "https://app.fireworks.ai", "sftj demo"} {
		if !strings.Contains(got.stderr, want) {
			t.Errorf("no %s in %s", want, got.stderr)
		}
	}
}

// TestProfileThatCannotBeRead: it matters only where something is wanted from it. A
// folder in the file's place can't be read by anybody, root included.
func TestProfileThatCannotBeRead(t *testing.T) {
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".fireworks", "auth.ini"), 0o700); err != nil {
		t.Fatal(err)
	}
	s := newService(t, answering(200, `{}`))
	for _, tt := range []struct {
		name, stderr string
		env          []string // what of the settings the environment has not got
		args         []string
		code         int
	}{
		{"not needed", "no jobs\n", nil, nil, 0},
		{"not needed, with -v", "going on without it: profile: ", nil, []string{"-v"}, 0},
		{"the key is in it", "profile: ", []string{"FIREWORKS_API_KEY"}, nil, 1},
		{"the account is in it", "profile: ", []string{"FIREWORKS_ACCOUNT_ID"}, nil, 1},
		{"asked for", "profile: ", nil, []string{"--profile", "work"}, 1},
		{"asked for, without a home", "HOME is not set", []string{"HOME"}, []string{"--profile", "work"}, 2},
		{"without a home", "no jobs\n", []string{"HOME"}, nil, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			env := s.env()
			env["HOME"] = home
			for _, name := range tt.env {
				delete(env, name)
			}
			got := sftjRun(t, env, append([]string{"list"}, tt.args...)...)
			if got.code != tt.code || !strings.Contains(got.stderr, tt.stderr) {
				t.Errorf("exit %d, want %d with %q\n%s", got.code, tt.code, tt.stderr, got.stderr)
			}
			if tt.name == "not needed" && got.stderr != tt.stderr {
				t.Errorf("says %q", got.stderr)
			}
		})
	}
}
