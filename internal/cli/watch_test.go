package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// watchOn runs the program under the clock of a synctest bubble, with an emulator as its
// service.
func watchOn(ctx context.Context, em *emulator.Emulator, args string) result {
	a := &app{clientOptions: []sftj.Option{sftj.WithTransport(em.Transport())}}
	env := map[string]string{
		"FIREWORKS_API_KEY": sampleKey, "FIREWORKS_ACCOUNT_ID": sampleAccount, "FIREWORKS_BASE_URL": "http://127.0.0.1:1",
	}
	return runApp(ctx, a, env, strings.Fields(args)...)
}

// slowJobs is an emulator whose n jobs run1 … are running for days.
func slowJobs(n int) *emulator.Emulator {
	var jobs []client.Job
	for i := range n {
		jobs = append(jobs, scriptJob(time.Now(), fmt.Sprintf("run%d", i+1), client.JobStateRunning, 10))
	}
	return emulator.New(
		emulator.WithAccount(sampleAccount, sampleKey), emulator.WithSpeed(0.001), emulator.WithJobs(sampleAccount, jobs...),
	)
}

// control calls a control of an emulator after a while.
func control(t *testing.T, after time.Duration, do func() error) {
	t.Helper()
	time.AfterFunc(after, func() {
		if err := do(); err != nil {
			t.Error(err)
		}
	})
}

func TestWatch_PausedJob(t *testing.T) {
	for _, tt := range []struct {
		name, args string
		code       int
		least      time.Duration // how long it watches
		stderr     string
	}{
		{"is watched on until it ends", "watch run1", 0, 20 * time.Minute, "run1  PAUSED "},
		{"is watched on in a table", "watch run1 run2", 0, 20 * time.Minute, "run1  PAUSED "},
		{"is watched on to the timeout", "watch run1 --timeout 10m", exitStillRunning, 9 * time.Minute, "find out why it was paused before resuming it\nnext: sftj watch run1"},
		{"ends it on request", "watch run1 --exit-on-paused", exitPausedAgain, 5 * time.Minute, "the job was active and is paused"},
		{"ends it on request in a table", "watch run1 run2 --exit-on-paused", exitPausedAgain, 5 * time.Minute, "wait run1: "},
		{"ends the wait of a resume", "resume run1 --wait", exitPausedAgain, 5 * time.Minute, "the job was active and is paused"},
		{"ends the waits of a bulk resume", "resume run1 run2 --yes --wait", exitPausedAgain, 5 * time.Minute, "wait run1: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := slowJobs(2)
				control(t, 5*time.Minute, func() error { return em.Pause(sampleAccount, "run1", "by hand") })
				control(t, 5*time.Minute, func() error { return em.Finish(sampleAccount, "run2") })
				control(t, 20*time.Minute, func() error { return em.Finish(sampleAccount, "run1") })
				start := time.Now()
				got := watchOn(t.Context(), em, tt.args)
				if took := time.Since(start); got.code != tt.code || took < tt.least || took > tt.least+2*time.Minute || !strings.Contains(got.stderr, tt.stderr) {
					t.Errorf("exit %d after %v\n%s%s", got.code, took, got.stdout, got.stderr)
				}
				time.Sleep(time.Hour) // the controls that are left
			})
		})
	}
}

// TestWatch_ManyJobs_OneListRefreshesAll: 45 jobs for ten minutes are some sixty lists, and no
// other request; each job is read six times a minute.
func TestWatch_ManyJobs_OneListRefreshesAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := slowJobs(45)
		var ids []string
		for i := range 45 {
			ids = append(ids, fmt.Sprintf("run%d", i+1))
		}
		got := watchOn(t.Context(), em, "watch --timeout 10m --progress json "+strings.Join(ids, " "))
		requests := map[string]int{}
		for _, attempt := range em.Attempts() {
			requests[attempt.Operation]++
		}
		looks := strings.Count(got.stderr, `"job":"run45"`)
		if got.code != exitStillRunning || requests["get"] != 0 || requests["list"] < 55 || requests["list"] > 66 || looks < requests["list"] {
			t.Errorf("exit %d, requests %v, %d looks at run45", got.code, requests, looks)
		}
	})
}

