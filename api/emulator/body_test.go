package emulator_test

import (
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

func TestMalformedBodies(t *testing.T) {
	bodies := map[string]string{
		"not JSON":               "dataset=d",
		"cut":                    `{"dataset":"d"`,
		"trailing bytes":         `{"dataset":"d"} x`,
		"two documents":          `{"dataset":"d"}{"dataset":"d"}`,
		"array":                  `[{"dataset":"d"}]`,
		"string":                 `"d"`,
		"null":                   `null`,
		"name twice":             `{"dataset":"d","x":{"a":1,"b":[{}],"a":2}}`,
		"half a character":       `{"dataset":"d","x":"\ud83d"}`,
		"other half":             `{"dataset":"d","x":"\ude00\ud83d"}`,
		"bytes that are no text": "{\"dataset\":\"d\",\"x\":\"\xff\"}",
		"over a mebibyte":        `{"dataset":"` + strings.Repeat("d", 1<<20) + `"}`,
	}
	eachDoor(t, func(t *testing.T, w wire) {
		for name, body := range bodies {
			for op, path := range map[string]string{
				"create": jobsPath, "resume": jobsPath + "/ft-1:resume", "cancel": jobsPath + "/ft-1:cancel",
			} {
				t.Run(op+", "+name, func(t *testing.T) {
					w := w
					w.t = t
					w.send("POST", path, body).fails(400, 3)
				})
			}
		}
		w.send("POST", jobsPath, "").fails(400, 3)
		w.send("POST", jobsPath+"/ft-1:resume", strings.Repeat(" ", 1<<20+1)).fails(400, 3)
		w.send("POST", jobsPath, " \n").fails(400, 3)
		w.send("POST", jobsPath, `{"dataset":"d"}`, "Content-Type", "text/plain").fails(400, 3)
		w.send("POST", jobsPath, `{"dataset":"d"}`, "Content-Type", "a/b/c").fails(400, 3)
		if job := w.send("GET", jobsPath+"/ft-1", "").ok().job(); job.State != "JOB_STATE_PAUSED" {
			t.Errorf("a refused request moved the job to %s", job.State)
		}
	}, emulator.WithJobs("acme", paused("ft-1")), emulator.WithContentTypeRequired())
}

func TestBodiesThatPass(t *testing.T) {
	for name, c := range map[string]struct{ path, body, contentType string }{
		"resume without a body":     {":resume", "", ""},
		"resume, white space":       {":resume", "\r\n ", "text/plain"},
		"resume, empty object":      {":resume", "{}", "application/json"},
		"resume, unknown field":     {":resume", `{"x":1}`, "application/json; charset=utf-8"},
		"resume, no content type":   {":resume", "{}", ""},
		"cancel without a body":     {":cancel", "", ""},
		"cancel, problem type":      {":cancel", "{}", "application/merge-patch+json"},
		"resume, as curl -d":        {":resume", "{}", "application/x-www-form-urlencoded"},
		"resume, a whole character": {":resume", `{"x":"\ud83d\ude00 \\ud83d"}`, "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			w := inProcess(t, emulator.New(emulator.WithJobs("acme", paused("ft-1"))))
			w.send("POST", jobsPath+"/ft-1"+c.path, c.body, "Content-Type", c.contentType).ok()
		})
	}
}

func TestMalformedQueries(t *testing.T) {
	w := inProcess(t, emulator.New(emulator.WithJobs("acme", paused("ft-1"))))
	for _, query := range []string{
		"pageSize=-1", "pageSize=many", "pageSize=1.5", "pageSize=99999999999", "pageSize=", "pageSize=1&pageSize=2",
		"pageToken=garbage", "pageToken=e30", "orderBy=nosuch", "orderBy=state%20sideways", "orderBy=,",
		"orderBy=job_progress", "orderBy=name%20desc%20desc", "filter=state", "filter=nosuch%3D1",
		"readMask=nosuch", "readMask=name,,state", "readMask=dataset.x", "pageSize=%zz", "a;b",
	} {
		t.Run(query, func(t *testing.T) {
			w := w
			w.t = t
			w.send("GET", jobsPath+"?"+query, "").fails(400, 3)
		})
	}
	w.send("GET", jobsPath+"/ft-1?readMask=nosuch", "").fails(400, 3)
	w.send("GET", jobsPath+"/nosuch?readMask=nosuch", "").fails(400, 3)
	w.send("GET", jobsPath+"?unknown=1", "").ok()
}
