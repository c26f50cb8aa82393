package emulator_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// filtered is a list of four jobs, a to d, that differ in every kind of field.
func filtered(t *testing.T) wire {
	day := func(d int) time.Time { return time.Date(2026, 7, d, 12, 0, 0, 123456789, time.UTC) }
	return inProcess(t, emulator.New(emulator.WithJobs("acme",
		server.Job{Name: "a", State: server.JobStatePaused, Epochs: 1, DisplayName: "Route one", CreateTime: day(1),
			JobProgress: &server.JobProgress{Percent: 42}, LearningRate: 1e-4},
		server.Job{Name: "b", State: server.JobStateFailed, Epochs: 2, DisplayName: `say "hi" (now)`, CreateTime: day(2),
			CompletedTime: day(3), IsTurbo: true},
		server.Job{Name: "c", State: server.JobStateCompleted, Epochs: 3, DisplayName: "it's", CreateTime: day(3),
			CompletedTime: day(4), EstimatedCost: &server.Money{Units: "12"}, Purpose: server.PurposePilot},
		server.Job{Name: "d", State: server.JobState("JOB_STATE_TOMORROW"), Epochs: 4, CreateTime: day(4)})))
}

func TestFilter(t *testing.T) {
	w := filtered(t)
	for filter, want := range map[string]string{
		"": "abcd", "   ": "abcd",
		`state="JOB_STATE_PAUSED"`: "a", `state=JOB_STATE_PAUSED`: "a", `state='JOB_STATE_PAUSED'`: "a",
		`state != "JOB_STATE_PAUSED"`: "bcd", `state:JOB_STATE_FAILED`: "b", `state=JOB_STATE_TOMORROW`: "d",
		`state=JOB_STATE_NOBODY_KNOWS`: "", `purpose=PURPOSE_UNSPECIFIED`: "abd", `purpose:*`: "c",
		"epochs=2": "b", "epochs!=2": "acd", "epochs<2": "a", "epochs<=2": "ab", "epochs>3": "d", "epochs >= 3": "cd",
		"epochs>-5": "abcd", "epochs=2.0": "b", `epochs="2"`: "b", "epochs:2": "b",
		"job_progress.percent=42": "a", "job_progress.percent=0": "bcd", "job_progress:*": "a",
		"job_progress.percent:*": "a", "job_progress.epoch:*": "", "estimated_cost.units>9": "c",
		"learning_rate=0.0001": "a", "learning_rate>0": "a",
		"is_turbo=true": "b", "is_turbo=false": "acd", "NOT is_turbo=true": "acd", "-is_turbo=true": "acd",
		`display_name="Route one"`: "a", `display_name:oute`: "a", `display_name:*`: "abc", `display_name=""`: "d",
		`display_name="Route*"`: "a", `display_name="*one"`: "a", `display_name="*out*"`: "a", `display_name!="Route*"`: "bcd", `display_name="*"`: "abcd",
		`display_name="say \"hi\" (now)"`: "b", `display_name='it\'s'`: "c", `display_name:":"`: "",
		`name="accounts/acme/supervisedFineTuningJobs/c"`: "c", `name:supervised`: "abcd", `name>"accounts/acme/supervisedFineTuningJobs/b"`: "cd",
		`create_time>"2026-07-02T12:00:00.123456Z"`: "cd", `create_time>="2026-07-02T12:00:00.123456Z"`: "bcd",
		`create_time=2026-07-02T12:00:00.123456Z`: "b", `create_time<"2026-07-02T14:00:00+02:00"`: "a",
		`completed_time<"2099-01-01T00:00:00Z"`: "bc", `completed_time!="2099-01-01T00:00:00Z"`: "abcd", `completed_time:*`: "bc",
		"epochs=1 OR epochs=2": "ab", "epochs>1 AND epochs<4": "bc", "epochs>1 epochs<4": "bc",
		"epochs=1 OR epochs=2 AND is_turbo=true": "b", "(epochs=1 OR epochs=2) AND is_turbo=true": "b",
		"epochs=1 OR (epochs=2 AND is_turbo=true)": "ab", "NOT (epochs=1 OR epochs=2)": "cd", "-(epochs=1)AND(epochs<4)": "bc",
		"NOT epochs=1 AND NOT epochs=2": "cd", " ( ( epochs = 1 ) ) ": "a", "epochs=1\tOR\nepochs=4": "ad",
	} {
		t.Run(filter, func(t *testing.T) {
			w := w
			w.t = t
			ids, _ := w.send("GET", jobsPath+"?orderBy=name&filter="+escape(filter), "").ids()
			if got := strings.Join(ids, ""); got != want {
				t.Errorf("kept %q, want %q", got, want)
			}
		})
	}
}

func TestBadFilters(t *testing.T) {
	w := filtered(t)
	for filter, place := range map[string]string{
		"state": "at 6:", "state=": "at 7:", `state="x`: "at 7:", "=1": "at 1:", "nosuch=1": "at 1:", "displayName=x": "at 1:",
		"epochs=1 AND": "at 13:", "epochs=1 OR": "at 12:", "AND epochs=1": "at 1:", "(epochs=1": "at 10:", "epochs=1)": "at 9:",
		"()": "at 2:", "NOT": "at 4:", "NOT NOT epochs=1": "at 5:", "epochs=one": "at 8:", "is_turbo=yes": "at 10:",
		"is_turbo>false": "at 15:", "state<JOB_STATE_PAUSED": "at 23:", "create_time>yesterday": "at 13:", "epochs==1": "at 8:",
		"job_progress=1": "at 14:", "job_progress.=1": "at 1:", "job_progress.nosuch=1": "at 1:", "epochs.x=1": "at 1:",
		"epochs=1 garbage": "at 10:", "epochs=1 OR OR epochs=2": "at 13:", "epochs ~ 1": "at 8:", "-": "at 2:", `"quoted"=1`: "at 1:",
		strings.Repeat("(", 10000): "at 51:", strings.Repeat("(", 60) + "epochs=1" + strings.Repeat(")", 60): "at 51:",
	} {
		t.Run(filter[:min(len(filter), 30)], func(t *testing.T) {
			w := w
			w.t = t
			r := w.send("GET", jobsPath+"?filter="+escape(filter), "")
			r.fails(400, 3)
			if message, _ := r.fields()["message"].(string); !strings.Contains(message, "filter: "+place) {
				t.Errorf("the message %q does not say %s", message, place)
			}
		})
	}
}

// Whatever is sent as a filter, the answer is a page or the error shape.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{
		`state="JOB_STATE_PAUSED"`, `NOT (a.b=1 OR -c:*) AND d>='x\'y'`, `create_time<2026-07-02T14:00:00Z`, "((", `"`, `epochs=\`, "é=é", "--",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, filter string) {
		r := filtered(t).send("GET", jobsPath+"?filter="+escape(filter), "")
		if r.status == 200 {
			r.ids()
			return
		}
		r.fails(400, 3)
	})
}
