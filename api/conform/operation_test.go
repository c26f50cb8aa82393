package conform_test

import (
	"slices"
	"strings"
	"testing"
)

func TestOperations(t *testing.T) {
	c := newChecker(t)
	var names, ids []string
	for _, op := range c.Operations() {
		names, ids = append(names, op.Name), append(ids, op.ID)
		if !strings.HasPrefix(op.Path, "/v1/accounts/{account_id}/") || op.Method == "" {
			t.Errorf("%s: method %q, path %q", op.ID, op.Method, op.Path)
		}
		for _, name := range []string{op.ID, op.Name} {
			r, err := c.CheckResponse(t.Context(), name, 503, jsonHeader, []byte(`{"code":14}`))
			if err != nil || r.Operation != op.ID || r.Status != 503 {
				t.Errorf("%s: operation %q, status %d, %v", name, r.Operation, r.Status, err)
			}
		}
	}
	if want := []string{"cancel", "create", "delete", "get", "list", "resume"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if !slices.IsSorted(ids) {
		t.Errorf("not sorted: %q", ids)
	}
}

func TestUnknownOperationListsTheNames(t *testing.T) {
	_, err := newChecker(t).CheckResponse(t.Context(), "pause", 200, nil, nil)
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"conform: ", `"pause"`, "resume", "list"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v: does not name %s", err, want)
		}
	}
}
