package contract

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// ErrNoDrift says that a report has nothing that an overlay could add to the contract.
var ErrNoDrift = errors.New("contract: there is no unknown field or enum value to patch the contract with")

// WriteOverlay writes a patch for the contract: an OpenAPI overlay 1.0.0 that adds the
// fields and enum values that were on the wire and that the contract does not have. Of the
// report it reads Target, Started and Coverage. What can't be patched is in its comments.
//
// Errors: ErrNoDrift, with nothing written, because an overlay must not be empty; those
// of w.
func (r *Report) WriteOverlay(w io.Writer) error {
	missing, left := r.missing()
	if len(missing) == 0 {
		return ErrNoDrift
	}
	date := r.Started.UTC().Format("2006-01-02")
	var b strings.Builder
	fmt.Fprintf(&b, "# What was on the wire and is not in the contract. A name and the JSON type are all that\n"+
		"# is known of it: describe each one, and give it its format, before you apply this.\n")
	for _, line := range left {
		fmt.Fprintf(&b, "# Left out: %s\n", line)
	}
	fmt.Fprintf(&b, "overlay: 1.0.0\ninfo:\n  title: %s\n  version: %q\nactions:\n", quoted("Drift of "+r.Target), date)
	for i, m := range missing {
		if i == 0 || !m.beside(missing[i-1]) {
			fmt.Fprintf(&b, "  - target: %s\n    description: %s\n    update:\n      %s:\n",
				quoted(schemaPath(m.schema)), quoted(sightings(m, missing[i:])), m.section())
		}
		m.write(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// missing is something that a schema lacks.
type missing struct {
	schema, name string
	value        bool // of an enum; else a property
	types        []string
	seen         int64
}

// missing lists what can be patched, by schema, and says why of the rest.
func (r *Report) missing() (out []missing, left []string) {
	known := spellings(r.Coverage.Properties)
	for i, list := range [][]conform.SeenUnknown{r.Coverage.Unknown.Fields, r.Coverage.Unknown.EnumValues} {
		for _, u := range list {
			m := missing{value: i == 1, types: u.Types, seen: u.Seen}
			m.schema, m.name = r.split(u.Name)
			if why := r.unpatchable(m, known); why != "" {
				left = append(left, quoted(u.Name)+", "+why)
				continue
			}
			out = append(out, m)
		}
	}
	return out, left
}

// split parts the name of something unknown from that of its schema, which may hold dots.
func (r *Report) split(name string) (schema, rest string) {
	schema, rest, _ = strings.Cut(name, ".")
	for _, s := range slices.Concat(r.Coverage.Properties, r.Coverage.EnumValues) {
		if after, ok := strings.CutPrefix(name, s.Schema+"."); ok && len(s.Schema) > len(schema) {
			schema, rest = s.Schema, after
		}
	}
	return schema, rest
}

func (r *Report) unpatchable(m missing, known spelling) string {
	component, _, _ := strings.Cut(m.schema, ".")
	field, other := known.other(m.name)
	switch {
	case strings.Contains(m.name, "[redacted]") || strings.HasSuffix(m.name, "…"):
		return "because its name is masked or cut"
	case !m.value && other:
		return "another spelling of " + field
	case slices.ContainsFunc(r.Coverage.Operations, func(op conform.SeenOperation) bool { return op.ID == component }):
		return "because its schema is no component"
	}
	return ""
}

// section is where in a schema it belongs.
func (m missing) section() string {
	if m.value {
		return "enum"
	}
	return "properties"
}

// beside reports whether two things go into the same list.
func (m missing) beside(other missing) bool {
	return m.schema == other.schema && m.value == other.value
}

// sightings tells how often each thing was seen that goes into the list of the first. It is
// no comment at each of them: applied to a list in one line, comments would end the line.
func sightings(first missing, all []missing) string {
	var out []string
	for _, m := range all {
		if m.beside(first) {
			out = append(out, fmt.Sprintf("%s: seen %d times", m.name, m.seen))
		}
	}
	return strings.Join(out, ", ")
}

func (m missing) write(b *strings.Builder) {
	if m.value {
		fmt.Fprintf(b, "        - %s\n", quoted(m.name))
		return
	}
	fmt.Fprintf(b, "        %s:\n          description: Seen on the wire, and not documented yet.\n"+
		"          x-source: observed\n", quoted(m.name))
	null := slices.Contains(m.types, "null")
	types := slices.DeleteFunc(slices.Clone(m.types), func(t string) bool { return t == "null" })
	if len(types) != 1 {
		b.WriteString("          nullable: true\n") // several types say nothing that a schema could
		return
	}
	fmt.Fprintf(b, "          type: %s\n", types[0])
	if null || types[0] == "object" { // a message that is not set may be null
		b.WriteString("          nullable: true\n")
	}
	switch types[0] {
	case "object":
		b.WriteString("          additionalProperties: true\n")
	case "array":
		b.WriteString("          items: {nullable: true}\n")
	}
}

// schemaPath is the JSONPath (RFC 9535) of a component, or of a schema within one.
func schemaPath(schema string) string {
	component, rest, nested := strings.Cut(schema, ".")
	var path strings.Builder
	path.WriteString("$.components.schemas" + member(component))
	for nested {
		var name string
		name, rest, nested = strings.Cut(rest, ".")
		plain := strings.TrimRight(name, "[]")
		path.WriteString(".properties" + member(plain) + strings.Repeat(".items", strings.Count(name[len(plain):], "[]")))
	}
	return path.String()
}

func member(name string) string {
	if plainID(name) {
		return "." + name
	}
	return "['" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(name) + "']"
}

func plainID(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// quoted is a YAML string in double quotes: its escapes are those of Go.
func quoted(s string) string { return strconv.QuoteToASCII(s) }
