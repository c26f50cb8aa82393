package sftj_test

import (
	"bytes"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// fullJob has every field of the contract.
const fullJob = "../conform/testdata/job.json"

func readFullJob(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(fullJob)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestParseJob_EveryField_IsAsAJSONLibraryReadsIt compares with go-json-experiment, which
// knows nothing of violations.
func TestParseJob_EveryField_IsAsAJSONLibraryReadsIt(t *testing.T) {
	for name, body := range map[string]string{
		"every field":   readFullJob(t),
		"nulls":         `{"dataset":"d","status":null,"createTime":null,"epochs":null,"name":null,"lrScheduler":{"linear":null}}`,
		"escapes":       `{"dataset":"d","jinjaTemplate":"a\n\"b\" \u003c","displayName":"\u00e9\ud83d\ude00"}`,
		"escaped names": `{"d\u0061taset":"d","\u0065pochs":3,"jobProgress":{"p\u0065rcent":7}}`,
		"new fields":    `{"dataset":"d","region":"US","hidden":{"a":[1.50]},"flag":true,"none":null}`,
		"numbers":       `{"dataset":"d","learningRate":1e-05,"optimizerWeightDecay":-0.0,"epochs":-2147483648,"loraRank":2147483647}`,
		"messages":      `{"dataset":"d","lrScheduler":{"constant":{},"linear":{"decayRatio":0.5}},"estimatedCost":{}}`,
	} {
		job, err := sftj.ParseJob([]byte(body))
		var want client.Job
		if err := json.Unmarshal([]byte(body), &want); err != nil {
			t.Fatal(err)
		}
		if err != nil || len(job.Violations()) > 0 || !reflect.DeepEqual(job.Job, want) {
			t.Errorf("%s: %v, %v\ngot  %+v\nwant %+v", name, err, job.Violations(), job.Job, want)
		}
	}
}

func TestParseJob_BufferIsUsedAgain_JobStaysAsItWas(t *testing.T) {
	for _, body := range []string{readFullJob(t), `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","epochs":3.0,"new":{"a":1}}`} {
		buffer := []byte(body)
		job, err := sftj.ParseJob(buffer)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.Clone(job.Name)
		clear(buffer)
		if job.Name != name || string(job.Raw()) != body || job.Dataset == "" || strings.Contains(job.Dataset, "\x00") {
			t.Errorf("job %+v of\n%s", job.Job, job.Raw())
		}
	}
}

func TestParseJob_RawOfAJob_GivesTheSameJob(t *testing.T) {
	for _, body := range []string{readFullJob(t), jobBody, jobWith("ft-42", `"epochs":"3","new":{"apiKey":"x"}`)} {
		job, err := sftj.ParseJob([]byte(body))
		if err != nil {
			t.Fatal(err)
		}
		again, err := sftj.ParseJob(job.Raw())
		if err != nil || !reflect.DeepEqual(job, again) {
			t.Errorf("%v\n%+v\n%+v", err, job.Job, again.Job)
		}
	}
}

// TestGet_NextResponse_LeavesEarlierJobsAsTheyWere: the buffers of responses are used again.
func TestGet_NextResponse_LeavesEarlierJobsAsTheyWere(t *testing.T) {
	odd := strings.Replace(jobBody, `"dataset"`, `"new":{"a":[1.0]},"epochs":3.0,"dataset"`, 1)
	other := strings.Repeat(" ", len(jobBody)) + strings.ReplaceAll(jobBody, "datasets/d", "datasets/other")
	list := `{"supervisedFineTuningJobs":[` + jobBody + `,` + odd + `]}`
	rt := &stub{script: []answer{ok(jobBody), ok(odd), ok(list), ok(other), ok(`{"dataset":1}` + other), failure(403, `{"code":7,"message":"no"}`), ok(other)}}
	c := newClient(t, rt)
	first, err := c.Get(t.Context(), "ft-42")
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.Get(t.Context(), "ft-42")
	if err != nil {
		t.Fatal(err)
	}
	jobs := []*sftj.Job{first, second}
	for job, err := range c.List(t.Context(), sftj.ListOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	for range 4 {
		_, _ = c.Get(t.Context(), "ft-42")
	}
	if len(jobs) != 4 || rt.count() != 7 {
		t.Fatalf("%d jobs of %d responses", len(jobs), rt.count())
	}
	for i, job := range jobs {
		want := []string{jobBody, odd, jobBody, odd}[i]
		if string(job.Raw()) != want || job.Dataset != "accounts/acme/datasets/d" || job.ID() != "ft-42" || job.Lifecycle() != "JOB_STATE_PENDING" {
			t.Errorf("job %d became %+v of %s", i, job.Job, job.Raw())
		}
	}
}

// FuzzParseJob_Mutated_AgreesWithAJSONLibrary: a full job of which some bytes are replaced is
// read without violations just where go-json-experiment reads it, and to the same job. Where
// the library refuses a value, a violation or an error names it. Exceptions are what proto3
// JSON allows and the library does not (3.0 for an integer), and the rules for money.
func FuzzParseJob_Mutated_AgreesWithAJSONLibrary(f *testing.F) {
	full := readFullJob(f)
	for i, put := range []string{
		`null`, `"x"`, `1.0`, `1e3`, `-0`, `2147483648`, `{}`, `[]`, `,`, `"name":"twice",`, `"\u0065pochs":1,`, `"other":1,"other":2,`,
		`"2026-02-30T00:00:00Z"`, `"2026-02-28T24:00:00Z"`, `"2026-02-28T00:00:60Z"`, `"2026-1-2T00:00:00Z"`, `"2026-01-02T00:00:00,5Z"`,
		`"2026-01-02T00:00:00.0000000001Z"`, `"\ud800"`, "\"\xff\"", `1e400`, `-1e-400`, `3.5e38`, `tru`, `}`, `"new":{"a":1},`,
	} {
		for at := 1; at < len(full); at += 331 {
			f.Add(uint16(at+i), byte(i), []byte(put))
		}
		for _, name := range []string{"createTime", "epochs", "learningRate", "percent", "evalAutoCarveout"} {
			start := strings.Index(full, `"`+name+`": `) + len(name) + 4
			f.Add(uint16(start), byte(strings.IndexAny(full[start:], ",\n")), []byte(put))
		}
		f.Add(uint16(1), byte(0), []byte(put))
	}
	f.Fuzz(func(t *testing.T, at uint16, cut byte, put []byte) {
		from := min(int(at), len(full))
		body := []byte(full[:from] + string(put) + full[min(from+int(cut), len(full)):])
		var want client.Job
		wrong := json.Unmarshal(body, &want)
		job, err := sftj.ParseJob(body)
		switch {
		case err != nil:
			if wrong == nil && want.Dataset != "" {
				t.Errorf("%s\nrefused: %v", body, err)
			}
		case len(job.Violations()) > 0:
			if wrong == nil && !strings.HasPrefix(job.Violations()[0].Pointer, "/estimatedCost/") {
				t.Errorf("%s\nviolations %v", body, job.Violations())
			}
		case wrong == nil && !reflect.DeepEqual(job.Job, want):
			t.Errorf("%s\ngot  %+v\nwant %+v", body, job.Job, want)
		case wrong != nil && !bytes.ContainsAny(put, ".eE") && !strings.Contains(wrong.Error(), "parsing time"):
			t.Errorf("%s\nread without a word: %v", body, wrong)
		}
	})
}

// FuzzParseJob_AnyBody_WorkIsBoundedPerByte counts memory, which is what a large number that
// is written out takes, and not time: 1e-1000000 is 10 bytes and took 30 ms.
func FuzzParseJob_AnyBody_WorkIsBoundedPerByte(f *testing.F) {
	for _, number := range []string{"3.0", "1e1000000", "1e-1000000", "1e-999999999999", "0." + strings.Repeat("0", 3000) + "1e3001", "1" + strings.Repeat("0", 3000)} {
		for _, name := range []string{"epochs", "learningRate", "unknown", "displayName", "jobProgress"} {
			f.Add([]byte(`{"dataset":"d","loraRank":3.0,"` + name + `":` + number + `}`))
			f.Add([]byte(`{"dataset":"d","loraRank":3.0,"` + name + `":[` + strings.Repeat(number+",", 50) + number + `]}`))
		}
		f.Add([]byte(`{"supervisedFineTuningJobs":[{"dataset":"d","epochs":` + number + `}],"totalSize":` + number + `}`))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c := newClient(t, &stub{script: []answer{ok(string(body))}}, sftj.WithMaxAttempts(1))
		const perByte, perCall = 200, 256 << 10 // a JSON object of one-letter fields takes about 100 bytes for each of its own
		most := uint64(perCall + perByte*len(body))
		for name, read := range map[string]func(){
			"a job":     func() { _, _ = sftj.ParseJob(body) },
			"an answer": func() { _, _ = c.Get(t.Context(), "ft-42") },
			"a page": func() {
				for _, err := range c.List(t.Context(), sftj.ListOptions{}) {
					if err != nil {
						break
					}
				}
			},
		} {
			took := uint64(math.MaxUint64)
			for range 4 { // what is kept for the next call, and what other goroutines take, is not counted
				took = min(took, allocated(read))
			}
			if took > most {
				t.Errorf("%s of %d bytes took %d bytes of memory, %d at most: %.100s", name, len(body), took, most, body)
			}
		}
	})
}

// allocated returns how many bytes a call takes from the heap.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
