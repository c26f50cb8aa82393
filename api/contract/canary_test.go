package contract_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// canary is in every secret that the service tells, and in nothing else.
const canary = "c4n4ry"

// The secrets. The key of the target has no form that would give it away; a key of
// Weights & Biases has nothing but its form.
const (
	canaryKey    = canary + "-0f-n0-f0rm"
	canaryWandb  = "c4feba5ec4feba5ec4feba5ec4feba5ec4feba5e"
	canaryMail   = canary + ".ada@example.com"
	canarySigned = "https://storage.example/log.txt?X-Goog-Signature=" + canary + "&Expires=1"
)

// canaryTexts are secrets as they stand in free text.
var canaryTexts = strings.Join([]string{
	canaryKey, "Bearer " + canaryKey, "fw_" + canary, "fpk_" + canary + ".x", canaryMail, canaryWandb,
	"wandb_v1_" + canary, "see " + canarySigned, "wandb api_key=" + canary, "password: " + canary,
}, " ")

// canaryFields are what a job holds that no report may show, documented or not.
var canaryFields = map[string]any{
	"createdBy": canaryMail, "displayName": canaryTexts,
	"trainerLogsSignedUrl": canarySigned, "metricsFileSignedUrl": canarySigned, "renderSamplesSignedUrl": "https://s.example/" + canary + "?x=" + canary,
	"wandbConfig":   map[string]any{"enabled": true, "apiKey": canary, "project": canaryWandb, "url": canarySigned},
	"awsS3Config":   map[string]any{"credentialsSecret": "accounts/acme/secrets/" + canary},
	"sessionToken":  canary,
	canaryKey:       1,
	"fw_" + canary:  map[string]any{canaryMail: 2},
	"note":          canaryTexts,
	"checkpointUrl": canarySigned,
}

// canaryHeader is what a careless server says beside its answers.
func canaryHeader(h http.Header) {
	h.Set("X-Api-Key", canary)
	h.Set("Set-Cookie", "session="+canary)
	h.Set("X-Next", canarySigned)
	h.Set("X-Debug", canaryTexts)
	h.Set("X-"+canaryKey, "1")
}

// leaky are servers that tell secrets with each answer, and are wrong in ways that have
// their answers shown.
var leaky = map[string]func(body string) (status int, text string){
	"jobs full of secrets": func(body string) (int, string) { return 0, withSecrets(body) },
	"wrong jobs full of secrets": func(body string) (int, string) {
		return 0, strings.ReplaceAll(withSecrets(body), `"epochs":`, `"epochs":"`+canaryTexts+`","Epochs":`)
	},
	"secrets in the place of values": func(body string) (int, string) {
		for _, field := range []string{"name", "state", "epochs", "createTime", "nextPageToken", "baseModel"} {
			body = strings.ReplaceAll(body, `"`+field+`":`, `"`+field+`":"`+canaryTexts+`","`+field+`_":`)
		}
		return 0, body
	},
	"secrets in ids and page tokens": func(body string) (int, string) {
		return 0, strings.ReplaceAll(strings.ReplaceAll(body, "Jobs/", "Jobs/fw_"+canary+"-"),
			`"nextPageToken":"`, `"nextPageToken":"`+canaryKey)
	},
	"ids that are the key": func(body string) (int, string) {
		return 0, strings.ReplaceAll(body, "supervisedFineTuningJobs/", "supervisedFineTuningJobs/"+canaryKey)
	},
	"errors full of secrets": func(string) (int, string) {
		return http.StatusInternalServerError, withSecrets(`{"code":13,"message":"` + canaryTexts + `","details":[]}`)
	},
	"text": butForLists(canaryTexts),
	"HTML": butForLists(`<a href="` + canarySigned + `">` + canaryTexts + `</a><script>` + canaryKey + `</script>`),
	"JSON that is cut off": func(body string) (int, string) {
		body = withSecrets(body)
		return 0, body[:len(body)*2/3]
	},
	"a body that is cut for the report": butForLists(strings.Repeat(" ", 1900) + withSecrets(`{}`)),
}

// butForLists answers everything with one text, except lists: a server that answers nothing as
// the service does is not judged.
func butForLists(text string) func(string) (int, string) {
	return func(body string) (int, string) {
		if strings.Contains(body, `"supervisedFineTuningJobs":[`) {
			return 0, body
		}
		return http.StatusOK, text
	}
}

