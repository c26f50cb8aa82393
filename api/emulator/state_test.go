package emulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// quick is a timeline that is easy to reckon with: 1 % of training takes a second.
func quick() emulator.Option {
	return emulator.WithTimeline(emulator.Timeline{
		Creating: time.Second, InputDataset: 2 * time.Second, Validating: 3 * time.Second, Pending: 4 * time.Second,
		Running: 100 * time.Second, WritingResults: 5 * time.Second, Cancelling: 6 * time.Second,
	})
}

func TestLifeOfAJob(t *testing.T) {
	type step struct {
		after   time.Duration // since the job was created
		state   server.JobState
		percent int32 // -1: no progress yet
	}
	observed := []step{
		{0, server.JobStatePending, 0}, {4*time.Second - 1, server.JobStatePending, 0}, {4 * time.Second, server.JobStateRunning, 0},
		{54 * time.Second, server.JobStateRunning, 50}, {104 * time.Second, server.JobStateWritingResults, 100},
		{109 * time.Second, server.JobStateCompleted, 100},
	}
	plain := []step{
		{0, server.JobStateCreating, -1}, {time.Second, server.JobStateValidating, -1}, {4 * time.Second, server.JobStatePending, -1},
		{8 * time.Second, server.JobStateRunning, 0}, {8*time.Second + 999*time.Millisecond, server.JobStateRunning, 0},
		{9 * time.Second, server.JobStateRunning, 1}, {58 * time.Second, server.JobStateRunning, 50},
		{108*time.Second - 1, server.JobStateRunning, 99}, {108 * time.Second, server.JobStateWritingResults, 100},
		{113 * time.Second, server.JobStateCompleted, 100}, {1000 * time.Hour, server.JobStateCompleted, 100},
	}
	external := []step{
		{0, server.JobStateCreating, -1}, {time.Second, server.JobStateCreatingInputDataset, -1}, {3 * time.Second, server.JobStateValidating, -1},
	}
	creating := []emulator.Option{emulator.WithCreatingState()}
	for name, c := range map[string]struct {
		opts  []emulator.Option
		body  string
		steps []step
	}{
		"observed":     {nil, `{"dataset":"d","epochs":2}`, observed},
		"plain":        {creating, `{"dataset":"d","epochs":2}`, plain},
		"S3":           {creating, `{"dataset":"d","awsS3Config":{"iamRoleArn":"r"}}`, external},
		"Azure":        {creating, `{"dataset":"d","azureBlobStorageConfig":{"credentialsSecret":"s"}}`, external},
		"seldom asked": {creating, `{"dataset":"d"}`, []step{{108*time.Second - 1, server.JobStateRunning, 99}}},
		"asked once":   {nil, `{"dataset":"d"}`, []step{{time.Hour, server.JobStateCompleted, 100}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inProcess(t, emulator.New(append(c.opts, quick(), emulator.WithAccount("acme", "key-of-acme"))...))
				w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", c.body).ok()
				start, before := time.Now(), server.Job{}
				for _, s := range c.steps {
					time.Sleep(time.Until(start.Add(s.after))) // a bubble's time, not ours
					job := w.send("GET", jobsPath+"/x", "").ok().job()
					percent := int32(-1)
					if job.JobProgress != nil {
						percent = job.JobProgress.Percent
					}
					if job.State != s.state || percent != s.percent {
						t.Errorf("after %v: %s, %d %%, want %s, %d %%", s.after, job.State, percent, s.state, s.percent)
					}
					changed := before.State != job.State || before.JobProgress != nil && before.JobProgress.Percent != percent
					if moved := job.UpdateTime.After(before.UpdateTime); moved != changed {
						t.Errorf("after %v: changed %v, but updateTime went from %v to %v", s.after, changed, before.UpdateTime, job.UpdateTime)
					}
					before = job
				}
			})
		})
	}
}

func TestResultsOfAFinishedJob(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := inProcess(t, emulator.New(quick(), emulator.WithCountedProgress(), emulator.WithAccount("acme", "key-of-acme")))
		w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d","epochs":2}`).ok()
		start := time.Now()
		time.Sleep(106 * time.Second)
		if job := w.send("GET", jobsPath+"/x", "").ok().job(); !job.UpdateTime.Equal(start.Add(104 * time.Second)) {
			t.Errorf("the last percent and the end of the training are two changes: %v", job.UpdateTime.Sub(start))
		}
		time.Sleep(time.Hour)
		job := w.send("GET", jobsPath+"/x", "").ok().job()
		if job.OutputModel != "x" || job.MetricsFileSignedURL == "" || job.EstimatedCost == nil || job.EstimatedCost.Units != "9" ||
			job.EstimatedCost.Nanos != 830400000 || job.EstimatedCost.CurrencyCode != "USD" ||
			!job.UpdateTime.Equal(start.Add(109*time.Second)) {
			t.Errorf("finished as %+v", job)
		}
		if p := job.JobProgress; p.Epoch != 2 || p.TotalProcessedRequests != p.TotalInputRequests ||
			p.SuccessfullyProcessedRequests+p.FailedRequests != p.TotalProcessedRequests || p.InputTokens == 0 {
			t.Errorf("progress %+v", p)
		}
	})
}

