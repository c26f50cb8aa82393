package contract_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// score is how well the kit judges, and how well the SDK fares. Every number in it may only
// rise, and the numbers that should be the same are.
type score struct {
	Mutants  int `json:"mutants"`  // in the catalogue
	Caught   int `json:"caught"`   // by the check that was named for it
	Promises int `json:"promises"` // that the SDK kept, of one for each mutant
	Benign   int `json:"benign"`   // variants of an honest service
	Clean    int `json:"clean"`    // those that the kit did not blame
	Served   int `json:"served"`   // those that the SDK got along with
}

// tally counts what parallel tests come to.
type tally struct {
	mu     sync.Mutex
	all    int
	good   int
	others []string
}

func (s *tally) add(name string, good bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all++
	if good {
		s.good++
		return
	}
	s.others = append(s.others, name)
	slices.Sort(s.others)
}

// TestScore judges the judge: by a catalogue of mutants, each of which has to be caught, and
// by variants of an honest service, none of which may be blamed. The SDK meets all of them
// too.
func TestScore(t *testing.T) {
	honest := judgeLie(t, lie{})
	notBlamed(t, honest)
	var caught, kept tally
	t.Run("mutants", func(t *testing.T) { judgeMutants(t, honest, &caught, &kept) })
	t.Logf("mutants caught: %d of %d %s", caught.good, caught.all, strings.Join(caught.others, ", "))
	t.Logf("mutants met by the SDK as promised: %d of %d %s", kept.good, kept.all, strings.Join(kept.others, ", "))
	var clean, served tally
	t.Run("benign", func(t *testing.T) { judgeVariants(t, &clean, &served) })
	t.Logf("benign flagged: %d of %d %s", clean.all-clean.good, clean.all, strings.Join(clean.others, ", "))
	t.Logf("benign served by the SDK: %d of %d %s", served.good, served.all, strings.Join(served.others, ", "))
	compareScore(t, score{
		Mutants: caught.all, Caught: caught.good, Promises: kept.good,
		Benign: clean.all, Clean: clean.good, Served: served.good,
	})
}

// judgeMutants has the kit judge every mutant, and the SDK meet it.
func judgeMutants(t *testing.T, honest *contract.Report, caught, kept *tally) {
	escorts := sync.Pool{New: func() any { return newEscort(t) }} // each reads the whole contract first
	near, far := newEscort(t).meet(t, lie{}), newEscort(t).meet(t, lie{overTCP: true})
	again := mutants() // a lie remembers: the SDK meets one that has had no request
	for i, c := range mutants() {
		for n, m := range c.of {
			t.Run(c.name+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				caught.add(m.name, m.caught(t, judgeLie(t, m.lie, m.options(honest)...)))
				base := near
				if m.lie.onConnections() {
					base = far
				}
				e := escorts.Get().(*escort)
				kept.add(m.name, m.kept(t, e.meet(t, again[i].of[n].lie), base))
				escorts.Put(e)
			})
		}
	}
}

// TestEveryCheckCatchesAMutant: a check that no mutant needs has never been seen to fail.
func TestEveryCheckCatchesAMutant(t *testing.T) {
	var named []string
	for _, c := range mutants() {
		for _, m := range c.of {
			named = append(named, strings.Fields(m.caughtBy)...)
		}
	}
	for _, c := range contract.Checks() {
		if !slices.Contains(named, c.ID) {
			t.Errorf("no mutant is there for %s", c.ID)
		}
	}
}

// compareScore holds a score against the committed one.
func compareScore(t *testing.T, got score) {
	t.Helper()
	const file = "testdata/score.json"
	var want score
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &want)
	}
	if err != nil {
		t.Fatal(err)
	}
	diff := cmp.Diff(want, got)
	switch {
	case t.Failed(), diff == "":
	case !got.reaches(want):
		t.Errorf("the score may only rise (or only some of the tests ran, by -run):\n%s", diff)
	case !*update:
		t.Errorf("the score has risen; commit it with go test ./contract_test -run TestScore -update:\n%s", diff)
	default:
		raw, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(raw, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// reaches reports whether no number is below another score's.
func (s score) reaches(other score) bool {
	return s.Mutants >= other.Mutants && s.Caught >= other.Caught && s.Promises >= other.Promises &&
		s.Benign >= other.Benign && s.Clean >= other.Clean && s.Served >= other.Served
}

// notBlamed expects every check to pass, but for those that need what is not there.
func notBlamed(t *testing.T, r *contract.Report) {
	t.Helper()
	for _, res := range r.Results {
		if skipped := res.Verdict == contract.Skip && len(res.Needs) > 0; res.Verdict != contract.Pass && !skipped {
			t.Errorf("%s: %s %s %v", res.ID, res.Verdict, res.Reason, res.Findings)
		}
	}
}