// TestWatch_ListLacksJobs_TheyAreReadSingly: what is read is the same whether the list has it,
// lacks it, or is not served.
func TestWatch_ListLacksJobs_TheyAreReadSingly(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fault emulator.Fault
		gets  int // at most, in ten minutes
	}{
		{"an empty list", emulator.Body(200, "application/json", []byte(`{}`)), 200},
		{"no list", emulator.FailStatus(404), 200},
		{"a list that fails", emulator.FailStatus(501), 200},
		{"a list that is no list", emulator.Body(200, "text/html", []byte(`<html>`)), 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := slowJobs(3)
				em.Inject(tt.fault.On("list").Repeated(10_000))
				control(t, 5*time.Minute, func() error { return em.Finish(sampleAccount, "run3") })
				got := watchOn(t.Context(), em, "watch run1 run2 run3 --timeout 10m")
				gets := 0
				for _, attempt := range em.Attempts() {
					if attempt.Operation == "get" {
						gets++
					}
				}
				if got.code != exitStillRunning || gets < 30 || gets > tt.gets || !strings.Contains(got.stderr, "run3  COMPLETED") {
					t.Errorf("exit %d, %d reads\n%s", got.code, gets, got.stderr)
				}
			})
		})
	}
}

// TestWatch_Outage_AsksOneJobNotAll: while nothing is served, a round reads one job and not
// each of them.
func TestWatch_Outage_AsksOneJobNotAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := slowJobs(40)
		em.Inject(emulator.FailStatus(502).On("list").Repeated(10_000), emulator.FailStatus(502).On("get").Repeated(10_000))
		var ids []string
		for i := range 40 {
			ids = append(ids, fmt.Sprintf("run%d", i+1))
		}
		got := watchOn(t.Context(), em, "watch "+strings.Join(ids, " "))
		if n := len(em.Attempts()); got.code != exitSomeFailed || n > 60 { // six rounds of a list and a job, each with retries
			t.Errorf("exit %d, %d requests\n%s", got.code, n, got.stderr)
		}
		if strings.Count(got.stderr, "sftj: wait ") != 1 || !strings.Contains(got.stderr, "\nsftj: the same error ended the watching of 39 other jobs\n") {
			t.Errorf("one cause is one error\n%s", got.stderr)
		}
		for line := range strings.Lines(got.stderr) { // no line about one job quotes another
			if id, text, _ := strings.Cut(line, "  "); strings.Contains(text, "get run") && !strings.Contains(text, "get "+id+":") {
				t.Errorf("%s", line)
			}
		}
		if strings.Contains(got.stderr+got.stdout, "STATE") {
			t.Errorf("states what was not read\n%s%s", got.stdout, got.stderr)
		}
	})
}

// TestWatch_LastReadFitsBeforeTheTimeout: a job that ends in the last seconds is seen.
func TestWatch_LastReadFitsBeforeTheTimeout(t *testing.T) {
	for _, args := range []string{"watch run1", "watch run1 run2"} {
		synctest.Test(t, func(t *testing.T) {
			em := slowJobs(2)
			control(t, 57*time.Second, func() error { return em.Finish(sampleAccount, "run1") })
			control(t, 57*time.Second, func() error { return em.Finish(sampleAccount, "run2") })
			if got := watchOn(t.Context(), em, args+" --timeout 1m"); got.code != 0 {
				t.Errorf("%s: exit %d\n%s", args, got.code, got.stderr)
			}
			time.Sleep(time.Minute)
		})
	}
}

// TestWatch_PendingTimeout_OfSeveralJobs is kept to the second.
func TestWatch_PendingTimeout_OfSeveralJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		em := emulator.New(emulator.WithAccount(sampleAccount, sampleKey), emulator.WithSpeed(0.0001), emulator.WithJobs(sampleAccount,
			scriptJob(time.Now(), "p1", client.JobStatePending, 0), scriptJob(time.Now(), "p2", client.JobStatePending, 0)))
		start := time.Now()
		got := watchOn(t.Context(), em, "watch p1 p2 --pending-timeout 65s")
		if took := time.Since(start); got.code != exitStillRunning || took < 65*time.Second || took > 66*time.Second {
			t.Errorf("exit %d after %v\n%s", got.code, took, got.stderr)
		}
	})
}

