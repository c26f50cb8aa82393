package contract_test

import "net/http"

// filter picks the answers that a lie is about.
type filter func(*reply) bool

func every(*reply) bool { return true }

// good are the answers with what was asked for.
func good(r *reply) bool { return r.op != "" && r.status == http.StatusOK }

// single are the answers with one job.
func single(r *reply) bool { return good(r) && r.op != "list" }

func gets(r *reply) bool    { return good(r) && r.op == "get" }
func lists(r *reply) bool   { return good(r) && r.op == "list" }
func resumes(r *reply) bool { return good(r) && r.op == "resume" }

func refusals(r *reply) bool { return r.status >= 400 }

// refused are the refusals with one status.
func refused(status int) filter {
	return func(r *reply) bool { return r.status == status }
}

// of are the answers about one job.
func of(id string, which filter) filter {
	return func(r *reply) bool { return r.id == id && which(r) }
}

// nth are the answers at every n-th place, beginning with the n-th.
func nth(n int, which filter) filter {
	return func(r *reply) bool { return r.nth%n == 0 && which(r) }
}

// repeated are the answers from the n-th of those that which picks. It counts them by the
// job they are about.
func repeated(n int, which filter) filter {
	return func(r *reply) bool {
		if !which(r) {
			return false
		}
		r.count["repeated "+r.op+r.id]++
		return r.count["repeated "+r.op+r.id] >= n
	}
}

// resumed are the answers about a job once it was resumed, its own included.
func resumed(which filter) filter {
	return func(r *reply) bool {
		if resumes(r) {
			r.count["resumed "+r.id]++
		}
		return which(r) && r.count["resumed "+r.id] > 0
	}
}

// tried are the answers once it was tried to resume a job.
func tried(id string, which filter) filter {
	return func(r *reply) bool {
		if r.op == "resume" && r.id == id {
			r.count["tried "+id]++
		}
		return which(r) && r.count["tried "+id] > 0
	}
}

// after are the answers once a job was resumed, whatever they are about.
func after(id string, which filter) filter {
	return func(r *reply) bool {
		if resumes(r) && r.id == id {
			r.count["after "+id]++
		}
		return which(r) && r.count["after "+id] > 0
	}
}
