package emulator

import (
	"bytes"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// extras are the bytes of fields that the model has no place for, at one level of a job
// and in the messages below it. A nil *extras is empty.
type extras struct {
	values map[string]json.RawMessage
	within map[string]*extras // by the name of the message
}

func newExtras() *extras {
	return &extras{values: make(map[string]json.RawMessage), within: make(map[string]*extras)}
}

// value returns the bytes that stand in for a field.
func (x *extras) value(name string) (raw json.RawMessage, ok bool) {
	if x == nil {
		return nil, false
	}
	raw, ok = x.values[name]
	return raw, ok
}

// inside returns the extras of a message.
func (x *extras) inside(name string) *extras {
	if x == nil {
		return nil
	}
	return x.within[name]
}

// drop takes away what is kept of a field and of what is inside it.
func (x *extras) drop(name string) {
	if x != nil {
		delete(x.values, name)
		delete(x.within, name)
	}
}

// unknown lists the names that the schema does not have, in order.
func (x *extras) unknown(s *schema) []string {
	if x == nil {
		return nil
	}
	names := slices.Sorted(maps.Keys(x.values))
	return slices.DeleteFunc(names, func(name string) bool {
		f := s.byName[name]
		return f != nil && f.name == name
	})
}

// set puts bytes at a dotted path, or takes them away when raw is nil. It returns false
// when a part of the path before the last is not a message.
func (x *extras) set(s *schema, path string, raw json.RawMessage) bool {
	head, rest, nested := strings.Cut(path, ".")
	if !nested {
		if raw == nil {
			delete(x.values, head)
		} else {
			x.values[head] = bytes.Clone(raw)
		}
		return true
	}
	f := s.byName[head]
	if f == nil || f.kind != message {
		return false
	}
	if x.within[f.name] == nil {
		x.within[f.name] = newExtras()
	}
	return x.within[f.name].set(f.sub, rest, raw)
}

// split parts a message, which is strictly JSON by now, into an object with known fields
// only and the rest. Names count exactly as they are written: encoding/json would take
// DATASET for dataset, proto3 JSON does not. It also takes 3.0 and 3e0 for the integer 3,
// which encoding/json does not. Lists and maps are in both: the first decides whether they
// fit, the second keeps what is unknown inside them.
func split(s *schema, object []byte) (known []byte, x *extras) {
	var all map[string]json.RawMessage
	_ = json.Unmarshal(object, &all) // an object: any fits
	x = newExtras()
	for name, raw := range all {
		f := s.byName[name]
		switch {
		case f == nil || f.name != name:
			x.values[name] = raw
			delete(all, name)
		case f.kind == message && bytes.HasPrefix(raw, []byte("{")):
			all[name], x.within[name] = split(f.sub, raw)
		case f.kind == integer && bytes.ContainsAny(raw, ".eE"):
			if n, err := strconv.ParseFloat(string(raw), 64); err == nil && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
				all[name] = strconv.AppendInt(nil, int64(n), 10)
			}
		case !f.kind.ordered() && f.kind != message && string(raw) != "null":
			x.values[name] = raw // the model has a place for it, but none for what is unknown inside
		}
	}
	known, _ = json.Marshal(all) // parts of JSON are JSON
	return known, x
}
