package sftj_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// jobWith is a job with more fields.
func jobWith(id, fields string) string {
	body := strings.Replace(jobBody, "ft-42", id, 1)
	return body[:len(body)-1] + "," + fields + "}"
}

// oddValues are values that no resume depends on and that the contract does not allow, each
// with what is said of it. Where the pointer is empty the value is unusual and allowed.
var oddValues = []struct{ name, fields, want string }{
	// Those of the report.
	{"tokens beyond 32 bits", `"jobProgress":{"inputTokens":3000000000}`, "/jobProgress/inputTokens (number): out of the int32 range"},
	{"a percentage with a fraction", `"jobProgress":{"percent":42.5}`, "/jobProgress/percent (number): not a whole number"},
	{"units as a number", `"estimatedCost":{"units":3}`, "/estimatedCost/units (number): want a string"},
	{"an empty completedTime", `"completedTime":""`, "/completedTime (string): empty, want an RFC 3339 time"},
	{"a time without a zone", `"createTime":"2026-07-11T18:27:07"`, "/createTime (string): no time zone"},
	{"a status code as a number", `"status":{"code":0}`, "/status/code (number): want a string"},
	// More of the kind.
	{"a fraction", `"epochs":3.5`, "/epochs (number): not a whole number"},
	{"an exponent beyond 32 bits", `"epochs":3e9`, "/epochs (number): out of the int32 range"},
	{"an exponent beyond 64 bits", `"epochs":1e1000000`, "/epochs (number): out of the int32 range"},
	{"an exponent far below 1", `"epochs":1e-1000000`, "/epochs (number): not a whole number"},
	{"one more than 32 bits", `"epochs":2147483648`, "/epochs (number): out of the int32 range"},
	{"a string for an integer", `"epochs":"3"`, "/epochs (string): want an integer"},
	{"true for an integer", `"epochs":true`, "/epochs (boolean): want an integer"},
	{"a string for a float", `"learningRate":"1e-05"`, "/learningRate (string): want a number"},
	{"NaN as a string", `"learningRate":"NaN"`, "/learningRate (string): want a number"},
	{"a float beyond 32 bits", `"learningRate":1e39`, "/learningRate (number): out of the float32 range"},
	{"a float beyond 64 bits", `"learningRate":1e400`, "/learningRate (number): out of the float32 range"},
	{"a string for a flag", `"isTurbo":"false"`, "/isTurbo (string): want true or false"},
	{"a number for a flag", `"isTurbo":0`, "/isTurbo (number): want true or false"},
	{"a number for a text", `"displayName":42`, "/displayName (number): want a string"},
	{"an object for a text", `"baseModel":{"name":"m"}`, "/baseModel (object): want a string"},
	{"a number for an enum", `"purpose":1`, "/purpose (number): want a string"},
	{"an array for a link", `"metricsFileSignedUrl":[]`, "/metricsFileSignedUrl (array): want a string"},
	{"a number for a time", `"createTime":1752258427`, "/createTime (number): want an RFC 3339 time in a string"},
	{"a day that is not there", `"createTime":"2026-02-30T00:00:00Z"`, "/createTime (string): not an RFC 3339 time"},
	{"a comma in the seconds", `"createTime":"2026-07-11T18:27:07,5Z"`, "/createTime (string): not an RFC 3339 time"},
	{"an offset of 30 hours", `"createTime":"2026-07-11T18:27:07+30:00"`, "/createTime (string): not an RFC 3339 time"},
	{"one digit for the hour", `"createTime":"2026-07-11T8:27:07Z"`, "/createTime (string): not an RFC 3339 time"},
	{"a leap second", `"completedTime":"2026-06-30T23:59:60Z"`, "/completedTime (string): not an RFC 3339 time"},
	{"a string for a message", `"estimatedCost":"$1.23"`, "/estimatedCost (string): want an object"},
	{"an array for a message", `"jobProgress":[]`, "/jobProgress (array): want an object"},
	{"a string for a message in a message", `"lrScheduler":{"linear":"x"}`, "/lrScheduler/linear (string): want an object"},
	{"a text for wandbConfig", `"wandbConfig":"on"`, "/wandbConfig (string): want an object"},
	{"units beyond 64 bits", `"estimatedCost":{"units":"9223372036854775808"}`, "/estimatedCost/units (string): out of the int64 range"},
	{"units with a plus", `"estimatedCost":{"units":"+3"}`, "/estimatedCost/units (string): want a decimal integer"},
	{"units with a fraction", `"estimatedCost":{"units":"1.5"}`, "/estimatedCost/units (string): want a decimal integer"},
	{"nanos of another sign", `"estimatedCost":{"units":"3","nanos":-1}`, "/estimatedCost/nanos (number): its sign is not that of units"},
	{"nanos of another sign than units below zero", `"estimatedCost":{"units":"-3","nanos":1}`, "/estimatedCost/nanos (number): its sign is not that of units"},
	{"nanos that are two units", `"estimatedCost":{"nanos":2000000000}`, "/estimatedCost/nanos (number): not between -999999999 and 999999999"},
	{"a currency that is a number", `"estimatedCost":{"currencyCode":840,"units":"3"}`, "/estimatedCost/currencyCode (number): want a string"},
	{"a name with an escape", `"\u0065pochs":"3"`, "/epochs (string): want an integer"},
	{"two values", `"epochs":"3","jobProgress":{"percent":"half","epoch":1}`, "/epochs (string): want an integer; /jobProgress/percent (string): want an integer"},
	// Unusual and allowed.
	{"integral numbers", `"epochs":3.0,"loraRank":1e1,"jobProgress":{"percent":100.00,"inputTokens":2.5E+1}`, ""},
	{"nulls", `"status":null,"createTime":null,"wandbConfig":null,"epochs":null`, ""},
	{"nine digits", `"createTime":"2026-07-11T18:27:07.386612847Z"`, ""},
	{"an offset", `"createTime":"2026-07-11T18:27:07+02:00"`, ""},
	{"units of the lowest", `"estimatedCost":{"currencyCode":"USD","units":"-9223372036854775808","nanos":-1}`, ""},
	{"nanos that are almost a unit", `"estimatedCost":{"units":"-0","nanos":-999999999}`, ""},
	{"empty uuids and links", `"azureBlobStorageConfig":{"tenantId":"","managedIdentityClientId":""},"metricsFileSignedUrl":""`, ""},
	{"wrong case, which is another field", `"Epochs":"three"`, ""},
	{"an unknown field of any type", `"new":{"a":[1.5,null,"x"]},"newer":1e400`, ""},
}

