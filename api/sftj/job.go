package sftj

import (
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// Job is a job as the service sent it: the generated struct, and the bytes it was
// decoded from; its strings are parts of them. In the struct a field that was absent, null or zero reads the same; the
// bytes know which, and they hold the fields this version has no name for.
//
// A Job is printed, logged and marshalled without its secrets. Two roads of fmt do not ask a value
// for its methods: the verb %p of a Job that is no pointer, and an unexported field of another
// struct. By these, the fields of the generated struct are printed as they are, among them
// createdBy and the signed links; the bytes are not, and the messages such as wandbConfig are by
// %s and %q only. Of a *Job in an unexported field, %v, %+v and %#v print the address. A struct
// that holds a Job should have a Format or String method of its own, or an exported field.
type Job struct {
	client.Job
	raw        *string // behind a pointer: fmt prints an address, see above; nil for a Job that was not received
	violations []Violation
}

// received returns the bytes of the job as text, "" for a Job that was not received.
func (j Job) received() string {
	if j.raw == nil {
		return ""
	}
	return *j.raw
}

// ID returns the last part of the job's name, empty if it has none.
func (j Job) ID() string { return j.Name[strings.LastIndexByte(j.Name, '/')+1:] }

// Lifecycle returns the job's state as a [State].
func (j Job) Lifecycle() State { return State(j.State) }

// Active reports whether the job is active: see [State.Active].
func (j Job) Active() bool { return j.Lifecycle().Active() }

// Terminal reports whether the job has come to an end: see [State.Terminal].
func (j Job) Terminal() bool { return j.Lifecycle().Terminal() }

// Resumable reports whether the job can be resumed: see [State.Resumable].
func (j Job) Resumable() bool { return j.Lifecycle().Resumable() }

// Raw returns the job as it was on the wire, byte for byte. It may hold secrets: keys,
// signed links, the e-mail address of the job's creator. The caller owns the copy.
func (j Job) Raw() []byte { return []byte(j.received()) }

// Violations returns the values of the job that the contract does not allow where they are,
// in their order, nil for none. Their fields read as unset; of an amount of money of which a
// part can't be read the whole is unset. The caller owns the copy.
func (j Job) Violations() []Violation { return slices.Clone(j.violations) }

// Violated reports whether the value at a JSON pointer, or one that it is a part of, is
// unset because it can't be read: unset then means unknown.
func (j Job) Violated(pointer string) bool {
	return slices.ContainsFunc(j.violations, func(v Violation) bool {
		return pointer == v.Pointer || strings.HasPrefix(pointer, v.Pointer+"/")
	})
}

// Known reports whether the value at a JSON pointer is the service's. One that is absent, null or
// [Job.Violated] reads as zero and is unknown: a jobProgress without percent is no 0 %. Of a Job
// that was not received every value counts as known.
func (j Job) Known(pointer string) bool {
	if j.raw == nil {
		return true
	}
	value, ok := j.Lookup(pointer)
	return ok && string(value) != "null" && !j.Violated(pointer)
}

// Lookup returns the bytes of a value by its JSON pointer (RFC 6901), as in
// /jobProgress/percent. It reports false if there is none; a null is found, as null. So
// absent, null and zero can be told apart.
func (j Job) Lookup(pointer string) ([]byte, bool) {
	value := jsontext.Value(j.received())
	if pointer == "" {
		return value, true
	}
	if pointer[0] != '/' {
		return nil, false
	}
	for token := range strings.SplitSeq(pointer[1:], "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		var object map[string]jsontext.Value
		if json.Unmarshal(value, &object, lenient) != nil {
			return nil, false
		}
		next, ok := object[token]
		if !ok {
			return nil, false
		}
		value = next
	}
	return slices.Clone(value), true
}

// UnknownFields returns the names of the top-level fields that the contract of this
// version does not have, sorted. They are in [Job.Raw].
func (j Job) UnknownFields() []string {
	var object map[string]jsontext.Value
	if json.Unmarshal([]byte(j.received()), &object, lenient) != nil {
		return nil
	}
	fields := reflect.TypeFor[client.Job]()
	for i := range fields.NumField() {
		name, _, _ := strings.Cut(fields.Field(i).Tag.Get("json"), ",")
		delete(object, name)
	}
	return slices.Sorted(maps.Keys(object))
}

// MarshalJSON returns the job as it was on the wire with its secrets masked, unknown fields
// included; for a Job that was not received, the struct. The bytes with the secrets are
// [Job.Raw], and [ParseJob] makes the same job of them.
func (j Job) MarshalJSON() ([]byte, error) {
	if j.raw == nil {
		return redact.Value(j.Job), nil
	}
	return redact.JSON(j.Raw()), nil
}

// String names the job and its state, and nothing that could be a secret.
func (j Job) String() string {
	return redact.Text(shorten(j.Name)) + " " + j.Lifecycle().String()
}

// Format prints String for every verb: %#v of a job must not print its secrets.
func (j Job) Format(f fmt.State, verb rune) {
	redact.Format(f, verb, j.String())
}

// LogValue is String, for log/slog: a job logged whole would be logged with its secrets.
func (j Job) LogValue() slog.Value { return slog.StringValue(j.String()) }
