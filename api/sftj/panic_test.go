package sftj_test

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// panicWith says, in the environment of the child process, what it panics with.
const panicWith = "SFTJ_TEST_PANIC"

// TestPanicChild is the process that panics.
func TestPanicChild(t *testing.T) {
	what := os.Getenv(panicWith)
	if what == "" {
		t.Skip("this is the child process of another test")
	}
	secrets := `"createdBy":"CANARY@example.com","metricsFileSignedUrl":"https://s.example.com/CANARY?sig=CANARY","wandbConfig":{"apiKey":"CANARY"}}`
	full := strings.TrimSuffix(jobBody, "}") + "," + secrets
	rt := &stub{script: []answer{ok(full), failure(400, `{"code":9,"message":"key fw_CANARY, Bearer CANARY, `+testKey+`",`+secrets)}}
	c := newClient(t, rt)
	job, _ := c.Get(t.Context(), "ft-42")
	_, err := c.Resume(t.Context(), "ft-42")
	switch what {
	case "error":
		panic(err)
	case "job":
		panic(job)
	case "job by value":
		panic(*job)
	case "event":
		c = newClient(t, &stub{script: []answer{ok(full)}})
		for ev, err := range c.Wait(t.Context(), "ft-42") {
			if err == nil {
				panic(ev)
			}
		}
	case "client":
		panic(c)
	case "text":
		panic(fmt.Sprintf("%+v %+v %+v %+v", err, job, *job, c))
	}
}

// TestPanicsShowNoSecret: what a program writes when it dies with something of ours in hand.
func TestPanicsShowNoSecret(t *testing.T) {
	for _, what := range []string{"error", "job", "job by value", "event", "client", "text"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestPanicChild$")
		cmd.Env = append(os.Environ(), panicWith+"="+what)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "panic: ") || strings.Contains(string(out), "CANARY") {
			t.Errorf("%s: %v\n%s", what, err, out)
		}
	}
}