// jobFields is a service that answers every read with a job of these fields.
func jobFields(t *testing.T, fields string) *service {
	t.Helper()
	return newService(t, func(w http.ResponseWriter, r *http.Request) {
		body := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d",` + fields + `}`
		if strings.HasSuffix(r.URL.Path, "Jobs") {
			body = `{"supervisedFineTuningJobs":[` + body + `]}`
		}
		answering(200, body)(w, r)
	})
}

// TestStatus_NotOK_IsShownByEveryCommand: why a job waits is shown wherever the job is.
func TestStatus_NotOK_IsShownByEveryCommand(t *testing.T) {
	const why = "RESOURCE_EXHAUSTED: no capacity for fw_[redacted]"
	s := jobFields(t, `"state":"JOB_STATE_PENDING","status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity for fw_abcdefghijklmnopqrstuv"}`)
	for args, want := range map[string]string{
		"get ft-42":                                      "Status:",
		"list":                                           "PROBLEM",
		"list --columns id,status":                       "STATUS",
		"watch ft-42 --timeout 3s":                       "ft-42  PENDING              –  0s, RESOURCE_EXHAUSTED: ",
		"watch ft-42 ft-42 --timeout 3s":                 "ft-42  PENDING              –  0s, RESOURCE_EXHAUSTED: ",
		"resume ft-42 --wait --timeout 3s":               "ft-42  PENDING              –  0s, RESOURCE_EXHAUSTED: ",
		"watch ft-42 --timeout 3s --progress json":       `"status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity for `,
		"resume ft-42 --wait --timeout 3s -o json":       `"status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity for `,
		"watch ft-42 other --timeout 3s --progress json": `"status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity for `,
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			got := sftjRun(t, s.env(), strings.Fields(args)...)
			all := got.stdout + got.stderr
			if !strings.Contains(all, want) || !strings.Contains(all, "RESOURCE_EXHAUSTED") || !strings.Contains(all, "no capacity for ") || strings.Contains(all, "fw_abcdef") {
				t.Errorf("want %q and %q in\n%s", want, why, all)
			}
		})
	}
}

// TestStatus_OK_IsNoProblem: the sample's paused jobs have a message with an OK.
func TestStatus_OK_IsNoProblem(t *testing.T) {
	for fields, want := range map[string]string{
		`"status":null`: "", `"status":{}`: "", `"status":{"code":"OK","message":"all well"}`: "", `"status":{"message":"all well"}`: "",
		`"status":{"code":"INTERNAL"}`:                "INTERNAL",
		`"status":{"code":"INTERNAL","message":"x"}`:  "INTERNAL: x",
		`"status":{"code":7,"message":"any of them"}`: "any of them",
	} {
		job, err := sftj.ParseJob([]byte(`{"name":"accounts/acme/supervisedFineTuningJobs/a","dataset":"d",` + fields + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := problemText(job); got != want {
			t.Errorf("%s: %q, want %q", fields, got, want)
		}
	}
}

// gaugeOf is a gauge of a job with these fields, as a wait has read it.
func gaugeOf(t *testing.T, fields string) *gauge {
	t.Helper()
	job, err := sftj.ParseJob([]byte(`{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d",` + fields + `}`))
	if err != nil {
		t.Fatal(err)
	}
	ev := sftj.Event{Job: job, State: job.Lifecycle(), Elapsed: time.Minute}
	if p := job.JobProgress; p != nil {
		ev.Percent, ev.Epoch = p.Percent, p.Epoch
	}
	g := newGauges([]string{"ft-42"})[0]
	g.take(ev)
	return g
}

// TestProgress_Unknown_IsNoZero: in the table, the bar, lines and JSON.
func TestProgress_Unknown_IsNoZero(t *testing.T) {
	for _, tt := range []struct {
		name, progress, row, bar, line, absent string
	}{
		{
			"null", `"jobProgress":null`, "ft-42  RUNNING  –                                 –  –                      1m00s",
			"ft-42 RUNNING – 1m00s", "ft-42  RUNNING              –  1m0s", "percent epoch tokens tokensPerSecond",
		},
		{
			"a percentage that cannot be read", `"jobProgress":{"percent":42.5,"epoch":1}`, "ft-42  RUNNING  –                                 –  1                      1m00s",
			"ft-42 RUNNING – epoch 1 1m00s", "ft-42  RUNNING              –  epoch 1  1m0s", "percent tokens",
		},
		{
			"an epoch that cannot be read", `"jobProgress":{"percent":42,"epoch":1.5}`, "ft-42  RUNNING  [===========>                  ]  42%  –                      1m00s",
			"ft-42 RUNNING [===========>                  ] 42% 1m00s", "ft-42  RUNNING           42 %  1m0s", "epoch tokens",
		},
		{
			"a progress without any value", `"jobProgress":{}`, "ft-42  RUNNING  –                                 –  –                      1m00s",
			"ft-42 RUNNING – 1m00s", "ft-42  RUNNING              –  1m0s", "percent epoch tokens tokensPerSecond",
		},
		{
			"zero", `"jobProgress":{"percent":0,"epoch":0,"inputTokens":0}`, "ft-42  RUNNING  [                              ]  0%  0                      1m00s",
			"ft-42 RUNNING [                              ] 0% epoch 0 1m00s", "ft-42  RUNNING            0 %  epoch 0  1m0s", "",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := gaugeOf(t, `"state":"JOB_STATE_RUNNING",`+tt.progress)
			if row := layOut([]*gauge{g}, 200, false)[1]; strings.Join(strings.Fields(row), " ") != strings.Join(strings.Fields(tt.row), " ") {
				t.Errorf("row  %q\nwant %q", row, tt.row)
			}
			if bar := (&bar{gauge: g}).text(119); bar != tt.bar {
				t.Errorf("bar  %q\nwant %q", bar, tt.bar)
			}
			var out, events strings.Builder
			fresh := newGauges([]string{"ft-42", "ft-42"})
			(&lines{w: &out, gauges: fresh[:1], heartbeat: heartbeat, said: make([]time.Duration, 1)}).event(0, g.last)
			if out.String() != tt.line+"\n" {
				t.Errorf("line %q\nwant %q", out.String(), tt.line)
			}
			(&jsonLines{json.NewEncoder(&events), fresh[1:]}).event(0, g.last)
			var fields map[string]any
			if err := json.Unmarshal([]byte(events.String()), &fields); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"percent", "epoch", "tokens", "tokensPerSecond"} {
				wantAbsent := strings.Contains(" "+tt.absent+" ", " "+name+" ") || name == "tokensPerSecond" && strings.Contains(tt.absent, "tokens")
				if _, there := fields[name]; there == wantAbsent {
					t.Errorf("%s: there is %v in %s", name, there, events.String())
				}
			}
		})
	}
}

