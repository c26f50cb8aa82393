package contract_test

import (
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
)

// statusMutants answer with another status than the contract has for it.
func statusMutants() []mutant {
	return []mutant{
		{"get-created", "A job that is read is answered 201.", tells(gets, status(201)), "wire.status", "status", refuses(sftj.ErrBadResponse)},
		{"resume-accepted", "Resume is answered 202.", tells(resumes, status(202)), "resume.moves", "202 Accepted", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-no-content", "Resume is answered 204, without the job.", tells(resumes, status(204), body("")), "resume.moves", "204 No Content", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-created", "Resume is answered 201.", tells(resumes, status(201)), "resume.moves", "201 Created", refuses(sftj.ErrOutcomeUnknown)},
		{"list-partial", "The list is answered 206.", tells(lists, status(206)), "list.page", "206", refuses(sftj.ErrBadResponse)},
		{"list-no-content", "The list is answered 204.", tells(lists, status(204), body("")), "list.page", "204", refuses(sftj.ErrBadResponse)},
		{"unknown-500", "What is not there is an error of the server.", tells(refused(404), answered(500, 13, "not found")), "get.unknown", "500", refuses(nil)},
		{"unknown-400", "What is not there is a bad request.", tells(refused(404), answered(400, 3, "not found")), "get.unknown", "400", refuses(sftj.ErrInvalidArgument)},
		{"unknown-403", "What is not there is forbidden.", tells(refused(404), answered(403, 7, "no")), "get.unknown", "403", refuses(sftj.ErrPermissionDenied)},
		{"unknown-410", "What never was is gone.", tells(refused(404), answered(410, 5, "gone")), "get.unknown", "410", refuses(sftj.ErrNotFound)},
		{"unknown-204", "What is not there has no content.", tells(refused(404), status(204), body("")), "get.unknown", "204", refuses(sftj.ErrBadResponse)},
		{"wrong-state-500", "Resuming a job that runs is an error of the server.", tells(refused(400), answered(500, 13, "bad state")), "resume.running", "500", refuses(sftj.ErrOutcomeUnknown)},
		{"wrong-state-404", "Resuming a job that runs is not found.", tells(refused(400), answered(404, 5, "no paused job")), "resume.running", "404", refuses(sftj.ErrNotFound)},
		{"wrong-state-409-code", "A conflict has the code of an internal error.", tells(refused(400), answered(409, 13, "bad state")), "wire.error-code", "goes with 500", refuses(nil)},
		{"no-key-400", "Without a key, every request is malformed.", tells(refused(401), answered(400, 3, "no key")), "auth.no-key", "400", unmet},
		{"no-key-500", "Without a key, the server fails.", tells(refused(401), answered(500, 13, "no key")), "auth.no-key", "500", unmet},
		{"no-key-404", "Without a key, nothing is found.", tells(refused(401), answered(404, 5, "no")), "auth.no-key", "404", unmet},
		{"foreign-500", "Another account is an error of the server.", tells(refused(403), answered(500, 13, "account")), "get.foreign", "500", unmet},
		{"foreign-401", "Another account is a wrong key.", tells(refused(403), answered(401, 16, "account")), "get.foreign", "", unmet},
		{"resume-503", "Every resume of a paused job is answered 503.", suffers(emulator.FailStatus(503).On("resume").Repeated(-1)), "resume.moves", "503", refuses(sftj.ErrOutcomeUnknown)},
		{"teapot", "Reads are answered 418.", tells(gets, answered(418, 2, "short and stout")), "get.job", "418", refuses(nil)},
	}
}
