package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// The emulator's accounts and keys, for serve, demo and --emulator. They open nothing
// else.
const (
	sampleAccount = "acme"
	sampleKey     = "fw_emulator_acme"
	rivalAccount  = "rival"
	rivalKey      = "fw_emulator_rival"
	rivalJob      = "rv9secret"
)

// emulatorSpeed is how much faster than life --emulator runs: half an hour in half a
// minute.
const emulatorSpeed = 60

// sampleOptions is an emulator with the jobs of a team of three.
func sampleOptions(speed float64) []emulator.Option {
	now := time.Now()
	return []emulator.Option{
		emulator.WithAccount(sampleAccount, sampleKey),
		emulator.WithAccount(rivalAccount, rivalKey),
		emulator.WithSpeed(speed),
		emulator.WithJobs(sampleAccount, sampleJobs(now)...),
		emulator.WithJobs(rivalAccount, sample{id: rivalJob, model: "qwen3-8b", dataset: "contracts", state: "PAUSED", percent: 30, age: 30 * time.Hour}.job(rivalAccount, now, 0)),
	}
}

// sample is one job in the words of a table.
type sample struct {
	id, name string // name is the display name; some people give none
	model    string // of the vendor's, without its prefix
	dataset  string
	state    string // without JOB_STATE_
	percent  int32
	age      time.Duration // since it was created
	took     time.Duration // until it came to its end, if it did
	epochs   int32
	rank     int32
	rate     float32
	cents    int64 // cost, in hundredths of a cent; 0 is none yet
	by       string
}