// TestTable_OldRow_IsMarkedWithItsAge: older than two polls.
func TestTable_OldRow_IsMarkedWithItsAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := gaugeOf(t, `"state":"JOB_STATE_RUNNING","jobProgress":{"percent":42},"status":{"code":"RESOURCE_EXHAUSTED","message":"no capacity in the region at the moment"}`)
		other := gaugeOf(t, `"state":"JOB_STATE_RUNNING","jobProgress":{"percent":42}`)
		for _, g := range []*gauge{g, other} {
			g.interval = func() time.Duration { return 10 * time.Second }
		}
		time.Sleep(20 * time.Second)
		if age := g.age(); age != 0 {
			t.Errorf("after two polls: %v", age)
		}
		time.Sleep(5 * time.Second)
		failed := g.last
		failed.Err = context.DeadlineExceeded
		g.take(failed) // no read: the row is as old as before
		other.take(other.last)
		table := &liveTable{gauges: []*gauge{g, other}}
		for columns := range 220 {
			for _, line := range table.lines(columns, 24) {
				if width(line) > columns {
					t.Fatalf("%d columns for %d: %q", width(line), columns, line)
				}
			}
		}
		const note = "25s old; status check failed; RESOURCE_EXHAUSTED: no capacity in the region at the moment"
		wide, narrow := table.lines(219, 24), table.lines(79, 24)
		if !strings.HasSuffix(wide[1], "  "+note) || strings.Contains(wide[2], "old") {
			t.Errorf("%q\n%q", wide[1], wide[2])
		}
		if !strings.Contains(narrow[1], "42%") || !strings.Contains(narrow[1], "  25s old; status check f") {
			t.Errorf("%q", narrow[1])
		}
		if bar := (&bar{gauge: g}).text(79); !strings.Contains(bar, "42% ") || !strings.Contains(bar, "25s old; status check f") {
			t.Errorf("%q", bar)
		}
		g.end(nil)
		if age := g.age(); age != 0 {
			t.Errorf("of a job that has ended: %v", age)
		}
	})
}

