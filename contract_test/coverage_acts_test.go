package contract_test

import (
	"fmt"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// act is a part of what the emulator has to show: one of its features, and requests that
// bring it about.
type act struct {
	name    string
	options []emulator.Option
	faults  []emulator.Fault
	play    func(sender)
	shows   []string // what no other act shows; empty when there is no feature to switch off
}

// sender sends one request to the emulator, through the guard.
type sender func(method, path, key, body string)

// everyCall sends each of the six operations once, about one job.
func everyCall(send sender, jobs, id, key string) {
	send("GET", jobs, key, "")
	send("GET", jobs+"/"+id, key, "")
	send("POST", jobs+"/"+id+":resume", key, "{}")
	send("POST", jobs+"/"+id+":cancel", key, "{}")
	send("DELETE", jobs+"/"+id, key, "")
	send("POST", jobs, key, `{"dataset":"accounts/acme/datasets/d"}`)
}

// ofEach names a status of some operations, in the order of a report.
func ofEach(status string, names ...string) (all []string) {
	for _, name := range names {
		all = append(all, "status Gateway_"+name+" "+status)
	}
	return all
}

func acts(t *testing.T, known conform.Report) []act {
	const (
		rivalJobs = "/v1/accounts/rival/supervisedFineTuningJobs"
		cancel    = "CancelSupervisedFineTuningJob"
		create    = "CreateSupervisedFineTuningJob"
		remove    = "DeleteSupervisedFineTuningJob"
		get       = "GetSupervisedFineTuningJob"
		list      = "ListSupervisedFineTuningJobs"
		resume    = "ResumeSupervisedFineTuningJob"
	)
	n := len(server.JobStateValues()) // no enum has more
	return []act{
		{name: "a plain life", play: func(send sender) {
			everyCall(send, jobs, "paused1", key)
			send("GET", jobs+"?pageSize=2", key, "")
			for _, body := range newJobs(t) {
				send("POST", jobs, key, body)
			}
		}},
		{
			name: "jobs of every kind", options: []emulator.Option{emulator.WithJobs(account, everyKind(t, known, n)...)},
			play: func(send sender) {
				for i := range n {
					send("GET", fmt.Sprintf("%s/kind%d", jobs, i), key, "")
				}
			},
			shows: onlyInSeeds(),
		},
		{name: "no key", play: func(send sender) { everyCall(send, jobs, "paused1", "") }},
		{name: "a foreign account", play: func(send sender) { everyCall(send, rivalJobs, "secret1", key) }},
		{
			name: "accounts that are not admitted to", options: []emulator.Option{emulator.WithForeignNotFound()},
			play: func(send sender) {
				everyCall(send, rivalJobs, "secret1", key)
				send("GET", jobs+"/nosuch", key, "")
				send("DELETE", jobs+"/nosuch", key, "")
				send("POST", jobs+"/nosuch:resume", key, "{}")
				send("POST", jobs+"/nosuch:cancel", key, "{}")
			},
			shows: ofEach("404", create, list),
		},
		{
			name: "states that a job can't be resumed from", options: []emulator.Option{emulator.WithResumable(server.JobStatePaused)},
			play:  func(send sender) { send("POST", jobs+"/failed1:resume", key, "{}") },
			shows: ofEach("400", resume),
		},
		{
			name: "malformed requests", play: func(send sender) {
				send("GET", jobs+"?pageToken=%00", key, "")
				send("GET", jobs+"/paused1?readMask=colour", key, "")
				send("POST", jobs+"/completed1:cancel", key, "{}")
				send("POST", jobs, key, `{"epochs":1}`)
			},
		},
		{
			name: "scripted faults", faults: []emulator.Fault{
				emulator.FailStatus(400).On("delete"), emulator.FailStatus(503).On("list"), emulator.FailStatus(500).On("get"),
				emulator.FailStatus(502).On("cancel"), emulator.FailStatus(504).On("delete"),
				emulator.FailStatus(500).On("create"), emulator.FailStatus(500).On("resume"),
			},
			play: func(send sender) {
				everyCall(send, jobs, "paused1", key)
				send("DELETE", jobs+"/paused2", key, "")
			},
			shows: []string{
				"status Gateway_" + cancel + " default", "status Gateway_" + create + " default", "status Gateway_" + remove + " 400",
				"status Gateway_" + remove + " default", "status Gateway_" + get + " default", "status Gateway_" + list + " default",
				"status Gateway_" + resume + " default",
			},
		},
		{
			name: "a suspended account", options: []emulator.Option{emulator.WithSuspended(account), emulator.WithServiceSuspension()},
			play:  func(send sender) { everyCall(send, jobs, "paused1", key) },
			shows: ofEach("412", create, resume),
		},
		{
			// By default, so there is no feature to switch off.
			name: "the gateway in front",
			play: func(send sender) { send("GET", jobs, "fw_not_a_valid_key", "") },
		},
		{
			name: "a rate limit", options: []emulator.Option{emulator.WithRateLimit(1)},
			play: func(send sender) {
				send("GET", jobs, key, "")
				everyCall(send, jobs, "running1", key)
			},
			shows: ofEach("429", cancel, create, remove, get, list, resume),
		},
	}
}
