package contract_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// canary is in every secret that is planted, and must be in nothing that is printed.
const canary = "CANARY"

// Secrets in all the forms that a field without a telling name may hold.
const (
	canaryKey  = "fw_" + canary + "0123456789abcdef"
	canaryLink = "https://storage.example/o?X-Amz-Signature=" + canary + "&X-Amz-Credential=" + canary
	canaryMail = canary + "@example.com"
)

// secretJob has secrets in the fields that are secret by their names, and in others.
const secretJob = `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"` + canaryKey + `","createdBy":"` + canaryMail + `",
	"wandbConfig":{"apiKey":"` + canary + `","enabled":true},"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/` + canary + `"},
	"metricsFileSignedUrl":"` + canaryLink + `","trainerLogsSignedUrl":"` + canaryLink + `","displayName":"` + canaryKey + `",
	"future":{"password":"` + canary + `","note":"` + canaryKey + `"},"epochs":"` + canaryKey + `"}`

// exportedTypes are the values to print, by package and type. TestEveryExportedType_… fails
// for an exported type that is not here.
func exportedTypes(t *testing.T) map[string]any {
	t.Helper()
	job, err := sftj.ParseJob([]byte(secretJob))
	if err != nil {
		t.Fatal(err)
	}
	client, err := sftj.New(sftj.WithAPIKey(canaryKey), sftj.WithAccount("acme"), sftj.WithBaseURL("https://sftj.example"))
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := sftj.OpenLedger(filepath.Join(t.TempDir(), canary))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	service := emulator.New(emulator.WithAccount("acme", canaryKey), emulator.WithJobs("acme", server.Job{Name: "ft-42", DisplayName: canaryKey, WandbConfig: &server.WandbConfig{APIKey: canary}}))
	checker, err := conform.New()
	if err != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/v1/accounts/acme/supervisedFineTuningJobs/ft-42:resume?key="+canaryKey, nil)
	request.Header.Set("Authorization", "Bearer "+canary)
	return map[string]any{
		"sftj.Activity": sftj.Activity{}, "sftj.Attempt": sftj.Attempt{}, "sftj.BulkOptions": sftj.BulkOptions{}, "sftj.BulkReport": sftj.BulkReport{}, "sftj.BulkResult": sftj.BulkResult{},
		"sftj.Client": client, "sftj.Error": sftj.Error{}, "sftj.Event": sftj.Event{}, "sftj.Job": *job, "sftj.Ledger": ledger,
		"sftj.ListOptions": sftj.ListOptions{}, "sftj.Resumption": sftj.Resumption{}, "sftj.State": sftj.State(""), "sftj.Violation": sftj.Violation{},
		"sftj.EnsureOption": sftj.AlsoFrom(canaryKey), "sftj.Option": sftj.WithAPIKey(canaryKey), "sftj.WaitOption": sftj.WithTimeout(time.Second), "sftj.Jobs": sftj.Jobs(client), "sftj.ReadFunc": sftj.ReadFunc(nil),

		"emulator.Attempt": emulator.Attempt{}, "emulator.Fault": emulator.Fault{}, "emulator.Limits": emulator.Limits{}, "emulator.Timeline": emulator.Timeline{}, "emulator.Transition": emulator.Transition{},
		"emulator.Emulator": service, "emulator.Option": emulator.WithAccount("acme", canaryKey), "emulator.AnswerOption": emulator.AnswerOption(nil),

		"conform.Checker": checker, "conform.Operation": conform.Operation{}, "conform.Ledger": checker.Ledger(), "conform.Option": conform.WithDocument([]byte(canaryKey)),
		"conform.Difference": conform.Difference{}, "conform.Drift": conform.Drift{}, "conform.Error": conform.Error{}, "conform.Exchange": conform.Exchange{Request: request},
		"conform.Report": conform.Report{}, "conform.Result": conform.Result{}, "conform.Seen": conform.Seen{}, "conform.SeenOperation": conform.SeenOperation{},
		"conform.SeenStatus": conform.SeenStatus{}, "conform.SeenUnknown": conform.SeenUnknown{}, "conform.Unknown": conform.Unknown{}, "conform.Unjudged": conform.Unjudged{}, "conform.Violation": conform.Violation{},
		"conform.Statement": conform.Statement{}, "conform.Confirmation": conform.Confirmation{}, "conform.EvidenceOrigin": conform.EvidenceOrigin{}, "conform.Observation": conform.Observation{},

		"contract.Check": contract.Check{}, "contract.CheckDifference": contract.CheckDifference{}, "contract.Compared": contract.Compared{}, "contract.Comparison": contract.Comparison{},
		"contract.CoverageDifference": contract.CoverageDifference{}, "contract.Exchange": contract.Exchange{}, "contract.Finding": contract.Finding{}, "contract.Gate": contract.Gate{}, "contract.Foreign": contract.Foreign{},
		"contract.Jobs": contract.Jobs{}, "contract.Option": contract.Option(nil), "contract.Probe": contract.Probe{}, "contract.Report": contract.Report{},
		"contract.Result": contract.Result{}, "contract.Step": contract.Step{}, "contract.Target": contract.Target{},

		// What is not of an exported type, and is handed out all the same.
		"sftj client's stock client": client.Stock(), "emulator's transport": service.Transport(), "emulator's handler": service.Handler(),
	}
}

