package contract

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"time"
)

// record is a JSON object as it came, by field. What a field holds is read only when it is
// asked for: a record must survive any nonsense in fields that no check looks at.
type record map[string]json.RawMessage

// object reads a body as an object; nil when it is none.
func object(body []byte) record {
	var r record
	if json.Unmarshal(body, &r) != nil {
		return nil
	}
	return r
}

// str is a field that is a string, "" for any other.
func (r record) str(field string) string {
	var s string
	if json.Unmarshal(r[field], &s) != nil {
		return ""
	}
	return s
}

// at is a field that is a timestamp; the zero time for any other.
func (r record) at(field string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, r.str(field))
	if err != nil {
		return time.Time{}
	}
	return t
}

// jobs returns the jobs of a page.
func (r record) jobs() []record {
	var items []record
	if json.Unmarshal(r["supervisedFineTuningJobs"], &items) != nil {
		return nil
	}
	return items
}

// id is the last part of the name.
func (r record) id() string {
	name := r.str("name")
	return name[strings.LastIndexByte(name, '/')+1:]
}

func (r record) state() string { return r.str("state") }

// kept returns the first field, of those that never change in the life of a job, in which
// two pictures of it differ. Null, the proto3 default and a missing field are one and the
// same; a timestamp may lose the digits behind the microsecond.
func (r record) kept(later record) (field string, same bool) {
	fields := make([]string, 0, len(r)+len(later))
	for f := range r {
		fields = append(fields, f)
	}
	for f := range later {
		if _, ok := r[f]; !ok {
			fields = append(fields, f)
		}
	}
	slices.Sort(fields)
	for _, f := range fields {
		if !slices.Contains(volatileFields().fields, f) && !equal(withoutVolatile(f, r[f]), withoutVolatile(f, later[f])) && !r.names(f, later) {
			return f, false
		}
	}
	return "", true
}

// withoutVolatile returns the value of a field without what the service changes in it: the run
// of Weights & Biases is the service's, and a resumed job may have another.
func withoutVolatile(field string, raw json.RawMessage) json.RawMessage {
	message := object(raw)
	if message == nil || volatileFields().within[field] == nil {
		return raw
	}
	for _, inner := range volatileFields().within[field] {
		delete(message, inner)
	}
	out, err := json.Marshal(message)
	if err != nil {
		return raw
	}
	return out
}

// names reports whether the model of a job got its name because the job ended between two
// pictures: where none was asked for, it is documented to be the id of the job.
func (r record) names(field string, later record) bool {
	return field == "outputModel" && canonical(r[field]) == nil &&
		r.state() != later.state() && later.state() == completed
}

// equal compares two values as proto3 JSON means them.
func equal(a, b json.RawMessage) bool {
	return bytes.Equal(a, b) || bytes.Equal(canonical(a), canonical(b))
}

// canonical is a value in one form: no defaults, no whitespace, keys in order, numbers and
// times in one spelling. Nil stands for unset.
func canonical(raw json.RawMessage) []byte {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return raw
	}
	out, err := json.Marshal(settle(v))
	if err != nil || bytes.Equal(out, []byte("null")) {
		return nil
	}
	return out
}

// settle drops what proto3 JSON may leave out, and levels spellings.
func settle(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if v[k] = settle(e); v[k] == nil || k == "code" && v[k] == "OK" { // the zero of its enum
				delete(v, k)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = settle(v[i])
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano)
		}
		if v == "" || strings.HasSuffix(v, "_UNSPECIFIED") {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
		if v != math.Trunc(v) {
			return float64(float32(v)) // a fraction is a float32, in as many digits as one likes
		}
	case bool:
		if !v {
			return nil
		}
	}
	return v
}

// number is a field that is a number, 0 for any other.
func (r record) number(field string) float64 { return number(string(r[field])) }

func number(text string) float64 {
	var n float64
	if json.Unmarshal([]byte(text), &n) != nil {
		return 0
	}
	return n
}
