package contract_test

import "github.com/fireworks-sftj/sdk/api/sftj"

// errorMutants refuse in another shape than the contract's. The SDK reads them all, because
// each was seen somewhere: what it must not lose is the status.
func errorMutants() []mutant {
	missing := refused(404)
	return []mutant{
		{"error-html", "A refusal is a page for people.", tells(missing, web(404)), "wire.content-type", "text/html", notes("content-type")},
		{"error-text", "A refusal is a line of text.", tells(missing, body("not found\n"), header("Content-Type", "text/plain")), "wire.content-type", "text/plain", notes("content-type")},
		{"error-empty", "A refusal has no body.", tells(missing, body("")), "wire.json", "empty", notes("empty")},
		{"error-array", "A refusal is an array.", tells(missing, body(`[{"code":5}]`)), "wire.error", "", notes("type")},
		{"error-code-name", "The code of a refusal is a name.", tells(missing, document(func(doc map[string]any) { doc["code"] = "NOT_FOUND" })), "wire.error", "code", notes("type")},
		{"error-code-string", "The code of a refusal is a number in quotes.", tells(missing, document(func(doc map[string]any) { doc["code"] = "5" })), "wire.error", "code", notes("type")},
		{"error-code-status", "The code of a refusal is the HTTP status.", tells(missing, document(func(doc map[string]any) { doc["code"] = 404 })), "wire.error", "code", notes("maximum")},
		{"error-no-code", "A refusal has no code.", tells(missing, document(func(doc map[string]any) { delete(doc, "code") })), "wire.error", "code", notes("required")},
		{"error-wrapped", "A refusal is wrapped, as on the inference side.", tells(missing, func(r *reply) { r.write(map[string]any{"error": r.read()}) }), "wire.error", "code", notes("type")},
		{"error-message-object", "The message of a refusal is an object.", tells(missing, document(func(doc map[string]any) { doc["message"] = map[string]any{} })), "wire.error", "message", notes("type")},
		{"error-details-object", "The details of a refusal are an object.", tells(missing, document(func(doc map[string]any) { doc["details"] = map[string]any{} })), "wire.error", "details", notes("type")},
		{"error-cut", "A refusal stops in the middle of its JSON.", tells(missing, rewrite(func(s string) string { return s[:len(s)/2] })), "wire.json", "truncated", notes("truncated")},
		{"error-other-code", "The code of a refusal is that of another status.", tells(missing, document(func(doc map[string]any) { doc["code"] = 13 })), "wire.error-code", "goes with 500", tolerates},
		{"error-code-zero", "The code of a refusal is that of success.", tells(missing, document(func(doc map[string]any) { doc["code"] = 0 })), "wire.error", "code", notes("minimum")},
		{"denial-is-argument", "A job in the wrong state is refused as a wrong argument.",
			tells(refused(400), document(func(doc map[string]any) { doc["code"] = 3 })), "resume.running", "not 9", refuses(sftj.ErrInvalidArgument)},
	}
}
