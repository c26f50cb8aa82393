package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// describe writes a job for people: what is set, and nothing that is a secret.
func describe(w io.Writer, job *sftj.Job) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row := func(name, value string) {
		if value != "" {
			fmt.Fprintf(tw, "%s:\t%s\n", name, oneLine(value))
		}
	}
	row("Name", job.Name)
	row("Display name", job.DisplayName)
	row("State", stateText(job))
	if s := job.Status; s != nil && s.Message != "" {
		row("Status", strings.TrimSpace(string(s.Code)+" "+s.Message))
	}
	row("Progress", progressText(job))
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
	row("Not in the contract", strings.Join(job.UnknownFields(), ", "))
	return tw.Flush()
}

func stateText(job *sftj.Job) string {
	s := job.Lifecycle()
	if !s.Known() {
		return s.String() + " (not in the contract)"
	}
	return s.String()
}

func progressText(job *sftj.Job) string {
	p := job.JobProgress
	if p == nil {
		return ""
	}
	text := fmt.Sprintf("%d %%, epoch %d", p.Percent, p.Epoch)
	if p.InputTokens != 0 {
		text += fmt.Sprintf(", %d tokens", p.InputTokens)
	}
	return text
}

func number(n int32) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(int(n))
}

// moneyText writes an amount exactly, as in 3.25 USD.
func moneyText(m *client.Money) string {
	if m == nil || m.Units == "" && m.Nanos == 0 {
		return ""
	}
	units, nanos, sign := strings.TrimPrefix(m.Units, "-"), m.Nanos, ""
	if units == "" {
		units = "0"
	}
	if nanos < 0 || strings.HasPrefix(m.Units, "-") {
		sign = "-"
	}
	if nanos < 0 {
		nanos = -nanos
	}
	fraction := strings.TrimRight(fmt.Sprintf("%09d", nanos), "0")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return strings.TrimSpace(sign + units + "." + fraction + " " + m.CurrencyCode)
}

func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339) + " (" + age(t) + " ago)"
}

// age is the time since t in its largest unit, as in 3d.
func age(t time.Time) string {
	d := max(time.Since(t), 0)
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
