package contract_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// serviceVariants decide otherwise where nothing says how.
func serviceVariants() []variant {
	with := func(name, what string, opts ...emulator.Option) variant {
		return variant{name: name, what: what, lie: lie{options: opts}}
	}
	into := func(name string, state server.JobState) variant {
		return with("resumed-"+name, "A resumed job is in "+string(state)+".", emulator.WithResumedState(state))
	}
	idempotent := with("idempotent", "Resuming a job at work changes nothing, and is no error.", emulator.WithIdempotentResume())
	idempotent.other = []string{"resume a running job"}
	crowded := with("many-jobs", "There are hundreds of jobs.", emulator.WithJobs(account, crowd(430)...))
	crowded.other = []string{"list"}
	return []variant{
		idempotent, crowded,
		into("running", server.JobStateRunning), into("validating", server.JobStateValidating),
		into("queued", server.JobStateReQueueing), into("creating", server.JobStateCreating),
		with("only-paused", "Only what is paused can be resumed.", emulator.WithResumable(server.JobStatePaused)),
		with("even-completed", "What has completed can be resumed too.", emulator.WithResumable(
			server.JobStatePaused, server.JobStateFailed, server.JobStateCancelled, server.JobStateCompleted)),
		with("lagging", "Reads lag a second behind.", emulator.WithReadLag(time.Second)),
		with("fast", "Jobs end while one looks.", emulator.WithSpeed(1000)),
		with("brisk", "Jobs get on between two reads.", emulator.WithSpeed(30)),
		with("deleted-readable", "Deleted jobs can be read.", emulator.WithDeletedReadable()),
		with("uniform-times", "Times are as coarse at first as later.", emulator.WithUniformTimestamps()),
		with("type-required", "What is not announced as JSON is refused.", emulator.WithContentTypeRequired()),
		with("body-required", "A resume without a body is refused.", emulator.WithBodyRequired()),
		with("pages-small", "A page has three jobs, whatever is asked for.", emulator.WithPageSize(3, 3)),
		{name: "page-empty", what: "A page may be empty and have another behind it.", lie: tells(lists, func(r *reply) {
			// AIP-158 allows it: a filter may leave nothing of a page.
			q := r.req.URL.Query()
			if q.Get("pageToken") == "" && q.Get("filter") != "" {
				r.body = []byte(`{"supervisedFineTuningJobs":[],"nextPageToken":"` + emptyPage + `","totalSize":0}`)
			}
		}).asking(func(req *http.Request) {
			if req.URL.Query().Get("pageToken") == emptyPage {
				stripped(req, "pageToken")
			}
		})},
		{name: "total-unset", what: "A list does not say how many there are.", lie: tells(lists, document(func(doc map[string]any) { delete(doc, "totalSize") }))},
		{name: "token-missing", what: "The last page has no token.", lie: tells(lists, document(func(doc map[string]any) {
			if doc["nextPageToken"] == "" {
				delete(doc, "nextPageToken")
			}
		}))},
		{name: "others-come", what: "Other people make jobs all the time.", lie: busy(20, func(r *reply, n int) {
			r.ask("POST", fmt.Sprintf("%s?supervisedFineTuningJobId=fresh%d", jobs, n), `{"dataset":"accounts/acme/datasets/theirs","epochs":1}`)
		}), other: []string{"list"}},
		{name: "others-go", what: "Other people delete their jobs all the time.", lie: busy(20, func(r *reply, n int) {
			_ = r.em.Remove(account, fmt.Sprintf("other%04d", n))
		}), other: []string{"list"}},
		{name: "others-cancel", what: "Other people cancel their jobs all the time.", lie: busy(20, func(r *reply, n int) {
			_ = r.em.Move(account, fmt.Sprintf("other%04d", n), server.JobStateCancelled)
		}), other: []string{"list"}},
		{name: "others-cancel-more", what: "Other people cancel a job whenever one looks.", lie: busy(4, func(r *reply, n int) {
			_ = r.em.Move(account, fmt.Sprintf("other%04d", n), server.JobStateCancelled)
		}), other: []string{"list"}},
		{name: "other-goes-from-list", what: "Another user deletes a job that was just listed.", lie: lie{
			options: []emulator.Option{emulator.WithJobs(account, crowd(3)...)},
			tell: func(r *reply) {
				if lists(r) && r.req.URL.Query().Get("pageSize") == "200" {
					if r.count["whole"]++; r.count["whole"] == 2 {
						_ = r.em.Remove(account, "other0000")
					}
				}
			},
		}, other: []string{"list"}},
		{name: "other-ends-after-list", what: "Another user's job is paused after it was listed.", lie: lie{
			options: []emulator.Option{emulator.WithJobs(account, crowd(3)...)},
			tell: func(r *reply) {
				if lists(r) && r.req.URL.Query().Get("pageSize") == "200" {
					if r.count["whole"]++; r.count["whole"] == 2 {
						_ = r.em.Move(account, "other0000", server.JobStatePaused)
					}
				}
			},
		}, other: []string{"list"}},
		{name: "others-pause", what: "Other people's jobs are paused all the time.", lie: busy(20, func(r *reply, n int) {
			_ = r.em.Move(account, fmt.Sprintf("other%04d", n), server.JobStatePaused)
		}), other: []string{"list"}},
		{name: "other-goes-once", what: "Another user deletes a job while a second one is resumed.", lie: lie{
			options: []emulator.Option{emulator.WithJobs(account, crowd(3)...)},
			tell: func(r *reply) {
				if r.op == "resume" && r.id == "completed1" {
					_ = r.em.Remove(account, "other0001")
				}
			},
		}, other: []string{"list"}},
		{name: "list-brief", what: "The list leaves out what is not set, and a read has it.", lie: tells(lists, eachJob(func(job map[string]any) {
			for name, value := range job {
				if settled(value, []string{"code"}) == nil || value == json.Number("0") {
					delete(job, name)
				}
			}
		}))},
		{name: "floats-in-full", what: "The list has the digits of a float64, and a read those of a float32.", lie: tells(lists, set("learningRate", 0.00009999999747378752)).and(gets, set("learningRate", 0.0001)).and(resumes, set("learningRate", 0.0001))},
		{name: "run-anew", what: "A resumed job has another run of Weights & Biases.", lie: tells(good, set("wandbConfig", map[string]any{"enabled": true, "project": "p", "runId": "r1", "url": "https://wandb.ai/e/p/runs/r1"})).and(
			resumed(single), set("wandbConfig", map[string]any{"enabled": true, "project": "p", "runId": "r2", "url": "https://wandb.ai/e/p/runs/r2"}))},
		{name: "cost-grows", what: "The cost of a job at work grows.", lie: tells(gets, func(r *reply) {
			if doc := r.read(); doc["state"] == "JOB_STATE_RUNNING" || doc["state"] == "JOB_STATE_PENDING" {
				set("estimatedCost", map[string]any{"currencyCode": "USD", "units": fmt.Sprint(r.nth), "nanos": 0})(r)
			}
		})},
	}
}

