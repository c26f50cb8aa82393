package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
	"github.com/fireworks-sftj/sdk/internal/redact"
)

// describe writes a job for people: what matters first, then all else that is set, each
// under its name on the wire. raw is the job as it may be shown.
func describe(w io.Writer, job *sftj.Job, raw []byte) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(tw, "%s:\t%s\n", oneLine(name), oneLine(value))
		}
	}
	row("Name", job.Name)
	row("Display name", job.DisplayName)
	row("State", stateText(job))
	if problem := problemText(job); problem != "" {
		row("Status", problem)
	} else if s := job.Status; s != nil && s.Message != "" {
		row("Status", strings.TrimSpace(string(s.Code)+" "+s.Message))
	}
	row("Progress", progressText(job))
	row("Rows", rowsText(job))
	row("Dataset", job.Dataset)
	row("Evaluation", job.EvaluationDataset)
	row("Base model", job.BaseModel)
	row("Warm start", job.WarmStartFrom)
	row("Output model", job.OutputModel)
	row("Epochs", number(job.Epochs))
	if job.LearningRate != 0 {
		row("Learning rate", strconv.FormatFloat(float64(job.LearningRate), 'g', -1, 32))
	}
	row("LoRA rank", number(job.LoraRank))
	row("Cost", moneyText(job.EstimatedCost))
	row("Created", timeText(job.CreateTime))
	row("Updated", timeText(job.UpdateTime))
	row("Completed", timeText(job.CompletedTime))
	row("Created by", job.CreatedBy)
	rest, err := fieldsBeside(raw, described())
	if err != nil {
		return err
	}
	for _, f := range rest {
		row(f.name, f.value)
	}
	row("Not in the contract", strings.Join(job.UnknownFields(), ", "))
	return tw.Flush()
}

// described are the fields that describe has a row of its own for.
func described() []string {
	return []string{
		"name", "displayName", "state", "status", "jobProgress", "dataset", "evaluationDataset", "baseModel",
		"warmStartFrom", "outputModel", "epochs", "learningRate", "loraRank", "estimatedCost", "createTime",
		"updateTime", "completedTime", "createdBy",
	}
}

func stateText(job *sftj.Job) string {
	s := job.Lifecycle()
	switch {
	case unsaid(s):
		return s.String() + ", the service did not say which"
	case !s.Known():
		return s.String() + " (not in the contract)"
	}
	return s.String()
}

// unsaid reports whether a state is none: the service left it out, or sent the zero of the enum.
func unsaid(s sftj.State) bool { return s == "" || s == sftj.State(client.JobStateUnspecified) }

// problemOf returns the code and the message of a status that is not OK, both empty for one
// that is. A code that could not be read may be any.
func problemOf(job *sftj.Job) (code, message string) {
	if job == nil || job.Status == nil {
		return "", ""
	}
	s := job.Status
	unreadable := job.Violated("/status/code")
	if !unreadable && (s.Code == "" || s.Code == client.StatusCodeOK) {
		return "", ""
	}
	return redact.Text(string(s.Code)), redact.Text(s.Message)
}

// problemText is a status that is not OK, as in RESOURCE_EXHAUSTED: no capacity; empty for one
// that is.
func problemText(job *sftj.Job) string {
	code, message := problemOf(job)
	if code != "" && message != "" {
		return code + ": " + message
	}
	return code + message
}

func progressText(job *sftj.Job) string {
	p := job.JobProgress
	if p == nil {
		return ""
	}
	percent, epoch := unknownText, unknownText
	if job.Known("/jobProgress/percent") {
		percent = fmt.Sprintf("%d %%", p.Percent)
	}
	if job.Known("/jobProgress/epoch") {
		epoch = strconv.Itoa(int(p.Epoch))
	}
	text := percent + ", epoch " + epoch
	if p.InputTokens != 0 {
		text += fmt.Sprintf(", %d tokens", p.InputTokens)
	}
	if p.CachedInputTokenCount != 0 {
		text += fmt.Sprintf(" (%d of them cached)", p.CachedInputTokenCount)
	}
	if p.OutputTokens != 0 {
		text += fmt.Sprintf(", %d tokens out", p.OutputTokens)
	}
	return text
}

// rowsText tells how the rows of the dataset fared.
func rowsText(job *sftj.Job) string {
	p := job.JobProgress
	if p == nil || p.TotalInputRequests == 0 && p.TotalProcessedRequests == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d processed, %d well", p.TotalProcessedRequests, p.TotalInputRequests, p.SuccessfullyProcessedRequests)
	if p.FailedRequests != 0 {
		text += fmt.Sprintf(", %d failed", p.FailedRequests)
	}
	if p.OutputRows != 0 {
		text += fmt.Sprintf(", %d rows out", p.OutputRows)
	}
	return text
}

func number(n int32) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	ago := age(t)
	if !strings.HasPrefix(ago, "in ") {
		ago += " ago"
	}
	return t.UTC().Format(time.RFC3339) + " (" + ago + ")"
}

// age is the time since t in its largest unit, as in "3d", or the time until then, as in
// "in 3d". Clocks that differ by seconds make no future.
func age(t time.Time) string {
	const skew = 5 * time.Second
	d := time.Since(t)
	if d < -skew {
		return "in " + largestUnit(-d)
	}
	return largestUnit(max(d, 0))
}

func largestUnit(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "m"}} {
		if d >= unit.size {
			return strconv.Itoa(int(d/unit.size)) + unit.name
		}
	}
	return strconv.Itoa(int(d/time.Second)) + "s"
}
