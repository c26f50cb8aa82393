package contract_test

import (
	"net/http"
	"strings"

	"github.com/fireworks-sftj/sdk/api/sftj"
)

// identityMutants answer about another job than the one that was asked for, or under
// another name.
func identityMutants() []mutant {
	named := func(name, fault string, change func(string) string) mutant {
		return mutant{name, fault, tells(single, eachJob(func(job map[string]any) {
			job["name"] = change(job["name"].(string))
		})), "get.job", "the name is", refuses(sftj.ErrBadResponse)}
	}
	const collection = "accounts/acme/supervisedFineTuningJobs/"
	return []mutant{
		named("name-bare", "The name is the id alone.", func(s string) string { return strings.TrimPrefix(s, collection) }),
		named("name-path", "The name is the path of the URL.", func(s string) string { return "/v1/" + s }),
		named("name-url", "The name is a URL.", func(s string) string { return "https://api.fireworks.ai/v1/" + s }),
		named("name-slash", "The name ends in a slash.", func(s string) string { return s + "/" }),
		named("name-upper", "The name is in capital letters.", strings.ToUpper),
		named("name-escaped", "The name is escaped as in a URL.", func(s string) string { return strings.ReplaceAll(s, "/", "%2F") }),
		named("name-account", "The name is of another account.", func(s string) string { return strings.Replace(s, "acme", "rival", 1) }),
		named("name-collection", "The name is of another collection.", func(s string) string { return strings.Replace(s, "supervisedFineTuningJobs", "dpoJobs", 1) }),
		named("name-space", "The name has a space behind it.", func(s string) string { return s + " " }),
		named("name-id-upper", "The id in the name is in capital letters.", func(s string) string { return collection + strings.ToUpper(s[len(collection):]) }),
		{"always-the-first", "Whatever job is asked for, the first comes.", asks(func(_ *liar, req *http.Request) {
			if req.Method == http.MethodGet && strings.HasPrefix(req.URL.Path, jobs+"/") {
				req.URL.Path = jobs + "/cancelled1"
			}
		}), "get.job", "the name is", refuses(sftj.ErrBadResponse)},
		{"resume-answers-another", "Resume answers another job.", tells(resumes, swap(collection+"paused", collection+"running")),
			"resume.moves", "the name is", refuses(sftj.ErrOutcomeUnknown)},
		{"resume-acts-on-another", "Resume sets another job to work, and answers the right one.", lie{
			ask: func(_ *liar, req *http.Request) {
				if strings.HasSuffix(req.URL.Path, "/paused1:resume") {
					req.URL.Path = jobs + "/paused3:resume"
				}
			},
			tell: func(r *reply) {
				if r.id == "paused1" && resumes(r) {
					swap("paused3", "paused1")(r)
				}
			},
		}, "resume.moves", "reads", believes},
		{"prefix-matches", "An id is found by its beginning.", asks(redirected("paused1", func(id string) bool { return strings.HasPrefix(id, "paused1") && !strings.Contains(id, ":") })),
			"get.unknown", "200 OK", tolerates},
		{"part-matches", "An id is found by a part of it.", asks(redirected("paused1", func(id string) bool { return len(id) > 4 && strings.HasPrefix("paused1", id) })),
			"get.unknown", "200 OK", tolerates},
		{"case-folds", "An id is found in any case.", asks(redirected("paused1", func(id string) bool { return strings.EqualFold(id, "paused1") })),
			"get.unknown", "200 OK", tolerates},
		{"unknown-invented", "What is not there is made up.", tells(refused(404), func(r *reply) {
			r.status = http.StatusOK
			r.body = []byte(strings.ReplaceAll(string(r.ask("GET", jobs+"/paused1", "")), "paused1", r.id))
		}), "get.unknown", "200 OK", believes},
		{"list-names-bare", "Names in the list are ids alone.", tells(lists, swap(collection, "")), "list.page", "has the name", refuses(sftj.ErrBadResponse)},
		{"list-of-others", "The list has another account's names.", tells(lists, swap("accounts/acme/sup", "accounts/rival/sup")), "list.page", "has the name", refuses(sftj.ErrBadResponse)},
		{"list-has-foreign", "The list has another account's job.", tells(lists, listed(func(all []any) any {
			return append(all, map[string]any{"name": "accounts/rival/supervisedFineTuningJobs/secret1", "state": "JOB_STATE_PAUSED", "dataset": "d"})
		})), "list.page", "has the name", refuses(sftj.ErrBadResponse)},
		{"list-mixes-datasets", "Jobs in the list have the dataset of another.", tells(lists, swap("datasets/d", "datasets/other")), "list.agrees", "in the list, and", believes},
		{"name-changes", "The display name is another with each read.", tells(single, func(r *reply) {
			set("displayName", "job "+string(rune('a'+r.nth%26)))(r)
		}), "get.stable", "in the next read", believes},
	}
}

// redirected has requests about ids that fit go to one job.
func redirected(to string, fits func(id string) bool) func(*liar, *http.Request) {
	return func(_ *liar, req *http.Request) {
		if id, ok := strings.CutPrefix(req.URL.Path, jobs+"/"); ok && fits(id) {
			req.URL.Path = jobs + "/" + to
		}
	}
}
