package contract_test

import (
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// bodyMutants answer something else than a job or a page of jobs.
func bodyMutants() []mutant {
	return []mutant{
		{"job-in-envelope", "A job comes wrapped in another object.", tells(single, func(r *reply) { r.write(map[string]any{"job": r.read()}) }),
			"get.job", "the name is missing", refuses(sftj.ErrBadResponse)},
		{"job-in-array", "A job comes as an array of one.", tells(single, rewrite(func(s string) string { return "[" + s + "]" })),
			"get.job wire.schema", "", refuses(sftj.ErrBadResponse)},
		{"job-null", "A job comes as null.", tells(single, body("null")),
			"wire.schema", "", refuses(sftj.ErrBadResponse)},
		{"job-empty", "A job comes as {}, as for an operation without an answer.", tells(single, body("{}")),
			"get.job", "the name is missing", refuses(sftj.ErrBadResponse)},
		{"job-quoted", "A job comes as JSON inside a JSON string.", tells(single, func(r *reply) { r.write(string(r.body)) }),
			"wire.schema", "", refuses(sftj.ErrBadResponse)},
		{"resume-empty", "Only resume answers {}, as cancel does.", tells(resumes, body("{}")),
			"resume.moves", "the name is missing", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-operation", "Resume answers a long-running operation instead of the job.",
			tells(resumes, body(`{"name":"accounts/acme/operations/op1","done":false}`)),
			"resume.moves", "the name is", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-page", "Resume answers the list of jobs.", tells(resumes, func(r *reply) { r.body = r.ask("GET", jobs, "") }),
			"resume.moves", "the name is missing", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-status-only", "Resume answers the name and the state alone.",
			tells(resumes, func(r *reply) {
				r.edit(func(doc map[string]any) {
					for field := range doc {
						if field != "name" && field != "state" {
							delete(doc, field)
						}
					}
				})
			}),
			"wire.schema", "dataset", refuses(sftj.ErrOutcomeUnknown)},
		{"error-as-200", "What is not there is answered 200, with the error as the body.", tells(refused(404), status(200)),
			"get.unknown", "200 OK, not 404", refuses(sftj.ErrBadResponse)},
		{"list-bare", "The list is a bare array.", tells(lists, func(r *reply) { r.write(page(r.read())) }),
			"list.page wire.schema", "", refuses(sftj.ErrBadResponse)},
		{"list-other-key", "The jobs stand under the key of another collection.", tells(lists, swap(`"supervisedFineTuningJobs"`, `"jobs"`)),
			"list.given", "is not in the list", notesDrift("/jobs")},
		{"list-snake-key", "The jobs stand under the key's snake_case name.", tells(lists, swap(`"supervisedFineTuningJobs"`, `"supervised_fine_tuning_jobs"`)),
			"drift.fields", "another spelling", notesDrift("/supervised_fine_tuning_jobs")},
		{"list-of-names", "The list has names in the place of jobs.", tells(lists, listed(func(all []any) any {
			names := make([]any, len(all))
			for i, job := range all {
				names[i] = job.(map[string]any)["name"]
			}
			return names
		})), "list.page", "no array of jobs", refuses(sftj.ErrBadResponse)},
		{"list-by-id", "The list is an object, by id.", tells(lists, listed(func(all []any) any {
			byID := make(map[string]any)
			for _, job := range all {
				name := job.(map[string]any)["name"].(string)
				byID[name[strings.LastIndexByte(name, '/')+1:]] = job
			}
			return byID
		})), "list.page", "no array of jobs", refuses(sftj.ErrBadResponse)},
		{"list-null-job", "The list has a null among its jobs.", tells(lists, listed(func(all []any) any { return append(all, nil) })),
			"wire.schema", "", refuses(sftj.ErrBadResponse)},
		{"list-null", "The list itself is null, in an account that has jobs.", tells(lists, listed(func([]any) any { return nil })),
			"list.given", "is not in the list", notes("nullable")},
		{"list-without-datasets", "Jobs in the list have no dataset.", tells(lists, drop("dataset")),
			"list.page", "has no state or no dataset", refuses(sftj.ErrBadResponse)},
		{"list-token-number", "The token of the next page is a number.", tells(lists, document(func(doc map[string]any) { doc["nextPageToken"] = 2 })),
			"wire.schema", "nextPageToken", refuses(sftj.ErrBadResponse)},
		{"list-total-string", "The total is a string, as if it were an int64.", tells(lists, swap(`"totalSize":7`, `"totalSize":"7"`)),
			"wire.schema", "totalSize", notes("type")},
	}
}
