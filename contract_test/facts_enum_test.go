package contract_test

import "regexp"

func checkEnum(e enumFact, got map[string]any, c *complaints) {
	where := "enum " + e.Name
	want := map[string]any{"type": "string", "enum": anySlice(e.Values)}
	if len(e.ValueSince) > 0 {
		want["x-enum-since"] = e.ValueSince
	}
	addOrigin(want, e.Source, e.Since)
	compareSchema(where, without(got, "x-open-enum", "x-lifecycle"), want, c)

	pattern, open := got["x-open-enum"].(string)
	if open == e.Closed {
		c.addf("%s: x-open-enum is there: %t, closed: %t", where, open, e.Closed)
	}
	valid, err := regexp.Compile(pattern)
	if err != nil {
		c.addf("%s: x-open-enum: %v", where, err)
		return
	}
	for _, value := range e.Values {
		if !valid.MatchString(value) {
			c.addf("%s: %s does not match its own x-open-enum", where, value)
		}
	}
}

// checkLifecycle: every state but the unspecified one has exactly one meaning.
func checkLifecycle(state map[string]any, c *complaints) {
	values, _ := state["enum"].([]any)
	unplaced := map[any]int{}
	for _, value := range values {
		unplaced[value]++
	}
	delete(unplaced, "JOB_STATE_UNSPECIFIED")
	for class, is := range without(object(state, "x-lifecycle"), "x-source") {
		list, _ := object(is)["states"].([]any)
		for _, value := range list {
			if unplaced[value] != 1 {
				c.addf("x-lifecycle.%s: %v is not a state, or has another place", class, value)
			}
			unplaced[value]--
		}
	}
	for value, count := range unplaced {
		if count > 0 {
			c.addf("x-lifecycle: %v has no place", value)
		}
	}
}
