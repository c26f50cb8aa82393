package contract_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// The emulator answers as the service was seen to answer. Each capture is a response; the test
// makes the request that led to it and compares the two by their shape: keys, what
// is null, what is zero or empty, the digits of timestamps, the order of a list, the envelope of an
// error. Values differ, and so may the order of keys. The captures here are made up in the observed shape; those of a directory,
// named as in get-200-what.json, are compared too if SFTJ_CAPTURES names it.

// capture is a response of the service.
type capture struct {
	name, operation string
	status          int
	body            []byte
}

// captures are those of this package, and those of the directory in SFTJ_CAPTURES.
func captures(t *testing.T) (all []capture) {
	t.Helper()
	for _, o := range observedBodies() {
		all = append(all, capture{o.name, o.operation, o.status, []byte(o.body)})
	}
	dir := os.Getenv("SFTJ_CAPTURES")
	if dir == "" {
		return all
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures in %s: %v", dir, err)
	}
	name := regexp.MustCompile(`^(?:sftj-(create|get|list|resume|cancel|delete)|any)-([0-9]{3})\b`)
	for _, file := range files {
		match := name.FindStringSubmatch(filepath.Base(file))
		if match == nil {
			t.Logf("%s: not a response of this contract", filepath.Base(file))
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		status, _ := strconv.Atoi(match[2])
		all = append(all, capture{filepath.Base(file), cmp.Or(match[1], "resume"), status, body})
	}
	return all
}

func TestEmulator_RequestsOfCaptures_AreAnsweredInTheirShape(t *testing.T) {
	for _, c := range captures(t) {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, difference := range differences(t, c) {
					t.Error(difference)
				}
			})
		})
	}
}

// Each older behaviour of the emulator differs from some capture.
func TestEmulator_QuirkAgainstTheCaptures_IsNoticed(t *testing.T) {
	for name, quirk := range map[string]emulator.Option{
		"defaults omitted": emulator.WithDefaultsOmitted(), "uniform timestamps": emulator.WithUniformTimestamps(),
		"name order": emulator.WithNameOrder(), "creating state": emulator.WithCreatingState(),
		"counted progress": emulator.WithCountedProgress(), "listed progress": emulator.WithListedProgress(),
		"silent completion": emulator.WithSilentCompletion(), "nodes": emulator.WithNodes(),
		"invalid key unauthenticated": emulator.WithInvalidKeyUnauthenticated(), "service suspension": emulator.WithServiceSuspension(),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				for _, c := range captures(t) {
					if len(differences(t, c, quirk)) > 0 {
						return
					}
				}
				t.Error("no capture differs")
			})
		})
	}
}

// differences replays a capture and compares the shapes.
func differences(t *testing.T, c capture, opts ...emulator.Option) (found []string) {
	t.Helper()
	status, body := replay(t, c, opts...)
	if status != c.status {
		return []string{fmt.Sprintf("status %d, the capture has %d: %s", status, c.status, body)}
	}
	captured, answered := shapeOf(t, c.body), shapeOf(t, body)
	for _, line := range captured {
		if !slices.Contains(answered, line) {
			found = append(found, "missing: "+line)
		}
	}
	for _, line := range answered {
		if !slices.Contains(captured, line) {
			found = append(found, "too much: "+line)
		}
	}
	return found
}

