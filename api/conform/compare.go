package conform

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Compare holds another OpenAPI 3 document, YAML or JSON, against the contract: what each of
// the two says of a job that the other does not, in order. Descriptions, examples, defaults
// and what the contract says about null are not compared; a format or a limit that the
// contract has from elsewhere is not missed in a document that states none.
//
// The job of the other document is the answer to its resume operation, or to the one that
// reads a job, or else the schema whose name ends in SupervisedFineTuningJob.
//
// Errors: a document that can't be read, or that has no such job.
func (c *Checker) Compare(document []byte) ([]Difference, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("conform: read the other document: %w", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, errors.New("conform: the other document is not OpenAPI 3")
	}
	dropImpliedPatterns(doc)
	theirs := jobOf(doc)
	if theirs == nil {
		return nil, errors.New("conform: the other document has no supervised fine-tuning job")
	}
	ours := jobOf(c.operations[0].route.Spec)
	if ours == nil {
		return nil, errors.New("conform: the contract has no supervised fine-tuning job")
	}
	m := comparison{catalogue: c.catalogue, within: make(map[*openapi3.Schema]bool)}
	m.compare("", "SupervisedFineTuningJob", ours, theirs)
	slices.SortFunc(m.found, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.About, b.About), cmp.Compare(a.Name, b.Name))
	})
	return m.found, nil
}

// comparison walks over two schemas at once.
type comparison struct {
	catalogue *catalogue
	within    map[*openapi3.Schema]bool // against schemas that contain themselves
	found     []Difference
}

func (m *comparison) add(pointer, schema, name, about, ours, theirs string) {
	m.found = append(m.found, Difference{pointer, schema, name, about, ours, theirs})
}

func (m *comparison) compare(pointer, name string, ours, theirs *openapi3.Schema) {
	if m.within[ours] {
		return
	}
	m.within[ours] = true
	defer delete(m.within, ours)
	a, b := flat(ours), flat(theirs)
	name = m.nameOf(ours, name)
	for _, p := range slices.Sorted(maps.Keys(a.props)) {
		here := pointer + "/" + escape(p)
		if b.props[p] == nil {
			m.add(here, name, p, DriftField, flat(a.props[p]).kind(), "")
			continue
		}
		m.field(here, name, p, a, b)
		m.compare(here, name+"."+p, a.props[p], b.props[p])
	}
	for _, p := range slices.Sorted(maps.Keys(b.props)) {
		if a.props[p] == nil {
			m.add(pointer+"/"+escape(p), name, p, DriftField, "", flat(b.props[p]).kind())
		}
	}
	if a.items != nil && b.items != nil {
		m.compare(pointer+"/-", name+"[]", a.items, b.items)
	}
	if a.extra != nil && b.extra != nil {
		m.compare(pointer+"/*", name+".*", a.extra, b.extra)
	}
}

// field compares what two documents say about a property that both have.
func (m *comparison) field(pointer, schema, name string, a, b *flatSchema) {
	required := func(s *flatSchema) string { return stated(s.required[name], "required") }
	mine, other := flat(a.props[name]), flat(b.props[name])
	for _, k := range []struct{ about, ours, theirs string }{
		{"required", required(a), required(b)},
		{"readOnly", stated(mine.readOnly, "readOnly"), stated(other.readOnly, "readOnly")},
		{"deprecated", stated(mine.deprecated, "deprecated"), stated(other.deprecated, "deprecated")},
		{"type", mine.kind(), other.kind()},
		{"format", mine.format, other.format},
	} {
		if k.ours == k.theirs || k.about == "format" && k.theirs == "" && mine.elsewhere {
			continue
		}
		m.add(pointer, schema, name, k.about, k.ours, k.theirs)
	}
	for _, keyword := range slices.Sorted(maps.Keys(other.limits)) {
		if ours, theirs := mine.limits[keyword], other.limits[keyword]; ours != theirs {
			m.add(pointer, schema, name, keyword, ours, theirs)
		}
	}
	m.values(pointer, m.nameOf(a.props[name], schema+"."+name), mine, other)
}

// values compares two lists of an enum. A document that lists none says nothing about them.
func (m *comparison) values(pointer, enum string, ours, theirs *flatSchema) {
	if len(theirs.enum) == 0 {
		return
	}
	for v := range ours.enum {
		if !theirs.enum[v] {
			m.add(pointer, enum, v, DriftEnumValue, v, "")
		}
	}
	for v := range theirs.enum {
		if !ours.enum[v] {
			m.add(pointer, enum, v, DriftEnumValue, "", v)
		}
	}
}

// nameOf is the name that the ledger uses too.
func (m *comparison) nameOf(s *openapi3.Schema, name string) string {
	if _, component := m.catalogue.components[s]; !component && isWrapper(s) {
		return m.nameOf(s.AllOf[0].Value, name)
	}
	return m.catalogue.nameOf(s, name)
}

// stated is the word for a keyword that is either there or not.
func stated(yes bool, word string) string {
	if yes {
		return word
	}
	return ""
}
