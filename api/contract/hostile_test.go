package contract_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// otherServer is something else than the service that listens at its address.
type otherServer struct {
	name  string
	serve func(net.Conn) // one connection, to its end
	cause string         // what the one cause has to say
}

// otherServers are targets that never answer as the service does.
func otherServers() []otherServer {
	html := "<!doctype html><html><body>Welcome to the hotel. <a href=/login>Log in</a></body></html>"
	page := func(status string) func(net.Conn) {
		return responding(status, "Content-Type: text/html\r\n", html)
	}
	asJSON := func(status, body string) func(net.Conn) {
		return responding(status, "Content-Type: application/json\r\n", body)
	}
	redirect := func(status string) func(net.Conn) {
		return responding(status, "Location: https://login.example/?next=%2F\r\nContent-Type: text/html\r\n", "<a>moved</a>")
	}
	const announced = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"
	return []otherServer{
		// Not HTTP.
		{"an SSH server", banner("SSH-2.0-OpenSSH_9.6\r\n"), "the answer is not HTTP"},
		{"a mail server", banner("220 mail.example ESMTP\r\n"), "the answer is not HTTP"},
		{"a server of HTTP/2 alone", answeringBytes("\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64\x00\x04\x00\x01\x00\x00"), "the answer is not HTTP"},
		{"an alert of TLS", answeringBytes("\x15\x03\x01\x00\x02\x02\x46\r\n"), "the answer is not HTTP"},
		{"an echo", echo, "the answer is not HTTP"},
		{"a page without a header", answeringBytes(html + "\n"), "the answer is not HTTP"},
		{"a header without an end", flood("HTTP/1.1 200 OK\r\n", "X-Filler: "+strings.Repeat("x", 1000)+"\r\n"), "informational responses (1xx) before it, has more than"},

		// No answer, or none with an end.
		{"closes every connection", readRequest, "the connection was closed before an answer"},
		{"is silent", goSilent(""), "had no answer in time"},
		{"is silent behind a header", goSilent(announced), "200 OK, and the body did not end in time"},
		{"a header that drips", drip("HTTP/1.1 200 OK\r\nX-Slow: ", "x"), "had no answer in time"},
		{"a body that drips", drip(announced, " "), "200 OK, and the body did not end in time"},
		{"a body without an end", flood("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n", strings.Repeat("y\n", 16<<10)), "more than 8 MiB"},
		{"a body that breaks off", answeringBytes(announced + "<ht"), "is not complete: it was cut off"},
		{"chunks that are none", answeringBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "is not complete"},

		// Statuses below 200.
		{"101 for everything", goSilent("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), "101 Switching Protocols, which no request asked for"},
		{"101 and a closed connection", answeringBytes("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), "101 Switching Protocols"},
		{"103 without an end", flood("", "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"), "informational responses (1xx) before it, has more than"},
		{"100 without an end", flood("", "HTTP/1.1 100 Continue\r\n\r\n"), "informational responses (1xx) before it, has more than"},
		{"102 that drips", drip("", "HTTP/1.1 102 Processing\r\n\r\n"), "had no answer in time"},

		// A success of something else.
		{"a portal", page("200 OK"), "200 OK with an HTML page"},
		{"a portal, compressed", responding("200 OK", "Content-Type: text/html\r\nContent-Encoding: gzip\r\n", gzipped(html)), "200 OK with an HTML page"},
		{"a portal that says it is JSON", asJSON("200 OK", html), "200 OK with an HTML page"},
		{"It works!", responding("200 OK", "Content-Type: text/plain\r\n", "It works!"), "200 OK with a body that is not JSON"},
		{"200 without a body", asJSON("200 OK", ""), "200 OK with an empty body"},
		{"204 for everything", answeringBytes("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"), "204 No Content with an empty body"},
		{"{} for everything", asJSON("200 OK", "{}"), "200 OK with an empty JSON object"},
		{"[] for everything", asJSON("200 OK", "[]"), "200 OK with JSON that is not of this API"},
		{"null for everything", asJSON("200 OK", "null"), "200 OK with JSON that is not of this API"},
		{"the health of something", asJSON("200 OK", `{"status":"ok","state":"ready","name":"ingress"}`), "200 OK with JSON that is not of this API"},
		{"an echo of the request as JSON", asJSON("200 OK", `{"method":"GET","url":"/v1/accounts/acme/supervisedFineTuningJobs"}`), "200 OK with JSON that is not of this API"},
		{"an error as a success", asJSON("200 OK", `{"code":5,"message":"not found","details":[]}`), "200 OK with JSON that is not of this API"},

		// Redirects.
		{"301 for everything", redirect("301 Moved Permanently"), "is redirected (301"},
		{"302 to a page to log in", redirect("302 Found"), "is redirected (302"},
		{"307 to a page to log in", redirect("307 Temporary Redirect"), "is redirected (307"},
		{"304 for everything", answeringBytes("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"), "is redirected (304"},

		// Refusals of something else.
		{"400 of a port for TLS", responding("400 Bad Request", "Content-Type: text/plain\r\n", "Client sent an HTTP request to an HTTPS server.\n"), "is the base URL https:// instead of http://?"},
		{"401 with a page", page("401 Unauthorized"), "wants a login, or the key is wrong"},
		{"401 without a body", asJSON("401 Unauthorized", ""), "401 Unauthorized with an empty body"},
		{"403 with a page", page("403 Forbidden"), "403 Forbidden with an HTML page"},
		{"404 of a web server", responding("404 Not Found", "Content-Type: text/plain\r\n", "404 page not found\n"), "is the base URL right?"},
		{"404 of another API", asJSON("404 Not Found", `{"message":"Not Found","documentation_url":"https://docs.example"}`), "404 Not Found with JSON that is not of this API"},
		{"404 of an API with HTTP codes", asJSON("404 Not Found", `{"code":404,"message":"no route"}`), "404 Not Found with JSON that is not of this API"},
		{"404 of an API with named errors", asJSON("404 Not Found", `{"error":{"message":"Invalid URL","type":"invalid_request_error","param":null,"code":null}}`), "404 Not Found with JSON that is not of this API"},
		{"407 of a proxy", page("407 Proxy Authentication Required"), "the API key is not meant"},
		{"429 with a page", responding("429 Too Many Requests", "Retry-After: 3600\r\nContent-Type: text/html\r\n", html), "429 "},

		// Failures of something before the service.
		{"500 with a page", page("500 Internal Server Error"), "500 Internal Server Error with an HTML page"},
		{"502 of a gateway", page("502 Bad Gateway"), "a gateway answers GET"},
		{"503 of a gateway", responding("503 Service Unavailable", "Content-Type: text/plain\r\nRetry-After: 30\r\n", "down for maintenance"), "503 Service Unavailable, and no service behind it"},
		{"503 of another API", asJSON("503 Service Unavailable", `{"message":"no upstream"}`), "503 Service Unavailable, and no service behind it"},
		{"504 of a gateway", page("504 Gateway Timeout"), "504 Gateway Timeout"},
		{"525 of a network", page("525 SSL Handshake Failed"), "a gateway answers GET"},
		{"a status that is none", page("999 Denied"), "999"},
	}
}

// TestCheck_TargetThatIsNotTheService_EndsIncompleteWithOneCause: it is blamed for nothing and
// praised for nothing, whatever is demanded of it, and the cause is said once.
func TestCheck_TargetThatIsNotTheService_EndsIncompleteWithOneCause(t *testing.T) {
	for _, other := range otherServers() {
		t.Run(other.name, func(t *testing.T) {
			t.Parallel()
			r := runOther(t, 0, other, contract.WithRequired("get", "wire"))
			wantNotJudged(t, r, other.cause)
			if n := r.Count(); n[contract.Error] != 1 || n[contract.Skip] != len(r.Results)-1 || r.Requests > 4 {
				t.Errorf("%v after %d requests", n, r.Requests)
			}
			wantOneCause(t, r, other.cause)
		})
	}
}

// TestCheck_TargetThatGoesAwayDuringTheRun_KeepsTheVerdictsAndSaysTheCauseOnce has the
// service answer the first connections, and something else the others.
func TestCheck_TargetThatGoesAwayDuringTheRun_KeepsTheVerdictsAndSaysTheCauseOnce(t *testing.T) {
	for i, other := range otherServers() {
		for _, good := range []int{40, []int{3, 300}[i%2]} { // the last is among requests that are sent at the same time // the last is among requests that are sent at the same time
			t.Run(fmt.Sprintf("%s after %d requests", other.name, good), func(t *testing.T) {
				t.Parallel()
				r := runOther(t, good, other)
				wantNotJudged(t, r, "the target went away during the run")
				if !strings.Contains(r.Stopped, other.cause) {
					t.Errorf("stopped: %q, want %q", r.Stopped, other.cause)
				}
				if n := r.Count(); n[contract.Error] != 1 || n[contract.Drift] != 0 || n[contract.Pass] < good/20 || r.LeftOut() == 0 {
					t.Errorf("%v, %d left out", n, r.LeftOut())
				}
				wantOneCause(t, r, other.cause)
			})
		}
	}
}

// TestCheck_TargetThatIsNotTheService_EndsWithTheTimeOfTheRun although a single answer may take
// an hour.
func TestCheck_TargetThatIsNotTheService_EndsWithTheTimeOfTheRun(t *testing.T) {
	for i, other := range otherServers() {
		for _, good := range []int{0, 40}[:1+i%2] {
			t.Run(fmt.Sprintf("%s after %d requests", other.name, good), func(t *testing.T) {
				t.Parallel()
				r := runOther(t, good, other, contract.WithTimeout(20*time.Second), contract.WithAnswerTimeout(time.Hour))
				if r.Took > 20*time.Second || (contract.Gate{}).Judge(r) != contract.OutcomeNotJudged {
					t.Errorf("%v after %s, stopped: %q", r.Count(), r.Took, r.Stopped)
				}
			})
		}
	}
}

// TestCheck_TargetThatSpeaksTheAPIAndFailsEverything_IsAFailure: what it answers has the shape
// of the API, so that it is the service, or means to be.
func TestCheck_TargetThatSpeaksTheAPIAndFailsEverything_IsAFailure(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"an internal error":                    {500, `{"code":13,"message":"internal","details":[]}`},
		"an internal error without a message":  {500, `{"code":13}`},
		"unavailable":                          {503, `{"code":14,"message":"try again"}`},
		"denied":                               {403, `{"code":7,"message":"","details":[]}`},
		"an error of the gateway":              {500, `{"error":{"message":"internal","param":null,"code":"INTERNAL","type":"error"},"request_id":"x"}`},
		"a suspended account":                  {412, gatewayError("PRECONDITION_FAILED")},
		"an error with bytes behind it":        {500, `{"code":13,"message":"internal"}` + "\nmore"},
		"one job for everything":               {200, `{"name":"accounts/acme/supervisedFineTuningJobs/x","state":"JOB_STATE_RUNNING"}`},
		"an empty list for everything":         {200, `{"supervisedFineTuningJobs":[]}`},
		"a list behind a byte order mark":      {200, "\ufeff" + `{"supervisedFineTuningJobs":[]}`},
		"a list that breaks off":               {200, `{"supervisedFineTuningJobs":[{"name":`},
		"a list, compressed and not announced": {200, gzipped(`{"supervisedFineTuningJobs":[]}`)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				at := target()
				at.Transport = answering(c.status, nil, c.body)
				r := judge(t, at)
				if got := (contract.Gate{}).Judge(r); got != contract.OutcomeFailed || r.Stopped != "" {
					t.Errorf("%s: %v, stopped: %q", got, r.Count(), r.Stopped)
				}
			})
		})
	}
}

