package contract_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// The bodies are written from the facts; their names say what they are an answer to, as
// in resume-200-filled.json. No complete body of a live job is public.

func judge(t *testing.T, operation string, status int, body []byte) conform.Result {
	t.Helper()
	ck, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	result, err := ck.CheckResponse(t.Context(), operation, status, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// TestConformingBodies: none of them may be blamed, nor called drift.
func TestConformingBodies(t *testing.T) {
	files, err := filepath.Glob("testdata/bodies/conform/*.json")
	if err != nil || len(files) < 10 {
		t.Fatal(len(files), err)
	}
	for _, file := range append(files, "testdata/bodies/resume-200-filled.json") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			operation, status, body := recorded(t, file)
			if r := judge(t, operation, status, body); r.Err() != nil || len(r.Drift) != 0 {
				t.Errorf("%v %v", r.Err(), r.Drift)
			}
		})
	}
}

// TestDriftingBodies: the service ahead of the contract breaks nothing, and is told.
func TestDriftingBodies(t *testing.T) {
	for file, want := range map[string][]string{
		"resume-200-future-field.json": {"field /jobProgress/gpuHours", "field /rewardModel"},
		"get-200-future-state.json":    {"enum-value /purpose", "enum-value /state"},
	} {
		operation, status, body := recorded(t, filepath.Join("testdata/bodies/drift", file))
		r := judge(t, operation, status, body)
		var got []string
		for _, d := range r.Drift {
			got = append(got, d.Kind+" "+d.Pointer)
		}
		if r.Err() != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, drift %v, want %v", file, r.Err(), got, want)
		}
	}
}

// recorded reads a body and what it is an answer to.
func recorded(t *testing.T, file string) (operation string, status int, body []byte) {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(strings.TrimSuffix(filepath.Base(file), ".json"), "-", 3)
	status, err = strconv.Atoi(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	return parts[0], status, body
}
