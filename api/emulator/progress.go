package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	"github.com/fireworks-sftj/sdk/gen/server"
)

// The size of the dataset that every job trains on, and the price: made up, of an order
// that looks right. No price of the vendor's is meant.
const (
	datasetRows   = 12000
	tokensPer5    = 4096 // tokens in five rows
	rowsPerFailed = 2520 // one row in so many can't be used
	nanosPerToken = 500  // billionths of a dollar
)

// progress moves a job to a percentage, and the counters with it where they are counted
// ([WithCountedProgress]). No counter ever goes down, whatever the job was given with.
func (e *Emulator) progress(job *server.Job, percent int32) {
	var next server.JobProgress
	if p := job.JobProgress; p != nil {
		next = *p
	}
	next.Percent = max(next.Percent, percent)
	if e.quirks.countedProgress {
		count(&next, percent, job.Epochs)
	}
	job.JobProgress = &next
}

// count raises the counters to what a percentage means.
func count(next *server.JobProgress, percent, epochs int32) {
	total := next.TotalInputRequests
	if total <= 0 {
		total = datasetRows
	}
	rows := int64(total) * int64(percent) / 100
	failed := rows / rowsPerFailed
	raise := func(counter *int32, to int64) {
		const most = 1<<31 - 1
		*counter = max(*counter, int32(min(to, most)))
	}
	raise(&next.Epoch, int64(percent)*int64(max(epochs, 1))/100)
	raise(&next.TotalInputRequests, int64(total))
	raise(&next.TotalProcessedRequests, rows)
	raise(&next.SuccessfullyProcessedRequests, rows-failed)
	raise(&next.FailedRequests, failed)
	raise(&next.InputTokens, rows*tokensPer5/5)
}

// results fills in what a finished job has and a running one has not.
func (e *Emulator) results(rec *record) {
	job := &rec.job
	job.Status = &server.Status{Code: server.StatusCodeOK, Message: "Training completed"}
	if e.quirks.silentEnd {
		job.Status.Message = ""
	}
	if job.OutputModel == "" {
		job.OutputModel = rec.id // documented: the id of the job when unset
	}
	if job.MetricsFileSignedURL == "" {
		sum := sha256.Sum256([]byte(job.Name))
		job.MetricsFileSignedURL = "https://storage.example.com/" + rec.id +
			"/metrics.jsonl?X-Signature=" + hex.EncodeToString(sum[:8])
	}
	if job.EstimatedCost == nil {
		tokens := int64(job.JobProgress.InputTokens)
		if tokens == 0 { // not counted
			tokens = datasetRows * tokensPer5 / 5
		}
		cost := tokens * int64(max(job.Epochs, 1)) * nanosPerToken
		job.EstimatedCost = &server.Money{
			CurrencyCode: "USD",
			Units:        strconv.FormatInt(cost/1e9, 10),
			Nanos:        int32(cost % 1e9),
		}
	}
}
