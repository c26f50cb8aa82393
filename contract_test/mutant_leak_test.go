package contract_test

import (
	"net/http"
)

// leakMutants give away what is for nobody, or for somebody else.
func leakMutants() []mutant {
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
