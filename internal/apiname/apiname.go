// Package apiname takes the names of the API apart and puts them together: the resource name of
// a job, and the id of an operation. It judges no name: which ids are refused, and in what
// words, is for the packages that use it.
package apiname

import (
	"strings"
	"unicode"
)

// Collection is the segment of a path, and of a resource name, before a job's id.
const Collection = "supervisedFineTuningJobs"

// Job is the resource name of a job in its two parts.
type Job struct {
	Account string // "" for a job that was named by its id alone
	ID      string
}

// Split takes accounts/{account}/supervisedFineTuningJobs/{id} apart. It reports false for any
// other form, which is then in ID as it is: a bare id, or no name at all.
func Split(name string) (Job, bool) {
	if parts := strings.Split(name, "/"); len(parts) == 4 && parts[0] == "accounts" && parts[2] == Collection {
		return Job{Account: parts[1], ID: parts[3]}, true
	}
	return Job{ID: name}, false
}

// String returns the full resource name; the id alone without an account.
func (j Job) String() string {
	if j.Account == "" {
		return j.ID
	}
	return "accounts/" + j.Account + "/" + Collection + "/" + j.ID
}

// Account returns the id in accounts/{account}, or what was given.
func Account(name string) string { return strings.TrimPrefix(name, "accounts/") }

// Verb returns the short name of an operation, in lower case: resume, of
// Gateway_ResumeSupervisedFineTuningJob. An id of another form is its own verb.
func Verb(operationID string) string {
	name := operationID[strings.LastIndexByte(operationID, '_')+1:]
	if name == "" || strings.Contains(operationID, " ") {
		return operationID
	}
	if end := strings.IndexFunc(name[1:], unicode.IsUpper); end >= 0 {
		name = name[:end+1]
	}
	return strings.ToLower(name)
}
