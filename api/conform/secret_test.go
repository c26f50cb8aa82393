package conform_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// Each canary is a kind of secret with a word in it that must not get out.
var canaries = []string{
	`"fw_CANARY3ZxQ"`,
	`"Bearer fpk_CANARY3ZxQ"`,
	`"https://storage.example.com/f?X-Signature=CANARY3ZxQ"`,
	`"storage.example.com/f?X-Signature=CANARY3ZxQ"`,
	`"https://storage.example.com/a b?X-Signature=CANARY3ZxQ"`,
	`"canary3zxq@example.com"`,
	`{"key":"fw_CANARY3ZxQ"}`,
	`["fw_CANARY3ZxQ"]`,
	`"` + strings.Repeat("x", 70) + ` fw_CANARY3ZxQ"`,
	`"` + strings.Repeat("x", 4090) + ` fw_CANARY3ZxQ"`,
	`"fw_` + strings.Repeat("x", 4080) + ` canary3zxq@example.com"`,
	// What only its form gives away, also behind the beginning of the values of an enum.
	`"AKIACANARY0123456789"`, `"PURPOSE_AKIACANARY0123456789"`, `"JOB_STATE_AKIACANARY0123456789"`, `"ENCRYPTION_STATE_FW_CANARY01"`, `"PURPOSE_ghp_CANARY0123456789abcdef"`,
	`"xoxb-123-CANARY0123"`, `"sk-proj-CANARY0123456789"`, `"eyJhbGciOiJI.CANARYabcdef.CANARY"`, `"-----BEGIN RSA PRIVATE KEY-----\nCANARY"`, `"bearer:CANARY"`,
	`"//ada:CANARY@db.example/x"`, `"q7Zp2Lk9CANARY4nM1sT8yR3wE6uI0oA"`, `"PURPOSE_Q7ZP2LK9CANARY4NM1ST8YR3WE6UI0OA"`,
}

// ordinary are values that are wrong where they are put, and that a report has to show.
var ordinary = []string{"three", "JOB_STATE_SLEEPING", "2026-13-01T00:00:00Z", "accounts/acme/models/Qwen3-235B-A22B-Instruct-2507", "llama-v3p1-8b-instruct"}

func TestViolation_OrdinaryValue_IsShown(t *testing.T) {
	c := newChecker(t)
	for _, value := range ordinary {
		r := checkBody(t, c, "get", 200, edit(t, readBody(t, "job.json"), "/epochs", strconv.Quote(value)))
		if len(r.Violations) != 1 || r.Violations[0].Value != value || !strings.Contains(r.Violations[0].String(), value) {
			t.Errorf("%s: %v", value, r.Violations)
		}
	}
}

// Under a name that is secret anything is one.
var namedCanaries = []string{`"CANARY3ZxQ"`, `["CANARY3ZxQ"]`, `{"a":"CANARY3ZxQ"}`, `33339999`}

func leaks(s string) bool {
	s = strings.ToLower(s)
	return strings.Contains(s, "canary") || strings.Contains(s, "33339999")
}

func assertSilentLedger(t *testing.T, c *conform.Checker) {
	t.Helper()
	text, err := json.Marshal(c.Ledger().Report())
	if err != nil || leaks(string(text)) {
		t.Errorf("%v, the ledger leaks: %s", err, text)
	}
}

func assertSilent(t *testing.T, r conform.Result, what string) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	sinks := map[string]string{"result": string(text), "values": fmt.Sprintf("%+v", r)}
	if err := r.Err(); err != nil {
		sinks["error"] = err.Error()
	}
	for sink, s := range sinks {
		if leaks(s) {
			t.Errorf("%s: the %s leaks: %s", what, sink, s)
		}
	}
}