// samples are jobs as a team leaves them behind in two months. The first five states are what
// an operator comes for; one job waits for capacity.
func samples() []sample {
	const h, d = time.Hour, 24 * time.Hour
	return []sample{
		// Paused on the day when the account was suspended.
		{"yibuk7xq", "Route classifier, third try", "qwen3-8b", "routes-2026-07", "PAUSED", 42, 50 * h, 0, 3, 16, 1e-4, 0, "ada"},
		{"support-triage-r32-0911", "Support triage, r32", "qwen3-8b", "support-tickets-0911", "PAUSED", 10, 49 * h, 0, 2, 32, 1e-4, 0, "ada"},
		{"support-triage-r16-0911", "Support triage, r16", "qwen3-8b", "support-tickets-0911", "PAUSED", 35, 49*h + 4*time.Minute, 0, 2, 16, 1e-4, 0, "ada"},
		{"invoice-fields-llama-e4", "Invoice fields", "llama-v3p1-8b-instruct", "invoices-2026q3-train", "PAUSED", 60, 54 * h, 0, 4, 8, 5e-5, 0, "grace"},
		{"m4q9tz2w", "", "gpt-oss-20b", "sql-pairs-v5", "PAUSED", 85, 58 * h, 0, 1, 8, 0, 0, "lin"},
		// Under way.
		{"sql-pairs-v6-oss20b", "SQL pairs v6", "gpt-oss-20b", "sql-pairs-v6", "RUNNING", 20, 3 * h, 0, 1, 16, 1e-4, 0, "lin"},
		{"tone-de-qwen3-4b-r8e5", "Tone, German", "qwen3-4b", "tone-de-aligned", "RUNNING", 57, 2 * h, 0, 5, 8, 2e-4, 0, "grace"},
		{"tone-fr-qwen3-4b-r8e5", "Tone, French", "qwen3-4b", "tone-fr-aligned", "RUNNING", 3, 2*h - 2*time.Minute, 0, 5, 8, 2e-4, 0, "grace"},
		{"k2vx81np", "", "qwen2p5-7b-instruct", "faq-2026-09", "WRITING_RESULTS", 100, 95 * time.Minute, 0, 3, 8, 0, 0, "ada"},
		{"legal-summaries-oss20b-r64", "Legal summaries, r64", "gpt-oss-20b", "legal-summaries-full", "PENDING", 0, 40 * time.Minute, 0, 2, 64, 5e-5, 0, "lin"},
		{"tone-it-qwen3-4b-r8e5", "Tone, Italian", "qwen3-4b", "tone-it-aligned", "PENDING", 0, 30 * time.Second, 0, 5, 8, 2e-4, 0, "grace"},
		// Ended badly.
		{"chat-style-70b-r64", "Chat style, large", "llama-v3p3-70b-instruct", "chat-style-long", "FAILED", 55, 6 * d, 4 * h, 3, 64, 1e-4, 0, "grace"},
		{"invoice-fields-typo", "", "llama-v3p1-8b-instruct", "invoices-2026q3-trian", "FAILED", 0, 54*h + 9*time.Minute, 2 * time.Minute, 4, 8, 5e-5, 0, "grace"},
		{"q7h3c0de", "", "qwen3-8b", "routes-2026-06", "FAILED", 12, 33 * d, 25 * time.Minute, 3, 16, 1e-2, 0, "ada"},
		{"sql-pairs-v4-wrong-split", "SQL pairs v4, wrong split", "gpt-oss-20b", "sql-pairs-v4", "CANCELLED", 15, 12 * d, 20 * time.Minute, 1, 8, 1e-4, 0, "lin"},
		{"tone-es-qwen3-4b-r8e9", "Tone, Spanish", "qwen3-4b", "tone-es-aligned", "CANCELLED", 71, 9 * d, 90 * time.Minute, 9, 8, 2e-4, 0, "grace"},
		{"faq-2026-08-e20", "FAQ August, many epochs", "qwen2p5-7b-instruct", "faq-2026-08", "EARLY_STOPPED", 70, 24 * d, 2 * h, 20, 8, 1e-4, 9310, "ada"},
		{"w0n8s5ru", "", "llama-v3p1-8b-instruct", "pilot-2026-07", "EXPIRED", 5, 61 * d, 48 * h, 1, 8, 0, 0, "lin"},
		// Done.
		{"complet1", "Route classifier, second try", "qwen3-8b", "routes-2026-06", "COMPLETED", 100, 20 * d, 71 * time.Minute, 2, 8, 1e-5, 20800, "ada"},
		{"support-triage-r8-0904", "Support triage, r8", "qwen3-8b", "support-tickets-0904", "COMPLETED", 100, 7 * d, 38 * time.Minute, 2, 8, 1e-4, 6120, "ada"},
		{"support-triage-r16-0904", "Support triage, r16", "qwen3-8b", "support-tickets-0904", "COMPLETED", 100, 7*d + h, 41 * time.Minute, 2, 16, 1e-4, 6120, "ada"},
		{"support-triage-4b-0904", "Support triage, small", "qwen3-4b", "support-tickets-0904", "COMPLETED", 100, 7*d + 2*h, 22 * time.Minute, 2, 16, 1e-4, 3340, "ada"},
		{"sql-pairs-v5-oss20b", "SQL pairs v5", "gpt-oss-20b", "sql-pairs-v5", "COMPLETED", 100, 10 * d, 2*h + 12*time.Minute, 1, 16, 1e-4, 31775, "lin"},
		{"sql-pairs-v5-qwen3-8b", "SQL pairs v5, qwen3", "qwen3-8b", "sql-pairs-v5", "COMPLETED", 100, 10*d + 3*h, 58 * time.Minute, 1, 16, 1e-4, 8846, "lin"},
		{"sql-pairs-v4b-oss20b", "SQL pairs v4, right split", "gpt-oss-20b", "sql-pairs-v4b", "COMPLETED", 100, 12*d - h, 2 * h, 1, 8, 1e-4, 29012, "lin"},
		{"sql-pairs-v3", "", "qwen2p5-7b-instruct", "sql-pairs-v3", "COMPLETED", 100, 29 * d, 33 * time.Minute, 3, 8, 0, 5021, "lin"},
		{"sql-pairs-v2", "", "qwen2p5-7b-instruct", "sql-pairs-v2", "COMPLETED", 100, 41 * d, 19 * time.Minute, 3, 8, 0, 2204, "lin"},
		{"tone-en-qwen3-4b-r8e5", "Tone, English", "qwen3-4b", "tone-en-aligned", "COMPLETED", 100, 8 * d, 26 * time.Minute, 5, 8, 2e-4, 1127, "grace"},
		{"tone-es-qwen3-4b-r8e5", "Tone, Spanish", "qwen3-4b", "tone-es-aligned", "COMPLETED", 100, 8*d + 5*h, 24 * time.Minute, 5, 8, 2e-4, 1093, "grace"},
		{"tone-en-qwen3-4b-r4e1", "Tone, English, smoke test", "qwen3-4b", "tone-en-first-200", "COMPLETED", 100, 8*d + 7*h, 5 * time.Minute, 1, 4, 2e-4, 41, "grace"},
		{"invoice-fields-llama-e2", "Invoice fields", "llama-v3p1-8b-instruct", "invoices-2026q2-train", "COMPLETED", 100, 45 * d, 51 * time.Minute, 2, 8, 5e-5, 7705, "grace"},
		{"invoice-fields-qwen3-e2", "Invoice fields, qwen3", "qwen3-8b", "invoices-2026q2-train", "COMPLETED", 100, 45*d + 2*h, 47 * time.Minute, 2, 8, 5e-5, 7705, "grace"},
		{"b3f6yd9k", "", "qwen2p5-7b-instruct", "faq-2026-08", "COMPLETED", 100, 25 * d, 17 * time.Minute, 3, 8, 0, 1398, "ada"},
		{"faq-2026-07", "FAQ July", "qwen2p5-7b-instruct", "faq-2026-07", "COMPLETED", 100, 55 * d, 16 * time.Minute, 3, 8, 0, 1310, "ada"},
		{"legal-summaries-8b-r16", "Legal summaries, r16", "qwen3-8b", "legal-summaries-half", "COMPLETED", 100, 4 * d, 3*h + 8*time.Minute, 2, 16, 5e-5, 54390, "lin"},
		{"legal-summaries-8b-r64", "Legal summaries, r64", "qwen3-8b", "legal-summaries-half", "COMPLETED", 100, 4*d - 2*h, 3*h + 21*time.Minute, 2, 64, 5e-5, 54390, "lin"},
		{"chat-style-8b-r16", "Chat style", "llama-v3p1-8b-instruct", "chat-style-short", "COMPLETED", 100, 6*d + 2*h, 44 * time.Minute, 3, 16, 1e-4, 4419, "grace"},
		{"chat-style-8b-r16-warm", "Chat style, continued", "", "chat-style-long", "COMPLETED", 100, 5 * d, 62 * time.Minute, 1, 16, 5e-5, 6904, "grace"},
		{"redteam-refusals-v1", "Refusals", "qwen3-8b", "redteam-refusals-v1", "COMPLETED", 100, 16 * d, 29 * time.Minute, 2, 8, 1e-4, 2588, "lin"},
		{"x5t1gv7m", "", "llama-v3p1-8b-instruct", "pilot-2026-07", "COMPLETED", 100, 60 * d, 9 * time.Minute, 1, 8, 0, 212, "lin"},
	}
}

