package cli

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/emulator"
)

// Something else than the service at the address. All shapes of it are in the tests of
// api/contract; here a few are met over TCP, from the command line to the reports.

// otherServers serve one connection each, and say what the one cause has in it.
var otherServers = map[string]struct {
	serve func(net.Conn)
	cause string
}{
	"an SSH server": {writing("SSH-2.0-OpenSSH_9.6\r\n", false), "the answer is not HTTP"},
	"a portal": {writing("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>", false),
		"200 OK with an HTML page"},
	"101 for everything": {writing("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", true),
		"101 Switching Protocols, which no request asked for"},
	"a reset": {func(conn net.Conn) {
		writing("", false)(conn)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	}, "the connection was reset"},
}

// TestCheck_TargetThatIsNotTheService_Exits3WithTheCauseInTheFirstLine whatever else is demanded.
func TestCheck_TargetThatIsNotTheService_Exits3WithTheCauseInTheFirstLine(t *testing.T) {
	for name, other := range otherServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := checkOther(t, 0, other.serve, "--require", "get", "--min-coverage", "50", "--allow-incomplete")
			first, rest, _ := strings.Cut(got.stderr, "\n")
			if !strings.HasPrefix(first, "error  target.answers: the target never answered as this service: ") || !strings.Contains(first, other.cause) || rest != "" {
				t.Errorf("%q is not the one line:\n%s", other.cause, got.stderr)
			}
			if !strings.Contains(got.stdout, "0 of 74 checks passed, 0 failed") {
				t.Error(got.stdout)
			}
		})
	}
}

// TestCheck_TargetThatGoesAwayDuringTheRun_Exits3WithTheCauseOnce and the verdicts until then.
func TestCheck_TargetThatGoesAwayDuringTheRun_Exits3WithTheCauseOnce(t *testing.T) {
	for name, other := range otherServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := checkOther(t, 40, other.serve)
			if strings.Count(got.stderr, "the target went away during the run: after 40 responses") != 1 || !strings.Contains(got.stderr, other.cause) ||
				strings.Count(got.stderr, "\n") != 1 || !strings.Contains(got.stdout, "The target could not be judged to the end: ") {
				t.Errorf("%s\n%s", got.stderr, got.stdout)
			}
		})
	}
}

// TestCheck_SilentTarget_Exits3 has a server accept connections and say nothing.
func TestCheck_SilentTarget_Exits3(t *testing.T) {
	for flag, cause := range map[string]string{
		"--answer-timeout": "had no answer in time (50ms)",
		"--timeout":        "the time for the run is over (50ms)",
	} {
		got := checkOther(t, 0, writing("", true), flag, "50ms")
		if first, _, _ := strings.Cut(got.stderr, "\n"); !strings.HasPrefix(first, "error  target.answers: the target never answered as this service: GET ") || !strings.Contains(first, cause) {
			t.Errorf("%s: %s", flag, got.stderr)
		}
	}
}

// checkOther runs check against a server that answers good connections as the service, and has
// serve do the others. It expects exit 3, and reports that blame the target for nothing.
func checkOther(t *testing.T, good int, serve func(net.Conn), args ...string) result {
	t.Helper()
	dir := t.TempDir()
	page, junit := filepath.Join(dir, "r.html"), filepath.Join(dir, "r.xml")
	args = append(args, "--running-job", "running1", "--report", page, "--junit", junit)
	got := sftjRun(t, nil, checkArgs(listening(t, good, serve), args...)...)
	if got.code != exitNotJudged || strings.Contains(got.stderr, "fail  ") {
		t.Errorf("exit %d, want %d\n%s", got.code, exitNotJudged, got.stderr)
	}
	for file, want := range map[string]string{junit: ` failures="0" errors="1"`, page: `<h1 class="is-error">The target could not be judged`} {
		if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %s: %v", filepath.Base(file), want, err)
		}
	}
	if strings.Contains(got.stdout+got.stderr, checkKey) {
		t.Error("the key is in the output")
	}
	return got
}

// writing reads a request and writes a text; with open, the connection then stays open for as
// long as the client likes.
func writing(text string, open bool) func(net.Conn) {
	return func(conn net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
			return
		}
		_, _ = io.WriteString(conn, text)
		if open {
			_, _ = io.Copy(io.Discard, conn)
		}
	}
}

// listening returns the base URL of a server whose first connections are the service's.
func listening(t *testing.T, good int, serve func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	front := &handedOn{Listener: ln, conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: emulator.New(scriptOptions()...).Handler(), ReadHeaderTimeout: time.Minute}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(front) }) // ends with Close
	running.Go(func() {
		for n := 0; ; n++ {
			conn, err := ln.Accept()
			switch {
			case err != nil:
				return
			case n < good:
				front.conns <- conn
			default:
				running.Go(func() { // ends with the client
					serve(conn)
					conn.Close()
				})
			}
		}
	})
	t.Cleanup(func() {
		ln.Close()
		close(front.closed)
		server.Close()
		running.Wait()
	})
	return "http://" + ln.Addr().String()
}

// handedOn is a listener whose connections another one has accepted.
type handedOn struct {
	net.Listener
	conns  chan net.Conn
	closed chan struct{}
}

func (l *handedOn) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *handedOn) Close() error { return nil }
