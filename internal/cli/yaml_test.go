package cli

import (
	"encoding/json"
	"reflect"
	"testing"

	"sigs.k8s.io/yaml"
)

func TestYAML(t *testing.T) {
	for _, tt := range []struct{ name, json, want string }{
		{"an escaped slash", `{"a":"x\/y"}`, "a: x/y\n"},
		{"a surrogate pair", `{"a":"\ud83d\ude00"}`, "a: \"\\U0001F600\"\n"},
		{"a large integer", `{"i":12345678901234567890123}`, "i: 12345678901234567890123\n"},
		{"an exponent", `{"i":1.10e+05,"m":1e-05,"k":-0}`, "i: 1.10e+05\nm: 1e-05\nk: -0\n"},
		{"the order of keys", `{"b":1,"a":{"d":null,"c":true}}`, "b: 1\na:\n  d: null\n  c: true\n"},
		{"strings like numbers", `{"a":"1e5","b":"007","c":"0x1F"}`, "a: \"1e5\"\nb: \"007\"\nc: \"0x1F\"\n"},
		{"strings like other things", `{"a":"no","b":"null","c":"2026-07-20T09:12:07Z","d":"","e":"1:20"}`,
			"a: \"no\"\nb: \"null\"\nc: \"2026-07-20T09:12:07Z\"\nd: \"\"\ne: \"1:20\"\n"},
		{"keys like other things", `{"yes":1,"<<":{"a":1}}`, "\"yes\": 1\n\"<<\":\n  a: 1\n"},
		{"arrays", `{"a":[],"b":[1,{"c":2}],"d":{}}`, "a: []\nb:\n  - 1\n  - c: 2\nd: {}\n"},
		{"lines", `{"a":"x\n  y\n"}`, "a: |\n  x\n    y\n"},
		{"a tab before lines", `{"a":"\tx\ny"}`, "a: \"\\tx\\ny\"\n"},
		{"control characters", `{"a":"x\u001b[2J\u009by\r\nz "}`, "a: \"x\\e[2J\\x9By\\r\\nz \"\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := toYAML([]byte(tt.json))
			if err != nil || string(got) != tt.want {
				t.Errorf("%v\n got %q\nwant %q", err, got, tt.want)
			}
			var sent, read any
			if err := json.Unmarshal([]byte(tt.json), &sent); err != nil {
				t.Fatal(err)
			}
			if err := yaml.Unmarshal(got, &read); err != nil || !reflect.DeepEqual(sent, read) {
				t.Errorf("read back: %v\n got %v\nwant %v", err, read, sent)
			}
		})
	}
	for _, bad := range []string{``, `{`, `{"a":}`, `nul`} {
		if got, err := toYAML([]byte(bad)); err == nil {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

// TestYAMLOfTheProgram: the whole way, for one job and for a page.
func TestYAMLOfTheProgram(t *testing.T) {
	job := `{"name":"accounts\/acme\/supervisedFineTuningJobs\/a","dataset":"\ud83d\ude00","learningRate":1.10e-05,"future":12345678901234567890123}`
	one := "name: accounts/acme/supervisedFineTuningJobs/a\ndataset: \"\\U0001F600\"\nlearningRate: 1.10e-05\nfuture: 12345678901234567890123\n"
	if got := sftjRun(t, newService(t, answering(200, job)).env(), "get", "a", "-o", "yaml"); got.code != 0 || got.stdout != one {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
	page := newService(t, answering(200, `{"supervisedFineTuningJobs":[`+job+`]}`))
	want := "supervisedFineTuningJobs:\n  - name: accounts/acme/supervisedFineTuningJobs/a\n    dataset: \"\\U0001F600\"\n    learningRate: 1.10e-05\n    future: 12345678901234567890123\n"
	if got := sftjRun(t, page.env(), "list", "-o", "yaml"); got.code != 0 || got.stdout != want {
		t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
	}
}

// TestYAML_Record_TakesFewAllocations: an interrupted run of 100,000 ids writes a record for each.
// An encoder and a parser for every string of it made 515 allocations, and 20 s of the run.
func TestYAML_Record_TakesFewAllocations(t *testing.T) {
	document := []byte(`[{"job":"accounts/acme/supervisedFineTuningJobs/job000001","result":"skipped","outcome":"","skipped":true,"error":"sftj: interrupted before it was sent"}]`)
	const most = 250 // 110 without the race detector, which drops some of the pooled encoders
	got := testing.AllocsPerRun(200, func() {
		if _, err := toYAML(document); err != nil {
			t.Fatal(err)
		}
	})
	if got > most {
		t.Errorf("%.0f allocations, want at most %d", got, most)
	}
}

// TestYAML_DocumentAfterAnother_IsWrittenAlike: encoders are used again, and the second document
// of one has a mark before it.
func TestYAML_DocumentAfterAnother_IsWrittenAlike(t *testing.T) {
	for range 3 {
		for in, want := range map[string]string{`{"a":"b"}`: "a: b\n", `[{"a":1}]`: "- a: 1\n", `"---\n"`: "|\n  ---\n", `null`: "null\n", `{"a":{"on":["ON","y",true]}}`: "a:\n  \"on\":\n    - \"ON\"\n    - \"y\"\n    - true\n"} {
			if got, err := toYAML([]byte(in)); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v; want %q", in, got, err, want)
			}
		}
	}
}
