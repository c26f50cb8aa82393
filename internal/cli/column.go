package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// column is something a table of jobs can show.
type column struct {
	name  string
	value func(*sftj.Job) string
}

// title is the name over the column.
func (c column) title() string { return strings.ToUpper(strings.ReplaceAll(c.name, "-", " ")) }

// problemColumn is the status of a job where that is not OK.
const problemColumn = "problem"

// columns are all there are, in no order that means anything.
func columns() []column {
	return []column{
		{"id", func(j *sftj.Job) string { return j.ID() }},
		{"name", func(j *sftj.Job) string { return j.Name }},
		{"display-name", func(j *sftj.Job) string { return j.DisplayName }},
		{"state", func(j *sftj.Job) string { return short(j.Lifecycle()) }},
		{"progress", func(j *sftj.Job) string {
			if j.JobProgress == nil || !j.Known("/jobProgress/percent") {
				return "-"
			}
			return fmt.Sprintf("%d%%", j.JobProgress.Percent)
		}},
		{"epoch", func(j *sftj.Job) string {
			if j.JobProgress == nil || !j.Known("/jobProgress/epoch") {
				return "-"
			}
			return fmt.Sprint(j.JobProgress.Epoch)
		}},
		{"tokens", func(j *sftj.Job) string { return orDash(count(tokens(j))) }},
		{"cost", func(j *sftj.Job) string { return orDash(moneyText(j.EstimatedCost)) }},
		{"age", func(j *sftj.Job) string { return ageOrDash(j.CreateTime) }},
		{"updated", func(j *sftj.Job) string { return ageOrDash(j.UpdateTime) }},
		{"completed", func(j *sftj.Job) string { return ageOrDash(j.CompletedTime) }},
		{"output-model", func(j *sftj.Job) string { return j.OutputModel }},
		{"base-model", func(j *sftj.Job) string { return first(j.BaseModel, j.WarmStartFrom) }},
		{"dataset", func(j *sftj.Job) string { return j.Dataset }},
		{"status", func(j *sftj.Job) string {
			if j.Status == nil || problemText(j) != "" {
				return problemText(j)
			}
			return j.Status.Message
		}},
		{problemColumn, problemText},
		{"created-by", func(j *sftj.Job) string { return j.CreatedBy }},
	}
}

// usualColumns are shown where none are named. The problem is the status where that is not OK.
func usualColumns() []string {
	return []string{"id", "state", "progress", "age", "output-model", "display-name", problemColumn}
}

// columnsNamed finds columns by their names, in the order of the names.
//
// Errors: a name that is no column's, with those that are.
func columnsNamed(names []string) ([]column, error) {
	var found []column
	for _, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		i := slices.IndexFunc(columns(), func(c column) bool { return c.name == name })
		if i < 0 {
			return nil, fmt.Errorf("unknown column %q: want %s%s", name, strings.Join(columnNames(), ", "), didYouMean(name, columnNames()))
		}
		found = append(found, columns()[i])
	}
	return found, nil
}

func columnNames() []string {
	var names []string
	for _, c := range columns() {
		names = append(names, c.name)
	}
	return names
}

func ageOrDash(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return age(t)
}
