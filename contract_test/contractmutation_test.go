package contract_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// witness is a test of this package as a function of the contract.
type witness struct {
	name    string
	notices func(t testing.TB, doc map[string]any, where string) bool
}

// witnesses judge a contract as the tests of the same purpose do, none by reading it from the
// contract itself. The last two judge what a guard does with it in its hands.
func witnesses(t *testing.T) []witness {
	known := loadFacts(t)
	behaviour := derive(known.doc, 1).cases
	bodies := recordedCases(t, known)
	return []witness{
		{"the facts", func(_ testing.TB, doc map[string]any, _ string) bool { return len(checkFacts(known, doc)) > 0 }},
		{"cases derived from the facts", func(t testing.TB, doc map[string]any, where string) bool {
			return misjudged(t, doc, nearest(behaviour, where))
		}},
		{"recorded bodies", func(t testing.TB, doc map[string]any, _ string) bool { return misjudged(t, doc, bodies) }},
	}
}

// misjudged reports whether a guard with this contract sees a case otherwise than it was meant,
// or can't be made.
func misjudged(t testing.TB, doc map[string]any, cases []derived) bool {
	ck, err := conform.New(conform.WithDocument(asDocument(t, doc)))
	if err != nil {
		return true
	}
	return slices.ContainsFunc(cases, func(c derived) bool {
		_, ok := c.holds(t, ck)
		return !ok
	})
}

// nearest puts the cases first that are about the place, because they are the likely ones.
func nearest(cases []derived, where string) []derived {
	about := func(c derived) bool {
		return strings.HasPrefix(c.constraint, parentPointer(where)) || strings.HasPrefix(where, parentPointer(c.constraint))
	}
	var near, far []derived
	for _, c := range cases {
		if about(c) {
			near = append(near, c)
		} else {
			far = append(far, c)
		}
	}
	return append(near, far...)
}

// TestEveryLooseningIsNoticed: whatever is deleted from the contract or loosened in it, one
// thing at a time, at least one test of this package fails. The facts are asked about every
// one; the witnesses of behaviour about those that the facts miss and about a sample, or
// about all with SFTJ_MUTATE=all.
func TestEveryLooseningIsNoticed(t *testing.T) {
	intact := parseContract(t)
	judges := witnesses(t)
	for _, w := range judges {
		if w.notices(t, intact, "") {
			t.Fatalf("%s: the contract is noticed as it is", w.name)
		}
	}
	all, sample := loosenings(intact), 8
	whole := os.Getenv("SFTJ_MUTATE") == "all"
	if whole {
		sample = len(all)
	}
	picked := rand.New(rand.NewPCG(derivedSeed(t), 0)).Perm(len(all))[:sample]
	noticed, asked, killed := make([]int, len(judges)), make([]int, len(judges)), 0
	tried := 0
	for i, l := range all {
		if underRace && !whole && !slices.Contains(picked, i) {
			continue // that the facts notice it is seen without the race detector
		}
		tried++
		doc := deepCopy(intact).(map[string]any)
		l.edit(doc)
		alive := true
		for j, w := range judges {
			if !alive && j > 0 && !slices.Contains(picked, i) {
				continue
			}
			asked[j]++
			if w.notices(t, doc, l.where) {
				alive = false
				noticed[j]++
			} else if j == 1 && whole {
				t.Logf("no exchange shows it: %s", l)
			}
		}
		if alive {
			t.Errorf("%s: no check noticed", l)
		} else {
			killed++
		}
	}
	for j, w := range judges {
		t.Logf("noticed by %s: %d of %d", w.name, noticed[j], asked[j])
	}
	t.Logf("contract mutation: %d of %d killed", killed, tried)
}