// wantOneCause expects the text to name the cause once, and the other forms to be in error and
// not in failure.
func wantOneCause(t *testing.T, r *contract.Report, cause string) {
	t.Helper()
	forms := allForms(t, r)
	if got := strings.Join(strings.Fields(forms["the text"]), " "); strings.Count(got, cause) != 1 {
		t.Errorf("%q is not there once:\n%s", cause, forms["the text"])
	}
	if !strings.Contains(forms["JUnit"], ` failures="0" errors="1"`) {
		t.Errorf("JUnit:\n%.400s", forms["JUnit"])
	}
	if !strings.Contains(forms["the page"], `<h1 class="is-error">The target could not be judged`) {
		t.Error("the page has another headline")
	}
}

// runOther judges a target whose first connections are the service's, and the others are served
// by other. It all happens in this process and in virtual time.
func runOther(t *testing.T, good int, other otherServer, opts ...contract.Option) (r *contract.Report) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		front := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
		server := &http.Server{Handler: service().Handler(), ReadHeaderTimeout: time.Hour, ErrorLog: discardLog()}
		var running sync.WaitGroup
		running.Go(func() { _ = server.Serve(front) }) // ends with Close
		var mu sync.Mutex
		opened := 0
		at := target()
		at.Transport = &http.Transport{
			DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 256 << 10,
			DialContext: func(context.Context, string, string) (net.Conn, error) {
				mine, theirs := net.Pipe()
				mu.Lock()
				defer mu.Unlock()
				if opened++; opened <= good {
					front.conns <- theirs
				} else {
					running.Go(func() {
						other.serve(theirs)
						theirs.Close()
					})
				}
				return mine, nil
			},
		}
		r = judge(t, at, opts...)
		close(front.closed)
		server.Close()
		running.Wait()
	})
	return r
}