// busy has another user do something to jobs of their own, once in so many answers.
func busy(every int, do func(r *reply, n int)) lie {
	return lie{
		options: []emulator.Option{emulator.WithJobs(account, crowd(400/every+20)...)},
		tell: func(r *reply) {
			if r.nth%every == 0 {
				do(r, r.nth/every)
			}
		},
	}
}

const emptyPage = "behind-nothing"

// crowd are jobs that have nothing to do with the ones that are judged.
func crowd(n int) []server.Job {
	all := make([]server.Job, n)
	for i := range all {
		all[i] = server.Job{Name: fmt.Sprintf("other%04d", i), Dataset: "accounts/acme/datasets/d", State: server.JobStateCompleted, LearningRate: float32(math.Pow(10, -float64(i%9)))}
	}
	return all
}

// connectionVariants send the same in other pieces. They are judged over TCP.
func connectionVariants() []variant {
	return []variant{
		{name: "over-tcp", what: "It is the emulator itself.", lie: lie{overTCP: true}},
		{name: "chunked", what: "Answers come in chunks.", lie: connection(good, func(r *reply) []byte { return r.chunked("", "") })},
		{name: "chunked-trailer", what: "Answers come in chunks, with a trailer.", lie: connection(good, func(r *reply) []byte {
			return r.chunked("Trailer: Grpc-Status\r\n", "Grpc-Status: 0\r\n")
		})},
		{name: "reasonless", what: "Status lines have no words.", lie: connection(good, func(r *reply) []byte { return r.head(fmt.Sprintf("HTTP/1.1 %d ", r.status), len(r.body)) })},
		{name: "early-hints", what: "Hints come before the answer.", lie: connection(good, func(r *reply) []byte {
			return append([]byte("HTTP/1.1 103 Early Hints\r\nLink: </>; rel=preload\r\n\r\n"), r.wellFormed()...)
		})},
	}
}
