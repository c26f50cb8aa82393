package emulator_test

import (
	"encoding/json"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

type colour string

type nested struct {
	Double float64 `json:"double"`
	Label  string  `json:"label"`
	Again  *nested `json:"again"`
}

// everyType is a message with a field of every type that the generator writes.
type everyType struct {
	Text      string             `json:"text"`
	Flag      bool               `json:"flag"`
	Int32     int32              `json:"int32"`
	Int64     int64              `json:"int64"`
	Int       int                `json:"int"`
	Int64Text string             `json:"int64Text" format:"int64"`
	Float     float32            `json:"float"`
	Double    float64            `json:"double"`
	Time      time.Time          `json:"time"`
	Enum      colour             `json:"enum"`
	Bytes     []byte             `json:"bytes"`
	Message   *nested            `json:"message"`
	Value     nested             `json:"value"`
	Texts     []string           `json:"texts"`
	Doubles   []float64          `json:"doubles"`
	Colours   []colour           `json:"colours"`
	Messages  []*nested          `json:"messages"`
	Values    []nested           `json:"values"`
	Map       map[string]string  `json:"map"`
	MapOf     map[string]nested  `json:"mapOf"`
	MapOfList map[string][]int64 `json:"mapOfList"`
	Optional  *int64             `json:"optional"`
	Raw       json.RawMessage    `json:"raw"`
	Any       any                `json:"any"`
	Large     *big.Int           `json:"large"`
	Inline    struct {
		A string `json:"a"`
	} `json:"inline"`
	More map[string]any `json:"-"`
}

// A contract may gain a field of any type: the emulator writes its default, reads it, and
// gives it back.
func TestFields_EveryGeneratedType_AreWrittenAndReadBack(t *testing.T) {
	for name, tc := range map[string]struct{ body, full, short string }{
		"defaults": {"",
			`{"text":"","flag":false,"int32":0,"int64":0,"int":0,"int64Text":"0","float":0,"double":0,"time":null,"enum":"","bytes":"",` +
				`"message":null,"value":null,"texts":[],"doubles":[],"colours":[],"messages":[],"values":[],"map":{},"mapOf":{},"mapOfList":{},` +
				`"optional":null,"raw":null,"any":null,"large":null,"inline":null}`,
			`{}`},
		"scalars": {
			`{"text":"a","flag":true,"int32":1.0,"int64":9223372036854775807,"int":1e2,"int64Text":"7","float":1e-5,"double":0.1,"enum":"RED","bytes":"aGk=","optional":5,"large":99999999999999999999}`,
			"",
			`{"text":"a","flag":true,"int32":1,"int64":9223372036854775807,"int":100,"int64Text":"7","float":1e-05,"double":0.1,"enum":"RED","bytes":"aGk=","optional":5,"large":99999999999999999999}`},
		"messages": {
			`{"message":{"double":1,"label":"x","new":[1 ]},"value":{"again":{}},"inline":{"a":"b"}}`,
			"",
			`{"message":{"double":1,"label":"x","new":[1 ]},"value":{"again":{}},"inline":{"a":"b"}}`},
		"lists and maps, with what the model does not know inside": {
			`{"texts":["b","a"],"doubles":[1.5],"messages":[{"label":"x","new":1}],"map":{"k":"v"},"mapOfList":{"k":[1, 2]},"raw":{"a":[]},"any":[true]}`,
			"",
			`{"texts":["b","a"],"doubles":[1.5],"messages":[{"label":"x","new":1}],"map":{"k":"v"},"mapOfList":{"k":[1, 2]},"raw":{"a":[]},"any":[true]}`},
		"an unset list": {`{"texts":null,"map":null}`, "", `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := emulator.Render(&everyType{}, tc.body, true); got != tc.short {
				t.Errorf("without defaults:\n got %s\nwant %s", got, tc.short)
			}
			full := emulator.Render(&everyType{}, tc.body, false)
			if tc.full != "" && full != tc.full {
				t.Errorf("with defaults:\n got %s\nwant %s", full, tc.full)
			}
			if !json.Valid([]byte(full)) {
				t.Errorf("not JSON: %s", full)
			}
		})
	}
}

// Values that a program gives, not a request, are written too.
func TestFields_ValuesOfEveryType_AreWritten(t *testing.T) {
	v := &everyType{
		Doubles: []float64{0.1}, Colours: []colour{"RED"}, Messages: []*nested{{Label: "x"}, nil}, Values: []nested{{}},
		Map: map[string]string{"b": "<", "a": "&"}, MapOf: map[string]nested{"k": {Double: 2}}, MapOfList: map[string][]int64{"k": {1}},
	}
	want := `{"doubles":[0.1],"colours":["RED"],"messages":[{"label":"x"},null],"values":[{}],` +
		`"map":{"a":"&","b":"<"},"mapOf":{"k":{"double":2}},"mapOfList":{"k":[1]}}`
	if got := emulator.Render(v, "", true); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	own := emulator.Detached(v)
	v.Messages[0].Label, v.Map["a"], v.MapOfList["k"][0] = "changed", "changed", 2
	if got := emulator.Render(own, "", true); got != want {
		t.Errorf("a copy shares what it holds: %s", cmp.Diff(want, got))
	}
}
