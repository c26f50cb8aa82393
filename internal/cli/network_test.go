package cli

import (
	"bytes"
	"encoding/pem"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/netpath"
)

// tunnel is a proxy that connects every target to one server, or refuses with a status.
type tunnel struct {
	*httptest.Server
	to     string
	refuse int

	mu       sync.Mutex
	connects []string // what was asked for, with the user
}

func newTunnel(t *testing.T, to string, refuse int) *tunnel {
	t.Helper()
	p := &tunnel{to: to, refuse: refuse}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *tunnel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	p.connects = append(p.connects, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
	p.mu.Unlock()
	if p.refuse != 0 {
		w.WriteHeader(p.refuse)
		return
	}
	there, err := net.Dial("tcp", p.to)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		_ = there.Close()
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
	var ways sync.WaitGroup
	for _, way := range [][2]net.Conn{{here, there}, {there, here}} {
		ways.Go(func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
			_ = way[1].Close()
		})
	}
	ways.Wait()
}

// asked returns what the proxy was asked for since the last call.
func (p *tunnel) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := p.connects
	p.connects = nil
	return asked
}

// secureService returns an emulator behind TLS, and a file with the certificate of its
// authority. The certificate is for example.com.
func secureService(t *testing.T) (service *httptest.Server, caFile string) {
	t.Helper()
	em := emulator.New(emulator.WithAccount("acme", "fw_CANARYKEY"), emulator.WithJobs("acme",
		client.Job{Name: "ft-42", Dataset: "accounts/acme/datasets/d", State: client.JobStateCompleted}))
	service = httptest.NewTLSServer(em.Handler())
	t.Cleanup(service.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: service.Certificate().Raw})
	if err := os.WriteFile(caFile, certificate, 0o600); err != nil {
		t.Fatal(err)
	}
	return service, caFile
}

// networkCommands are the commands that connect to a service, with the target as flags where
// they take it from no variable.
func networkCommands() map[string][]string {
	return map[string][]string{
		"get":    {"get", "ft-42"},
		"list":   {"list"},
		"resume": {"resume", "ft-42"},
		"watch":  {"watch", "ft-42"},
		"drift":  {"drift"},
		"check":  {"check", "--base-url", "https://example.com", "--api-key", "fw_CANARYKEY", "--account", "acme", "--only", "get.unknown", "--rate", "1000"},
	}
}

func exampleEnv(more map[string]string) map[string]string {
	env := map[string]string{"FIREWORKS_API_KEY": "fw_CANARYKEY", "FIREWORKS_ACCOUNT_ID": "acme", "FIREWORKS_BASE_URL": "https://example.com"}
	maps.Copy(env, more)
	return env
}

// TestNetwork_ProxyAndCertificateAuthority_AreUsedByEveryCommand: example.com is reached
// through the proxy alone, and its certificate is trusted because of the file alone.
func TestNetwork_ProxyAndCertificateAuthority_AreUsedByEveryCommand(t *testing.T) {
	service, caFile := secureService(t)
	p := newTunnel(t, service.Listener.Addr().String(), 0)
	proxy := strings.Replace(p.URL, "http://", "http://user:CANARYPASS@", 1)
	for name, args := range networkCommands() {
		for from, run := range map[string]struct {
			env  map[string]string
			args []string
		}{
			"variables": {exampleEnv(map[string]string{"HTTPS_PROXY": proxy, "SSL_CERT_FILE": caFile}), args},
			"--ca-file": {exampleEnv(map[string]string{"https_proxy": proxy, "SSL_CERT_FILE": "/nowhere"}), append([]string{"--ca-file", caFile}, args...)},
		} {
			t.Run(name+", "+from, func(t *testing.T) {
				got := sftjRun(t, run.env, run.args...)
				asked := p.asked()
				if got.code != 0 && !(name == "drift" && got.code == 1) || len(asked) == 0 {
					t.Errorf("exit %d, the proxy was asked for %q\n%s", got.code, asked, got.stderr)
				}
				for _, what := range asked {
					if what != "CONNECT example.com:443 Basic dXNlcjpDQU5BUllQQVNT" {
						t.Errorf("the proxy was asked for %q", what)
					}
				}
				if strings.Contains(got.stdout+got.stderr, "CANARYPASS") {
					t.Errorf("the proxy's password is shown\n%s%s", got.stdout, got.stderr)
				}
			})
		}
	}
}

