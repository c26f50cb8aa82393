package sftj

import "github.com/fireworks-sftj/sdk/gen/client"

// DecodeFast decodes a job on the fast path alone.
func DecodeFast(b []byte) (job client.Job, sure bool) {
	return job, fastJob(b, string(b), &job)
}

// DecodeStrict decodes a job without the fast path.
func DecodeStrict(b []byte) (job client.Job, err error) {
	return job, unmarshalObject(b, &job)
}

// ReadPage reads a page as a list does: the bytes of its jobs, and the token.
func ReadPage(b []byte, fast bool) (jobs [][]byte, next string, err error) {
	read := strictPage
	if fast {
		read = readPage
	}
	p, err := read(b)
	return p.jobs, p.next, err
}