func sampleJobs(now time.Time) []client.Job {
	var jobs []client.Job
	for i, s := range samples() {
		jobs = append(jobs, s.job(sampleAccount, now, i))
	}
	return jobs
}

// job is the sample as the service would show it. The number of the sample moves its times
// off the full seconds.
func (s sample) job(account string, now time.Time, number int) client.Job {
	created := now.Add(-s.age).UTC().Truncate(time.Second).Add(time.Duration(number*137_911%999_983) * time.Microsecond)
	job := client.Job{
		Name: s.id, DisplayName: s.name,
		Dataset:     "accounts/" + account + "/datasets/" + s.dataset,
		BaseModel:   "accounts/fireworks/models/" + s.model,
		OutputModel: "accounts/" + account + "/models/" + s.id,
		State:       client.JobState("JOB_STATE_" + s.state),
		Status:      s.status(),
		CreateTime:  created,
		Epochs:      s.epochs, LoraRank: s.rank, LearningRate: s.rate,
		BatchSizeSamples: 8 << (number % 3), MaxContextLength: 4096,
		JobProgress:     &client.JobProgress{Percent: s.percent},
		EncryptionState: client.EncryptionStatePlaintext,
	}
	if s.by != "" {
		job.CreatedBy = s.by + "@example.com"
	}
	if s.model == "" {
		job.BaseModel, job.WarmStartFrom = "", "accounts/"+account+"/models/"+strings.TrimSuffix(s.id, "-warm")
	}
	if number%3 == 1 {
		job.EvaluationDataset = job.Dataset + "-validation"
	}
	switch {
	case s.took > 0:
		job.CompletedTime = created.Add(s.took)
		job.UpdateTime = job.CompletedTime.Add(2750 * time.Microsecond)
	case s.state == "PAUSED":
		job.UpdateTime = created.Add(s.age / 2)
	case s.state == "PENDING":
		job.UpdateTime = created
	}
	if s.cents > 0 {
		job.EstimatedCost = &client.Money{
			CurrencyCode: "USD", Units: fmt.Sprint(s.cents / 10_000), Nanos: int32(s.cents%10_000) * 100_000,
		}
	}
	return job
}

// status is what the service says of such a job. The words about a suspension and of failures
// are made up.
func (s sample) status() *client.Status {
	switch {
	case s.state == "COMPLETED":
		return &client.Status{Code: client.StatusCodeOK, Message: "Training completed"}
	case s.state == "PAUSED":
		return &client.Status{Code: client.StatusCodeOK, Message: "paused while the account was suspended"}
	case s.state == "PENDING" && s.rank == 64:
		return &client.Status{Code: client.StatusCodeResourceExhausted, Message: "waiting for capacity"}
	case s.state == "FAILED" && s.percent == 0:
		return &client.Status{Code: client.StatusCodeNotFound, Message: "the dataset was not found"}
	case s.state == "FAILED" && s.rate > 1e-3:
		return &client.Status{Code: client.StatusCodeInvalidArgument, Message: "the loss is not a number; try a lower learning rate"}
	case s.state == "FAILED":
		return &client.Status{Code: client.StatusCodeInternal, Message: "the trainer ran out of memory"}
	}
	return &client.Status{Code: client.StatusCodeOK}
}