func violationText(violations []sftj.Violation) string {
	texts := make([]string, len(violations))
	for i, v := range violations {
		texts[i] = v.String()
	}
	return strings.Join(texts, "; ")
}

func TestGet_OddValue_JobIsReadAndTheViolationAttached(t *testing.T) {
	for _, tt := range oddValues {
		t.Run(tt.name, func(t *testing.T) {
			body := jobWith("ft-42", tt.fields)
			var reported []sftj.Violation
			c := newClient(t, &stub{script: []answer{ok(body)}}, sftj.WithViolations(func(job string, v []sftj.Violation) {
				if reported = v; job != "ft-42" {
					t.Errorf("reported of job %q", job)
				}
			}))
			job, err := c.Get(t.Context(), "ft-42")
			if err != nil {
				t.Fatal(err)
			}
			if got := violationText(job.Violations()); got != tt.want || violationText(reported) != tt.want {
				t.Errorf("violations %q, reported %q, want %q", got, violationText(reported), tt.want)
			}
			if string(job.Raw()) != body || job.ID() != "ft-42" || job.Lifecycle() != "JOB_STATE_PENDING" || job.Dataset == "" {
				t.Errorf("job %v of %s", job, job.Raw())
			}
		})
	}
}

func TestGet_OddValueUnderWithStrict_FailsAndNamesPointerTypeAndRule(t *testing.T) {
	for _, tt := range oddValues {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, &stub{script: []answer{ok(jobWith("ft-42", tt.fields))}}, sftj.WithStrict())
			_, err := c.Get(t.Context(), "ft-42")
			if errors.Is(err, sftj.ErrBadResponse) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q: %v", tt.want, err)
			}
		})
	}
}

