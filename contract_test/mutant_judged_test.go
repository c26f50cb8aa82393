package contract_test

import (
	"math"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// mutantTarget is all that there is to know of the emulator behind a lie.
func mutantTarget() contract.Target {
	return contract.Target{
		BaseURL: "http://sftj.test", APIKey: key, Account: account, AllowWrite: true,
		Jobs: contract.Jobs{
			Paused: []string{"paused1", "paused2", "paused3"}, Running: []string{"running1"}, Completed: []string{"completed1"},
			Failed: []string{"failed1"}, Cancelled: []string{"cancelled1"}, Deleted: []string{"deleted1"},
		},
		Foreign: contract.Foreign{Account: rivalAccount, Job: "secret1"},
	}
}

// judgeLie runs the kit over a lie: in this process and in virtual time, but for one that is
// about connections.
func judgeLie(t *testing.T, l lie, opts ...contract.Option) (report *contract.Report) {
	t.Helper()
	opts = append([]contract.Option{contract.WithRate(math.Inf(1))}, opts...)
	at := mutantTarget()
	run := func(t *testing.T) {
		var err error
		if report, err = contract.Run(t.Context(), at, opts...); err != nil {
			t.Fatal(err)
		}
	}
	if l.onConnections() {
		s := httptest.NewServer(newLiar(l))
		defer s.Close()
		at.BaseURL = s.URL
		run(t)
		return report
	}
	synctest.Test(t, func(t *testing.T) {
		at.Transport = newLiar(l)
		run(t)
	})
	return report
}

// caught expects the kit to fail a mutant by a check that was named, for the reason that was
// named. Drift is no failure: a mutant that is only ahead must come out as that. One that answers
// nothing as the service does is not judged at all, and must come out as that.
func (m mutant) caught(t *testing.T, r *contract.Report) bool {
	t.Helper()
	want := contract.Fail
	if m.drifts() {
		want = contract.Drift
	}
	if m.absent() {
		res := r.Results[0]
		ok := res.ID == m.caughtBy && res.Verdict == contract.Error && strings.Contains(res.Reason, m.says) && !r.Failed(true)
		if !ok {
			t.Errorf("%s The kit does not end at once by %s (%q): %s %q %v", m.fault, m.caughtBy, m.says, res.Verdict, res.Reason, r.Count())
		}
		return ok
	}
	var seen strings.Builder
	for _, res := range r.Results {
		named := strings.Contains(" "+m.caughtBy+" ", " "+res.ID+" ")
		for _, f := range res.Findings {
			if named && f.Verdict == want && strings.Contains(f.Message, m.says) {
				return true
			}
			seen.WriteString("\n" + res.ID + ": " + f.Message)
		}
	}
	t.Errorf("%s The kit does not say so by %s (%q). What it says:%s", m.fault, m.caughtBy, m.says, seen.String())
	return false
}

// options are those that the kit needs to see a fault. honest is its report on the emulator.
func (m mutant) options(honest *contract.Report) []contract.Option {
	var opts []contract.Option
	if strings.Contains(m.caughtBy, "drift.gone") {
		opts = append(opts, contract.WithPrevious(honest))
	}
	switch {
	case m.lie.onConnections():
		// Real time passes there: only what looks at connections, and a plain read.
		opts = append(opts, contract.WithOnly(append(strings.Fields(m.caughtBy), "get.job", "wire.framing")...))
	case underRace:
		opts = append(opts, contract.WithOnly(append(strings.Fields(m.caughtBy), m.askers()...)...))
	}
	return opts
}

// askers are checks whose requests those need that look back: one of each kind.
func (m mutant) askers() []string {
	if !strings.Contains(m.caughtBy, "wire.") && !strings.Contains(m.caughtBy, "drift.") && m.caughtBy != "resume.lasts" && m.caughtBy != "resume.others" {
		return nil
	}
	return []string{
		"get.job", "get.gzip", "get.unknown", "get.foreign", "get.odd-id", "auth.no-key", "method.job", "route.unknown",
		"list.page", "list.agrees", "resume.unknown", "resume.broken-body", "resume.running", "resume.moves",
	}
}
