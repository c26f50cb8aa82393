package sftj_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/sftj"
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

// TestFastPathTakesWhatServicesWrite: if it did not, it would be none.
func TestFastPathTakesWhatServicesWrite(t *testing.T) {
	full := readFullJob(t)
	for name, body := range map[string]string{
		"every field":     full,
		"nothing":         ` {} `,
		"nulls":           `{"status":null,"createTime":null,"epochs":null,"name":null,"lrScheduler":{"linear":null}}`,
		"escapes":         `{"jinjaTemplate":"a\n\"b\" \u003c","displayName":"\u00e9"}`,
		"a new field":     `{"dataset":"d","region":"US","hidden":1.50,"flag":true,"none":null}`,
		"a new state":     `{"dataset":"d","state":"JOB_STATE_DREAMING"}`,
		"no fraction":     `{"createTime":"2026-07-11T18:27:07Z"}`,
		"a small float":   `{"learningRate":1e-05,"optimizerWeightDecay":-0.0}`,
		"limits of int32": `{"epochs":-2147483648,"loraRank":2147483647}`,
	} {
		fast, sure := sftj.DecodeFast([]byte(body))
		strict, err := sftj.DecodeStrict([]byte(body))
		if !sure || err != nil || !reflect.DeepEqual(fast, strict) {
			t.Errorf("%s: sure %v, %v\nfast   %+v\nstrict %+v", name, sure, err, fast, strict)
		}
	}
}

// TestAJobKeepsNothingOfTheBuffer: the bytes it is decoded from are used again.
func TestAJobKeepsNothingOfTheBuffer(t *testing.T) {
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

// TestAnswersAreApart: a job stays what it is when the next answer has been read, whether
// both were good or not.
func TestAnswersAreApart(t *testing.T) {
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
		t.Fatalf("%d jobs of %d answers", len(jobs), rt.count())
	}
	for i, job := range jobs {
		want := []string{jobBody, odd, jobBody, odd}[i]
		if string(job.Raw()) != want || job.Dataset != "accounts/acme/datasets/d" || job.ID() != "ft-42" || job.Lifecycle() != "JOB_STATE_PENDING" {
			t.Errorf("job %d became %+v of %s", i, job.Job, job.Raw())
		}
	}
}

// FuzzPage: a page has the jobs and the token that the strict decoder finds in it, or none
// where that decoder finds a fault.
func FuzzPage(f *testing.F) {
	whole := `{ "supervisedFineTuningJobs" : [` + jobBody + `, {"dataset":"}\"]","x":[{}]} ], "nextPageToken":"t/é", "totalSize":2}`
	for i, put := range []string{
		``, `null`, `{}`, `[]`, `,`, `"x":1,`, `"nextPageToken":"u",`, `"\u006eextPageToken":"u",`, `"totalSize":-1.5,`, `}`, `]`, `"`, `\`, `{"a":]},`, "\xff", ` `,
	} {
		for at := range len(whole) / 7 {
			f.Add(uint16(at*7), byte(i%3), []byte(put))
		}
		f.Add(uint16(2), byte(0), []byte(put))
	}
	f.Fuzz(func(t *testing.T, at uint16, cut byte, put []byte) {
		from := min(int(at), len(whole))
		body := slices.Replace([]byte(whole), from, min(from+int(cut), len(whole)), put...)
		jobs, next, err := sftj.ReadPage(body, true)
		want, wantNext, strictErr := sftj.ReadPage(body, false)
		same := slices.EqualFunc(jobs, want, func(a, b *sftj.Job) bool {
			return reflect.DeepEqual(a.Job, b.Job) && string(a.Raw()) == string(b.Raw())
		})
		if (err == nil) != (strictErr == nil) || err != nil && err.Error() != strictErr.Error() || next != wantNext || !same {
			t.Errorf("%s\ngot  %v %q %v\nwant %v %q %v", body, jobs, next, err, want, wantNext, strictErr)
		}
	})
}

// FuzzFastDecode: what the fast path takes, the strict decoder takes, and makes the same
// job of it. A body is a full job of which some bytes are replaced.
func FuzzFastDecode(f *testing.F) {
	full := readFullJob(f)
	for i, put := range []string{
		`null`, `"x"`, `1.0`, `1e3`, `-0`, `2147483648`, `{}`, `[]`, `,`, `"name":"twice",`, `"\u0065pochs":1,`, `"other":1,"other":2,`,
		`"2026-02-30T00:00:00Z"`, `"2026-02-28T24:00:00Z"`, `"2026-02-28T00:00:60Z"`, `"2026-1-2T00:00:00Z"`, `"2026-01-02T00:00:00,5Z"`,
		`"2026-01-02T00:00:00.0000000001Z"`, `"\ud800"`, "\"\xff\"", `1e400`, `-1e-400`, `3.5e38`, `tru`, `}`, `"new":{"a":1},`,
	} {
		for at := 1; at < len(full); at += 331 {
			f.Add(uint16(at+i), byte(i), []byte(put))
		}
		f.Add(uint16(1), byte(0), []byte(put))
		f.Add(uint16(strings.Index(full, `"createTime": `)+14), byte(32), []byte(put))
		f.Add(uint16(strings.Index(full, `"epochs": `)+10), byte(1), []byte(put))
		f.Add(uint16(strings.Index(full, `"learningRate": `)+16), byte(5), []byte(put))
		f.Add(uint16(strings.Index(full, `"percent": `)+11), byte(2), []byte(put))
		f.Add(uint16(strings.Index(full, `"evalAutoCarveout": `)+20), byte(4), []byte(put))
	}
	f.Fuzz(func(t *testing.T, at uint16, cut byte, put []byte) {
		from := min(int(at), len(full))
		body := slices.Replace([]byte(full), from, min(from+int(cut), len(full)), put...)
		fast, sure := sftj.DecodeFast(body)
		if !sure {
			return
		}
		strict, err := sftj.DecodeStrict(body)
		if err != nil || !reflect.DeepEqual(fast, strict) {
			t.Errorf("%s\nfast   %+v\nstrict %+v, %v", body, fast, strict, err)
		}
	})
}
