package contract_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// mark is in every value that is planted, and in nothing else.
const mark = "pl4nt3d"

// plantedFields are fields that the contract does not have, with the shapes of secrets that
// servers have been seen to return.
func plantedFields() map[string]any {
	return map[string]any{
		"apiKey2": "sk-" + mark, "openaiApiKeys": []any{"sk-proj-" + mark, "sk-ant-" + mark}, "x_api_key": mark,
		"accessTok": "ya29." + mark, "refreshTok": "1//0" + mark, "idTok": "eyJhbGciOi." + mark + ".sig", "sessionId": mark,
		"githubPat": "ghp_" + mark, "gitlabPat": "glpat-" + mark, "npm": "npm_" + mark, "pypi": "pypi-" + mark, "hf": "hf_" + mark,
		"slackBot": "xoxb-" + mark, "slackHook": "https://hooks.slack.com/services/T0/B0/" + mark,
		"teamsHook": "https://x.webhook.office.com/webhookb2/" + mark, "discordHook": "https://discord.com/api/webhooks/1/" + mark,
		"awsKeyId": "AKIA" + strings.ToUpper(mark), "awsKey": mark + "/wJalrXUtnFEMI", "gcpKey": "AIza" + mark, "azureSas": "sv=1&sig=" + mark,
		"storage": "DefaultEndpointsProtocol=https;AccountKey=" + mark, "dsn": "postgres://u:" + mark + "@db/x", "mongo": "mongodb+srv://u:" + mark + "@c/x",
		"passwd": mark, "pin": 73570919, "pinText": "73570919", "passphrase": "correct horse " + mark, "basicAuth": "dTpw" + mark,
		"privateKeyPem": "-----BEGIN PRIVATE KEY-----\n" + mark + "\n-----END PRIVATE KEY-----", "sshKey": "ssh-ed25519 " + mark,
		"certificate": "-----BEGIN CERTIFICATE-----" + mark, "hmac": "sha256=" + mark, "stripe": "sk_live_" + mark, "twilio": "SK" + mark,
		"sendgrid": "SG." + mark, "vault": "hvs." + mark, "jwtCookie": "session=" + mark, "debug": map[string]any{"env": map[string]any{"DB_PASS": mark}},
		"headersSeen": []any{map[string]any{"name": "Authorization", "value": "Bearer " + mark}}, "ownerIp": "203.0.113." + mark,
	}
}

// planted are servers that return such fields at every kind of place, and have their
// responses shown.
var planted = map[string]func(body string, fields map[string]any) (status int, text string){
	"in a job": func(body string, fields map[string]any) (int, string) {
		return 0, edited(body, func(job map[string]any) { plant(job, fields); job["epochs"] = "x" })
	},
	"in an object of a job": func(body string, fields map[string]any) (int, string) {
		return 0, edited(body, func(job map[string]any) {
			for _, field := range []string{"wandbConfig", "status", "jobProgress", "estimatedCost"} {
				object := make(map[string]any)
				plant(object, fields)
				job[field] = object
			}
			job["epochs"] = "x"
		})
	},
	"with a known name at a wrong place": func(body string, _ map[string]any) (int, string) {
		return 0, edited(body, func(job map[string]any) {
			for _, field := range []string{"message", "url", "percent", "units", "details"} {
				job[field] = map[string]any{"value": mark, "name": mark}
			}
			job["epochs"] = "x"
		})
	},
	"in an error": func(_ string, fields map[string]any) (int, string) {
		return http.StatusInternalServerError, asText(fields, `{"code":13,"message":"no","details":[`, `],`, `}`)
	},
	"in a body with bytes behind it": func(body string, fields map[string]any) (int, string) {
		body = edited(body, func(job map[string]any) { plant(job, fields) })
		return 0, body + body
	},
	"in a body that is cut off": func(body string, fields map[string]any) (int, string) {
		body = edited(body, func(job map[string]any) { plant(job, fields) })
		return 0, body[:len(body)*4/5]
	},
	"in a body with a key twice": func(body string, fields map[string]any) (int, string) {
		body = edited(body, func(job map[string]any) { plant(job, fields) })
		return 0, strings.Replace(body, `"epochs":`, `"epochs":1,"epochs":`, 1)
	},
}

func plant(object, fields map[string]any) {
	maps.Copy(object, fields)
}

// asText is an error with the fields in its details and beside them.
func asText(fields map[string]any, before, between, after string) string {
	raw, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(string(raw), "{"), "}")
	return before + `{"@type":"type.googleapis.com/google.rpc.DebugInfo",` + inner + `}` + between + inner + after
}

// TestReport_UnknownFields_ShowsNamesAndTypesButNoValue: no list of names and no list of shapes
// knows all secrets, so no value of such a field is in any form of a report.
func TestReport_UnknownFields_ShowsNamesAndTypesButNoValue(t *testing.T) {
	fields := plantedFields()
	if len(fields) < 39 {
		t.Fatalf("%d shapes", len(fields))
	}
	for place, change := range planted {
		t.Run(place, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				em := service().Transport()
				at := target()
				at.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
					status := 0
					resp, err := changing(em, func(body string) string {
						status, body = change(body, fields)
						return body
					}).RoundTrip(r)
					if err == nil && status != 0 {
						resp.StatusCode = status
					}
					if err == nil {
						resp.Header.Set("X-Debug-Env", "DB_PASS "+mark)
					}
					return resp, err
				})
				var told strings.Builder
				r := judge(t, at, contract.WithOnly("get.job", "get.stable", "get.unknown", "list.page", "wire", "drift"), contract.WithProgress(func(res contract.Result) { fmt.Fprintf(&told, "%+v\n", res) }))
				if len(r.Evidence) == 0 {
					t.Error("no response is shown: there was nothing to leak")
				}
				forms := allForms(t, r)
				forms["the progress"] = told.String()
				for form, text := range forms {
					for _, value := range []string{mark, "73570919"} {
						if i := strings.Index(strings.ToLower(text), value); i >= 0 {
							t.Errorf("%s shows a value: …%s…", form, text[max(0, i-100):min(len(text), i+40)])
						}
					}
				}
				shown := slices.ContainsFunc(r.Evidence, func(x contract.Exchange) bool { return strings.Contains(x.Body, ", not shown)") })
				if !shown {
					t.Error("no response shows the type of what is left out")
				}
				if header := r.Evidence[0].Header.Get("X-Debug-Env"); header != "(not shown)" {
					t.Errorf("the header is shown as %q", header)
				}
			})
		})
	}
}