func TestEveryExportedType_PrintedByAnyRoad_HoldsNoSecret(t *testing.T) {
	types := exportedTypes(t)
	for _, name := range declaredTypes(t, "sftj", "emulator", "conform", "contract") {
		if _, ok := types[name]; !ok {
			t.Errorf("%s is not in exportedTypes: add a value of it", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		t.Run(name, func(t *testing.T) {
			for n, secret := range []string{canaryKey, canaryLink, canaryMail} {
				if v := planted(t, types[name], secret); v.IsValid() {
					printed(t, v)
				} else if n > 0 {
					break
				}
			}
		})
	}
}

// declaredTypes lists the exported types of packages, by their source. Left out are named
// strings whose values are constants of the package: no secret gets into one of them.
func declaredTypes(t *testing.T, packages ...string) (names []string) {
	t.Helper()
	for _, pkg := range packages {
		constants := map[string]bool{}
		var found []string
		files, err := filepath.Glob(filepath.Join("..", "api", pkg, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(pkg, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range parsed.Decls {
				gen, ok := decl.(*ast.GenDecl)
				if !ok {
					continue
				}
				for _, spec := range gen.Specs {
					switch s := spec.(type) {
					case *ast.TypeSpec:
						if s.Name.IsExported() {
							found = append(found, s.Name.Name)
						}
					case *ast.ValueSpec:
						if of, ok := s.Type.(*ast.Ident); ok && gen.Tok == token.CONST {
							constants[of.Name] = true
						}
					}
				}
			}
		}
		for _, name := range found {
			if !constants[name] {
				names = append(names, pkg+"."+name)
			}
		}
	}
	return names
}

// planted returns an addressable copy of v with a secret in every exported field that can hold
// text, at any depth, and in errors. What has no exported fields is as it was made.
func planted(t *testing.T, v any, secret string) reflect.Value {
	t.Helper()
	rv := reflect.ValueOf(v)
	if !rv.IsValid() {
		return rv
	}
	out := reflect.New(rv.Type()).Elem()
	out.Set(rv)
	job, err := sftj.ParseJob([]byte(secretJob))
	if err != nil {
		t.Fatal(err)
	}
	if k := rv.Kind(); k != reflect.Pointer && k != reflect.Func && rv.Type() != reflect.TypeFor[sftj.Job]() {
		plant(out, secret, job, 0)
	}
	return out
}

func plant(v reflect.Value, secret string, job *sftj.Job, depth int) {
	switch {
	case !v.CanSet() || depth > 6:
		return
	case v.Type() == reflect.TypeFor[*sftj.Job]():
		v.Set(reflect.ValueOf(job))
		return
	case v.Type() == reflect.TypeFor[error]():
		v.Set(reflect.ValueOf(&sftj.Error{Message: secret, Before: job, Hint: secret, Attempts: []sftj.Attempt{{Err: errors.New(secret)}}}))
		return
	case v.Type() == reflect.TypeFor[http.RoundTripper]():
		v.Set(reflect.ValueOf(secretTransport{secret}))
		return
	case v.Type() == reflect.TypeFor[*http.Request](), v.Type() == reflect.TypeFor[time.Time]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(secret)
	case reflect.Struct:
		for i := range v.NumField() {
			plant(v.Field(i), secret, job, depth+1)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		plant(v.Elem(), secret, job, depth+1)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			v.SetBytes([]byte(secretJob))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		plant(v.Index(0), secret, job, depth+1)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		plant(key, "Authorization", job, depth+1)
		plant(value, secret, job, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
		if key.Kind() == reflect.String {
			v.SetMapIndex(reflect.ValueOf(secret).Convert(key.Type()), value)
		}
	}
}

type secretTransport struct{ Key string }

func (secretTransport) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, http.ErrNotSupported
}

// printed prints a value, and what holds it, by every road. Left out are %p of what is no
// pointer and %w outside Errorf: fmt calls no method for these two, and go vet refuses both.
func printed(t *testing.T, v reflect.Value) {
	t.Helper()
	holder := reflect.New(reflect.StructOf([]reflect.StructField{{Name: "Value", Type: v.Type()}, {Name: "Pointer", Type: reflect.PointerTo(v.Type())}})).Elem()
	holder.Field(0).Set(v)
	holder.Field(1).Set(v.Addr())
	slice := reflect.MakeSlice(reflect.SliceOf(v.Type()), 1, 1)
	slice.Index(0).Set(v)
	keyed := reflect.MakeMap(reflect.MapOf(reflect.TypeFor[string](), v.Type()))
	keyed.SetMapIndex(reflect.ValueOf("a"), v)
	values := map[string]any{
		"value": v.Interface(), "pointer": v.Addr().Interface(), "struct": holder.Interface(), "pointer to a struct": holder.Addr().Interface(),
		"slice": slice.Interface(), "map": keyed.Interface(), "any": []any{v.Interface(), v.Addr().Interface()},
	}
	for _, candidate := range []any{v.Interface(), v.Addr().Interface()} {
		if err, ok := candidate.(error); ok {
			values["wrapped error"] = fmt.Errorf("wrapped: %w", err)
			values["joined error"] = errors.Join(errors.New("first"), fmt.Errorf("deep: %w", fmt.Errorf("deeper: %w", err)))
			values["text of the error"] = err.Error()
		}
	}
	for how, value := range values {
		verbs := []string{"v", "+v", "#v", "s", "+s", "#s", "q", "+q", "#q", "x", "X", "#x", " x", "T"}
		if !strings.Contains(how, "error") { // fmt's own wrapper hides the methods of the error in it from verbs that are wrong for text
			verbs = append(verbs, "d", "t", "b", "o", "c", "U", "e", "f", "g", "08.3f", "20s", "y")
		}
		for _, verb := range verbs {
			clean(t, how+" by %"+verb, fmt.Sprintf("%"+verb, value))
		}
		clean(t, how+" by Sprint", fmt.Sprint(value)+fmt.Sprintln(value))
		text, err := json.Marshal(value)
		clean(t, how+" as JSON", string(text)+fmt.Sprint(err))
		for _, level := range []slog.Level{slog.LevelInfo, slog.LevelDebug} {
			var b bytes.Buffer
			opts := &slog.HandlerOptions{Level: slog.LevelDebug}
			for _, h := range []slog.Handler{slog.NewTextHandler(&b, opts), slog.NewJSONHandler(&b, opts)} {
				l := slog.New(h)
				l.With("with", value).WithGroup("g").Log(t.Context(), level, "m", "attr", value, slog.Group("group", "in", value))
			}
			clean(t, how+" in a log", b.String())
		}
	}
}

// clean expects a text to hold no canary, nor one in hexadecimal.
func clean(t *testing.T, how, text string) {
	t.Helper()
	hexed := hex.EncodeToString([]byte(canary))
	squeezed := strings.ToLower(strings.NewReplacer(" ", "", "0x", "").Replace(text))
	if strings.Contains(text, canary) || strings.Contains(squeezed, hexed) || strings.Contains(text, "Q0FOQVJZ") {
		at := max(0, strings.Index(text, canary)-60)
		t.Errorf("%s prints the secret: …%.200s", how, text[at:])
	}
}

func TestJob_Raw_IsTheOneRoadToTheSecrets(t *testing.T) {
	job, err := sftj.ParseJob([]byte(secretJob))
	if err != nil {
		t.Fatal(err)
	}
	if string(job.Raw()) != secretJob {
		t.Errorf("raw %s", job.Raw())
	}
	again, err := sftj.ParseJob(job.Raw())
	if err != nil || !reflect.DeepEqual(job, again) {
		t.Errorf("%v, %v", again, err)
	}
	masked, err := json.Marshal(job)
	if err != nil || !strings.Contains(string(masked), `"enabled":true`) || !strings.Contains(string(masked), `"future":{"password":"[redacted]"`) {
		t.Errorf("%s, %v", masked, err)
	}
}

// TestJobAndClient_PrintedWithoutTheirMethods_HideWhatIsUnexported: fmt calls no method of a value
// in an unexported field, nor for %p of what is no pointer. What a Job and a Client hold for
// themselves must not be reached by these roads. The fields of the generated struct are, which
// the docs of Job say; its messages are pointers, which %s and %q alone follow.
func TestJobAndClient_PrintedWithoutTheirMethods_HideWhatIsUnexported(t *testing.T) {
	c, err := sftj.New(sftj.WithAPIKey(canaryKey), sftj.WithAccount("acme"), sftj.WithBaseURL("https://sftj.example"))
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		job     sftj.Job
		pointer *sftj.Job
		jobs    []sftj.Job
		client  *sftj.Client
		event   sftj.Event
	}
	for what, tt := range map[string]struct {
		fields string
		verbs  []string
	}{
		"the bytes":    {`"epochs":"` + canaryKey + `","future":{"password":"` + canary + `"}`, []string{"v", "+v", "#v", "p", "s", "q", "x", "d"}},
		"the messages": {`"wandbConfig":{"apiKey":"` + canary + `"},"awsS3Config":{"credentialsSecret":"accounts/acme/secrets/` + canary + `"}`, []string{"v", "+v", "#v", "p"}},
	} {
		job, err := sftj.ParseJob([]byte(`{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","dataset":"d","state":"JOB_STATE_PAUSED",` + tt.fields + `}`))
		if err != nil {
			t.Fatal(err)
		}
		h := holder{*job, job, []sftj.Job{*job}, c, sftj.Event{Job: job}}
		for name, value := range map[string]any{"held": h, "held by pointer": &h, "a list": []holder{h}, "a map": map[string]holder{"a": h}, "a job": *job} {
			for _, verb := range tt.verbs {
				text := fmt.Sprintf("%"+verb, value)
				clean(t, what+", "+name+" by %"+verb, text)
				if len(text) < 4 {
					t.Errorf("%s by %%%s prints nothing: %q", name, verb, text)
				}
			}
		}
		clean(t, "a client by %p", fmt.Sprintf("%p", reflect.ValueOf(c).Elem().Interface()))
	}
}
