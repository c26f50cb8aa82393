package contract

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/internal/apiname"
)

// htmlMatrix is operation by status.
type htmlMatrix struct {
	Statuses []string
	Rows     []htmlRow
}

type htmlRow struct {
	Name, ID string
	Cells    []htmlCell
}

// htmlCell is how often an operation answered a status. Its kind is seen, never, beside
// (seen, and covered by default only) or empty (not in the contract, and not seen).
type htmlCell struct{ Kind, Text, Title string }

func (r *Report) htmlMatrix() htmlMatrix {
	var m htmlMatrix
	for _, op := range r.Coverage.Operations {
		for _, s := range op.Statuses {
			if !slices.Contains(m.Statuses, s.Status) {
				m.Statuses = append(m.Statuses, s.Status)
			}
		}
	}
	slices.Sort(m.Statuses) // "default" comes behind the digits
	for _, op := range r.Coverage.Operations {
		row := htmlRow{Name: apiname.Verb(op.ID), ID: op.ID}
		for _, status := range m.Statuses {
			row.Cells = append(row.Cells, htmlCellOf(op, status))
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

func htmlCellOf(op conform.SeenOperation, status string) htmlCell {
	i := slices.IndexFunc(op.Statuses, func(s conform.SeenStatus) bool { return s.Status == status })
	switch {
	case i < 0:
		return htmlCell{Kind: "empty"}
	case op.Statuses[i].ByDefault:
		return htmlCell{"beside", strconv.FormatInt(op.Statuses[i].Seen, 10), "seen, and covered by default only"}
	case op.Statuses[i].Seen == 0:
		return htmlCell{"never", "0", fmt.Sprintf("%s %s was never seen", apiname.Verb(op.ID), status)}
	}
	return htmlCell{"seen", strconv.FormatInt(op.Statuses[i].Seen, 10), ""}
}

// htmlSchemas are the properties, or the values, of all schemas.
type htmlSchemas struct {
	Title   string
	Schemas []htmlSchema
}

type htmlSchema struct {
	tally
	Members []htmlMember
}

type htmlMember struct {
	Name string
	Seen int64
}

func htmlSchemasOf(title string, list []conform.Seen) htmlSchemas {
	out := htmlSchemas{Title: title}
	for _, s := range list {
		last := len(out.Schemas) - 1
		if last < 0 || out.Schemas[last].Name != s.Schema {
			out.Schemas = append(out.Schemas, htmlSchema{tally: tally{Name: s.Schema}})
			last++
		}
		n, schema := s.Requests+s.Responses, &out.Schemas[last]
		schema.tally = schema.with(n)
		schema.Members = append(schema.Members, htmlMember{s.Name, n})
	}
	return out
}

// htmlDrift is what was seen beside the contract, of one kind.
type htmlDrift struct {
	Name   string
	Things []conform.SeenUnknown
}

func (r *Report) htmlDrift() []htmlDrift {
	u := r.Coverage.Unknown
	return slices.DeleteFunc([]htmlDrift{
		{"Fields", u.Fields}, {"Enum values", u.EnumValues}, {"Statuses", u.Statuses},
	}, func(d htmlDrift) bool { return len(d.Things) == 0 })
}
