package contract_test

import (
	"bufio"
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// recordedCases are the bodies of testdata as cases, with what is known to be wrong with each.
func recordedCases(t *testing.T, known facts) []derived {
	t.Helper()
	var cases []derived
	add := func(file, operation string, status int, body []byte, finds string) {
		c := known.call(t, operation)
		cases = append(cases, derived{constraint: file, use: operation, operation: c.id, exchange: c.answered(status, jsonHeader(), body), finds: finds})
	}
	files, err := filepath.Glob("testdata/bodies/conform/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(len(files), err)
	}
	for _, file := range append(files, "testdata/bodies/resume-200-filled.json") {
		operation, status, body := recorded(t, file)
		add(file, operation, status, body, "")
	}
	index, err := os.ReadFile("testdata/bodies/faults/index.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(index)); lines.Scan(); {
		cells := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(lines.Text(), "#") || strings.HasSuffix(cells[0], ".html") {
			continue // which has another content type
		}
		body, err := os.ReadFile(filepath.Join("testdata/bodies/faults", cells[0]))
		if err != nil {
			t.Fatal(err)
		}
		status, err := strconv.Atoi(cells[2])
		if err != nil {
			t.Fatal(err)
		}
		// The list has "/" for the whole body, and the violations alone.
		finds := "violation response " + strings.TrimSuffix(cells[3], "/") + " " + cells[4]
		add(cells[0], cells[1], status, body, finds)
	}
	return cases
}
