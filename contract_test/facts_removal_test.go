package contract_test

import (
	"slices"
	"strings"
	"testing"
)

func TestFactsCatchEveryRemoval(t *testing.T) {
	known, intact := loadFacts(t), parseContract(t)
	var all mutator
	all.schemas(intact)
	all.operations(intact)
	made := map[string]int{}
	for _, m := range all {
		made[m.kind]++
		t.Run(m.kind+"/"+m.subject, func(t *testing.T) {
			doc := deepCopy(intact).(map[string]any)
			m.edit(doc)
			if !complains(checkFacts(known, doc), m.says...) {
				t.Errorf("no complaint has all of %q", m.says)
			}
		})
	}
	// The numbers are counted in the facts by hand: a generator that finds less proves less.
	for kind, want := range map[string]int{
		"field":              41 + 2 + 3 + 2 + 6 + 10 + 3 + 3 + 2 + 10, // the job, its messages, list and errors
		"enum":               20 + 17 + 2 + 3,
		"format":             17 + 2 + 1 + 10 + 2 + 2 + 2,
		"readOnly":           10 + 1 + 2, // the seed's, wandbConfig.url, two of 2026-07-17
		"deprecated":         4 + 4,
		"x-deprecated-since": 4,
		"nullable":           3 + 7 + 3 + 9, // timestamps, messages, schedules, and the messages themselves
		"x-default":          4,
		"pattern":            1,
		"required":           3,
		"minimum":            2,
		"maximum":            2,
		"minLength":          1,
		"ref":                7 + 3 + 4, // messages, schedules, enums
		"x-since":            3 + 4,
		"x-enum-since":       1,
		"x-format-source":    3 + 2 + 1 + 1,
		"operation":          6,
		"parameter":          2*5 + 6*4 + 2, // name, in, required or x-source, type; limits of three, one format
		"request":            3,
		"response":           6 * 7,
		"example":            6 + 7,
	} {
		if made[kind] < want || made[kind] > want && !known.grown() {
			t.Errorf("%d mutations of kind %s, want %d", made[kind], kind, want)
		}
	}
}

// complains tells whether one complaint has all the parts.
func complains(found []string, parts ...string) bool {
	return slices.ContainsFunc(found, func(complaint string) bool {
		return !slices.ContainsFunc(parts, func(part string) bool { return !strings.Contains(complaint, part) })
	})
}
