package conform_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// allocated returns the number of bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A body of a megabyte with hundreds of thousands of faults costs a small multiple of the
// body, and the result says that there is more than it lists.
func TestCheckResponse_EndlessFaults_StopsAtAHundredAndSaysSo(t *testing.T) {
	const size = 1 << 20
	repeat := func(head, item, tail string) []byte {
		return []byte(head + strings.TrimSuffix(strings.Repeat(item, size/len(item)), ",") + tail)
	}
	numbered := func(head, item, tail string) []byte {
		var b strings.Builder
		b.WriteString(head)
		for i := 0; b.Len() < size; i++ {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, item, i)
		}
		return []byte(b.String() + tail)
	}
	for name, tc := range map[string]struct {
		operation string
		status    int
		body      []byte
		drift     bool
		single    bool // all faults are the same one
	}{
		"numbers for jobs":         {"list", 200, repeat(`{"supervisedFineTuningJobs":[`, "0,", `]}`), false, false},
		"jobs without a dataset":   {"list", 200, repeat(`{"supervisedFineTuningJobs":[`, "{},", `]}`), false, false},
		"arrays for jobs":          {"list", 200, repeat(`{"supervisedFineTuningJobs":[`, "[[1]],", `]}`), false, false},
		"numbers for details":      {"get", 404, repeat(`{"code":5,"details":[`, "0,", `]}`), false, false},
		"numbers for metadata":     {"get", 404, numbered(`{"code":5,"details":[{"@type":"t","metadata":{`, `"k%d":0`, `}}]}`), false, false},
		"one name over and over":   {"get", 200, repeat(`{"dataset":"d",`, `"name":"n",`, `}`), false, true},
		"unknown fields":           {"get", 200, numbered(`{"dataset":"d",`, `"k%d":0`, `}`), true, false},
		"unknown states":           {"list", 200, numbered(`{"supervisedFineTuningJobs":[`, `{"dataset":"d","state":"JOB_STATE_NEW_%d"}`, `]}`), true, false},
		"unknown fields of jobs":   {"list", 200, numbered(`{"supervisedFineTuningJobs":[`, `{"dataset":"d","k%d":0}`, `]}`), true, false},
		"a deep nest in the place": {"get", 200, []byte(`{"dataset":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `,"epochs":"x"}`), false, false},
	} {
		t.Run(name, func(t *testing.T) {
			ck := newChecker(t)
			var r conform.Result
			used := allocated(func() {
				var err error
				if r, err = ck.CheckResponse(context.Background(), tc.operation, tc.status, nil, tc.body); err != nil {
					t.Fatal(err)
				}
			})
			t.Logf("%d bytes: %d violations, %d drifts, %.0f MB allocated", len(tc.body), len(r.Violations), len(r.Drift), float64(used)/1e6)
			if most := uint64(mostAllocated); used > most {
				t.Errorf("%d bytes allocated for a body of %d, want at most %d", used, len(tc.body), most)
			}
			if len(tc.body) < size {
				return
			}
			if tc.drift && (len(r.Drift) != conform.DefaultMaxDrift || !r.MoreDrift) {
				t.Errorf("%d drifts, more: %t", len(r.Drift), r.MoreDrift)
			}
			if !tc.drift && (len(r.Violations) == 0 || len(r.Violations) > conform.DefaultMaxViolations || r.MoreViolations == tc.single) {
				t.Errorf("%d violations, more: %t", len(r.Violations), r.MoreViolations)
			}
			if err := r.Err(); !tc.drift && !tc.single && (len(err.Error()) > 4000 || !strings.Contains(err.Error(), "92 more at least")) {
				t.Errorf("the text is %s", err)
			}
		})
	}
}

// The ledger counts what it does not name, and a query is bounded like a body.
func TestCheck_EndlessQuery_StopsAtAThousand(t *testing.T) {
	var q strings.Builder
	for i := range 5_000 {
		fmt.Fprintf(&q, "&k%d=v", i)
	}
	ck := newChecker(t)
	r := ck.Check(context.Background(), conform.Exchange{Request: &http.Request{
		Method: "GET", URL: &url.URL{Path: "/v1/accounts/a/supervisedFineTuningJobs", RawQuery: q.String()[1:]},
	}})
	if len(r.Drift) != conform.DefaultMaxDrift || !r.MoreDrift {
		t.Errorf("%d drifts, more: %t", len(r.Drift), r.MoreDrift)
	}
}

// A body of more values than are decoded is a violation of the size, whatever is in it.
func TestCheckResponse_TooManyValues_IsNotDecoded(t *testing.T) {
	body := []byte(`{"supervisedFineTuningJobs":[` + strings.Repeat("0,", 5<<20) + `0]}`)
	var r conform.Result
	used := allocated(func() { r, _ = newChecker(t).CheckResponse(context.Background(), "list", 200, nil, body) })
	if len(r.Violations) != 1 || r.Violations[0].Rule != "size" {
		t.Errorf("found %v", r.Violations)
	}
	if used > 64<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}

// What is found does not depend on how many pieces a body is validated in.
func TestCheckResponse_InPieces_FindsTheSame(t *testing.T) {
	job := `{"dataset":"d","name":"n","epochs":1,"status":{"code":"OK","message":""},"estimatedCost":{"units":"1","nanos":1},"wandbConfig":{"enabled":true}}`
	var jobs []string
	for i := range 60 {
		switch j := job; i % 7 {
		case 1:
			jobs = append(jobs, strings.Replace(j, `"epochs":1`, `"epochs":"x","loraRank":1.5`, 1))
		case 2:
			jobs = append(jobs, strings.Replace(j, `"dataset":"d",`, ``, 1))
		case 3:
			jobs = append(jobs, strings.Replace(j, `"units":"1"`, `"units":"-x"`, 1))
		case 4:
			jobs = append(jobs, strings.Replace(j, `"enabled":true`, `"enabled":0,"a/b~c":[1,2,{"d":[]}]`, 1))
		default:
			jobs = append(jobs, j)
		}
	}
	all := "[" + strings.Join(jobs, ",") + "]"
	metadata := strings.Builder{}
	for i := range 300 {
		fmt.Fprintf(&metadata, `,"a/%d":%d`, i, i%2)
	}
	for name, tc := range map[string]struct {
		operation string
		status    int
		body      string
	}{
		"a page":              {"list", 200, `{"supervisedFineTuningJobs":` + all + `,"totalSize":"x","nextPageToken":1}`},
		"a page that is fine": {"list", 200, `{"supervisedFineTuningJobs":[` + strings.Repeat(job+",", 40) + job + `],"totalSize":1}`},
		"a job":               {"get", 200, strings.Replace(jobs[1], `"dataset":"d",`, `"new":`+all+`,`, 1)},
		"an error":            {"get", 404, `{"code":0,"details":[{"@type":"","metadata":{"a":"b"}},{"metadata":{"x":"y"}},{"@type":"t","metadata":{` + metadata.String()[1:200] + `":1}}]}`},
		"another type":        {"list", 200, all},
		"jobs in an object":   {"list", 200, `{"supervisedFineTuningJobs":{"a":` + all + `}}`},
		"null":                {"list", 200, `{"supervisedFineTuningJobs":[null,null,` + job + `,null]}`},
	} {
		t.Run(name, func(t *testing.T) {
			if !json.Valid([]byte(tc.body)) {
				t.Fatalf("the case is not JSON: %s", tc.body)
			}
			find := func(size int) conform.Result {
				r, err := conform.WithPiece(newChecker(t), size).CheckResponse(context.Background(), tc.operation, tc.status, nil, []byte(tc.body))
				if err != nil {
					t.Fatal(err)
				}
				return r
			}
			whole := find(1 << 30)
			for _, size := range []int{1, 2, 3, 5, 8, 13, 50, 200} {
				if diff := cmp.Diff(whole, find(size)); diff != "" {
					t.Fatalf("in pieces of %d values: %s", size, diff)
				}
			}
			if name != "a page that is fine" && len(whole.Violations) == 0 {
				t.Error("the case has no violation")
			}
		})
	}
}

// Rules about a whole that no piece of it breaks are not lost, and rules that only a piece
// breaks are not reported.
func TestCheckResponse_RulesAboutAWhole_HoldInPieces(t *testing.T) {
	const doc = `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"200":{"description":"",
		"content":{"application/json":{"schema":{"type":"object","required":["l","m"],"properties":{
		"l":{"type":"array","minItems":5,"maxItems":9,"items":{"type":"integer"}},
		"m":{"type":"object","minProperties":3,"additionalProperties":{"type":"integer"}}}}}}}}}}}}`
	for _, tc := range []struct{ body, want string }{
		{`{"l":[1,2,3,4,5,6],"m":{"a":1,"b":2,"c":3}}`, ``},
		{`{"l":[1,2,3,4],"m":{"a":1,"b":2,"c":3}}`, `/l minItems`},
		{`{"l":[1,2,3,4,5,6,7,8,9,10],"m":{"a":1,"b":2,"c":3}}`, `/l maxItems`},
		{`{"l":[1,2,3,4,5,6,7,8,9],"m":{"a":1,"b":2}}`, `/m minProperties`},
		{`{"l":[1,2,3,4,5,6,7,8,"x"]}`, `/l/8 type, /m required`},
	} {
		ck := newChecker(t, conform.WithDocument([]byte(doc)))
		r, err := conform.WithPiece(ck, 2).CheckResponse(context.Background(), "a", 200, nil, []byte(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, v := range r.Violations {
			got = append(got, v.Pointer+" "+v.Rule)
		}
		if s := strings.Join(got, ", "); s != tc.want {
			t.Errorf("%s: %s, want %s", tc.body, s, tc.want)
		}
	}
}
