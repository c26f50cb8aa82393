package contract_test

import (
	"net/http"
	"strconv"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// stateMutants tell the state of a job now so, now so.
func stateMutants() []mutant {
	return []mutant{
		{"two-at-once-fail", "The second of two resumes at the same moment is an error of the server.",
			tells(atOnce, answered(500, 13, "deadlock")), "resume.at-once", "500", unmet},
		{"two-at-once-stop", "Two resumes at the same moment undo each other.",
			tells(atOnce, func(r *reply) { r.move(r.id, server.JobStatePaused) }), "resume.at-once", "reads", unmet},
		{"get-resumes", "A read of a paused job resumes it.", tells(gets, func(r *reply) {
			if r.read()["state"] == "JOB_STATE_PAUSED" {
				r.ask(http.MethodPost, jobs+"/"+r.id+":resume", "{}")
			}
		}), "wire.at-rest", "although this run had not resumed it", believes},
		{"state-of-another", "A completed job reads as running.", tells(of("completed1", gets), set("state", "JOB_STATE_RUNNING")), "get.state", "given as completed", believes},
		{"state-flickers", "Every other read of a failed job shows it running.", tells(func(r *reply) bool {
			if r.id == "failed1" && gets(r) {
				r.count["flicker"]++
			}
			return r.id == "failed1" && gets(r) && r.count["flicker"]%2 == 0
		}, set("state", "JOB_STATE_RUNNING")), "wire.at-rest", "although this run had not resumed it", believes},
		{"list-state-old", "The list shows a failed job as it was last week.", tells(lists, eachJob(func(job map[string]any) {
			if job["state"] == "JOB_STATE_FAILED" {
				job["state"] = "JOB_STATE_RUNNING"
			}
		})), "wire.at-rest", "although this run had not resumed it", believes},
		{"deleted-as-paused", "A deleted job reads as paused.", tells(of("deleted1", refused(404)), func(r *reply) {
			r.status = http.StatusOK
			r.body = []byte(`{"name":"accounts/acme/supervisedFineTuningJobs/deleted1","state":"JOB_STATE_PAUSED","dataset":"d"}`)
		}), "get.deleted", "a deleted job reads as", unmet},
		{"deleted-500", "Reading a deleted job is an error of the server.", tells(of("deleted1", refused(404)), answered(500, 13, "tombstone")), "get.deleted", "500", unmet},
		{"progress-goes-back", "The progress of a running job goes back.", tells(of("running1", gets), func(r *reply) {
			r.count["progress"]++
			set("jobProgress.percent", 90-r.count["progress"])(r)
		}), "get.stable", "goes back", believes},
		{"rest-moves", "The progress of a paused job goes on.", tells(of("paused1", gets), func(r *reply) {
			r.count["progress"]++
			set("jobProgress.percent", r.count["progress"])(r)
		}), "get.stable", "at rest", believes},
		{"settings-wander", "The settings of a job are others with each read.", tells(single, func(r *reply) { set("loraRank", r.nth)(r) }), "get.stable", "loraRank was", believes},
		{"output-model-wanders", "The model of a job is named anew with each read.", tells(single, func(r *reply) {
			set("outputModel", "accounts/acme/models/m"+strconv.Itoa(r.nth))(r)
		}), "get.stable", "outputModel was", believes},
		{"list-and-get-differ", "A job by itself has another base model than in the list.", tells(gets, set("baseModel", "accounts/fireworks/models/other")), "list.agrees", "baseModel", believes},
		{"gzip-another", "Compressed, a job has another name.", lie{tell: func(r *reply) {
			if gets(r) && r.req.Header.Get("Accept-Encoding") == "gzip" {
				set("displayName", "compressed")(r)
			}
		}}, "get.gzip", "displayName", unmet},
		{"mask-lies", "With a readMask, the state is another.", tells(func(r *reply) bool { return gets(r) && r.req.URL.Query().Has("readMask") }, set("state", "JOB_STATE_FAILED")),
			"get.mask", "the state is", unmet},
		{"mask-fails", "A readMask is an error of the server.", tells(func(r *reply) bool { return gets(r) && r.req.URL.Query().Has("readMask") }, answered(500, 13, "mask")),
			"get.mask", "500", unmet},
		{"mask-loses-name", "With a readMask, the name that it names is lost.", tells(func(r *reply) bool { return gets(r) && r.req.URL.Query().Has("readMask") }, set("name", "")),
			"get.mask", "the name is", unmet},
		{"key-forgotten", "The key is refused once it was accepted a few times.", tells(func(r *reply) bool { return good(r) && r.nth > 8 }, answered(401, 16, "expired")),
			"get.job get.state get.stable get.times list.page", "accepted before", refuses(sftj.ErrUnauthenticated)},
	}
}

// atOnce are refused resumes that came directly behind a resume of the same job.
func atOnce(r *reply) bool {
	before := r.kept["before"]
	r.kept["before"] = []byte(r.op + r.id)
	return refusedResumes(r) && string(before) == r.op+r.id
}