func TestNoSecretGetsOut(t *testing.T) {
	job := readBody(t, "job.json")
	var fields map[string]any
	if err := json.Unmarshal([]byte(job), &fields); err != nil {
		t.Fatal(err)
	}
	var places []string
	for name, v := range fields {
		places = append(places, "/"+name)
		if message, ok := v.(map[string]any); ok {
			for inner := range message {
				places = append(places, "/"+name+"/"+inner)
			}
		}
	}
	places = append(places, "/brandNew", "/lrScheduler/cosine/minLrRatio")
	reported := 0
	c := newChecker(t)
	for _, place := range places {
		values := canaries
		switch place[strings.LastIndexByte(place, '/')+1:] {
		case "apiKey", "credentialsSecret", "createdBy", "metricsFileSignedUrl", "trainerLogsSignedUrl", "renderSamplesSignedUrl":
			values = append(slices.Clip(values), namedCanaries...)
		case "wandbConfig", "awsS3Config": // in the place of a message that holds a secret
			values = append(slices.Clip(values), `"CANARY3ZxQ"`)
		}
		for _, value := range values {
			r := checkBody(t, c, "get", 200, edit(t, job, place, value))
			reported += len(r.Violations) + len(r.Drift)
			assertSilent(t, r, place+" = "+value)
		}
	}
	assertSilentLedger(t, c)
	if reported < 300 { // most canaries must have been spoken of, or nothing was proven
		t.Errorf("only %d findings", reported)
	}
}

func TestNoSecretGetsOutByTheSide(t *testing.T) {
	const key = "fw_CANARY3ZxQ"
	link := "https://storage.example.com/f?X-Signature=CANARY3ZxQ"
	for _, tc := range []struct {
		name string
		x    conform.Exchange
	}{
		{"query", conform.Exchange{Request: request(t, "GET", jobsURL+"?pageSize="+key+"&"+key+"=1", "")}},
		{"signed link in the query", conform.Exchange{Request: request(t, "GET", jobsURL+"?pageSize="+url.QueryEscape(link), "")}},
		{"path", conform.Exchange{Request: request(t, "GET", "http://service.test/"+key+"/canary@example.com", "")}},
		{"method", conform.Exchange{Request: request(t, key, jobURL, "")}},
		{"query of an unknown path", conform.Exchange{Request: request(t, "GET", "http://service.test/x?sig=CANARY", "")}},
		{"content type of a request", conform.Exchange{Request: request(t, "POST", resumeURL, key), RequestBody: []byte("{}")}},
		{"content type", conform.Exchange{Request: request(t, "GET", jobURL, ""), Status: 200,
			Header: http.Header{"Content-Type": {"text/" + key}}, Body: []byte("x")}},
		{"content encoding", conform.Exchange{Request: request(t, "GET", jobURL, ""), Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}, "Content-Encoding": {link}}, Body: []byte("x")}},
		{"name of a field", conform.Exchange{Request: request(t, "GET", jobURL, ""), Status: 200, Header: jsonHeader,
			Body: []byte(`{"dataset":"d","` + key + `":1,"` + link + `":1,"canary@example.com":{}}`)}},
		{"name of a field twice", conform.Exchange{Request: request(t, "GET", jobURL, ""), Status: 200, Header: jsonHeader,
			Body: []byte(`{"dataset":"d","` + key + `":1,"` + key + `":1}`)}},
		{"text that is no JSON", conform.Exchange{Request: request(t, "GET", jobURL, ""), Status: 200, Header: jsonHeader,
			Body: []byte(`{"` + key + `": CANARY`)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.x.Request.Header.Set("Authorization", "Bearer "+key)
			c := newChecker(t)
			r := c.Check(t.Context(), tc.x)
			if len(r.Violations)+len(r.Drift) == 0 {
				t.Error("nothing was found, so nothing was proven")
			}
			assertSilent(t, r, tc.name)
			assertSilentLedger(t, c)
		})
	}
}

func TestNoSecretInWhatTheHandlerSays(t *testing.T) {
	for _, tc := range []struct{ name, request, response string }{
		{"request", `{"dataset":"d","epochs":"fw_CANARY3ZxQ","wandbConfig":{"apiKey":33339999}}`, `{}`},
		{"response", `{"dataset":"d"}`, `{"dataset":"d","createTime":"canary@example.com","metricsFileSignedUrl":"CANARY?CANARY"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := httptest.NewRecorder()
			h := newChecker(t).Handler(reply(200, "application/json", tc.response))
			h.ServeHTTP(w, incoming("POST", jobsURL, tc.request))
			if w.Code < 400 || leaks(w.Body.String()) {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
		})
	}
}
