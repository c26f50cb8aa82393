package conform

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// evidence is an entry of x-evidence, which the contract carries at its root: what was seen on
// one day on one resource, and how often, by kind and name of the statement.
type evidence struct {
	Date       string                           `json:"date"`
	Resource   string                           `json:"resource"`
	Statements map[StatementKind]map[string]int `json:"statements"`
}

// The servers of a file that [WriteEvidence] writes, besides the service itself.
const (
	ServerOther    = "other"    // not one of the contract's servers: an emulator or a stand-in
	ServerUnstated = "unstated" // captures do not say where they are from
)

// EvidenceOrigin is where responses came from.
type EvidenceOrigin struct {
	Date     time.Time
	Resource string // supervisedFineTuningJobs, or the sibling that answered
	Server   string // ServerOther, ServerUnstated, or empty for the service itself
}

// WriteEvidence writes confirmations as an entry of x-evidence, which [MergeEvidence] adds to the
// contract: kinds and names of statements and how often they were seen on a day, and no values,
// ids or hosts. Without confirmations it writes an empty list.
//
// Errors: those of w.
func WriteEvidence(w io.Writer, confirmed []Confirmation, origin EvidenceOrigin) error {
	if len(confirmed) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	var out strings.Builder
	fmt.Fprintf(&out, "- date: '%s'\n  resource: %s\n", origin.Date.UTC().Format(time.DateOnly), origin.Resource)
	if origin.Server != "" {
		fmt.Fprintf(&out, "  server: %s\n", origin.Server)
	}
	out.WriteString("  statements:\n")
	confirmed = slices.Clone(confirmed)
	kinds := StatementKinds()
	slices.SortStableFunc(confirmed, func(a, b Confirmation) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Name, b.Name))
	})
	var kind StatementKind
	for _, c := range confirmed {
		if c.Kind != kind {
			kind = c.Kind
			fmt.Fprintf(&out, "    %s:\n", kind)
		}
		fmt.Fprintf(&out, "      %s: %d\n", c.Name, c.Seen)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// ErrNotOfTheService is wrapped by what MergeEvidence returns for evidence that is not known to be
// of the service.
var ErrNotOfTheService = errors.New("the responses are not known to be those of the service")

// MergeEvidence adds what WriteEvidence wrote to x-evidence of a contract, and returns the new
// document. The rest of the document keeps every byte, comments included. With vouched, evidence
// of another or an unstated server is taken for evidence of the service.
//
// Errors: ErrNotOfTheService; a file that is no evidence or confirms nothing, that is in the
// contract already, or that names a statement which the contract does not have; a contract whose
// last key is not x-evidence.
func MergeEvidence(document, file []byte, vouched bool) ([]byte, error) {
	before, err := documentEvidence(document)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(file)) {
		line = strings.TrimRight(line, "\r\n")
		switch server, ok := strings.CutPrefix(line, "  server: "); {
		case ok && !vouched:
			return nil, fmt.Errorf("conform: %w (server: %s)", ErrNotOfTheService, server)
		case !ok && strings.TrimSpace(line) != "":
			lines = append(lines, "  "+line)
		}
	}
	if len(lines) == 0 || len(lines) == 1 && strings.TrimSpace(lines[0]) == "[]" {
		return nil, errors.New("conform: the evidence confirms no statement of the contract")
	}
	entry := strings.Join(lines, "\n") + "\n"
	switch last := lastKey(document); {
	case before == nil && last != "x-evidence":
		entry = "x-evidence:\n" + entry
	case last != "x-evidence":
		return nil, fmt.Errorf("conform: the last key of the contract is %s: x-evidence has to be, since evidence is added at the end", last)
	case bytes.Contains(document, []byte(entry)):
		return nil, errors.New("conform: the evidence is in the contract already")
	}
	merged := append(bytes.TrimRight(bytes.Clone(document), "\n"), "\n"+entry...)
	after, err := documentEvidence(merged)
	if err != nil {
		return nil, fmt.Errorf("conform: not a file that --evidence has written: %w", err)
	}
	if len(after) <= len(before) {
		return nil, errors.New("conform: not a file that --evidence has written: it has no entry of x-evidence")
	}
	return merged, nil
}

// documentEvidence reads x-evidence of a document, and holds it against the statements there.
func documentEvidence(document []byte) ([]evidence, error) {
	c, err := New(WithDocument(document))
	if err != nil {
		return nil, err
	}
	if _, err := c.Statements(); err != nil {
		return nil, err
	}
	return evidenceOf(c.operations[0].route.Spec)
}

// lastKey is the last key at the root of a YAML document in block style.
func lastKey(document []byte) (key string) {
	for line := range strings.Lines(string(document)) {
		if name, _, ok := strings.Cut(line, ":"); ok && name != "" && !strings.ContainsAny(name[:1], " #-\t") {
			key = name
		}
	}
	return key
}

// evidenceOf reads x-evidence, nil where a document has none.
func evidenceOf(doc *openapi3.T) ([]evidence, error) {
	raw := doc.Extensions["x-evidence"]
	if raw == nil {
		return nil, nil
	}
	text, err := json.Marshal(raw)
	if err != nil {
		return nil, fmt.Errorf("conform: x-evidence: %w", err)
	}
	var entries []evidence
	if err := json.Unmarshal(text, &entries); err != nil {
		return nil, fmt.Errorf("conform: x-evidence: %w", err)
	}
	for _, e := range entries {
		if _, err := time.Parse(time.DateOnly, e.Date); err != nil {
			return nil, fmt.Errorf("conform: x-evidence: the date of an entry is %q, and not of the form 2006-01-02", shorten(e.Date, maxValue))
		}
		if e.Resource == "" {
			return nil, fmt.Errorf("conform: x-evidence of %s: the resource is missing", e.Date)
		}
	}
	return entries, nil
}

// observe adds the observations that the contract carries to the statements.
func observe(list []Statement, entries []evidence) error {
	for _, e := range entries {
		for _, kind := range slices.Sorted(maps.Keys(e.Statements)) {
			for name, n := range e.Statements[kind] {
				i := slices.IndexFunc(list, func(s Statement) bool { return s.Kind == kind && s.Name == name })
				switch {
				case i < 0:
					return fmt.Errorf("conform: x-evidence of %s: the contract has no %s %q", e.Date, kind, name)
				case n < 1:
					return fmt.Errorf("conform: x-evidence of %s: %s %q was seen %d times", e.Date, kind, name, n)
				}
				list[i].Observations = append(list[i].Observations, Observation{e.Date, e.Resource, n})
				if list[i].Source.unproven() {
					list[i].Source = SourceObserved
				}
			}
		}
	}
	return nil
}

// unproven reports whether nothing states or shows what has this source.
func (s Source) unproven() bool { return s == SourceAssumed || s == SourceInferred }

// sightedStatements returns the kinds and names of the statements that captures show. A
// malformed x-evidence shows nothing; Statements reports it.
func (c *Checker) sightedStatements() map[StatementKind]map[string]bool {
	list, err := c.Statements()
	if err != nil {
		return nil
	}
	sighted := map[StatementKind]map[string]bool{}
	for _, s := range list {
		if len(s.Observations) == 0 {
			continue
		}
		if sighted[s.Kind] == nil {
			sighted[s.Kind] = map[string]bool{}
		}
		sighted[s.Kind][s.Name] = true
	}
	return sighted
}
