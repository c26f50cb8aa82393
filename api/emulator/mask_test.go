package emulator_test

import (
	"encoding/json"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

func TestReadMask(t *testing.T) {
	e := emulator.New(emulator.WithJobs("acme", server.Job{
		Name: "ft-1", Dataset: "d", DisplayName: "n", Epochs: 3, State: server.JobStatePaused,
		JobProgress: &server.JobProgress{Percent: 42, Epoch: 1},
		LRScheduler: &server.LRScheduler{Linear: &server.DecayingLRSchedule{MinLRRatio: 0.5, DecayRatio: 0.25}},
	}))
	if err := e.SetRaw("acme", "ft-1", "novel", json.RawMessage(`1`)); err != nil {
		t.Fatal(err)
	}
	if err := e.SetRaw("acme", "ft-1", "outputModel", json.RawMessage(`"planted"`)); err != nil {
		t.Fatal(err)
	}
	w := inProcess(t, e)
	type fields = map[string]string
	for name, c := range map[string]struct {
		mask string
		want fields // the others have their defaults
	}{
		"none":          {"", fields{"displayName": `"n"`, "epochs": `3`, "novel": `1`}},
		"star":          {"*", fields{"outputModel": `"planted"`, "displayName": `"n"`, "epochs": `3`, "novel": `1`}},
		"one":           {"epochs", fields{"epochs": `3`, "displayName": `""`, "novel": ``, "outputModel": `""`}},
		"snake case":    {"display_name", fields{"displayName": `"n"`, "epochs": `0`, "state": `"JOB_STATE_UNSPECIFIED"`}},
		"several":       {"displayName, epochs", fields{"displayName": `"n"`, "epochs": `3`, "jobProgress": `null`}},
		"name stays":    {"epochs", fields{"name": `"accounts/acme/supervisedFineTuningJobs/ft-1"`, "dataset": `"d"`}},
		"message":       {"lrScheduler.linear", fields{"lrScheduler": `{"constant":null,"cosine":null,"linear":{"decayRatio":0.25,"minLrRatio":0.5}}`}},
		"deep":          {"lr_scheduler.linear.decay_ratio", fields{"lrScheduler": `{"constant":null,"cosine":null,"linear":{"decayRatio":0.25,"minLrRatio":0}}`}},
		"unset message": {"wandbConfig.project", fields{"wandbConfig": `null`, "epochs": `0`}},
		"whole, then part": {"lrScheduler.linear,lrScheduler.linear.decayRatio",
			fields{"lrScheduler": `{"constant":null,"cosine":null,"linear":{"decayRatio":0.25,"minLrRatio":0.5}}`}},
		"part, then whole": {"lrScheduler.linear.decayRatio,lrScheduler.linear",
			fields{"lrScheduler": `{"constant":null,"cosine":null,"linear":{"decayRatio":0.25,"minLrRatio":0.5}}`}},
	} {
		t.Run(name, func(t *testing.T) {
			var page struct {
				Jobs []map[string]json.RawMessage `json:"supervisedFineTuningJobs"`
			}
			var one map[string]json.RawMessage
			query := "?readMask=" + escape(c.mask)
			for body, into := range map[string]any{
				w.send("GET", jobsPath+query, "").ok().body:         &page,
				w.send("GET", jobsPath+"/ft-1"+query, "").ok().body: &one,
			} {
				if err := json.Unmarshal([]byte(body), into); err != nil {
					t.Fatal(err)
				}
			}
			for field, want := range c.want {
				if string(one[field]) != want {
					t.Errorf("get: %s is %s, want %s", field, one[field], want)
				}
				if string(page.Jobs[0][field]) != want {
					t.Errorf("list: %s is %s, want %s", field, page.Jobs[0][field], want)
				}
			}
		})
	}
}