// TestNetwork_Refusals_AreNamedByEveryCommand: a proxy's refusal is neither a wrong key nor
// the service's, and an unknown authority is no network failure.
func TestNetwork_Refusals_AreNamedByEveryCommand(t *testing.T) {
	service, _ := secureService(t)
	service.Config.ErrorLog = nil
	for cause, tt := range map[string]struct {
		refuse int
		want   []string
	}{
		"the proxy wants a password":     {407, []string{"the proxy http://127.0.0.1:", "example.com:443", "a user and a password"}},
		"the proxy does not allow it":    {403, []string{"the proxy http://127.0.0.1:", "example.com:443", "403"}},
		"the certificate is not trusted": {0, []string{"certificate", "authority"}},
	} {
		p := newTunnel(t, service.Listener.Addr().String(), tt.refuse)
		for name, args := range networkCommands() {
			t.Run(cause+", "+name, func(t *testing.T) {
				got := sftjRun(t, exampleEnv(map[string]string{"HTTPS_PROXY": p.URL}), args...)
				code := exitError
				if name == "check" || name == "drift" {
					code = exitNotJudged
				}
				if got.code != code {
					t.Errorf("exit %d, want %d\n%s", got.code, code, got.stderr)
				}
				for _, want := range tt.want {
					if !strings.Contains(got.stdout+got.stderr, want) {
						t.Errorf("no %q in\n%s%s", want, got.stdout, got.stderr)
					}
				}
				if tt.refuse == http.StatusProxyAuthRequired && name != "check" && !strings.Contains(got.stderr, netpath.ProxyAuthHint) {
					t.Errorf("the hint is not whole:\n%s", got.stderr)
				}
				if asked := p.asked(); len(asked) == 0 || name != "check" && len(asked) != 1 {
					t.Errorf("tried %d times", len(asked))
				}
			})
		}
	}
}

// TestNetwork_SettingsThatCannotBeUsed_AreNamedBeforeAnythingIsSent: without the password
// that may be in them.
func TestNetwork_SettingsThatCannotBeUsed_AreNamedBeforeAnythingIsSent(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range networkCommands() {
		for what, tt := range map[string]struct {
			env  map[string]string
			args []string
			want string
		}{
			"a proxy that is no URL":      {map[string]string{"HTTPS_PROXY": "ftp://user:CANARYPASS@proxy.example"}, nil, "HTTPS_PROXY is not the URL of a proxy"},
			"a file that is not there":    {map[string]string{"SSL_CERT_FILE": "/no/such/file"}, nil, "SSL_CERT_FILE: open /no/such/file"},
			"a flag's file":               {nil, []string{"--ca-file", "/no/such/file"}, "--ca-file: open /no/such/file"},
			"a file without certificates": {nil, []string{"--ca-file", empty}, "has no certificate in PEM form"},
		} {
			got := sftjRun(t, exampleEnv(tt.env), append(tt.args, args...)...)
			if got.code == 0 || !strings.Contains(got.stderr, tt.want) || strings.Contains(got.stderr, "CANARYPASS") {
				t.Errorf("%s, %s: exit %d\n%s", name, what, got.code, got.stderr)
			}
		}
	}
}

// TestConfig_ShowsTheProxyAndTheCertificateAuthorities and where they come from.
func TestConfig_ShowsTheProxyAndTheCertificateAuthorities(t *testing.T) {
	_, caFile := secureService(t)
	for _, tt := range []struct {
		name string
		env  map[string]string
		args []string
		want []string
	}{
		{"neither", nil, nil, []string{"proxy - -", "ca-file - -"}},
		{"a proxy with a password", map[string]string{"HTTPS_PROXY": "http://CANARYPASS@proxy.example:3128"}, nil,
			[]string{"proxy http://[redacted]@proxy.example:3128 environment HTTPS_PROXY"}},
		{"the small spelling", map[string]string{"https_proxy": "proxy.example:3128"}, nil, []string{"proxy http://proxy.example:3128 environment https_proxy"}},
		{"NO_PROXY", map[string]string{"HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": ".example.com,example.com"}, nil,
			[]string{"proxy - environment HTTPS_PROXY, from which NO_PROXY excepts the host"}},
		{"this machine", map[string]string{"HTTP_PROXY": "http://proxy.example:3128", "FIREWORKS_BASE_URL": "http://127.0.0.1:8080"}, nil,
			[]string{"proxy - environment HTTP_PROXY, which does not apply to this machine"}},
		{"the variable's file", map[string]string{"SSL_CERT_FILE": caFile}, nil, []string{"ca-file " + caFile + " environment SSL_CERT_FILE"}},
		{"the flag's file", map[string]string{"SSL_CERT_FILE": "/nowhere"}, []string{"--ca-file", caFile}, []string{"ca-file " + caFile + " flag --ca-file"}},
	} {
		got := sftjRun(t, exampleEnv(tt.env), append([]string{"config"}, tt.args...)...)
		out := strings.Join(strings.Fields(got.stdout), " ")
		for _, want := range tt.want {
			if got.code != 0 || !strings.Contains(out, want) || strings.Contains(got.stdout+got.stderr, "CANARYPASS") {
				t.Errorf("%s: exit %d, no %q in\n%s%s", tt.name, got.code, want, got.stdout, got.stderr)
			}
		}
	}
	shown := sftjRun(t, exampleEnv(map[string]string{"HTTPS_PROXY": "http://user:CANARYPASS@proxy.example:3128"}), "config", "--show-secrets")
	if !strings.Contains(shown.stdout, "user:CANARYPASS@") {
		t.Errorf("--show-secrets shows no password: %s", shown.stdout)
	}
}

