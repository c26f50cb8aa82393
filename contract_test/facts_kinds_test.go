package contract_test

import "slices"

// facts is what openapi/upstream states, the files merged in the order they were learnt.
type facts struct {
	Server     string
	Security   map[string]string
	KeyHeader  map[string]string // the other way to send the key
	Operations []operationFact
	Parameters []parameterFact
	Messages   []messageFact
	Enums      []enumFact
}

// factsFile is one file of openapi/upstream. Since dates everything in it; the seed has
// no Since, only the day it was taken.
type factsFile struct {
	facts
	Taken      string
	Since      string
	Deprecated map[string][]string // message name to field names
}

type operationFact struct {
	Method, Path, OperationID string
	Source                    string // empty: the seed
	From                      map[string]string
	Query                     []string
	Request                   string // message name; empty: no body
	RequestRequired           bool
	Answer                    string // message name of the 200
	Suspension                bool   // a suspended account is answered 412
}

type parameterFact struct {
	Name, In, Type, Format, Source string
	Required                       bool
	Minimum, MinLength             *float64
	From                           map[string]string // key to source
}

// schema is the schema that the contract must have for the parameter.
func (p parameterFact) schema() map[string]any {
	return fieldFact{Type: p.Type, Format: p.Format, Minimum: p.Minimum, MinLength: p.MinLength}.schema()
}

type messageFact struct {
	Name     string
	Source   string
	Types    string   // where the nested fields' types are from, when not from the seed
	Open     bool     // other fields are part of the message
	OneOf    []string // the messages that it is one of; nothing else then
	MapOf    string   // the type of all that is in it, whatever it is called
	Required []string
	Fields   []fieldFact
	Since    string `json:"-"`
}

type fieldFact struct {
	Name                        string
	Type, Message, Enum         string // one of these, or of the next two
	ListOf, Map                 string
	Format, Default, Pattern    string
	ReadOnly, Deprecated        bool
	Nullable                    bool
	Minimum, Maximum, MinLength *float64
	Source                      string
	From                        map[string]string // key to source
	Since                       string            `json:"-"`
	DeprecatedSince             string            `json:"-"`
}

type enumFact struct {
	Name       string
	Source     string
	From       map[string]string
	Closed     bool // no further values are to be expected
	Values     []string
	Since      string         `json:"-"`
	ValueSince map[string]any `json:"-"`
}

// message returns nil for an unknown name.
func (k *facts) message(name string) *messageFact {
	at := slices.IndexFunc(k.Messages, func(m messageFact) bool { return m.Name == name })
	if at < 0 {
		return nil
	}
	return &k.Messages[at]
}

// field returns nil for an unknown name, or an unknown message.
func (m *messageFact) field(name string) *fieldFact {
	if m == nil {
		return nil
	}
	at := slices.IndexFunc(m.Fields, func(f fieldFact) bool { return f.Name == name })
	if at < 0 {
		return nil
	}
	return &m.Fields[at]
}

// isField tells whether the message is the value of some field, and so may be null.
func (k *facts) isField(message string) bool {
	for _, m := range k.Messages {
		if slices.ContainsFunc(m.Fields, func(f fieldFact) bool { return f.Message == message }) {
			return true
		}
	}
	return false
}
