package contract_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
)

// parts are what a ledger has an eye on, by kind: how many there are, and those never seen.
type parts struct {
	all     map[string]int
	missing []string // "status Gateway_ListSupervisedFineTuningJobs 404"
}

// uncovered reads a ledger's report. A property or value has to be in an answer; one that
// clients may send has to be in a request too.
func uncovered(r conform.Report, sendable []conform.Seen) parts {
	p := parts{all: map[string]int{}}
	count := func(kind, name string, seen int64) {
		p.all[kind]++
		if seen == 0 {
			p.missing = append(p.missing, kind+" "+name)
		}
	}
	for _, op := range r.Operations {
		count("operation", op.ID, op.Requests)
		for _, s := range op.Statuses {
			if !s.ByDefault {
				count("status", op.ID+" "+s.Status, s.Seen)
			}
		}
	}
	for _, s := range r.Properties {
		count("property", s.Schema+"."+s.Name, s.Responses)
		if slices.ContainsFunc(sendable, func(o conform.Seen) bool { return o.Schema == s.Schema && o.Name == s.Name }) {
			count("sent property", s.Schema+"."+s.Name, s.Requests)
		}
	}
	for _, s := range r.EnumValues {
		count("value", s.Schema+"."+s.Name, s.Responses)
		if s.Schema == "Purpose" {
			count("sent value", s.Schema+"."+s.Name, s.Requests)
		}
	}
	return p
}

func (p parts) String() string {
	all := 0
	var each []string
	for _, kind := range []string{"operation", "status", "property", "value", "sent property", "sent value"} {
		n := p.all[kind]
		seen := n
		for _, m := range p.missing {
			if strings.HasPrefix(m, kind+" ") {
				seen--
			}
		}
		all += n
		each = append(each, fmt.Sprintf("%s %d of %d", kind, seen, n))
	}
	return fmt.Sprintf("coverage: %d of %d (%s)", all-len(p.missing), all, strings.Join(each, ", "))
}

// covered drives the emulator through all acts, one of them with its feature switched off,
// and returns what the guard between has never seen.
func covered(t *testing.T, off string) parts {
	t.Helper()
	g := newGuard(t, conform.Observe)
	for _, a := range acts(t, g.client.Ledger().Report()) {
		var opts []emulator.Option
		if a.name != off {
			opts = a.options
		}
		em := newEmulator(opts...)
		if a.faults != nil && a.name != off {
			em.Inject(a.faults...)
		}
		a.play(func(method, path, key, body string) {
			exchange(t, g.client.Transport(em.Transport()), method, "https://api.example.com"+path, key, body)
		})
	}
	violations, drift := g.found()
	for _, what := range append(violations, drift...) {
		if strings.Contains(what, ": response ") { // requests are wrong on purpose
			t.Error(what)
		}
	}
	return uncovered(g.client.Ledger().Report(), sendable(parseContract(t)))
}

// TestCoverage: the emulator can show every operation, each documented status of it, every
// property of every schema and every value of every enum.
func TestCoverage(t *testing.T) {
	p := covered(t, "")
	for _, m := range p.missing {
		t.Errorf("never seen: %s", m)
	}
	t.Log(p)
	// Counted by hand, so that a ledger that lists less can't be full with less.
	known := loadFacts(t)
	for kind, want := range map[string]int{
		"operation": 6, "status": 6 * 7, "property": 41 + 2 + 3 + 2 + 6 + 10 + 3 + 3 + 2 + 3 + 3 + 4, "value": 20 + 17 + 2 + 3,
		"sent property": 41 - 12 + 2 + 3 + 5 + 3 + 2, "sent value": 2,
	} {
		if p.all[kind] < want || p.all[kind] > want && !known.grown() {
			t.Errorf("%d of kind %s are counted, want %d", p.all[kind], kind, want)
		}
	}
}

// TestCoverageNamesWhatIsMissing: with a feature of the emulator switched off, what only it
// shows is named as missing.
func TestCoverageNamesWhatIsMissing(t *testing.T) {
	for _, a := range acts(t, newGuard(t, conform.Observe).client.Ledger().Report()) {
		if len(a.shows) == 0 {
			continue
		}
		t.Run("without "+a.name, func(t *testing.T) {
			missing := covered(t, a.name).missing
			if !slices.Equal(missing, a.shows) {
				t.Errorf("missing\n%s\nwant\n%s", strings.Join(missing, "\n"), strings.Join(a.shows, "\n"))
			}
		})
	}
}

// sendable are the properties of bodies that clients may send.
func sendable(doc map[string]any) []conform.Seen {
	var all []conform.Seen
	var visit func(node any)
	visit = func(node any) {
		where, schema := behind(doc, "", node)
		for _, part := range anyList(schema["allOf"]) {
			visit(part)
		}
		for name, property := range object(schema, "properties") {
			if readOnly, _ := object(property)["readOnly"].(bool); !readOnly {
				all = append(all, conform.Seen{Schema: lastName(where), Name: name})
				visit(property)
			}
		}
	}
	visit(object(doc, "paths", jobsPath, strings.ToLower(http.MethodPost), "requestBody", "content", "application/json", "schema"))
	return all
}

const jobsPath = "/v1/accounts/{account_id}/supervisedFineTuningJobs"

func anyList(node any) []any {
	list, _ := node.([]any)
	return list
}
