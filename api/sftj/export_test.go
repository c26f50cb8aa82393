package sftj

import "github.com/fireworks-sftj/sdk/gen/client"

// DecodeFast decodes a job on the fast path alone.
func DecodeFast(b []byte) (client.Job, bool) {
	job, sure := fastJob(b)
	if !sure {
		return client.Job{}, false
	}
	return job.Job, job.raw == string(b)
}

// DecodeStrict decodes a job without the fast path.
func DecodeStrict(b []byte) (job client.Job, err error) {
	return job, unmarshalObject(b, &job)
}

// ReadPage reads a page as a list does, with and without the fast path.
func ReadPage(b []byte, fast bool) (jobs []*Job, next string, err error) {
	read := strictPage
	if fast {
		read = readPage
	}
	p, err := read(b, false)
	return p.jobs, p.next, err
}
