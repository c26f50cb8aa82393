package conform

import "fmt"

// Difference is one thing that another OpenAPI document says otherwise about a job than the
// contract does.
type Difference struct {
	// Pointer is the JSON pointer of the field in a job.
	Pointer string `json:"pointer"`
	// Schema and Name are the field, or the schema of an enum and its value, in the
	// contract's words: JobProgress and percent, JobState and JOB_STATE_PAUSED.
	Schema string `json:"schema"`
	Name   string `json:"name"`
	// About is what differs: "field" and "enum-value" for what only one of the two has, or a
	// keyword: type, format, required, readOnly, deprecated, minimum, maximum, minLength,
	// maxLength, pattern.
	About string `json:"about"`
	// Contract and Other are what the two say, "" for nothing. Of a field it is its type.
	Contract string `json:"contract"`
	Other    string `json:"other"`
}

// New reports whether only the other document has it.
func (d Difference) New() bool { return d.Contract == "" }

// Gone reports whether only the contract has it.
func (d Difference) Gone() bool { return d.Other == "" }

// String returns the difference as one line.
func (d Difference) String() string {
	what := d.About
	switch alone := d.Contract + d.Other; {
	case d.About == DriftField:
		what += " (" + alone + ")"
	case alone != d.About: // else it is a word that is there or not
		what += " " + alone
	}
	switch {
	case d.New():
		return fmt.Sprintf("%s: %s is new: the contract does not have it", place(d.Pointer), what)
	case d.Gone():
		return fmt.Sprintf("%s: %s is gone: only the contract has it", place(d.Pointer), what)
	}
	return fmt.Sprintf("%s: %s is %s, the contract has %s", place(d.Pointer), d.About, d.Other, d.Contract)
}
