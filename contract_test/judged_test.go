package contract_test

import (
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
)

// judgedComposition is a service for the kit to judge: the emulator, behind whatever passes
// its answers on.
type judgedComposition struct {
	name string
	tcp  bool
	// mirrors has a client behind a server: what that sends and gets has to conform, however
	// wrong the requests are that the server gets.
	mirrors bool
	// around puts something around the emulator; g notes what a guard finds on the way.
	around func(t *testing.T, em *emulator.Emulator, g *guard) http.Handler
}

// mirrored is where a mirror finds the service.
const mirrored = "https://behind.test"

func judgedCompositions() []judgedComposition {
	stock := func(t *testing.T, em *emulator.Emulator, g *guard) http.Handler {
		t.Helper()
		h, err := newStockMirror(g.client.Transport(em.Transport()), mirrored, newGuard(t, conform.Strict).server)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	sdk := func(t *testing.T, em *emulator.Emulator, g *guard) http.Handler {
		t.Helper()
		return newSDKMirror(g.client.Transport(em.Transport()), mirrored, newGuard(t, conform.Strict).server)
	}
	guarded := func(_ *testing.T, em *emulator.Emulator, g *guard) http.Handler {
		return g.server.Handler(em.Handler())
	}
	return []judgedComposition{
		{"emulator, in process", false, false, func(_ *testing.T, em *emulator.Emulator, _ *guard) http.Handler { return em.Handler() }},
		{"emulator behind the guard, over TCP", true, false, guarded},
		{"emulator behind the stock client, in process", false, true, stock},
		{"emulator behind the stock client, over TCP", true, true, stock},
		{"emulator behind the SDK, in process", false, true, sdk},
		{"emulator behind the SDK, over TCP", true, true, sdk},
	}
}

// judge runs the whole kit over the composition.
func (c judgedComposition) judge(t *testing.T, opts ...contract.Option) (r *contract.Report) {
	t.Helper()
	run := func(t *testing.T) {
		t.Helper()
		g := newGuard(t, conform.Observe)
		service := c.around(t, newEmulator(), g)
		at := mutantTarget()
		if c.tcp {
			s := httptest.NewServer(service)
			defer s.Close()
			at.BaseURL = s.URL
		} else {
			at.Transport = inProcess(service)
		}
		var err error
		if r, err = contract.Run(t.Context(), at, append(opts, contract.WithRate(math.Inf(1)))...); err != nil {
			t.Fatal(err)
		}
		violations, drift := g.found()
		if c.mirrors && len(violations)+len(drift) > 0 {
			t.Errorf("between the client and the service the guard found %q and %q", violations, drift)
		}
	}
	if c.tcp {
		run(t)
	} else {
		synctest.Test(t, run)
	}
	return r
}

// TestCompositions: the kit blames no one for passing on what an honest service says. Each
// composition is judged twice, so that the second run has an earlier report to look at.
func TestCompositions(t *testing.T) {
	var ran []string
	for _, c := range judgedCompositions() {
		t.Run(c.name, func(t *testing.T) {
			first := c.judge(t)
			r := c.judge(t, contract.WithPrevious(first))
			for _, res := range slices.Concat(first.Results, r.Results) {
				expected := res.Verdict == contract.Pass || res.Verdict == contract.Skip &&
					(slices.Contains(res.Needs, contract.NeedPrevious) || slices.Contains(res.Needs, contract.NeedTCP))
				if !expected {
					t.Errorf("%s %s: %s %v", res.Verdict, res.ID, res.Reason, res.Findings)
				}
			}
			for _, res := range r.Results {
				if res.Verdict == contract.Pass {
					ran = append(ran, res.ID)
				}
			}
			n := r.Count()
			t.Logf("composition %s: %d requests, %d checks passed, %d skipped, %d failed",
				c.name, r.Requests, n[contract.Pass], n[contract.Skip], n[contract.Fail]+n[contract.Error])
		})
	}
	slices.Sort(ran)
	all := contract.Checks()
	t.Logf("checks run: %d of %d, %d times", len(slices.Compact(slices.Clone(ran))), len(all), len(ran))
	for _, c := range all {
		if !slices.Contains(ran, c.ID) {
			t.Errorf("%s passed over no composition", c.ID)
		}
	}
}