// TestComplete_Default_EndsAsObserved: percent 100 beside zeros, a cost, a message, and an
// updateTime a few milliseconds after completedTime.
func TestComplete_Default_EndsAsObserved(t *testing.T) {
	for name, c := range map[string]struct {
		opts    []emulator.Option
		message string
	}{
		"default":           {nil, "Training completed"},
		"silent completion": {[]emulator.Option{emulator.WithSilentCompletion()}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := inProcess(t, emulator.New(append(c.opts, quick(), emulator.WithAccount("acme", "key-of-acme"))...))
				created := w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d","epochs":2}`).ok().job()
				if created.EstimatedCost != nil || !created.CompletedTime.IsZero() {
					t.Errorf("created with cost %+v, completed %v", created.EstimatedCost, created.CompletedTime)
				}
				time.Sleep(time.Hour)
				job := w.send("GET", jobsPath+"/x", "").ok().job()
				if *job.JobProgress != (server.JobProgress{Percent: 100}) {
					t.Errorf("progress %+v", *job.JobProgress)
				}
				if *job.Status != (server.Status{Code: server.StatusCodeOK, Message: c.message}) {
					t.Errorf("status %+v", *job.Status)
				}
				if lag := job.UpdateTime.Sub(job.CompletedTime); lag < 2*time.Millisecond || lag > 4*time.Millisecond {
					t.Errorf("updateTime is %v after completedTime", lag)
				}
				if job.EstimatedCost == nil || job.EstimatedCost.CurrencyCode != "USD" {
					t.Errorf("cost %+v", job.EstimatedCost)
				}
			})
		})
	}
}

// What happened does not depend on who looked when.
func TestHistoryIsTheSameHoweverOftenItIsRead(t *testing.T) {
	history := func(every time.Duration) (job server.Job, tr []emulator.Transition) {
		synctest.Test(t, func(t *testing.T) {
			e := emulator.New(quick(), emulator.WithJobs("acme",
				server.Job{Name: "x", State: server.JobStateCreating, CreateTime: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}))
			for end := time.Now().Add(70 * time.Second); time.Now().Before(end); time.Sleep(every) {
				e.Job("acme", "x")
			}
			job, _ = e.Job("acme", "x")
			tr = e.Transitions("acme", "x")
		})
		return job, tr
	}
	often, trOften := history(70 * time.Millisecond)
	once, trOnce := history(70 * time.Second)
	if *often.JobProgress != *once.JobProgress || !often.UpdateTime.Equal(once.UpdateTime) || len(trOften) != 3 {
		t.Errorf("often %v %+v\nonce  %v %+v", often.UpdateTime, often.JobProgress, once.UpdateTime, once.JobProgress)
	}
	for i := range trOften {
		if trOften[i] != trOnce[i] {
			t.Errorf("transition %d: %+v and %+v", i, trOften[i], trOnce[i])
		}
	}
	if !often.UpdateTime.After(often.CreateTime) {
		t.Error("updateTime is before createTime, when the clock is behind the given job")
	}
}

func TestClockThatGoesBack(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	e := emulator.New(quick(), emulator.WithClock(func() time.Time { return now }),
		emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning}))
	now = now.Add(30 * time.Second)
	before, _ := e.Job("acme", "x")
	now = now.Add(-20 * time.Second)
	after, _ := e.Job("acme", "x")
	if before.JobProgress.Percent != 30 || after.JobProgress.Percent != 30 || !after.UpdateTime.Equal(before.UpdateTime) {
		t.Errorf("30 %% at %v became %d %% at %v", before.UpdateTime, after.JobProgress.Percent, after.UpdateTime)
	}
	if err := e.Pause("acme", "x", ""); err != nil {
		t.Fatal(err)
	}
	if tr := e.Transitions("acme", "x"); !tr[0].At.Equal(before.UpdateTime) {
		t.Errorf("paused at %v, before the last change at %v", tr[0].At, before.UpdateTime)
	}
}

func TestSpeed(t *testing.T) {
	for name, c := range map[string]struct {
		factor float64
		want   int32
	}{
		"ten times": {10, 50}, "half": {0.5, 2}, "zero changes nothing": {0, 5}, "below zero": {-3, 5},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e := emulator.New(emulator.WithSpeed(c.factor), quick(),
					emulator.WithJobs("acme", server.Job{Name: "x", State: server.JobStateRunning}))
				time.Sleep(5 * time.Second)
				if job, _ := e.Job("acme", "x"); job.JobProgress.Percent != c.want {
					t.Errorf("%d %%, want %d %%", job.JobProgress.Percent, c.want)
				}
			})
		})
	}
}
