package conform_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
)

// contract is a Checker as users have it, and one without the fast path.
type contract struct {
	fast, slow *conform.Checker
	targets    []string // methods and paths
	bodies     []string // right ones, to be spoiled
}

func contracts(f *testing.F) []contract {
	job := readBody(f, "job.json")
	const widget = `{"price":{"units":"1","nanos":2},"prices":{"a":{"units":"-1"}},"colour":"red","part":{"length":1},"both":{"length":2,"note":"n"}}`
	const some = `{"id":"ab","own":"","flag":null,"byte":-7,"big":1,"plain":2,"ratio":1.5e3,"part":0.5,"when":"2026-01-31T00:00:00.5Z",` +
		`"day":"2026-01-31","link":"https://a.example/x?y=%20","key":"","long":"-5","shade":"a","colour":"RED","level":1,"kind":"A",` +
		`"twice":"BLUE","both":"RED","either":1,"not":"y","list":["a",null],"grid":[[1],[]],"some":["x"],"map":{"a":"RED","b":"BLUE"},` +
		`"bag":{"tag":"t","x":[{"y":null}]},"shut":{"tag":""},"few":{},"price":{"units":"-1","nanos":-2}}`
	out := []contract{
		{
			targets: []string{"GET " + jobURL, "GET " + jobsURL, "POST " + jobsURL, "POST " + resumeURL, "DELETE " + jobURL, "POST " + jobURL + ":cancel"},
			bodies: []string{
				job, `{"supervisedFineTuningJobs":[` + job + `,` + job + `],"nextPageToken":"t","totalSize":1}`, `{}`,
				`{"dataset":"d","purpose":"PURPOSE_PILOT","epochs":3,"learningRate":1e-05}`,
				`{"code":9,"message":"m","details":[{"@type":"t","reason":"R","metadata":{"a":"b"},"more":[1,{"x":null}]}]}`,
			},
		},
		{
			targets: []string{"GET http://a.test/widgets/w?size=S", "HEAD http://a.test/widgets/w?size=S", "PUT http://a.test/widgets/w"},
			bodies:  []string{widget, `{"next":` + widget + `}`},
		},
		{
			targets: []string{"GET http://a.test/shapes/s", "POST http://a.test/shapes/s", "POST http://a.test/shapes/s:flip", "GET http://a.test/shapes/s/1"},
			bodies: []string{some, `[` + some + `]`, some[:len(some)-1] + `,"wrapped":` + some + `}`, `{"id":"ab","secret":"s","flag":true}`,
				`{"id":"ab","own":"","few":{"a":1,"b":2}}`, `{"id":"ab","own":"","bag":{"a":1,"a":2}}`},
		},
	}
	for i, opts := range [][]conform.Option{
		nil,
		{conform.WithDocument([]byte(readBody(f, "widgets.yaml")))},
		{conform.WithDocument([]byte(readBody(f, "shapes.yaml")))},
	} {
		opts = append(slices.Clip(opts), conform.WithMaxBody(1<<20))
		out[i].fast, out[i].slow = newChecker(f, opts...), conform.WithoutFastPath(newChecker(f, opts...))
	}
	return out
}

// With and without the fast path, the guard finds the same and counts the same. A body is
// a right one, of which some bytes are replaced.
func FuzzFastPath(f *testing.F) {
	all := contracts(f)
	for i, c := range all {
		for j := range c.targets {
			for k := range c.bodies {
				f.Add(byte(i), byte(j), byte(k), "", "", uint16(0), byte(0), []byte(nil), 200)
				f.Add(byte(i), byte(j), byte(k), "", "application/json; charset=utf-8", uint16(90), byte(3), []byte(`"x"`), 404)
				f.Add(byte(i), byte(j), byte(k), "?readMask=name", "application/json", uint16(40+k), byte(9), []byte(`null`), 200)
			}
		}
	}
	f.Fuzz(func(t *testing.T, contract, target, base byte, suffix, contentType string, at uint16, cut byte, put []byte, status int) {
		c := all[int(contract)%len(all)]
		body := []byte(c.bodies[int(base)%len(c.bodies)])
		from := min(int(at), len(body))
		body = slices.Replace(body, from, min(from+int(cut), len(body)), put...)

		method, address, _ := strings.Cut(c.targets[int(target)%len(c.targets)]+suffix, " ")
		u, err := url.Parse(address)
		if err != nil {
			return
		}
		if contentType == "" {
			contentType = "application/json"
		}
		h := http.Header{"Content-Type": {contentType}}
		x := conform.Exchange{Request: &http.Request{Method: method, URL: u, Header: h}, RequestBody: body, Status: status, Header: h, Body: body}
		if status%2 == 1 {
			x.RequestBody = nil
		}
		got, want := verdict(t, c.fast, x), verdict(t, c.slow, x)
		if got != want {
			t.Errorf("%s %s %d\n%s\nfast %s\nslow %s", method, address, status, body, got, want)
		}
	})
}

// verdict is all that a Checker says of an exchange, its ledger included.
func verdict(t *testing.T, c *conform.Checker, x conform.Exchange) string {
	t.Helper()
	conform.Forget(c)
	found := c.Check(t.Context(), x)
	text, err := json.Marshal(struct {
		Result conform.Result
		Report conform.Report
	}{found, c.Ledger().Report()})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
