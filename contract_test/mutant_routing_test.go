package contract_test

import (
	"net/http"
	"strings"
)

// routingMutants take requests for others than they are. The SDK sends none of these.
func routingMutants() []mutant {
	taken := func(name, fault, method, suffix string) mutant {
		return mutant{name, fault, asks(func(_ *liar, req *http.Request) {
			rest, ok := strings.CutSuffix(req.URL.Path, suffix)
			if id, job := strings.CutPrefix(rest, jobs+"/"); ok && job && !strings.Contains(id, ":") && req.Method == method {
				asResume(req, rest)
			}
		}), "resume.denied-method", "is answered 200", tolerates}
	}
	answers := func(name, fault string, which filter, change func(*reply), caughtBy, says string) mutant {
		return mutant{name, fault, tells(which, change), caughtBy, says, unmet}
	}
	asked := func(method, suffix string) func(*reply) bool {
		return func(r *reply) bool { return r.req.Method == method && strings.HasSuffix(r.req.URL.Path, suffix) }
	}
	return []mutant{
		taken("get-verb-resumes", "A GET of the verb resumes.", http.MethodGet, ":resume"),
		taken("put-verb-resumes", "A PUT of the verb resumes.", http.MethodPut, ":resume"),
		taken("patch-verb-resumes", "A PATCH of the verb resumes.", http.MethodPatch, ":resume"),
		taken("post-job-resumes", "A POST to the job resumes.", http.MethodPost, ""),
		taken("put-job-resumes", "A PUT of the job resumes.", http.MethodPut, ""),
		taken("slash-resumes", "The verb may stand behind a slash.", http.MethodPost, "/resume"),
		taken("upper-resumes", "The verb may be in capital letters.", http.MethodPost, ":RESUME"),
		answers("get-verb-200", "A GET of the verb is answered 200.", asked(http.MethodGet, ":resume"), answered(200, 0, ""), "method.resume", "200 OK"),
		answers("patch-verb-500", "A PATCH of the verb is an error of the server.", asked(http.MethodPatch, ":resume"), answered(500, 13, "method"), "method.resume", "500"),
		answers("put-list-200", "A PUT of the list is answered 200.", func(r *reply) bool { return r.req.Method == http.MethodPut && r.req.URL.Path == jobs }, answered(200, 0, ""), "method.list", "200 OK"),
		answers("delete-verb-200", "A DELETE of the verb is answered 200.", asked(http.MethodDelete, ":resume"), answered(200, 0, ""), "method.resume", "200 OK"),
		answers("delete-verb-500", "A DELETE of the verb is an error of the server.", asked(http.MethodDelete, ":resume"), answered(500, 13, "verb"), "method.resume", "500"),
		answers("verb-unknown-200", "An unknown verb is answered 200.", asked(http.MethodPost, ":explode"), answered(200, 0, ""), "method.verb", "200 OK"),
		answers("verb-unknown-500", "An unknown verb is an error of the server.", asked(http.MethodPost, ":explode"), answered(500, 13, "verb"), "method.verb", "500"),
		answers("verb-twice", "The verb may stand there twice.", asked(http.MethodPost, ":resume:resume"), answered(200, 0, ""), "method.verb", "200 OK"),
		answers("put-job-200", "A PUT of a job is answered 200 and does nothing.", refused(405), answered(200, 0, ""), "method.job", "200 OK"),
		answers("method-500", "A method that is not there is an error of the server.", refused(405), answered(500, 13, "method"), "method.job", "500"),
		answers("method-html", "A method that is not there is refused with a page for people.", refused(405), web(405), "wire.content-type", "text/html"),
		answers("allow-missing", "A 405 does not say what is allowed.", refused(405), header("Allow"), "method.job", "has no Allow"),
		answers("allow-lies", "A 405 allows what it refuses.", refused(405), header("Allow", "GET, PUT, POST"), "method.job", "Allow has it"),
		answers("head-500", "HEAD is an error of the server.", asked(http.MethodHead, ""), status(500), "method.head", "500"),
		answers("head-204", "HEAD is answered 204.", asked(http.MethodHead, ""), status(204), "method.head", "204"),
		answers("path-unknown-200", "An unknown path has the start page of a web application.", asked(http.MethodGet, "Archive"), web(200), "route.unknown", "200 OK"),
		answers("path-unknown-500", "An unknown path is an error of the server.", asked(http.MethodGet, "Archive"), answered(500, 13, "route"), "route.unknown", "500"),
		answers("path-unknown-html", "An unknown path has a page for people.", asked(http.MethodGet, "Archive"), web(404), "wire.content-type", "text/html"),
		{"version-ignored", "Every version of the API is this one.", asks(func(_ *liar, req *http.Request) {
			req.URL.Path = strings.Replace(req.URL.Path, "/v0/", "/v1/", 1)
		}), "route.unknown", "200 OK", tolerates},
		{"collection-by-prefix", "A collection is found by the beginning of its name.", asks(func(_ *liar, req *http.Request) {
			req.URL.Path = strings.Replace(req.URL.Path, "JobsArchive", "Jobs", 1)
		}), "route.unknown", "200 OK", tolerates},
	}
}

// asResume makes a request one that resumes the job at a path.
func asResume(req *http.Request, job string) {
	req.Method, req.URL.Path, req.URL.RawPath = http.MethodPost, job+":resume", ""
	req.Body, req.ContentLength = nil, 0
}