// TestKey_InQuotesOrWithBearer_IsRefusedBeforeItIsSent by every command, with the position.
func TestKey_InQuotesOrWithBearer_IsRefusedBeforeItIsSent(t *testing.T) {
	s := newService(t, answering(200, `{}`))
	for key, want := range map[string]string{`"fw_CANARYKEY"`: "a quote at character 1 of 14", "Bearer fw_CANARYKEY": "characters 1 to 7", "bearer:fw_CANARYKEY": "characters 1 to 7", "Authorization: Bearer fw_CANARYKEY": "characters 1 to 22"} {
		for name, args := range networkCommands() {
			env := s.env()
			env["FIREWORKS_API_KEY"] = key
			args = append(slices.Clip(args), "--api-key", key)
			if name == "check" {
				args = append(args, "--base-url", s.URL)
			}
			got := sftjRun(t, env, args...)
			code := exitUsage
			if name == "drift" {
				code = exitNotJudged
			}
			if got.code != code || !strings.Contains(got.stderr, want) || strings.Contains(got.stderr, "CANARY") || len(s.requests) != 0 {
				t.Errorf("%s: exit %d, %d requests\n%s", name, got.code, len(s.requests), got.stderr)
			}
		}
	}
}

// TestWatch_KeyIsRotatedInTheProfile_GoesOn: the profile is read once more. A key from a
// flag or a variable stays as it is.
func TestWatch_KeyIsRotatedInTheProfile_GoesOn(t *testing.T) {
	const old, now = "fw_CANARYOLD", "fw_CANARYNEW"
	for _, tt := range []struct {
		name     string
		env      map[string]string
		args     []string
		rotated  string // what the profile is then
		code     int
		requests int
	}{
		{"the key is in the profile", nil, nil, "api_key = " + now + "\naccount_id = acme\n", 0, 3},
		{"the key is in a named profile", nil, []string{"--profile", "work"}, "[work]\napi_key = " + now + "\naccount_id = acme\n", 0, 3},
		{"with resume --wait", nil, nil, "api_key = " + now + "\naccount_id = acme\n", 0, 4},
		{"the profile is about another account now", nil, nil, "api_key = " + now + "\naccount_id = other\n", exitAuth, 2},
		{"the profile has gone", nil, nil, "", exitAuth, 2},
		{"the key is in the environment", map[string]string{"FIREWORKS_API_KEY": old, "FIREWORKS_ACCOUNT_ID": "acme"}, nil, "api_key = " + now + "\naccount_id = acme\n", exitAuth, 2},
		{"the key is in a flag", nil, []string{"--api-key", old}, "api_key = " + now + "\naccount_id = acme\n", exitAuth, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			home := t.TempDir()
			file := filepath.Join(home, ".fireworks", "auth.ini")
			write := func(text string) {
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Error(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Error(err)
				}
			}
			write("api_key = " + old + "\naccount_id = acme\n[work]\napi_key = " + old + "\naccount_id = acme\n")
			var s *service
			s = newService(t, func(w http.ResponseWriter, r *http.Request) {
				state := "RUNNING"
				switch r.Header.Get("Authorization") {
				case "Bearer " + now:
					state = "COMPLETED"
				default:
					if len(s.requests) == tt.requests-1 && tt.code == 0 || len(s.requests) == 2 && tt.code != 0 {
						write(tt.rotated)
						answering(401, `{"code":16,"message":"no such key"}`)(w, r)
						return
					}
				}
				answering(200, `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_`+state+`"}`)(w, r)
			})
			env := map[string]string{"HOME": home, "FIREWORKS_BASE_URL": s.URL}
			maps.Copy(env, tt.env)
			args := append([]string{"watch", "ft-42"}, tt.args...)
			if strings.Contains(tt.name, "resume") {
				args = append([]string{"resume", "ft-42", "--wait"}, tt.args...)
			}
			a := &app{stdin: &bytes.Buffer{}, clientOptions: []sftj.Option{sftj.WithPollInterval(time.Millisecond, time.Millisecond)}}
			got := runApp(t.Context(), a, env, args...)
			if got.code != tt.code || len(s.requests) != tt.requests || strings.Contains(got.stderr, "CANARY") {
				t.Errorf("exit %d, want %d; %q\n%s", got.code, tt.code, s.requests, got.stderr)
			}
		})
	}
}
