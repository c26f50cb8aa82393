package emulator_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// at is a clock that stays at a time with nanoseconds.
func at(nanosecond int) emulator.Option {
	stopped := time.Date(2026, 7, 20, 9, 12, 7, nanosecond, time.UTC)
	return emulator.WithClock(func() time.Time { return stopped })
}

// Every field of the model is written, and every default as proto3 JSON has it.
func TestDefaultsAreWritten(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithNodes(), emulator.WithJobs("acme", server.Job{
		Name: "ft-1", State: server.JobStateUnspecified,
		LRScheduler: &server.LRScheduler{Cosine: &server.DecayingLRSchedule{}, Constant: &server.ConstantLRSchedule{}},
		WandbConfig: &server.WandbConfig{}, EstimatedCost: &server.Money{}, JobProgress: &server.JobProgress{},
	})))
	got := w.send("GET", jobsPath+"/ft-1", "").ok().fields()
	for f := range reflect.TypeFor[server.Job]().Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		have, there := got[name]
		var want any
		switch {
		case !there:
			t.Errorf("%s is missing", name)
			continue
		case f.Tag.Get("format") == "int64":
			want = "0"
		case f.Type == reflect.TypeFor[[]byte](), f.Type == reflect.TypeFor[string]():
			want = ""
		case f.Type == reflect.TypeFor[time.Time](), f.Type.Kind() == reflect.Pointer, f.Type.Kind() == reflect.Struct:
			want = nil
		case f.Type.Kind() == reflect.String: // an enum
			want = strings.ToUpper(regexp.MustCompile("(.)([A-Z])").ReplaceAllString(f.Type.Name(), "${1}_$2")) + "_UNSPECIFIED"
		case f.Type.Kind() == reflect.Bool:
			want = false
		case f.Type.Kind() == reflect.Slice:
			want = []any{}
		case f.Type.Kind() == reflect.Map:
			want = map[string]any{}
		default:
			want = 0.0
		}
		set := []string{"name", "dataset", "createdBy", "createTime", "updateTime", "state", "status", "purpose",
			"encryptionState", "lrScheduler", "wandbConfig", "estimatedCost", "jobProgress"}
		if !slices.Contains(set, name) && !reflect.DeepEqual(have, want) {
			t.Errorf("%s is %v, want %v", name, have, want)
		}
	}
	for name, want := range map[string]string{
		"state": `"JOB_STATE_UNSPECIFIED"`, "purpose": `"PURPOSE_UNSPECIFIED"`,
		"encryptionState": `"ENCRYPTION_STATE_UNSPECIFIED"`, "status": `{"code":"OK","message":""}`,
		"estimatedCost": `{"currencyCode":"","nanos":0,"units":"0"}`,
		"lrScheduler":   `{"constant":{},"cosine":{"decayRatio":0,"minLrRatio":0},"linear":null}`,
		"wandbConfig":   `{"apiKey":"","enabled":false,"entity":"","project":"","runId":"","url":""}`,
	} {
		if have, _ := json.Marshal(got[name]); string(have) != want {
			t.Errorf("%s is %s, want %s", name, have, want)
		}
	}
}

func TestDefaultsOmitted(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithDefaultsOmitted(), at(0), emulator.WithJobs("acme",
		server.Job{Name: "ft-1", Dataset: "d", State: server.JobStatePaused, CreatedBy: "a@b.example"},
		server.Job{Name: "ft-2", Dataset: "d", State: server.JobStateUnspecified, Purpose: server.PurposeUnspecified, CreatedBy: "a"})))
	for path, want := range map[string]string{
		"/ft-1": `{"createTime":"2026-07-20T07:12:07Z","createdBy":"a@b.example","dataset":"d",` +
			`"name":"accounts/acme/supervisedFineTuningJobs/ft-1","state":"JOB_STATE_PAUSED","status":{},"updateTime":"2026-07-20T08:12:07Z"}`,
		"/ft-2?readMask=purpose": `{"dataset":"d","name":"accounts/acme/supervisedFineTuningJobs/ft-2"}`,
		"?filter=epochs%3E9":     `{}`,
	} {
		if got := w.send("GET", jobsPath+path, "").ok().body; got != want {
			t.Errorf("%s: got  %s\nwant %s", path, got, want)
		}
	}
}

