package cli

import (
	"strconv"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// tokens are how many tokens a job has seen, 0 where it does not tell. Each counter is an
// int32 on the wire; their sum may be more.
func tokens(job *sftj.Job) int64 {
	if job == nil || job.JobProgress == nil {
		return 0
	}
	return int64(job.JobProgress.InputTokens) + int64(job.JobProgress.OutputTokens)
}

// tokensKnown reports whether the service says how many tokens a job has seen.
func tokensKnown(job *sftj.Job) bool {
	return job != nil && job.JobProgress != nil && (job.Known("/jobProgress/inputTokens") || job.Known("/jobProgress/outputTokens"))
}

// count writes a number in at most five characters, as in 4.1M; nothing for none.
func count(n int64) string {
	if n <= 0 {
		return ""
	}
	for _, unit := range []struct {
		size int64
		name string
	}{{1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if n >= unit.size {
			digits := 1
			if n >= 100*unit.size {
				digits = 0
			}
			return strconv.FormatFloat(float64(n)/float64(unit.size), 'f', digits, 64) + unit.name
		}
	}
	return strconv.FormatInt(n, 10)
}