// TestWatch_BeforeTheFirstRead_ThereIsNoState: what could not be read is not said to be in a
// state, and is not said to go on.
func TestWatch_BeforeTheFirstRead_ThereIsNoState(t *testing.T) {
	html := answering(200, `<html>`)
	for _, tt := range []struct {
		name, args, url string
		handler         http.HandlerFunc
		stderr          string
	}{
		{"nothing listens", "watch ft-42 --timeout 8s", "http://127.0.0.1:1", nil, "ft-42  status check failed; retrying: "},
		{"nothing listens, in time", "watch ft-42 --timeout 8s", "http://127.0.0.1:1", nil, "the job could not be read: "},
		{"nothing listens, JSON", "watch ft-42 --timeout 8s -o json", "http://127.0.0.1:1", nil, `"error":"`},
		{"nothing listens, several", "watch ft-42 ft-43 --timeout 8s", "http://127.0.0.1:1", nil, "ft-43  status check failed; retrying: "},
		{"no such name", "watch ft-42", "https://host.invalid", nil, "host.invalid"},
		{"no such name, several", "watch ft-42 ft-43", "https://host.invalid", nil, "host.invalid"},
		{"a page", "watch ft-42", "", html, "bad response"},
		{"a page, several", "watch ft-42 ft-43", "", html, "bad response"},
		{"an empty object", "watch ft-42", "", answering(200, `{}`), "bad response"},
		{"404", "watch ft-42", "", answering(404, `{"code":5}`), "404 Not Found"},
		{"404, several", "watch ft-42 ft-43", "", answering(404, `{"code":5}`), "404 Not Found"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			env := map[string]string{"FIREWORKS_API_KEY": "fw_CANARYKEY", "FIREWORKS_ACCOUNT_ID": "acme", "FIREWORKS_BASE_URL": tt.url}
			if tt.handler != nil {
				env = newService(t, tt.handler).env()
			}
			got := sftjRun(t, env, strings.Fields(tt.args)...)
			want := exitError
			if strings.Contains(tt.name, "several") {
				want = exitSomeFailed
			}
			if got.code != want || !strings.Contains(got.stderr, tt.stderr) || strings.Contains(got.stderr, "STATE") || strings.Contains(got.stderr, "still") || strings.Contains(got.stderr, `"state"`) {
				t.Errorf("exit %d\n%s", got.code, got.stderr)
			}
		})
	}
}

// TestListOfNewTokensWithoutNewJobs_EndsEveryCommand: a list that never ends resumes nothing and
// watches nothing.
func TestListOfNewTokensWithoutNewJobs_EndsEveryCommand(t *testing.T) {
	for _, args := range []string{"list", "resume --all-paused --yes", "watch --filter x=1"} {
		t.Run(args, func(t *testing.T) {
			page := 0
			s := newService(t, func(w http.ResponseWriter, r *http.Request) {
				page++ // requests come one after the other
				answering(200, fmt.Sprintf(`{"supervisedFineTuningJobs":[{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_PAUSED"}],"nextPageToken":"t%d"}`, page))(w, r)
			})
			got := sftjRun(t, s.env(), strings.Fields(args)...)
			if got.code != exitError || len(s.requests) > 10 || strings.Contains(strings.Join(s.requests, " "), "POST") {
				t.Errorf("exit %d, requests %q\n%s", got.code, s.requests, got.stderr)
			}
		})
	}
}

// After an accepted resume that the reads do not show yet, the next command is no other resume.
func TestResumeWait_AcceptedAndReadsStillPaused_NextCommandReads(t *testing.T) {
	job := func(state string) string {
		return `{"name":"accounts/acme/supervisedFineTuningJobs/p1","dataset":"d","state":"JOB_STATE_` + state + `","createTime":"2026-01-01T00:00:00Z","updateTime":"2026-01-02T00:00:00.5Z"}`
	}
	s := newService(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		state := "PAUSED"
		if r.Method == http.MethodPost {
			state = "RUNNING"
		}
		_, _ = w.Write([]byte(job(state)))
	})
	got := sftjRun(t, s.env(), "resume", "p1", "--wait", "--timeout", "1s")
	if got.code == 0 || !strings.Contains(got.stderr, "sftj watch p1") || strings.Contains(got.stderr, "next: sftj resume") {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}
