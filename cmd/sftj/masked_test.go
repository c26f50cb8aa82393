package main

import (
	"strings"
	"testing"
)

// TestTablesAreMasked: what people see is masked as JSON is, in every field that can hold
// text: a service may put a link or a key anywhere.
func TestTablesAreMasked(t *testing.T) {
	const link, key = "https://s.example.com/o?X-Amz-Signature=CANARY", "fw_CANARY"
	job := `{"name":"accounts/acme/supervisedFineTuningJobs/ft-42","state":"JOB_STATE_COMPLETED","displayName":"` + key + `","dataset":"` + key +
		`","evaluationDataset":"` + key + `","baseModel":"` + key + `","outputModel":"` + key + `","createdBy":"` + key +
		`","status":{"code":"OK","message":"read ` + link + ` with ` + key + `"},"estimatedCost":{"currencyCode":"` + key +
		`","units":"1"},"jinjaTemplate":"` + link + `","trainerLogsSignedUrl":"` + link + `","future":"` + key + `"}`
	s := newService(t, answering(200, job))
	page := newService(t, answering(200, `{"supervisedFineTuningJobs":[`+job+`]}`))
	everything := strings.Join(columnNames(), ",")
	for _, c := range []struct {
		of   *service
		args []string
	}{
		{s, []string{"get", "ft-42"}},
		{s, []string{"watch", "ft-42"}},
		{s, []string{"watch", "ft-42", "--progress", "json"}},
		{s, []string{"resume", "ft-42", "--wait"}},
		{page, []string{"list", "--columns", everything}},
	} {
		got := sftjRun(t, c.of.env(), c.args...)
		if got.code != 0 || strings.Contains(got.stdout+got.stderr, "CANARY") || !strings.Contains(got.stdout, "ft-42") {
			t.Errorf("%v: exit %d\n%s%s", c.args, got.code, got.stdout, got.stderr)
		}
	}
	for _, c := range []struct {
		of   *service
		args []string
	}{{s, []string{"get", "ft-42", "--show-secrets"}}, {page, []string{"list", "--columns", everything, "--show-secrets"}}} {
		if got := sftjRun(t, c.of.env(), c.args...); !strings.Contains(got.stdout, key) {
			t.Errorf("%v: not shown where asked for: %s", c.args, got.stdout)
		}
	}
}

func TestStandardLogQuotesNobody(t *testing.T) {
	var b strings.Builder
	l := stdlog{&b}
	for _, line := range []string{
		`2026/07/20 Unsolicited response received on idle HTTP channel starting with "\"wandbConfig\":{\"apiKey\":\"CANARY\"`,
		"http: panic serving 127.0.0.1: Bearer CANARY-0123\n",
	} {
		if n, err := l.Write([]byte(line)); n != len(line) || err != nil {
			t.Error(n, err)
		}
	}
	if got := b.String(); got != "http: panic serving 127.0.0.1: Bearer [redacted]\n" {
		t.Errorf("%q", got)
	}
}

func TestReachable(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:80": "127.0.0.1:80", "[::]:80": "127.0.0.1:80", "127.0.0.1:80": "127.0.0.1:80", "[::1]:80": "[::1]:80", "192.0.2.1:80": "192.0.2.1:80",
	} {
		if got := reachable(addr); got != want {
			t.Errorf("%s: %s, want %s", addr, got, want)
		}
	}
}
