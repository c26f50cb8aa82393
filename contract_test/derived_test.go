package contract_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// derivedSeed is what the random parts of the cases grow from. SFTJ_SEED picks another one.
func derivedSeed(t *testing.T) uint64 {
	t.Helper()
	seed, err := strconv.ParseUint(os.Getenv("SFTJ_SEED"), 10, 64)
	if err != nil && os.Getenv("SFTJ_SEED") != "" {
		t.Fatal(err)
	}
	return max(seed, 1)
}

// TestEveryConstraintIsProven: for each constraint of the contract there are exchanges that
// break just that one, which the guard refuses for that reason alone, and exchanges on its
// edge, which it lets pass.
func TestEveryConstraintIsProven(t *testing.T) {
	doc, seed := parseContract(t), derivedSeed(t)
	constraints, unknown := census(doc)
	for _, where := range unknown {
		t.Errorf("%s: a keyword that the derivation does not know", where)
	}
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	d := derive(doc, seed)
	failed, proven := map[string]bool{}, map[string]bool{}
	breaking := 0
	for _, c := range d.cases {
		proven[c.constraint] = true
		if c.finds != "" {
			breaking++
		}
		if got, ok := c.holds(t, ck); !ok {
			failed[c.constraint] = true
			t.Errorf("%s (seed %d):\n got %q\nwant %q", c, seed, got, c.finds)
		}
	}
	n, excused := 0, 0
	for _, where := range constraints {
		why, isExcused := d.excused[where]
		switch {
		case proven[where] && !failed[where]:
			n++
		case proven[where]:
		case isExcused:
			excused++
			t.Logf("can't be broken on the wire: %s: %s", where, why)
		default:
			t.Errorf("%s: no exchange proves it, and no reason is given", where)
		}
	}
	for where := range proven {
		if !slices.Contains(constraints, where) {
			t.Errorf("%s: proven, but the census has not counted it", where)
		}
	}
	t.Logf("constraints proven %d of %d, by %d exchanges that break one and %d that don't; %d more can't be broken on the wire (seed %d)",
		n, len(constraints)-excused, breaking, len(d.cases)-breaking, excused, seed)
}

// TestDerivedCasesAreReproducible: by the seed they are the same, and by another they differ.
func TestDerivedCasesAreReproducible(t *testing.T) {
	doc := parseContract(t)
	bodies := func(seed uint64) (all []string) {
		for _, c := range derive(doc, seed).cases {
			all = append(all, c.String()+string(c.exchange.RequestBody)+string(c.exchange.Body))
		}
		return all
	}
	first := bodies(1)
	if !reflect.DeepEqual(first, bodies(1)) {
		t.Error("one seed made two sets of cases")
	}
	if reflect.DeepEqual(first, bodies(2)) {
		t.Error("two seeds made one set of cases")
	}
}

// asDocument writes a document for a checker to read.
func asDocument(t testing.TB, doc map[string]any) []byte {
	t.Helper()
	written, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return written
}
