package contract_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
)

// TestMirrorsLoseNothing: what the service says of a job comes out of a mirror: through the
// SDK byte for byte, unknown fields included; through the stock client all that the
// contract knows of.
func TestMirrorsLoseNothing(t *testing.T) {
	strict := newGuard(t, conform.Strict)
	const n = 20
	noon := time.Now()
	em := newEmulator(
		emulator.WithClock(func() time.Time { return noon }),
		emulator.WithJobs(account, everyKind(t, strict.client.Ledger().Report(), n)...))
	created := func(rt http.RoundTripper, id string) []byte {
		body := strings.Replace(newJobs(t)[0], "{", `{"colour":{"of":["the", 1.50, null]},`, 1)
		_, _, got := exchange(t, rt, "POST", mirrored+jobs+"?supervisedFineTuningJobId="+id, key, body)
		return got
	}
	loose := newGuard(t, conform.Observe)
	stock, err := newStockMirror(em.Transport(), mirrored, loose.server)
	if err != nil {
		t.Fatal(err)
	}
	behindStock, behindSDK := inProcess(stock), inProcess(newSDKMirror(em.Transport(), mirrored, loose.server))
	created(em.Transport(), "coloured")

	paths := []string{"", "?pageSize=200", "?filter=state%3D%22JOB_STATE_PAUSED%22&orderBy=create_time%20desc", "/coloured", "/nosuch", "/paused1?readMask=state,dataset"}
	for i := range n {
		paths = append(paths, fmt.Sprintf("/kind%d", i))
	}
	for _, path := range paths {
		ask := func(rt http.RoundTripper) (int, []byte) {
			status, _, body := exchange(t, rt, "GET", mirrored+jobs+path, key, "")
			return status, body
		}
		status, direct := ask(em.Transport())
		for name, rt := range map[string]http.RoundTripper{"stock client": behindStock, "SDK": behindSDK} {
			got, body := ask(rt)
			if diff := cmp.Diff(meant(t, direct, "colour"), meant(t, body, "colour")); got != status || diff != "" {
				t.Errorf("%s through the %s: %d, not %d: %s", path, name, got, status, diff)
			}
		}
		if _, body := ask(behindSDK); status == http.StatusOK && strings.HasPrefix(path, "/") && !bytes.Equal(body, direct) {
			t.Errorf("%s through the SDK: %s\nnot %s", path, body, direct)
		}
	}
	for name, rt := range map[string]http.RoundTripper{"stock": behindStock, "sdk": behindSDK} {
		created(rt, "by-"+name)
		_, _, direct := exchange(t, em.Transport(), "GET", mirrored+jobs+"/by-"+name, key, "")
		_, _, want := exchange(t, em.Transport(), "GET", mirrored+jobs+"/coloured", key, "")
		if diff := cmp.Diff(meant(t, want, "colour", "name"), meant(t, direct, "colour", "name")); diff != "" {
			t.Errorf("created through %s: %s", name, diff)
		}
	}
}

// meant is a body without what proto3 JSON may leave out, and without some fields.
func meant(t *testing.T, body []byte, without ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return settled(v, without)
}

// settled drops what is not set: null, zeros and what is empty.
func settled(v any, without []string) any {
	switch v := v.(type) {
	case map[string]any:
		for _, name := range without {
			delete(v, name)
		}
		for name, e := range v {
			// Page tokens are a service's own.
			if v[name] = settled(e, without); v[name] == nil || name == "nextPageToken" {
				delete(v, name)
			}
		}
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = settled(v[i], without)
		}
		if len(v) == 0 {
			return nil
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.UTC().String()
		}
		if v == "" {
			return nil
		}
	case float64:
		if v == 0 {
			return nil
		}
	case bool:
		if !v {
			return nil
		}
	}
	return v
}
