package conform

import (
	"cmp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// StatementKind is what a statement of the contract is about.
type StatementKind string

// The kinds, in the order in which Statements lists them.
const (
	StatementOperation StatementKind = "operation" // resume
	StatementParameter StatementKind = "parameter" // query/pageSize
	StatementStatus    StatementKind = "status"    // resume 412
	StatementHeader    StatementKind = "header"    // 429 Retry-After
	StatementError     StatementKind = "error"     // the schema of an error response
	StatementField     StatementKind = "field"     // SupervisedFineTuningJob.state
	StatementValue     StatementKind = "value"     // JobState.JOB_STATE_PAUSED
)

// StatementKinds lists the kinds of statements.
func StatementKinds() []StatementKind {
	return []StatementKind{
		StatementOperation, StatementParameter, StatementStatus, StatementHeader,
		StatementError, StatementField, StatementValue,
	}
}

// Statement is one thing that the contract says, with what it rests on.
type Statement struct {
	Kind StatementKind `json:"kind"`
	Name string        `json:"name"`
	// Source is the x-source of the statement, or SourceObserved where that is weaker and
	// there are Observations.
	Source Source `json:"source"`
	// Since is the date of the change that brought it, empty when it is in the seed.
	Since string `json:"since,omitempty"`
	// Observations are the captures that show it. A statement can be documented and observed.
	Observations []Observation `json:"observations,omitempty"`
}

// Observation is one capture, or several of one day, that showed a statement.
type Observation struct {
	Date     string `json:"date"`     // 2006-01-02
	Resource string `json:"resource"` // supervisedFineTuningJobs, or the sibling it was seen on
	Seen     int    `json:"seen"`     // in how many responses, or jobs of a list
}

// Statements lists what the contract says, by kind and then by name. A statement that the
// contract assumes or infers by its x-source is observed as soon as a capture shows it.
//
// Errors: x-evidence of the contract is malformed, or names a statement that the contract does
// not have.
func (c *Checker) Statements() ([]Statement, error) {
	if len(c.operations) == 0 {
		return nil, nil
	}
	doc := c.operations[0].route.Spec
	list := c.catalogue.operationStatements(c.operations)
	list = append(list, c.catalogue.schemaStatements(doc)...)
	slices.SortFunc(list, func(a, b Statement) int {
		kinds := StatementKinds()
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind)), cmp.Compare(a.Name, b.Name))
	})
	list = slices.CompactFunc(list, func(a, b Statement) bool { return a.Kind == b.Kind && a.Name == b.Name })
	entries, err := evidenceOf(doc)
	if err != nil {
		return list, err
	}
	return list, observe(list, entries)
}

// operationStatements lists the operations with their parameters, statuses and headers.
func (b *catalogue) operationStatements(ops []*operation) []Statement {
	var out []Statement
	for _, op := range ops {
		kin := op.route.Operation
		own := orSeed(sourceIn(kin.Extensions, "x-source"))
		out = append(out, Statement{Kind: StatementOperation, Name: op.Name, Source: own})
		for _, p := range slices.Concat(op.route.PathItem.Parameters, kin.Parameters) {
			out = append(out, Statement{
				Kind: StatementParameter, Name: p.Value.In + "/" + p.Value.Name,
				Source: orSeed(sourceIn(p.Value.Extensions, "x-source")),
			})
		}
		for status, ref := range kin.Responses.Map() {
			source := own // of a success, which only its operation states
			if stated := sourceIn(ref.Value.Extensions, "x-source"); stated != "" {
				source = stated
			}
			out = append(out, Statement{Kind: StatementStatus, Name: op.Name + " " + status, Source: source})
			for name, header := range ref.Value.Headers {
				out = append(out, Statement{
					Kind: StatementHeader, Name: status + " " + name,
					Source: orSeed(sourceIn(header.Value.Extensions, "x-source")),
				})
			}
			if media := ref.Value.Content.Get("application/json"); media != nil && !strings.HasPrefix(status, "2") {
				out = append(out, b.errorStatements(media.Schema)...)
			}
		}
	}
	return out
}

// errorStatements lists the shapes that an error response can have.
func (b *catalogue) errorStatements(ref *openapi3.SchemaRef) []Statement {
	if ref == nil {
		return nil
	}
	if len(ref.Value.OneOf) == 0 {
		return []Statement{{
			Kind: StatementError, Name: b.nameOf(ref.Value, "inline"),
			Source: orSeed(sourceIn(ref.Value.Extensions, "x-source")),
		}}
	}
	var out []Statement
	for _, alternative := range ref.Value.OneOf {
		out = append(out, b.errorStatements(alternative)...)
	}
	return out
}

// schemaStatements lists the fields and the enum values of every component.
func (b *catalogue) schemaStatements(doc *openapi3.T) []Statement {
	if doc.Components == nil {
		return nil
	}
	var out []Statement
	for name, component := range doc.Components.Schemas {
		s := component.Value
		source := orSeed(sourceIn(s.Extensions, "x-source"))
		since, _ := s.Extensions["x-since"].(string)
		for field, ref := range s.Properties {
			st := Statement{Kind: StatementField, Name: name + "." + field, Source: source, Since: since}
			if ref.Ref == "" { // of a $ref, the extensions are those of what it refers to
				if own := sourceIn(ref.Value.Extensions, "x-source"); own != "" {
					st.Source = own
				}
				if own, ok := ref.Value.Extensions["x-since"].(string); ok {
					st.Since = own
				}
			}
			out = append(out, st)
		}
		later, _ := s.Extensions["x-enum-since"].(map[string]any)
		for _, v := range s.Enum {
			value, ok := v.(string)
			if !ok {
				continue
			}
			st := Statement{Kind: StatementValue, Name: name + "." + value, Source: source, Since: since}
			if own, ok := later[value].(string); ok {
				st.Since = own
			}
			out = append(out, st)
		}
	}
	return out
}
