package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ohler55/ojg/jp"
)

const jsonpathPrefix = "jsonpath="

// parseQuery reads the query of -o jsonpath=QUERY: JSONPath (RFC 9535), of which $ may be
// left out, and which may stand in the braces that kubectl wants.
//
// Errors: what is no JSONPath.
func parseQuery(text string) (jp.Expr, error) {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "{"); ok && strings.HasSuffix(inner, "}") {
		text = strings.TrimSpace(strings.TrimSuffix(inner, "}"))
	}
	switch {
	case text == "":
		return nil, fmt.Errorf("-o %sQUERY needs a query, as in -o %s.state", jsonpathPrefix, jsonpathPrefix)
	case strings.HasPrefix(text, ".") || strings.HasPrefix(text, "["):
		text = "$" + text
	}
	query, err := jp.ParseString(text)
	if err != nil {
		return nil, fmt.Errorf("-o %s: %w", jsonpathPrefix, err)
	}
	return query, nil
}

// printMatches writes what the query finds in a JSON document, one match a line: strings
// as they are, all else as JSON. No match is no line.
func (a *app) printMatches(document []byte) error {
	// Queries compare numbers, but what is printed has the digits that were sent: so the
	// places are looked for in one reading, and the values taken from another.
	var numbers, digits any
	if err := json.Unmarshal(document, &numbers); err != nil {
		return fmt.Errorf("jsonpath: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	if err := decoder.Decode(&digits); err != nil {
		return fmt.Errorf("jsonpath: %w", err)
	}
	for _, place := range a.query.Locate(numbers, 0) {
		if err := a.printMatch(place.First(digits)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printMatch(value any) error {
	if text, ok := value.(string); ok {
		_, err := fmt.Fprintln(a.stdout, oneLine(text))
		return err
	}
	var out bytes.Buffer
	if err := writeJSON(&out, value); err != nil {
		return err
	}
	_, err := a.stdout.Write(a.printable(out.Bytes()))
	return err
}