func TestGet_OddValue_FieldIsUnsetAndTheOthersAreRead(t *testing.T) {
	job, err := get(t, jobWith("ft-42", `"epochs":3.0,"loraRank":2147483648,"displayName":"1e2 \" 3.0","learningRate":0.5,
		"jobProgress":{"percent":42.5,"epoch":2},"estimatedCost":{"currencyCode":"USD","units":3,"nanos":5},"createTime":"2026-07-11T18:27:07"`))
	if err != nil {
		t.Fatal(err)
	}
	if job.Epochs != 3 || job.LoraRank != 0 || job.DisplayName != `1e2 " 3.0` || job.LearningRate != 0.5 || !job.CreateTime.IsZero() {
		t.Errorf("%+v", job.Job)
	}
	if p := job.JobProgress; p == nil || p.Percent != 0 || p.Epoch != 2 {
		t.Errorf("progress %+v", p)
	}
	if job.EstimatedCost != nil {
		t.Errorf("an amount without its units: %+v", job.EstimatedCost)
	}
	for pointer, want := range map[string]bool{"/jobProgress/percent": true, "/jobProgress/epoch": false, "/jobProgress": false, "/loraRank": true, "/estimatedCost/units": true, "/epochs": false} {
		if job.Violated(pointer) != want {
			t.Errorf("%s violated: %v", pointer, !want)
		}
	}
	job.Violations()[0].Rule = "changed"
	if job.Violations()[0].Rule == "changed" {
		t.Error("the violations are not the caller's own copy")
	}
}