// replay makes the request that led to a capture.
func replay(t *testing.T, c capture, opts ...emulator.Option) (status int, body []byte) {
	t.Helper()
	em := emulator.New(append([]emulator.Option{emulator.WithAccount("acme", "fw_test_key")}, opts...)...)
	const jobs = "/v1/accounts/acme/supervisedFineTuningJobs"
	send := func(method, path, key, body string) (int, []byte) {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), method, "https://api.fireworks.ai"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+key)
		req.Header.Set("Content-Type", "application/json")
		resp, err := em.Transport().RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		answered, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, answered
	}
	// create makes a job with what the capture says was asked for, and lets it come to the state
	// that it was captured in. The clock stands at no round number then.
	create := func(job map[string]any) (id string, status int, body []byte) {
		t.Helper()
		time.Sleep(1234567 * time.Nanosecond)
		id = fmt.Sprint(job["name"])
		id = id[strings.LastIndexByte(id, '/')+1:]
		status, body = send(http.MethodPost, jobs+"?supervisedFineTuningJobId="+id, "fw_test_key", inputsOf(t, job))
		return id, status, body
	}
	reach := func(id, state string) {
		t.Helper()
		for range 10_000 {
			job, ok := em.Job("acme", id)
			if !ok {
				t.Fatalf("%s is not there", id)
			}
			if string(job.State) == state {
				return
			}
			time.Sleep(time.Second + 1234567*time.Nanosecond)
		}
		t.Fatalf("%s did not become %s", id, state)
	}
	var captured map[string]any
	if err := json.Unmarshal(c.body, &captured); err != nil {
		t.Fatal(err)
	}
	gateway, _ := captured["error"].(map[string]any)
	switch {
	case gateway["code"] == "UNAUTHORIZED":
		return send(http.MethodGet, jobs, "fw_another_key", "")
	case gateway["code"] == "PRECONDITION_FAILED":
		create(map[string]any{"name": "ft-42", "dataset": "d"})
		em.Suspend("acme")
		return send(http.MethodPost, jobs+"/ft-42:resume", "fw_test_key", "{}")
	case c.status == http.StatusNotFound:
		return send(http.MethodGet, jobs+"/ft-43", "fw_test_key", "")
	case c.status == http.StatusBadRequest:
		return send(http.MethodPost, jobs, "fw_test_key", `{"displayName":"no dataset"}`)
	case c.status == http.StatusForbidden:
		em.Inject(emulator.FailStatus(http.StatusForbidden, emulator.WithMessage("")))
		return send(http.MethodGet, jobs, "fw_test_key", "")
	case c.operation == "create":
		_, status, body = create(captured)
		return status, body
	case c.operation == "get":
		id, _, _ := create(captured)
		reach(id, fmt.Sprint(captured["state"]))
		return send(http.MethodGet, jobs+"/"+id, "fw_test_key", "")
	case c.operation == "list":
		listed, _ := captured["supervisedFineTuningJobs"].([]any)
		slices.Reverse(listed) // the oldest is made first
		for i, one := range listed {
			job, _ := one.(map[string]any)
			id, _, _ := create(job)
			if state := fmt.Sprint(job["state"]); state != "JOB_STATE_RUNNING" || i == len(listed)-1 {
				reach(id, state)
			}
		}
		return send(http.MethodGet, jobs, "fw_test_key", "")
	}
	t.Fatalf("no request leads to a %s with %d", c.operation, c.status)
	return 0, nil
}

// inputsOf is the body of the request that a captured job was made by: what a user can set, as far
// as the job has it.
func inputsOf(t *testing.T, job map[string]any) string {
	t.Helper()
	inputs := map[string]any{}
	for _, name := range []string{
		"baseModel", "batchSize", "batchSizeSamples", "dataset", "displayName", "earlyStop", "epochs", "evalAutoCarveout",
		"evaluationDataset", "gradientAccumulationSteps", "learningRate", "loraRank", "maxContextLength", "outputModel", "warmStartFrom",
	} {
		if v := job[name]; v != nil && v != "" && v != 0.0 && v != false {
			inputs[name] = v
		}
	}
	b, err := json.Marshal(inputs)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shapeOf describes a body, a line for each value. Jobs of a list are told apart by their state,
// and so is their order.
func shapeOf(t *testing.T, body []byte) (lines []string) {
	t.Helper()
	in := json.NewDecoder(bytes.NewReader(body))
	in.UseNumber()
	var describe func(path string)
	describe = func(path string) {
		token, err := in.Token()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		switch v := token.(type) {
		case json.Delim:
			var keys []string
			for n := 0; in.More(); n++ {
				below := fmt.Sprintf("%s[%d]", path, n)
				if v == '{' {
					key, err := in.Token()
					if err != nil {
						t.Fatalf("%s: %v", path, err)
					}
					keys = append(keys, fmt.Sprint(key))
					below = path + "." + fmt.Sprint(key)
				}
				describe(below)
			}
			if _, err := in.Token(); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			keys = slices.DeleteFunc(keys, isLink)
			slices.Sort(keys)
			lines = append(lines, fmt.Sprintf("%s: %v with %s", path, v, strings.Join(keys, " ")))
		case string:
			if isLink(path) {
				return
			}
			lines = append(lines, path+": "+textShape(path, v))
		case json.Number:
			lines = append(lines, fmt.Sprintf("%s: number, zero: %t", path, v == "0"))
		default:
			lines = append(lines, fmt.Sprintf("%s: %v", path, v))
		}
	}
	describe("")
	return lines
}

// isLink reports whether a field is a signed link: those who published the captures took them out.
func isLink(field string) bool { return strings.HasSuffix(field, "SignedUrl") }

// textShape describes a text: an enum by its value, a time by its digits, all else by whether there
// is any.
func textShape(path, text string) string {
	if _, err := time.Parse(time.RFC3339Nano, text); err == nil {
		_, fraction, _ := strings.Cut(strings.TrimSuffix(text, "Z"), ".")
		return fmt.Sprintf("a time with %d digits", len(fraction))
	}
	field := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case slices.Contains([]string{"state", "code", "purpose", "encryptionState", "thinkingTraceHistoryMode", "currencyCode", "type"}, field):
		return text
	case field == "message" && text == "Training completed":
		return text
	}
	return fmt.Sprintf("text, empty: %t", text == "")
}
