package sftj

import (
	"net/http"
	"net/url"
	"strings"
)

// operation is an operation of the contract, by its short name.
type operation struct {
	name, method, path string
}

const (
	collectionPath = "/v1/accounts/{account_id}/supervisedFineTuningJobs"
	jobPath        = collectionPath + "/{supervised_fine_tuning_job_id}"
)

var (
	opList   = operation{"list", http.MethodGet, collectionPath}
	opCreate = operation{"create", http.MethodPost, collectionPath}
	opGet    = operation{"get", http.MethodGet, jobPath}
	opDelete = operation{"delete", http.MethodDelete, jobPath}
	opResume = operation{"resume", http.MethodPost, jobPath + ":resume"}
	opCancel = operation{"cancel", http.MethodPost, jobPath + ":cancel"}
	opWait   = operation{"wait", http.MethodGet, jobPath}
)

// reads reports whether the operation changes nothing, so that it can be repeated.
func (o operation) reads() bool {
	return o.method == http.MethodGet || o.method == http.MethodHead
}

// operationOf returns the operation and the job of a request, of a create the id that the caller
// chose, so that the transport works the
// same under the stock client. The operation of a request that is not in the contract has no name,
// and its method decides.
func operationOf(req *http.Request) (op operation, job string) {
	unknown := operation{method: req.Method}
	_, rest, ok := strings.Cut(req.URL.EscapedPath(), "/"+jobsCollection)
	if !ok {
		return unknown, ""
	}
	if rest == "" {
		switch req.Method {
		case opList.method:
			return opList, ""
		case opCreate.method:
			return opCreate, req.URL.Query().Get("supervisedFineTuningJobId")
		}
		return unknown, ""
	}
	segment, err := url.PathUnescape(strings.TrimPrefix(rest, "/"))
	if err != nil {
		return unknown, ""
	}
	id, verb, hasVerb := strings.Cut(segment, ":")
	for _, op := range []operation{opGet, opDelete, opResume, opCancel} {
		if op.method == req.Method && hasVerb == strings.HasSuffix(op.path, ":"+verb) && (hasVerb || op.path == jobPath) {
			return op, id
		}
	}
	return unknown, ""
}
