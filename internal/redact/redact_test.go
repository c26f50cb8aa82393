package redact_test

import (
	"encoding/json"
	"net/http"
	"reflect"
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
		"text in the place of it": `{"wandbConfig":"CANARY","awsS3Config":["CANARY"]}`,
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

// TestData_UnknownFields_MaskedByNameAndShape: a service adds fields without asking. What
// their names or their values say to be a secret is masked, other values are not.
func TestData_UnknownFields_MaskedByNameAndShape(t *testing.T) {
	for _, field := range []string{
		`"apiKeys":["CANARY"]`, `"hfToken":"CANARY"`, `"tokens":["CANARY"]`, `"tokens":{"read":"CANARY"}`, `"password":"CANARY"`, `"db_passwd":"CANARY"`, `"passphrase":"CANARY"`,
		`"privateKeyPem":"-----BEGIN RSA PRIVATE KEY-----\nCANARY\n-----END RSA PRIVATE KEY-----"`, `"sshPrivateKey":"CANARY"`, `"clientSecret":"CANARY"`, `"secrets":["CANARY"]`,
		`"credentials":{"user":"CANARY"}`, `"webhookUrl":"https://hooks.example/CANARY"`, `"secretAccessKey":"CANARY"`, `"connection_string":"CANARY"`, `"sessionCookie":"CANARY"`,
		`"signingKey":"CANARY"`, `"jwt":"CANARY"`, `"sentryDsn":"https://CANARY@sentry.example/1"`, `"serviceAccountJson":"{\"private_key\":\"CANARY\"}"`, `"authHeader":"Bearer CANARY"`,
		`"note":"AKIACANARY0123456789"`, `"note":"ASIACANARY0123456789"`, `"note":"ghp_CANARY0123456789abcdef"`, `"note":"github_pat_CANARY0123456789"`, `"note":"glpat-CANARY0123456789"`,
		`"note":"xoxb-CANARY-0123456789"`, `"note":"hf_CANARY0123456789abc"`, `"note":"sk-proj-CANARY0123456789"`, `"note":"sk_live_CANARY0123"`, `"note":"AIzaCANARY0123456789abcdef"`,
		`"note":"eyJhbGciOiJI.CANARYabcdef.CANARY"`, `"note":"wandb_v1_CANARY"`, `"note":"fw_CANARY"`, `"note":"https://hooks.slack.com/services/T0/B0/CANARY"`,
		`"note":"https://discord.com/api/webhooks/1/CANARY"`, `"note":"https://ada:CANARY@db.example/x"`, `"note":"AccountName=a;AccountKey=CANARY;X=y"`, `"note":"https://s.example/o?sv=1&sig=CANARY"`,
		`"note":"-----BEGIN PRIVATE KEY-----\nCANARY"`,
	} {
		in := `{"dataset":"d","future":{` + field + `},"epochs":3}`
		got := string(redact.Data([]byte(in)))
		if strings.Contains(got, "CANARY") || !json.Valid([]byte(got)) || !strings.HasPrefix(got, `{"dataset":"d","future":{`) || !strings.HasSuffix(got, `},"epochs":3}`) {
			t.Errorf("%s\nbecame %s", in, got)
		}
	}
	const plain = `{"reasoningTokens":12,"jobProgress":{"inputTokens":3000000000,"cachedInputTokenCount":1},"nextPageToken":"abc","maxTokens":"4096","tokenizer":"bpe",` +
		`"keyboard":"de","author":"Ada","region":"US_IOWA_1","sha":"c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00","url":"https://example.com/a/b","passed":true,"monkey":"x"}`
	if got := string(redact.Data([]byte(plain))); got != plain {
		t.Errorf("masked what is no secret:\n%s\n%s", plain, got)
	}
}

// TestData_MaskedString_KeepsTheBytesAroundTheMask: what was escaped stays escaped, or a
// control character that was harmless steers the terminal.
func TestData_MaskedString_KeepsTheBytesAroundTheMask(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`"\u001b[2J fw_abc \u009b31m\u202e\u0041\/\ud83d\ude00"`, `"\u001b[2J fw_[redacted] \u009b31m\u202e\u0041\/\ud83d\ude00"`},
		{`"é\n fw_abc \"x\" fw_def"`, `"é\n fw_[redacted] \"x\" fw_[redacted]"`},
		{`"fw_\u0061bc\u0007"`, `"fw_[redacted]\u0007"`},
		{`"😀 \u00e9 Bearer abcdef"`, `"😀 \u00e9 Bearer [redacted]"`},
		{`"[redacted] fw_abc [redacted]\t"`, `"[redacted] fw_[redacted] [redacted]\t"`},
		{`"\ud800 fw_abc\u0001"`, `"\ud800 fw_[redacted]\u0001"`},
	} {
		if got := string(redact.Data([]byte(`{"note":` + tt.in + `}`))); got != `{"note":`+tt.want+`}` {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
	invalid := "{\"note\":\"\xff\xff fw_CANARY \xff\"}"
	if got := string(redact.Data([]byte(invalid))); strings.Contains(got, "CANARY") {
		t.Errorf("%q", got)
	}
}

func TestPrintable_ControlsAndBidi_AreEscaped(t *testing.T) {
	in := "{\"a\":\"\u009b31m\u007f\u202eevil\u2066\u200b\ufeff\u2028\U000e0041 é 日本\",\n\t\"b\":1}"
	want := "{\"a\":\"\\u009b31m\\u007f\\u202eevil\\u2066\\u200b\\ufeff\\u2028\\udb40\\udc41 é 日本\",\n\t\"b\":1}"
	if got := string(redact.Printable([]byte(in))); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	var before, after any
	if json.Unmarshal([]byte(in), &before) != nil || json.Unmarshal([]byte(want), &after) != nil || !reflect.DeepEqual(before, after) {
		t.Error("it says something else")
	}
}
