package contract_test

import (
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// resumeMutants say of a resume what did not happen, or do more than was asked for.
func resumeMutants() []mutant {
	return []mutant{
		{"resume-does-nothing", "Resume answers a job at work, and leaves it paused.", lie{
			tell: func(r *reply) {
				if resumes(r) {
					r.move(r.id, server.JobStatePaused)
				}
			},
		}, "resume.moves", "reads \"JOB_STATE_PAUSED\"", believes},
		{"resume-answers-paused", "Resume answers the job as it was.", tells(resumes, set("state", "JOB_STATE_PAUSED")),
			"resume.moves", "which no active job has", believes},
		{"resume-completes", "Resume completes the job at once.", lie{options: resumedAs(server.JobStateCompleted)}, "resume.moves", "which no active job has", believes},
		{"resume-cancels", "Resume cancels the job.", lie{options: resumedAs(server.JobStateCancelled)}, "resume.moves", "which no active job has", refuses(sftj.ErrJobFailed)},
		{"resume-deletes", "Resume deletes the job.", lie{options: resumedAs(server.JobStateDeleting)}, "resume.moves", "which no active job has", refuses(sftj.ErrNotResumable)},
		{"resume-is-refused", "A paused job can't be resumed.", lie{options: []emulator.Option{emulator.WithResumable(server.JobStateFailed)}},
			"resume.moves", "400", refuses(sftj.ErrNotResumable)},
		{"paused-again", "The job is paused again a moment after its resume.", tells(repeated(4, resumed(gets)), func(r *reply) {
			set("state", "JOB_STATE_PAUSED")(r)
		}), "resume.moves", "a moment later", unmet},
		{"resume-does-not-last", "A second after its resume, the job is paused again.", tells(resumes, func(r *reply) {
			r.kept["at"+r.id] = []byte(time.Now().Format(time.RFC3339Nano))
		}).and(every, func(r *reply) {
			if at, err := time.Parse(time.RFC3339Nano, string(r.kept["at"+r.id])); err == nil && time.Since(at) > time.Second && gets(r) {
				set("state", "JOB_STATE_PAUSED")(r)
			}
		}), "resume.lasts", "later", tolerates},
		{"get-stays-behind", "Reads go on showing the job paused, without an end.", tells(resumed(gets), set("state", "JOB_STATE_PAUSED")),
			"resume.moves", "reads \"JOB_STATE_PAUSED\"", believes},
		{"list-stays-behind", "The list goes on showing the job paused, without an end.", tells(lists, eachJob(func(job map[string]any) {
			if job["state"] == "JOB_STATE_PENDING" {
				job["state"] = "JOB_STATE_PAUSED"
			}
		})), "resume.moves", "in the list", tolerates},
		{"resume-flaps", "Reads of a resumed job take turns: at work, paused.", tells(func(r *reply) bool {
			if !resumed(gets)(r) {
				return false
			}
			r.count["flap"]++
			return r.count["flap"]%2 == 1
		}, set("state", "JOB_STATE_PAUSED")), "resume.moves", "a moment later", believes},
		{"resume-resumes-all", "Resume sets every paused job to work.", tells(of("paused1", resumes), func(r *reply) {
			for _, id := range []string{"paused1", "paused2", "paused3"} {
				r.move(id, server.JobStatePending)
			}
		}), "resume.moves", "went from", believes},
		{"resume-stops-another", "Resume stops a job that is at work, to make room.", tells(of("paused1", resumes), func(r *reply) {
			r.move("running1", server.JobStatePaused)
		}), "resume.moves", "went from", believes},
		{"resume-loses-another", "Resume takes another job away.", tells(of("paused1", resumes), func(r *reply) {
			_ = r.em.Remove(account, "failed1") // once is enough
		}), "resume.moves", "vanished", tolerates},
		{"resume-doubles", "Resume makes a second job.", tells(after("paused1", lists), listed(func(all []any) any {
			for _, job := range all {
				if job, _ := job.(map[string]any); job["name"] == "accounts/acme/supervisedFineTuningJobs/paused1" {
					job = maps.Clone(job)
					job["name"] = "accounts/acme/supervisedFineTuningJobs/copy1"
					return append(all, job)
				}
			}
			return all
		})), "resume.moves", "a copy of it", unmet},
		{"resume-completes-time", "A resumed job has a completedTime, and is at work.", tells(resumed(single), func(r *reply) {
			set("completedTime", r.read()["updateTime"])(r)
		}), "resume.moves", "completedTime was unset", believes},
		{"no-op-forgets", "A resume that changes nothing forgets when the job completed.", tells(of("completed1", resumesAsked), func(r *reply) {
			r.status, r.body = 200, r.ask("GET", jobs+"/completed1", "")
			r.count["forgets"]++
		}).and(func(r *reply) bool { return single(r) && r.id == "completed1" && r.count["forgets"] > 0 }, set("completedTime", nil)),
			"resume.completed", "completedTime was", unmet},
		{"resume-restarts", "Resuming a job that runs sets it back to the queue.", tells(of("running1", resumesAsked), func(r *reply) {
			r.move("running1", server.JobStatePending)
			r.status, r.body = 200, r.ask("GET", jobs+"/running1", "")
		}), "resume.running", "\"JOB_STATE_PENDING\" after it was resumed", believes},
		{"resume-restarts-progress", "Resuming a job that runs is answered as if nothing was, and sets its progress back.", tells(of("running1", resumesAsked), func(r *reply) {
			r.status, r.body = 200, r.ask("GET", jobs+"/running1", "")
			r.count["back"]++
		}).and(of("running1", gets), func(r *reply) {
			set("jobProgress.percent", 50-40*min(1, r.count["back"]))(r)
		}), "resume.running", "goes back", believes},
		{"resume-makes-others", "Every resume makes a job, of another kind.", tells(lists, func(r *reply) {
			listed(func(all []any) any {
				for n := range r.count["resumes"] {
					all = append(all, map[string]any{"name": fmt.Sprintf("accounts/acme/supervisedFineTuningJobs/log%d", n), "state": "JOB_STATE_COMPLETED", "dataset": "logs"})
				}
				return all
			})(r)
		}).and(func(r *reply) bool { return resumesAsked(r) && !strings.HasPrefix(r.id, "nosuch") }, func(r *reply) { r.count["resumes"]++ }), "resume.others", "appeared in the list", tolerates},
		{"resume-takes-others", "Every resume takes away a job that has nothing to do with it.", lie{
			options: []emulator.Option{emulator.WithJobs(account, crowd(20)...)},
			tell: func(r *reply) {
				if r.op == "resume" && r.status != 401 && r.status != 403 && !strings.HasPrefix(r.id, "nosuch") {
					_ = r.em.Remove(account, fmt.Sprintf("other%04d", r.count["resumes"]))
					r.count["resumes"]++
				}
			},
		}, "resume.others", "vanished from the list", believes},
		{"resume-touches-another", "Resume changes another job's settings.", tells(after("paused1", func(r *reply) bool { return lists(r) || gets(r) && r.id == "failed1" }),
			eachJob(func(job map[string]any) {
				if job["name"] == "accounts/acme/supervisedFineTuningJobs/failed1" {
					job["epochs"] = 3
				}
			})), "resume.moves", "epochs", unmet},
		{"resume-changes-dataset", "Resume puts the job on another dataset.", tells(resumed(single), set("dataset", "accounts/acme/datasets/other")), "resume.moves", "dataset was", believes},
		{"resume-answer-differs", "Only the answer to resume has another base model.", tells(resumes, set("baseModel", "accounts/fireworks/models/other")), "resume.moves", "baseModel was", believes},
		{"resume-resets-create-time", "Resume makes the job new.", tells(resumed(single), set("createTime", "1999-12-31T00:00:00Z")), "resume.moves", "createTime was", believes},
		{"resume-goes-back", "Resume sets the update time back.", tells(resumed(single), func(r *reply) { set("updateTime", r.read()["createTime"])(r) }), "resume.moves", "updateTime goes back", believes},
		{"resume-in-future", "Resume sets the update time to next hour.", tells(resumed(single), func(r *reply) {
			set("updateTime", time.Now().Add(time.Hour).UTC().Format(time.RFC3339))(r)
		}), "resume.moves", "updateTime is set to", believes},
		{"resume-loses-settings", "Resume forgets what the job was to do.", tells(resumed(single), set("epochs", 0)), "resume.moves", "epochs was", believes},
		{"second-resume-fails", "A second resume is an error of the server.", tells(refusedResumes, answered(500, 13, "duplicate key")), "resume.moves", "500", refuses(sftj.ErrOutcomeUnknown)},
		{"second-resume-kills", "A second resume is refused, and the job fails by it.", tells(refusedResumes, func(r *reply) {
			_ = r.em.Fail(account, r.id, "duplicate") // a job that is not there can't
		}), "resume.moves resume.running", "is \"JOB_STATE_FAILED\" now", tolerates},
		{"bodiless-lost", "Without a body, resume answers 200 and does nothing.", tells(func(r *reply) bool { return resumes(r) && r.req.ContentLength == 0 }, func(r *reply) {
			r.move(r.id, server.JobStatePaused)
		}), "resume.no-body", "reads", unmet},
		{"bodiless-fails", "Without a body, resume is an error of the server.", tells(func(r *reply) bool { return resumes(r) && r.req.ContentLength == 0 }, func(r *reply) {
			r.move(r.id, server.JobStatePaused)
			answered(500, 13, "EOF")(r)
		}), "resume.no-body", "500", unmet},
		{"resume-revives", "A deleted job can be resumed.", tells(of("deleted1", resumesAsked), func(r *reply) {
			r.status = 200
			r.body = []byte(fmt.Sprintf(`{"name":"accounts/acme/supervisedFineTuningJobs/%s","state":"JOB_STATE_PENDING","dataset":"d"}`, r.id))
		}), "resume.deleted", "gone", unmet},
		{"resume-pauses-running", "Resuming a job that runs pauses it.", tells(of("running1", refusedResumes), func(r *reply) {
			r.move(r.id, server.JobStatePaused)
		}), "resume.running", "JOB_STATE_PAUSED", tolerates},
		{"resume-marks-completed", "A refused resume touches a completed job.", tells(of("completed1", refusedResumes), func(r *reply) {
			r.move(r.id, server.JobStateCompleted)
		}), "resume.completed", "updateTime", unmet},
		{"resume-forgets-failure", "Resuming a failed job cancels it.", tells(of("failed1", resumes), func(r *reply) {
			r.move(r.id, server.JobStateCancelled)
			set("state", "JOB_STATE_CANCELLED")(r)
		}), "resume.failed", "by being resumed", unmet},
		{"resume-ends-cancelled", "Resuming a cancelled job completes it.", tells(of("cancelled1", resumes), func(r *reply) {
			r.move(r.id, server.JobStateCompleted)
			set("state", "JOB_STATE_COMPLETED")(r)
		}), "resume.cancelled", "by being resumed", unmet},
		{"resume-says-completed", "Resuming a completed job says that nothing changed, and sets it to work.", tells(of("completed1", resumesAsked), func(r *reply) {
			r.status = 200
			r.body = r.ask("GET", jobs+"/completed1", "")
			r.move(r.id, server.JobStateRunning)
		}), "resume.completed", "had changed nothing", unmet},
		{"refused-resume-starts-over", "A refused resume sets the progress of a running job back.", tells(tried("running1", of("running1", gets)), set("jobProgress.percent", 0)).and(
			func(r *reply) bool { return r.count["tried running1"] == 0 && r.id == "running1" && gets(r) }, set("jobProgress.percent", 50)),
			"resume.running", "goes back", believes},
		{"resume-unknown-makes", "Resuming a job that is not there is refused, and makes one.", tells(func(r *reply) bool { return resumesAsked(r) && r.status == 404 }, func(r *reply) {
			r.ask("POST", jobs+"?supervisedFineTuningJobId="+r.id, `{"dataset":"accounts/acme/datasets/d"}`)
		}), "wire.steady", "an unknown job is answered 200", unmet},
		{"resume-elsewhere-500", "Resuming in another account is an error of the server.", tells(func(r *reply) bool {
			return r.status == 403 && strings.HasSuffix(r.req.URL.Path, ":resume")
		}, answered(500, 13, "account")), "resume.foreign", "500", unmet},
		{"resume-unknown-succeeds", "Resuming a job that is not there is answered 200.", tells(func(r *reply) bool { return resumesAsked(r) && r.status == 404 }, status(200), body("{}")),
			"resume.unknown", "200 OK", unmet},
	}
}

// resumedAs has a resume leave a job in some state.
func resumedAs(state server.JobState) []emulator.Option {
	return []emulator.Option{emulator.WithResumedState(state)}
}

// resumesAsked are the answers to resume, whatever they are.
func resumesAsked(r *reply) bool { return r.op == "resume" }

// refusedResumes are those that say that the job is in the wrong state.
func refusedResumes(r *reply) bool { return r.op == "resume" && r.status == 400 }

// move puts a job of the emulator into a state, where there is such a job.
func (r *reply) move(id string, state server.JobState) { _ = r.em.Move(account, id, state) }