// TestGet_ValueThatDecides_Fails: what says which job this is, what it is for, in which state
// and since when is read strictly, and so is the JSON itself.
func TestGet_ValueThatDecides_Fails(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"a name that is a number", `{"dataset":"d","name":7}`, "/name (number): want a string"},
		{"a state that is a number", `{"dataset":"d","state":17}`, "/state (number): want a string"},
		{"a dataset that is an object", `{"dataset":{"name":"d"}}`, "/dataset (object): want a string"},
		{"an updateTime without a zone", `{"dataset":"d","updateTime":"2026-07-11T18:27:07"}`, "/updateTime (string): no time zone"},
		{"an empty updateTime", `{"dataset":"d","updateTime":""}`, "/updateTime (string): empty, want an RFC 3339 time"},
		{"an updateTime that is a number", `{"dataset":"d","updateTime":1752258427}`, "/updateTime (number): want an RFC 3339 time in a string"},
		{"no dataset", `{"state":"JOB_STATE_PAUSED"}`, "no dataset"},
		{"a field twice", `{"dataset":"d","epochs":1,"epochs":1}`, "duplicate field /epochs"},
		{"a field twice, once escaped", `{"dataset":"d","epochs":1,"\u0065pochs":1}`, "duplicate field /epochs"},
		{"an unknown field twice", `{"dataset":"d","new":1,"new":1}`, "duplicate field /new"},
		{"a field twice in a message", `{"dataset":"d","status":{"code":"OK","code":"OK"}}`, "duplicate field /status/code"},
		{"a field twice in an unknown message", `{"dataset":"d","new":[{"a":1,"a":1}]}`, "duplicate field /new/0/a"},
		{"invalid UTF-8", "{\"dataset\":\"d\",\"displayName\":\"\xff\"}", "malformed JSON at byte"},
		{"half a surrogate", `{"dataset":"d","displayName":"\ud800"}`, "malformed JSON at byte"},
		{"deep nesting", `{"dataset":"d","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, "malformed JSON at byte"},
		{"a number with a leading zero", `{"dataset":"d","epochs":03}`, "malformed JSON at byte"},
		{"a trailing comma", `{"dataset":"d",}`, "malformed JSON at byte"},
		{"cut", jobBody[:len(jobBody)-1], "malformed JSON"},
		{"something behind", jobBody + `x`, "malformed JSON"},
		{"two values", jobBody + jobBody, "more than one value"},
		{"nothing", ``, "malformed JSON"},
		{"white space", " \n", "malformed JSON"},
		{"an array", `[` + jobBody + `]`, "not a JSON object"},
		{"null", `null`, "not a JSON object"},
		{"an odd value before broken JSON", `{"dataset":"d","epochs":"3","x":]}`, "malformed JSON at byte"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := get(t, tt.body); !errors.Is(err, sftj.ErrBadResponse) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("want %q: %v", tt.want, err)
			}
		})
	}
}

func TestEveryRead_OddValue_Succeeds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		odd := `"jobProgress":{"percent":42.5,"inputTokens":3000000000},"completedTime":""`
		active := ok(jobWith("ft-42", odd))
		done := ok(strings.Replace(jobWith("ft-42", odd), "PENDING", "COMPLETED", 1))
		paused := ok(strings.Replace(jobWith("ft-42", odd), "PENDING", "PAUSED", 1))

		r, err := newClient(t, &stub{script: []answer{paused, active}}).EnsureResumed(t.Context(), "ft-42")
		if err != nil || r.Outcome != sftj.Resumed || len(r.Job.Violations()) != 3 || len(r.Before.Violations()) != 3 {
			t.Errorf("EnsureResumed: %v, %v", r, err)
		}
		if job, err := newClient(t, &stub{script: []answer{active}}).Resume(t.Context(), "ft-42"); err != nil || len(job.Violations()) != 3 {
			t.Errorf("Resume: %v, %v", job, err)
		}
		events := 0
		for ev, err := range newClient(t, &stub{script: []answer{active, done}}).Wait(t.Context(), "ft-42") {
			if events++; err != nil || len(ev.Violations) != 3 || ev.Violations[0].Pointer != "/jobProgress/percent" {
				t.Errorf("event %v with %v, %v", ev, ev.Violations, err)
			}
		}
		if events != 2 {
			t.Errorf("%d events", events)
		}
	})
}

func pageOf(jobs ...string) answer {
	return ok(`{"supervisedFineTuningJobs":[` + strings.Join(jobs, ",") + `]}`)
}

func TestList_UnreadableJobs_OthersAreYieldedThenTheError(t *testing.T) {
	job := func(id string) string { return strings.Replace(jobBody, "ft-42", id, 1) }
	token := func(a answer, token string) answer {
		a.body = a.body[:len(a.body)-1] + `,"nextPageToken":"` + token + `"}`
		return a
	}
	for _, tt := range []struct {
		name, ids, want string
		script          []answer
	}{
		{"a state that is a number", "a c", "job 1 of the page, b: /state (number): want a string",
			[]answer{pageOf(job("a"), strings.Replace(job("b"), `"JOB_STATE_PENDING"`, "1", 1), job("c"))}},
		{"a field twice", "a c", "job 1 of the page, b: duplicate field /epochs",
			[]answer{pageOf(job("a"), jobWith("b", `"epochs":1,"epochs":2`), job("c"))}},
		{"invalid UTF-8", "a c", "job 1 of the page: malformed JSON at byte",
			[]answer{pageOf(job("a"), jobWith("b", "\"displayName\":\"\xff\""), job("c"))}},
		{"not an object", "a c", "job 1 of the page: the response is not a JSON object", []answer{pageOf(job("a"), `7`, job("c"))}},
		{"null", "a c", "job 1 of the page: the response is not a JSON object", []answer{pageOf(job("a"), `null`, job("c"))}},
		{"another account's", "a c", "job 1 of the page, b: the job is not of this account",
			[]answer{pageOf(job("a"), strings.ReplaceAll(job("b"), "accounts/acme/super", "accounts/rival/super"), job("c"))}},
		{"on the first of two pages", "a c d", "job 1 of the page, b: /state",
			[]answer{token(pageOf(job("a"), strings.Replace(job("b"), `"JOB_STATE_PENDING"`, "1", 1)), "t"), pageOf(job("c"), job("d"))}},
		{"three of them", "a", "3 jobs could not be read: job 1 of the page: the job has no dataset, which the contract requires; job 0 of the page: the job has no dataset, which the contract requires; job 1 of the page: the response is not a JSON object; the response is JSON",
			[]answer{token(pageOf(job("a"), `{}`), "t"), pageOf(`{}`, `[]`)}},
		{"23 of them", "", "23 jobs could not be read: job 0 of the page: the response is not a JSON object; job 1 of the page: the response is not a JSON object; job 2 of the page: the response is not a JSON object; and 20 more jobs",
			[]answer{pageOf(strings.Split(strings.Repeat("7 ", 22)+"7", " ")...)}},
		{"before a page that fails", "a", "permission denied",
			[]answer{token(pageOf(job("a"), `{}`), "t"), failure(403, `{"code":7}`)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var ids []string
			var last error
			for job, err := range newClient(t, &stub{script: tt.script}).List(t.Context(), sftj.ListOptions{}) {
				if last != nil {
					t.Fatal("something follows an error")
				}
				if last = err; err == nil {
					ids = append(ids, job.ID())
				}
			}
			if strings.Join(ids, " ") != tt.ids || !errors.Is(last, sftj.ErrBadResponse) || !strings.Contains(last.Error(), tt.want) {
				t.Errorf("jobs %v, then %v; want %s, then %q", ids, last, tt.ids, tt.want)
			}
		})
	}
}

func TestList_OneOddJobOfTen_AllAreYielded(t *testing.T) {
	var jobs []string
	for i, tt := range oddValues {
		jobs = append(jobs, jobWith(fmt.Sprint("ft-", i), tt.fields))
	}
	var mu sync.Mutex
	reported := map[string]string{}
	report := sftj.WithViolations(func(job string, v []sftj.Violation) {
		mu.Lock()
		defer mu.Unlock()
		reported[job] = violationText(v)
	})
	n := 0
	for job, err := range newClient(t, &stub{script: []answer{pageOf(jobs...)}}, report).List(t.Context(), sftj.ListOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if want := oddValues[n].want; violationText(job.Violations()) != want || reported[job.ID()] != want {
			t.Errorf("%s: %v, reported %q", oddValues[n].name, job.Violations(), reported[job.ID()])
		}
		n++
	}
	if n != len(oddValues) {
		t.Errorf("%d of %d jobs", n, len(oddValues))
	}
}

// TestList_OddPage_IsReadOrRefused: of a page only the jobs and the token decide anything.
func TestList_OddPage_IsReadOrRefused(t *testing.T) {
	for _, tt := range []struct{ name, body, violation, err string }{
		{"a size that is text", `{"supervisedFineTuningJobs":[],"totalSize":"5"}`, "/totalSize (string): want an integer", ""},
		{"a size beyond 32 bits", `{"totalSize":3000000000}`, "/totalSize (number): out of the int32 range", ""},
		{"jobs that are none", `{"supervisedFineTuningJobs":"x"}`, "", "/supervisedFineTuningJobs (string): want an array"},
		{"a token that is a number", `{"nextPageToken":2}`, "", "/nextPageToken (number): want a string"},
		{"jobs twice", `{"supervisedFineTuningJobs":[],"supervisedFineTuningJobs":[]}`, "", "duplicate field /supervisedFineTuningJobs"},
		{"a field twice in an unknown one", `{"x":{"a":1,"a":1}}`, "", "malformed JSON in /x"},
		{"cut behind a job", `{"supervisedFineTuningJobs":[` + jobBody + `,`, "", "malformed JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, strict := range []bool{false, true} {
				var reported []sftj.Violation
				opts := []sftj.Option{sftj.WithMaxAttempts(1), sftj.WithViolations(func(_ string, v []sftj.Violation) { reported = v })}
				want := tt.err
				if strict {
					opts = append(opts, sftj.WithStrict())
					want += tt.violation
				}
				var last error
				for _, last = range newClient(t, &stub{script: []answer{ok(tt.body)}}, opts...).List(t.Context(), sftj.ListOptions{}) {
				}
				if (want == "") != (last == nil) || last != nil && !strings.Contains(last.Error(), want) || !strict && violationText(reported) != tt.violation {
					t.Errorf("strict %v: %v, reported %v", strict, last, reported)
				}
			}
		})
	}
}

func TestResumeAll_UnreadableJobInTheList_OthersAreResumedThenTheError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rt := &stub{script: []answer{
			pageOf(jobWith("a", `"status":{"code":0}`), `{"name":"accounts/acme/supervisedFineTuningJobs/b","state":5,"dataset":"d"}`),
			ok(strings.Replace(jobWith("a", `"status":{"code":0}`), "PENDING", "PAUSED", 1)), ok(jobWith("a", `"status":{"code":0}`)),
		}}
		c := newClient(t, rt)
		names := func(yield func(string, error) bool) {
			for job, err := range c.List(t.Context(), sftj.ListOptions{}) {
				name := ""
				if job != nil {
					name = job.Name
				}
				if !yield(name, err) {
					return
				}
			}
		}
		report, err := c.ResumeAll(t.Context(), names, sftj.BulkOptions{})
		if report.Resumed != 1 || !report.Cut || !errors.Is(err, sftj.ErrBadResponse) || !slices.Contains(rt.requests, "POST "+jobsPath+"/a:resume") {
			t.Errorf("%+v, %v, %q", report, err, rt.requests)
		}
	})
}
