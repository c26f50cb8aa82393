package redact_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/internal/redact"
)

func TestText(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"vendor key", "key fw_3ZabcDEF.x refused", "key fw_[redacted] refused"},
		{"platform key", "fpk_abc123", "fpk_[redacted]"},
		{"wandb key", "login with c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00, please", "login with [redacted], please"},
		{"wandb key of a server", "local-c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00", "local-[redacted]"},
		{"wandb key of 2026", "wandb_v1_Ab-9_xyz!", "[redacted]!"},
		{"a longer number is none", "id c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00", "id c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00"},
		{"key after an escape", `line\nfw_abc`, `line\nfw_[redacted]`},
		{"bearer", "sent Authorization: Bearer abc.def-123!", "sent Authorization: Bearer [redacted]"},
		{"key=value", `wandb api_key=0123abcd, entity=acme`, `wandb api_key=[redacted], entity=acme`},
		{"quoted key: value", `"apiKey": "0123abcd"`, `"apiKey": "[redacted]"`},
		{"a placeholder is no secret", "export FIREWORKS_API_KEY=<your key>", "export FIREWORKS_API_KEY=<your key>"},
		{"key without a separator", `wandbConfig.apiKey "0123abcd" bad`, `wandbConfig.apiKey "[redacted]" bad`},
		{"a password like a variable", "password=$ecret", "password=[redacted]"},
		{"basic", "Authorization: Basic YWRhOnB3", "Authorization: Basic [redacted]"},
		{"JSON in text", `upstream: {"wandbConfig":{"apiKey":"k"},"createdBy":"ada"}`, `upstream: {"wandbConfig":{"apiKey":"[redacted]"},"createdBy":"[redacted]"}`},
		{"JSON in a string", `upstream: {\"apiKey\":\"k1\",\"x\":1}`, `upstream: {\"apiKey\":\"[redacted]\",\"x\":1}`},
		{"cut JSON", `{"code":3,"job":{"trainerLogsSignedUrl":"https://h/p`, `{"code":3,"job":{"trainerLogsSignedUrl":"[redacted]`},
		{"a page token is none", "nextPageToken=abc", "nextPageToken=abc"},
		{"signed link", "GET https://s.example.com/a/b?sig=1&se=2 failed", "GET https://s.example.com/a/b?[redacted] failed"},
		{"the end of a signed link", "job log.txt?X-Goog-Signature=a1&x=2&sig=b%2F", "job log.txt?X-Goog-Signature=[redacted]&x=2&sig=[redacted]"},
		{"a page token in a query is none", "GET /v1?pageToken=abc", "GET /v1?pageToken=abc"},
		{"password in a link", "https://ada:pw@example.com/x", "https://[redacted]@example.com/x"},
		{"e-mail", "by ada.l@example.co.uk.", "by [redacted]."},
		{"a module version is no e-mail", "runtime@v1.8.0", "runtime@v1.8.0"},
		{"plain", "job ft-42 is in state JOB_STATE_PAUSED", "job ft-42 is in state JOB_STATE_PAUSED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := redact.Text(tt.in); got != tt.want {
				t.Errorf("Text(%q)\n got %q\nwant %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestTextMasksTheGivenSecrets(t *testing.T) {
	for _, tt := range []struct{ secret, in, want string }{
		{"hunter2-hunter2", "the key hunter2-hunter2 and hunter2-hunter2again", "the key [redacted] and [redacted]again"},
		{"", "no key", "no key"},
		{"k", `looks like a key: "k", k/k and k`, `looks like a key: "[redacted]", [redacted]/[redacted] and [redacted]`},
		{"a.b", "a.b a.ba öa.b a.b", "[redacted] a.ba öa.b [redacted]"},
	} {
		if got := redact.Text(tt.in, tt.secret); got != tt.want {
			t.Errorf("%q without %q: %q, want %q", tt.in, tt.secret, got, tt.want)
		}
	}
}

func TestJSONKeepsEveryOtherByte(t *testing.T) {
	const in = "{ \"name\" :\"a\\u002fb\",\"epochs\":3.0 ,\"x\": [1e2, null,true],\n\"apiKey\":\"k\",\"createdBy\":\"ada@example.com\"}"
	const sink = "{ \"name\" :\"a\\u002fb\",\"epochs\":3.0 ,\"x\": [1e2, null,true],\n\"apiKey\":\"[redacted]\",\"createdBy\":\"[redacted]\"}"
	const data = "{ \"name\" :\"a\\u002fb\",\"epochs\":3.0 ,\"x\": [1e2, null,true],\n\"apiKey\":\"[redacted]\",\"createdBy\":\"ada@example.com\"}"
	if got := string(redact.JSON([]byte(in))); got != sink {
		t.Errorf("JSON\n got %s\nwant %s", got, sink)
	}
	if got := string(redact.Data([]byte(in))); got != data {
		t.Errorf("Data\n got %s\nwant %s", got, data)
	}
}

func TestJSONMasks(t *testing.T) {
	const canary = "CANARY"
	for name, in := range map[string]string{
		"field":                   `{"wandbConfig":{"apiKey":"CANARY"}}`,
		"snake case":              `{"api_key":"CANARY"}`,
		"credentials":             `{"awsS3Config":{"credentialsSecret":"accounts/a/secrets/CANARY"}}`,
		"signed link":             `{"metricsFileSignedUrl":"https://s.example.com/CANARY/m?sig=CANARY"}`,
		"signed, no link":         `{"trainerLogsSignedUrl":"CANARY"}`,
		"in an array":             `{"apiKey":["CANARY","CANARY"]}`,
		"in an object":            `{"apiKey":{"value":"CANARY","n":{"m":"CANARY"}}}`,
		"escaped name":            `{"api\u004bey":"CANARY"}`,
		"escaped value":           `{"apiKey":"\u0043ANARY\"CANARY"}`,
		"signed, by another name": `{"checkpointUrl":"https://gs.example.com/o?X-Goog-Signature=CANARY&a=b"}`,
		"another token":           `{"hfToken":"CANARY"}`,
		"a header":                `{"authHeader":"Bearer CANARY"}`,
		"vendor key inside":       `{"message":"the key fw_CANARY is bad"}`,
		"cut":                     `{"apiKey":"CANARY`,
		"not JSON":                `oops "apiKey" : "CANARY" {`,
		"bad escape":              `{"apiKey":"\xCANARY"}`,
		"key as a number":         `{"apiKey":12345}`,
	} {
		t.Run(name, func(t *testing.T) {
			for _, got := range [][]byte{redact.JSON([]byte(in)), redact.Data([]byte(in))} {
				if s := string(got); strings.Contains(s, canary) || strings.Contains(s, "12345") {
					t.Errorf("%s\nleft in %s", in, s)
				}
			}
		})
	}
}

func TestJSONStaysValid(t *testing.T) {
	in := `{"apiKey":5,"metricsFileSignedUrl":"https://h.example.com/p?q","a":{"credentialsSecret":null,"password":""},"b":[{"apiKey":"k"}],"c":"<&>fw_x"}`
	got := redact.Data([]byte(in))
	if !json.Valid(got) {
		t.Fatalf("no longer JSON: %s", got)
	}
	for _, keep := range []string{`"credentialsSecret":null`, `"password":""`, `https://h.example.com/[redacted]`, `"<&>fw_[redacted]"`} {
		if !strings.Contains(string(got), keep) {
			t.Errorf("want %s in %s", keep, got)
		}
	}
}

func TestHeader(t *testing.T) {
	in := http.Header{"Authorization": {"Bearer k"}, "X-Api-Key": {"k"}, "Set-Cookie": {"k"}, "Accept": {"application/json"}}
	got := redact.Header(in)
	for _, secret := range []string{"Authorization", "X-Api-Key", "Set-Cookie"} {
		if got.Get(secret) != redact.Mask {
			t.Errorf("%s: %q", secret, got.Get(secret))
		}
	}
	if got.Get("Accept") != "application/json" || in.Get("X-Api-Key") != "k" {
		t.Errorf("other headers and the original must stay: %v, %v", got, in)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"apiKey":"x","a":[1,{"createdBy":"y"}]}`))
	f.Add([]byte(`{"apiKey":"\`))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, got := range [][]byte{redact.JSON(b), redact.Data(b)} {
			if json.Valid(b) && !json.Valid(got) {
				t.Fatalf("%q became invalid: %q", b, got)
			}
		}
	})
}
