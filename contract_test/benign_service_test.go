package contract_test

import (
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
		{name: "cost-grows", what: "The cost of a job at work grows.", lie: tells(gets, func(r *reply) {
			if doc := r.read(); doc["state"] == "JOB_STATE_RUNNING" || doc["state"] == "JOB_STATE_PENDING" {
				set("estimatedCost", map[string]any{"currencyCode": "USD", "units": fmt.Sprint(r.nth), "nanos": 0})(r)
			}
		})},
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
