package contract_test

import (
	"net/http"
)

// leakMutants return data that is for no one, or for someone else.
func leakMutants() []mutant {
	inner := func(name, fault, message string) mutant {
		return mutant{name, fault, tells(refused(404), document(func(doc map[string]any) { doc["message"] = message })), "wire.inside", "", tolerates}
	}
	return []mutant{
		{"key-in-job", "A job has the key in it that it was read with.", tells(gets, set("createdBy", key)), "wire.secret", "the API key", believes},
		{"key-in-error", "A refusal repeats the key.", tells(refused(404), document(func(doc map[string]any) { doc["message"] = "no such job for " + key })), "wire.secret", "the API key", tolerates},
		{"key-in-header", "A header repeats the key.", tells(good, header("X-Debug", "Authorization: Bearer "+key)), "wire.secret", "X-Debug", tolerates},
		{"key-in-cookie", "The key comes back as a cookie.", tells(good, header("Set-Cookie", "session="+key+"; Path=/")), "wire.secret", "Set-Cookie", tolerates},
		{"request-echoed", "A refusal repeats the whole request.", tells(refused(404), document(func(doc map[string]any) {
			doc["details"] = []any{map[string]any{"@type": "type.googleapis.com/x", "request": "GET / Authorization: Bearer " + key}}
		})), "wire.secret", "the API key", tolerates},
		{"stack-told", "A refusal has the stack of the server in it.", tells(refused(404), document(func(doc map[string]any) {
			doc["message"] = "not found\ngoroutine 17 [running]:\nmain.(*store).get(0xc000010000)\n\t/srv/app/store.go:42 +0x1d"
		})), "wire.inside", "", tolerates},
		inner("statement-told", "A refusal has the statement of the database in it.", "pq: no rows in result set: SELECT id, dataset FROM jobs WHERE id = $1"),
		inner("database-told", "A refusal has the error of the database in it.", `ERROR: syntax error at or near "=" (SQLSTATE 42601)`),
		inner("address-told", "A refusal has an address with a password in it.", "dial postgres://sft:hunter2@db-1.internal:5432/jobs: connection refused"),
		inner("java-told", "A refusal has an exception of Java's in it.", "java.lang.NumberFormatException: For input string\n\tat java.base/java.lang.Integer.parseInt(Integer.java:652)"),
		{"foreign-told", "The refusal of another account's job has the job in it.", tells(refused(403), func(r *reply) {
			r.edit(func(doc map[string]any) {
				doc["details"] = []any{map[string]any{"@type": "type.googleapis.com/x", "dataset": "accounts/rival/datasets/secret"}}
			})
		}), "get.foreign", "gives away the dataset", unmet},
		{"keyless-told", "Without a key, a refusal has the jobs in it.", tells(refused(401), func(r *reply) {
			r.write(map[string]any{"code": 16, "message": "no key", "details": []any{}, "supervisedFineTuningJobs": []any{}})
		}), "auth.no-key", "gives away", unmet},
		{"foreign-answered", "Another account's job comes with the status of a refusal.", tells(refused(403), func(r *reply) {
			r.body = r.ask(http.MethodGet, jobs+"/paused1", "")
		}), "get.foreign", "gives away", unmet},
	}
}
