package redact_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

// secretShapes are values that a server may put into any field. Each has a part that must
// not be shown.
var secretShapes = []struct{ value, secret string }{
	{"fw_3ZabcDEF0123", "3ZabcDEF0123"},
	{"FW_3ZABCDEF0123", "3ZABCDEF0123"},
	{"PURPOSE_FW_3ZABCDEF0123", "3ZABCDEF0123"},
	{"JOB_STATE_fw_3ZabcDEF0123", "3ZabcDEF0123"},
	{"fpk_0123abc", "0123abc"},
	{"AKIAIOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE"},
	{"PURPOSE_AKIAIOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE"},
	{"ENCRYPTION_STATE_ASIAIOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE"},
	{"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "wJalrXUtnFEMI"},
	{"ghp_abcdefghijklmnopqrstuvwxyz0123456789", "abcdefghijkl"},
	{"PURPOSE_GHP_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "ABCDEFGHIJKL"},
	{"github_pat_11ABCDEFG0123456789_abcdef", "11ABCDEFG"},
	{"glpat-abcdefghij0123456789", "abcdefghij"},
	{"xoxb-12345-abcdefgh", "abcdefgh"},
	{"hf_abcdefghijklmnopqrstuvwx", "abcdefghij"},
	{"sk-proj-abcdefghijkl01", "abcdefghijkl"},
	{"sk-ant-api03-abcdefghijkl", "abcdefghijkl"},
	{"PURPOSE_sk-abcdefghijklmnop0123", "abcdefghijkl"},
	{"sk_live_0123456789", "0123456789"},
	{"r8_abcdefghijklmnopqrstuvwx", "abcdefghijkl"},
	{"gsk_abcdefghijklmnopqrstuvwx", "abcdefghijkl"},
	{"nvapi-abcdefghijklmnopqrst", "abcdefghijkl"},
	{"dop_v1_abcdef0123456789abcdef0123456789", "abcdef0123456789"},
	{"pypi-AgEIcHlwaS5vcmcCJabcd", "AgEIcHlwaS5"},
	{"hvs.CAESIabcdefghijklmnop", "CAESIabcdef"},
	{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "eyJzdWIiOiIxIn0"},
	{"-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAK", "MIIEowIBAAK"},
	{"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA\n-----END OPENSSH PRIVATE KEY-----", "b3BlbnNzaA"},
	{"Bearer abcdef", "abcdef"},
	{"bearer: abcdef", "abcdef"},
	{"bearer=abcdef", "abcdef"},
	{"Authorization: Bearer abcdef", "abcdef"},
	{"Authorization: abcdef0123", "abcdef0123"},
	{"Basic YWRhOnB3", "YWRhOnB3"},
	{"X-Api-Key: abcdefgh", "abcdefgh"},
	{"https://ada:hunter2@db.example/x", "hunter2"},
	{"//ada:hunter2@db.example/x", "hunter2"},
	{"ada:hunter2@tcp(db.example:3306)/jobs", "hunter2"},
	{"https://s.example/o?X-Goog-Signature=0a1b2c3d", "0a1b2c3d"},
	{"https://a.blob.core.windows.net/c/f?sv=2020&sig=0a1b2c3d", "0a1b2c3d"},
	{"https://s.example/o#access_token=0a1b2c3d", "0a1b2c3d"},
	{"AccountKey=0a1b2c3d==;EndpointSuffix=core", "0a1b2c3d"},
	{"q7Zp2Lk9XvB4nM1sT8yR3wE6uI0oA5dF", "q7Zp2Lk9XvB4"},
	{"PURPOSE_q7Zp2Lk9XvB4nM1sT8yR3wE6uI0oA5dF", "q7Zp2Lk9XvB4"},
	{"q7Zp2Lk9X_B4nM1sT8yR-wE6uI0oA5dF", "B4nM1sT8yR"},
	{"Q7ZP2LK9XVB4NM1ST8YR3WE6UI0OA5DF", "Q7ZP2LK9XVB4"},
	{"q7zp2lk9xvb4nm1st8yr3we6ui0oa5df", "q7zp2lk9xvb4"},
	{"dGhpcyBpcyBhIHNlY3JldCBrZXkgMTIz==", "dGhpcyBpcyBh"},
}

// ordinaryValues are what fields of a job, errors of a service and our own texts hold: they
// stay as they are.
var ordinaryValues = []string{
	"yibuk7xq", "ft-42", "sftj-e2e-20260905-8f3a2b1c9d", "customer-support-classifier-2026-11-28-v2",
	"accounts/acme/supervisedFineTuningJobs/yibuk7xq", "accounts/fireworks/models/llama-v3p1-8b-instruct",
	"accounts/acme/datasets/my-long-dataset-name-with-many-words-2026-11-28", "accounts/fireworks/models/Qwen3-235B-A22B-Instruct-2507",
	"Qwen/Qwen3-VL-30B-A3B-Instruct-FP8", "meta-llama/Llama-4-Maverick-17B-128E-Instruct", "Llama4Maverick17B128EInstruct", "sk-learn-classifier",
	"JOB_STATE_RUNNING", "JOB_STATE_DELETING_CLEANING_UP", "PURPOSE_PILOT", "THINKING_TRACE_HISTORY_MODE_INTERLEAVED", "US_IOWA_1",
	"2026-11-28T07:53:20.123456789Z", "550e8400-e29b-41d4-a716-446655440000", "4bf92f3577b34da6a3ce929d0e0e4736", "01ARZ3NDEKTSV4RRFFQ69G5FAV",
	"supervisedFineTuningJobs", "Gateway_ResumeSupervisedFineTuningJob", "three", "1e-05", "-1", "a token bucket", "basic checks passed",
	"the bearer token is missing", "Bearer authentication is needed", "sha256:a3f5c9d2e1b4a7860f1e2d3c4b5a6978c0ffee00c0ffee00c0ffee00deadbeef",
	"GET /v1/accounts/acme/supervisedFineTuningJobs?pageToken=q7Zp2Lk9XvB4nM1sT8yR3wE6uI0oA5dF&pageSize=200", `curl -H "Authorization: Bearer $SFTJ_API_KEY"`,
	"export FIREWORKS_API_KEY=fw_... FIREWORKS_ACCOUNT_ID=your-account", "http://USER:PASSWORD@proxy.example:3128", "https://app.fireworks.ai/settings/users/api-keys",
}

func TestText_SecretShapes_AreMaskedWhereverTheyStand(t *testing.T) {
	for _, tt := range secretShapes {
		for _, in := range []string{tt.value, "got " + strconv.Quote(tt.value), "epochs is " + tt.value + ", want a number", "a\n" + tt.value + " b"} {
			if got := redact.Text(in); strings.Contains(got, tt.secret) {
				t.Errorf("Text(%q) = %q", in, got)
			}
		}
		for _, name := range []string{"epochs", "purpose", "displayName", "createTime"} {
			if got := redact.Field(name, tt.value); strings.Contains(got, tt.secret) {
				t.Errorf("Field(%q, %q) = %q", name, tt.value, got)
			}
			body := `{"` + name + `":` + strconv.Quote(tt.value) + `}`
			if got := string(redact.JSON([]byte(body))); strings.Contains(got, tt.secret) {
				t.Errorf("JSON(%s) = %s", body, got)
			}
		}
	}
}

func TestText_OrdinaryValues_StayVisible(t *testing.T) {
	for _, in := range ordinaryValues {
		if got := redact.Text(in); got != in {
			t.Errorf("Text(%q) = %q", in, got)
		}
		if got := redact.Shapes(in); got != in {
			t.Errorf("Shapes(%q) = %q", in, got)
		}
	}
}

func TestField_BareHexadecimal_IsMaskedUnlessItIdentifies(t *testing.T) {
	const hex = "a3f5c9d2e1b4a7860f1e2d3c4b5a6978"
	for name, want := range map[string]string{
		"epochs": redact.Mask, "displayName": redact.Mask, "": redact.Mask,
		"request_id": hex, "X-Request-Id": hex, "traceId": hex, "etag": hex, "sha256": hex, "nextPageToken": hex,
	} {
		if got := redact.Field(name, hex); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestJSON_PageToken_IsKept(t *testing.T) {
	const body = `{"nextPageToken":"q7Zp2Lk9XvB4nM1sT8yR3wE6uI0oA5dF"}`
	if got := string(redact.JSON([]byte(body))); got != body {
		t.Errorf("%s", got)
	}
	if got := redact.Text(body); got != body {
		t.Errorf("%s", got)
	}
	if got := string(redact.JSON([]byte(`{"nextPageToken":"fw_abc","pageToken":{"apiKey":"abc"}}`))); strings.Contains(got, "abc") {
		t.Errorf("%s", got)
	}
}

func BenchmarkText(b *testing.B) {
	const text = "sftj: resume ft-42: 503 Service Unavailable: upstream connect error, accounts/acme/supervisedFineTuningJobs/ft-42 (request id 550e8400-e29b-41d4-a716-446655440000)"
	for b.Loop() {
		redact.Text(text)
	}
}
