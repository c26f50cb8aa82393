package contract_test

import (
	"regexp"
	"slices"
)

var pathParameter = regexp.MustCompile(`\{([^}]+)\}`)

func checkParameters(known facts, fact operationFact, item, operation, doc map[string]any, c *complaints) {
	where := "operation " + fact.OperationID
	got := map[string]map[string]any{}
	for _, list := range []any{item["parameters"], operation["parameters"]} {
		entries, _ := list.([]any)
		for _, entry := range entries {
			parameter := resolve(doc, entry)
			name, _ := parameter["name"].(string)
			got[name] = parameter
		}
	}
	want := slices.Clone(fact.Query)
	for _, match := range pathParameter.FindAllStringSubmatch(fact.Path, -1) {
		want = append(want, match[1])
	}
	for _, p := range known.Parameters {
		if !slices.Contains(want, p.Name) {
			continue
		}
		parameter := got[p.Name]
		delete(got, p.Name)
		required, _ := parameter["required"].(bool)
		found := parameterFact{Name: p.Name, Required: required}
		found.In, _ = parameter["in"].(string)
		found.Type, _ = object(parameter, "schema")["type"].(string)
		found.Format, _ = object(parameter, "schema")["format"].(string)
		found.Source, _ = parameter["x-source"].(string)
		if found != p {
			c.addf("%s: parameter %s: the contract has %+v, the facts say %+v", where, p.Name, found, p)
		}
	}
	for name := range got {
		c.addf("%s: parameter %s: not in the facts", where, name)
	}
}
