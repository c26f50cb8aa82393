package contract_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

const (
	account, key           = "acme", "fw_acme"
	rivalAccount, rivalKey = "rival", "fw_rival"
)

// composition is a way to put emulator, guard and client together.
type composition struct {
	name string
	// build returns what a client needs to reach the emulator.
	build func(t *testing.T, em *emulator.Emulator, guard *guard) (http.RoundTripper, string)
}

func compositions() []composition {
	return []composition{
		{"in process", func(_ *testing.T, em *emulator.Emulator, g *guard) (http.RoundTripper, string) {
			return g.client.Transport(em.Transport()), sftj.DefaultBaseURL
		}},
		{"over TCP, guarded on both sides", func(t *testing.T, em *emulator.Emulator, g *guard) (http.RoundTripper, string) {
			s := httptest.NewServer(g.server.Handler(em.Handler()))
			t.Cleanup(s.Close)
			return g.client.Transport(s.Client().Transport), s.URL
		}},
	}
}

// guard is a pair of checkers that note what they find.
type guard struct {
	client, server *conform.Checker
	mu             sync.Mutex
	violations     []string
	drift          []string
}

func newGuard(t *testing.T, mode conform.Mode) *guard {
	t.Helper()
	g := &guard{}
	side := func(name string) *conform.Checker {
		ck, err := conform.New(conform.WithMode(mode), conform.WithObserver(func(r conform.Result) {
			g.mu.Lock()
			defer g.mu.Unlock()
			for _, v := range r.Violations {
				g.violations = append(g.violations, name+": "+v.String())
			}
			for _, d := range r.Drift {
				g.drift = append(g.drift, name+": "+d.String())
			}
		}))
		if err != nil {
			t.Fatal(err)
		}
		return ck
	}
	g.client, g.server = side("client"), side("server")
	return g
}

// found returns what was found so far.
func (g *guard) found() (violations, drift []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.violations), slices.Clone(g.drift)
}

func newEmulator(opts ...emulator.Option) *emulator.Emulator {
	job := func(id string, state server.JobState) server.Job {
		return server.Job{Name: id, Dataset: "accounts/acme/datasets/d", BaseModel: "accounts/fireworks/models/m", State: state, Epochs: 2}
	}
	return emulator.New(append([]emulator.Option{
		emulator.WithAccount(account, key), emulator.WithAccount(rivalAccount, rivalKey),
		emulator.WithJobs(account,
			job("paused1", server.JobStatePaused), job("paused2", server.JobStatePaused), job("paused3", server.JobStatePaused),
			job("running1", server.JobStateRunning), job("completed1", server.JobStateCompleted),
			job("failed1", server.JobStateFailed), job("cancelled1", server.JobStateCancelled)),
		emulator.WithJobs(rivalAccount, job("secret1", server.JobStatePaused)),
	}, opts...)...)
}

func newSDK(t *testing.T, rt http.RoundTripper, url string, opts ...sftj.Option) *sftj.Client {
	t.Helper()
	c, err := sftj.New(append([]sftj.Option{
		sftj.WithEnvironment(func(string) string { return "" }),
		sftj.WithAPIKey(key), sftj.WithAccount(account), sftj.WithBaseURL(url), sftj.WithTransport(rt),
		sftj.WithPollInterval(time.Millisecond, 10*time.Millisecond),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
