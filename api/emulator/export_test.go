package emulator

import (
	"encoding/json"
	"reflect"
)

// Render writes a struct as an answer shows it, with the defaults of unset fields or
// without, and the parts of body that the model has no place for.
func Render(v any, body string, omitDefaults bool) string {
	s := describe(reflect.TypeOf(v).Elem())
	var x *extras
	if body != "" {
		var known []byte
		known, x = split(s, []byte(body))
		if err := json.Unmarshal(known, v); err != nil {
			return err.Error()
		}
	}
	r := renderer{omit: omitDefaults}
	return string(r.message(nil, s, reflect.ValueOf(v).Elem(), x, nil))
}

// Detached returns a copy of a value that shares nothing with it.
func Detached[T any](v T) T { return clone(v) }
