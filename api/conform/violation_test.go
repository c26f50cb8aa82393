package conform_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func TestViolationReads(t *testing.T) {
	r := checkBody(t, newChecker(t), "get", 200, `{"epochs":"`+strings.Repeat("é", 100)+`"}`)
	var got []string
	for _, v := range r.Violations {
		got = append(got, v.String())
	}
	want := []string{
		`response /dataset: required: property "dataset" is missing`,
		`response /epochs: type: value must be an integer, got "` + strings.Repeat("é", 79) + `…"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	whole := conform.Violation{Side: conform.Response, Rule: "empty", Message: "m"}
	if got, want := whole.String(), "response /: empty: m"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestErrorListsSomeViolations(t *testing.T) {
	page := `{"supervisedFineTuningJobs":[` + strings.Repeat(`{},`, 11) + `{}]}`
	err := checkBody(t, newChecker(t), "list", 200, page).Err()
	text := err.Error()
	if !strings.HasPrefix(text, "conform: Gateway_ListSupervisedFineTuningJobs 200: response ") ||
		strings.Count(text, "required") != 8 || !strings.HasSuffix(text, "; and 4 more") {
		t.Errorf("text %q", text)
	}
	var e *conform.Error
	if !errors.As(err, &e) || len(e.Violations) != 12 {
		t.Errorf("error %v", err)
	}
}

func TestResultAsJSON(t *testing.T) {
	c := newChecker(t)
	for _, tc := range []struct{ name, body, want string }{
		{"nothing", `{"dataset":"d"}`, `{"operation":"Gateway_GetSupervisedFineTuningJob","status":200,"violations":[],"drift":[]}`},
		{"both", `{"dataset":1,"new":1}`, `{"operation":"Gateway_GetSupervisedFineTuningJob","status":200,` +
			`"violations":[{"operation":"Gateway_GetSupervisedFineTuningJob","side":"response","pointer":"/dataset","rule":"type","value":"1","message":"value must be a string","source":"documented"}],` +
			`"drift":[{"operation":"Gateway_GetSupervisedFineTuningJob","side":"response","pointer":"/new","kind":"field","value":"number"}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := json.Marshal(checkBody(t, c, "get", 200, tc.body))
			if err != nil || string(got) != tc.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, tc.want)
			}
		})
	}
}

// A body of many faults is told in the same order each time.
func TestOrderIsStable(t *testing.T) {
	c := newChecker(t)
	body := `{"z":1,"y":1,"x":1,"epochs":"","nodes":"","batchSize":"","state":"x","status":{"code":"x","a":1},"jobProgress":{"percent":"","epoch":""}}`
	first, err := json.Marshal(checkBody(t, c, "get", 200, body))
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		again, err := json.Marshal(checkBody(t, c, "get", 200, body))
		if err != nil || string(again) != string(first) {
			t.Fatalf("%v\n%s\n%s", err, first, again)
		}
	}
}