// pipes is a listener for connections in this process.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// readRequest reads one request to the end of its body.
func readRequest(conn net.Conn) {
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		_, _ = io.Copy(io.Discard, req.Body)
	}
}

// responding answers a request with a status, lines of a header and a body.
func responding(status, header, body string) func(net.Conn) {
	return answeringBytes(fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\nConnection: close\r\n\r\n%s", status, header, len(body), body))
}

// answeringBytes reads a request and writes these bytes.
func answeringBytes(text string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
	}
}

// banner writes before it reads, as many protocols have it.
func banner(text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		readRequest(conn)
	}
}

// echo sends back what it gets.
func echo(conn net.Conn) {
	request := make([]byte, 4<<10)
	n, err := conn.Read(request)
	if err == nil {
		_, _ = conn.Write(request[:n])
	}
}

// goSilent writes a text and then nothing, until the client is gone.
func goSilent(text string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	}
}

// flood writes a text, and another for as long as there is a client.
func flood(head, again string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, err := io.WriteString(conn, head)
		for err == nil {
			_, err = io.WriteString(conn, again)
		}
	}
}

// drip is flood, a little at a time.
func drip(head, again string) func(net.Conn) {
	return func(conn net.Conn) {
		readRequest(conn)
		_, err := io.WriteString(conn, head)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for err == nil {
			<-tick.C
			_, err = io.WriteString(conn, again)
		}
	}
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, text); errors.Join(err, z.Close()) != nil {
		panic(err) // a buffer takes it
	}
	return b.String()
}
