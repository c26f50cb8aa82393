package contract_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// meet has the SDK travel to a service behind a lie. The emulator's clock does not move, so
// that two journeys differ by nothing but the lie.
func (e *escort) meet(t *testing.T, l lie) (j journey) {
	t.Helper()
	noon := time.Date(2026, 7, 17, 12, 0, 0, 0, time.UTC)
	service := newLiar(l, emulator.WithClock(func() time.Time { return noon }))
	if l.onConnections() {
		s := httptest.NewServer(service)
		defer s.Close()
		// Real time passes: what is lost is given up at once.
		return e.travel(t, s.Client().Transport, s.URL, sftj.WithMaxAttempts(1), sftj.WithReconcileFor(20*time.Millisecond))
	}
	synctest.Test(t, func(t *testing.T) { j = e.travel(t, service, sftj.DefaultBaseURL) })
	j.told = service.told
	return j
}

// kept expects the SDK to have done what is promised for a mutant.
func (m mutant) kept(t *testing.T, met, honest journey) bool {
	t.Helper()
	met.honestly(t)
	if err := m.sdk.broken(met, honest); err != nil {
		t.Errorf("%s The SDK %s it: %v", m.fault, m.sdk.word, err)
		return false
	}
	if blind := m.sdk.word == tolerates.word || m.sdk.word == believes.word; blind && m.malformed() {
		t.Errorf("%s A malformed body may not be taken for a job without an error, a violation or drift", m.fault)
		return false
	}
	return true
}

// malformed reports whether the answers themselves are wrong, and not what they say.
func (m mutant) malformed() bool {
	first, _, _ := strings.Cut(m.caughtBy, " ")
	return slices.Contains([]string{"wire.json", "wire.schema", "wire.format", "wire.encoding", "wire.content-type"}, first)
}
