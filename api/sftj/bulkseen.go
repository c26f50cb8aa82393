package sftj

import "crypto/sha256"

// jobKey stands for a job's full name in 16 bytes, so that a hundred thousand of them are
// a few megabytes. Two names that share one are not to be expected in any number of jobs.
type jobKey [16]byte

func keyOf(name string) jobKey {
	sum := sha256.Sum256([]byte(name))
	return jobKey(sum[:16])
}

// seenJobs are the jobs that a run has met.
type seenJobs map[jobKey]struct{}

// first reports whether a job is met for the first time. What is no job's name at all is
// told apart by its text.
func (s seenJobs) first(c *Client, job string) bool {
	if account, id, err := c.jobID(job); err == nil {
		job = jobName(account, id)
	}
	key := keyOf(job)
	if _, ok := s[key]; ok {
		return false
	}
	s[key] = struct{}{}
	return true
}
