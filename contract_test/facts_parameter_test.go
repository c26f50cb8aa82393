package contract_test

import (
	"regexp"
	"slices"
)

var pathParameter = regexp.MustCompile(`\{([^}]+)\}`)

// parametersOf are the parameters of an operation, as its path and query name them.
func (k *facts) parametersOf(o operationFact) []any {
	names := slices.Clone(o.Query)
	for _, match := range pathParameter.FindAllStringSubmatch(o.Path, -1) {
		names = append(names, match[1])
	}
	var all []any
	for _, p := range k.Parameters {
		if slices.Contains(names, p.Name) {
			all = append(all, map[string]any{"name": p.Name, "in": p.In, "required": p.Required, "schema": p.schema()})
		}
	}
	return all
}

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
		stated := map[string]any{"name": p.Name, "in": p.In, "schema": p.schema()}
		if p.Required {
			stated["required"] = true
		}
		addOrigin(stated, p.Source, "")
		compareSchema(where+": parameter "+p.Name, without(parameter, "example", "examples"), stated, c)
	}
	for name := range got {
		c.addf("%s: parameter %s: not in the facts", where, name)
	}
}