// withSecrets fills the secrets into a job, or into all jobs of a page. What is neither
// stays as it is.
func withSecrets(body string) string {
	var message map[string]any
	if json.Unmarshal([]byte(body), &message) != nil {
		return body
	}
	if jobs, ok := message["supervisedFineTuningJobs"].([]any); ok {
		for _, job := range jobs {
			maps.Copy(job.(map[string]any), canaryFields)
		}
	}
	maps.Copy(message, canaryFields)
	out, err := json.Marshal(message)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// TestNoSecretInAnyReport looks for what the service told in all that is written.
func TestNoSecretInAnyReport(t *testing.T) {
	for name, leak := range leaky {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := judge(t, leakyTarget(leak), contract.WithOnly("get", "list", "resume.moves", "wire", "drift"))
				if len(r.Evidence) == 0 {
					t.Error("no answer is shown: there was nothing to leak")
				}
				for form, text := range allForms(t, r) {
					text = strings.ToLower(text)
					for _, secret := range []string{canary, canaryWandb} {
						if i := strings.Index(text, secret); i >= 0 {
							t.Errorf("%s has a secret: …%s…", form, text[max(0, i-80):min(len(text), i+40)])
						}
					}
				}
			})
		})
	}
}

// canaryShapes are secrets that only their form gives away.
var canaryShapes = []string{
	"fw_C4n4rY01", "PURPOSE_AKIAC4N4RY0123456789", "AKIAC4N4RY0123456789", "ghp_c4n4ry0123456789abcdefgh", "xoxb-123-c4n4ry0123", "sk-proj-c4n4ry0123456789",
	"eyJhbGciOiJI.C4n4rYabcdef.c4n4ry", "-----BEGIN RSA PRIVATE KEY-----\nc4n4ry", "Bearer: c4n4ry", "bearer c4n4ry", "https://ada:c4n4ry@db.example/x", "//ada:c4n4ry@db.example/x",
	"https://s.example/o?sig=c4n4ry", "AccountKey=c4n4ry==", "q7Zp2Lk9C4n4rY4nM1sT8yR3wE6uI0oA", "PURPOSE_Q7ZP2LK9C4N4RY4NM1ST8YR3WE6UI0OA", "wJalrXUtnFC4n4rY/K7MDENG/bPxRfiCYEXAMPLEKEY",
}

// TestNoSecretInAnyReport_KnownFieldsOfWrongValues puts secrets where the contract has numbers,
// times, enums and plain text: such a value is quoted by the finding and shown as evidence.
func TestNoSecretInAnyReport_KnownFieldsOfWrongValues(t *testing.T) {
	quoted := regexp.MustCompile(`"([a-zA-Z]+)":("[^"]*"|[0-9][0-9.e-]*|true|false|null)`)
	for turn := range 4 {
		synctest.Test(t, func(t *testing.T) {
			var members atomic.Int64 // some requests are sent at the same time
			members.Store(int64(turn))
			r := judge(t, leakyTarget(func(body string) (int, string) {
				return 0, quoted.ReplaceAllStringFunc(body, func(member string) string {
					name, _, _ := strings.Cut(member, ":")
					if name == `"name"` || name == `"code"` || name == `"message"` { // else no job is found in a list
						return member
					}
					n := int(members.Add(1))
					var value any = canaryShapes[n%len(canaryShapes)]
					switch (n / len(canaryShapes)) % 3 {
					case 1:
						value = map[string]any{"apiKey": canary, "name": canary, "code": canary, "percent": value}
					case 2:
						value = []any{value, map[string]any{"name": canary}}
					}
					text, err := json.Marshal(value)
					if err != nil {
						t.Fatal(err)
					}
					return name + ":" + string(text)
				})
			}), contract.WithOnly("get", "list", "wire", "drift"))
			if len(r.Evidence) == 0 {
				t.Error("no answer is shown: there was nothing to leak")
			}
			for form, text := range allForms(t, r) {
				text = strings.ToLower(text)
				if i := strings.Index(text, canary); i >= 0 {
					t.Errorf("turn %d, %s has a secret: …%s…", turn, form, text[max(0, i-120):min(len(text), i+40)])
				}
			}
		})
	}
}

// leakyTarget is a service whose key is a canary, and whose answers are changed.
func leakyTarget(leak func(string) (int, string)) contract.Target {
	em := service().Transport()
	at := target()
	at.APIKey = canaryKey
	at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") == "Bearer "+canaryKey {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		status := 0
		resp, err := changing(em, func(body string) string {
			status, body = leak(body)
			return body
		}).RoundTrip(r)
		if err != nil {
			return nil, err
		}
		if status != 0 {
			resp.StatusCode = status
		}
		canaryHeader(resp.Header)
		return resp, nil
	})
	return at
}

// allForms writes a report in every way there is.
func allForms(t *testing.T, r *contract.Report) map[string]string {
	t.Helper()
	forms := map[string]func(io.Writer) error{
		"the text": r.WriteText, "JUnit": r.WriteJUnit, "JSON": r.WriteJSON, "the page": r.WriteHTML,
		"the overlay": r.WriteOverlay, "the comparison": contract.Compare(&contract.Report{}, r).WriteText,
	}
	out := make(map[string]string)
	for form, write := range forms {
		var b bytes.Buffer
		if err := write(&b); err != nil && !errors.Is(err, contract.ErrNoDrift) {
			t.Errorf("%s: %v", form, err)
		}
		out[form] = b.String()
	}
	return out
}