func TestTimestamps(t *testing.T) {
	for name, c := range map[string]struct {
		nanosecond    int
		opts          []emulator.Option
		created, read string
	}{
		"nanoseconds":     {386612847, nil, "2026-07-20T09:12:07.386612847Z", "2026-07-20T09:12:07.386612Z"},
		"microseconds":    {386612000, nil, "2026-07-20T09:12:07.386612Z", "2026-07-20T09:12:07.386612Z"},
		"milliseconds":    {386000000, nil, "2026-07-20T09:12:07.386Z", "2026-07-20T09:12:07.386Z"},
		"seconds":         {0, nil, "2026-07-20T09:12:07Z", "2026-07-20T09:12:07Z"},
		"cut to a second": {847, nil, "2026-07-20T09:12:07.000000847Z", "2026-07-20T09:12:07Z"},
		"uniform": {386612847, []emulator.Option{emulator.WithUniformTimestamps()},
			"2026-07-20T09:12:07.386612Z", "2026-07-20T09:12:07.386612Z"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(c.opts, at(c.nanosecond), emulator.WithAccount("acme", "key-of-acme"))...))
			created := w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d"}`).ok().fields()
			read := w.send("GET", jobsPath+"/x", "").ok().fields()
			if created["createTime"] != c.created || created["updateTime"] != c.created || read["createTime"] != c.read ||
				read["completedTime"] != nil {
				t.Errorf("created %v, read %v", created["createTime"], read["createTime"])
			}
		})
	}
}

func TestUnknownFieldsComeBackAsTheyWere(t *testing.T) {
	const novel = `{ "a" : 1.50, "b":[true , null], "\u0041":"\u00e9" }`
	w := inProcess(t, emulator.New(emulator.WithAccount("acme", "key-of-acme")))
	created := w.send("POST", jobsPath+"?supervisedFineTuningJobId=x", `{"dataset":"d","novel":`+novel+
		`,"display_name":"n","wandbConfig":{"project":"p","tags":[ 1 ]},"lrScheduler":{"cosine":{"shape": 1e2}}}`).ok().body
	list := w.send("GET", jobsPath, "").ok().body
	for _, body := range []string{created, w.send("GET", jobsPath+"/x", "").ok().body, list} {
		for _, want := range []string{`"novel":` + novel, `"display_name":"n"`, `"tags":[ 1 ]`, `"shape":1e2`} {
			if !strings.Contains(body, want) {
				t.Errorf("%s is lost in %s", want, body)
			}
		}
	}
}

func TestStringsAreEscaped(t *testing.T) {
	const odd = "a\"b\\c\n<&>\u2028é\x01"
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", server.Job{Name: "ft-1", DisplayName: odd,
		MetricsFileSignedURL: "https://h/x?a=1&b=2"})))
	r := w.send("GET", jobsPath+"/ft-1", "").ok()
	if got := r.job().DisplayName; got != odd {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(r.body, "https://h/x?a=1&b=2") {
		t.Errorf("the link is hard to read: %s", r.body)
	}
}

// TestRender_Nodes_LeftOutWhenZero: the seed has the field, and no capture has it.
func TestRender_Nodes_LeftOutWhenZero(t *testing.T) {
	for name, c := range map[string]struct {
		opts []emulator.Option
		job  server.Job
		want bool
	}{
		"zero":           {nil, paused("x"), false},
		"given":          {nil, server.Job{Name: "x", Nodes: 2}, true},
		"zero, by quirk": {[]emulator.Option{emulator.WithNodes()}, paused("x"), true},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(append(c.opts, emulator.WithJobs("acme", c.job))...))
			if _, there := w.send("GET", jobsPath+"/x", "").ok().fields()["nodes"]; there != c.want {
				t.Errorf("nodes is written: %t, want %t", there, c.want)
			}
		})
	}
}

// TestRender_Keys_InAlphabeticalOrder: every captured object is in this order.
func TestRender_Keys_InAlphabeticalOrder(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", paused("x"))))
	for _, body := range []string{
		w.send("GET", jobsPath+"/x", "").ok().body, w.send("GET", jobsPath, "").ok().body,
		w.send("GET", jobsPath+"/nosuch", "").body,
	} {
		decoder := json.NewDecoder(strings.NewReader(body))
		var keys [][]string // of the objects that are open
		for {
			token, err := decoder.Token()
			if err != nil {
				break
			}
			switch token := token.(type) {
			case json.Delim:
				switch token {
				case '{':
					keys = append(keys, nil)
				case '}':
					if last := keys[len(keys)-1]; !slices.IsSorted(last) {
						t.Errorf("keys %v", last)
					}
					keys = keys[:len(keys)-1]
				}
			case string:
				// Keys only: a value that looks like one would spoil the order, and fail.
				if last := len(keys) - 1; len(keys) > 0 && strings.Contains(body, `"`+token+`":`) {
					keys[last] = append(keys[last], token)
				}
			}
		}
	}
}
