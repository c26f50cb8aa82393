package contract_test

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
)

// frame is the page that the test has a browser open: it shows the report at two widths.
//
//go:embed testdata/frame.html
var frame string

// sight is what a reader sees at one width.
type sight struct {
	Width, Inner, Scroll                    int
	Wider, Loaded                           []string
	Background, Headline, Rule, Curl        string
	Counts                                  map[contract.Verdict]int
	Coverage                                map[string]string
	PassedAtFirst, PassedAfter, FailedAfter int
	Scripts                                 int
}

// chromium finds the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("SFTJ_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Skip("there is no Chromium here: install it, or name it in SFTJ_CHROMIUM")
	return ""
}

// browserOwn are the hosts that Chromium asks by itself, whatever page it shows and however
// often it is told not to. What the page loads from them the page itself would tell.
var browserOwn = regexp.MustCompile(`(^|\.)(google|googleapis|gvt1)\.com(:443)?$`)

// open has the browser open the report at two widths. It returns what was seen, and whom
// else the browser asked for anything: the test is its proxy for all hosts.
func open(t *testing.T, browser, html string, dark bool) (seen []sight, strangers []string) {
	t.Helper()
	var mu sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		switch req.Method + " " + req.Host + req.URL.Path {
		case "GET report.test/":
			fmt.Fprint(w, frame)
		case "GET report.test/report.html":
			fmt.Fprint(w, html)
		case "POST report.test/seen":
			if err := json.NewDecoder(req.Body).Decode(&seen); err != nil {
				t.Error(err)
			}
		default:
			if !browserOwn.MatchString(req.Host) && !slices.Contains(strangers, req.Method+" "+req.URL.String()) {
				strangers = append(strangers, req.Method+" "+req.URL.String())
			}
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer proxy.Close()
	// A browser that was stopped may still write: what is left is not worth a failure.
	home, err := os.MkdirTemp("", "sftj-chromium-") //nolint:usetesting // see above
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(home)
	mode := "--hide-scrollbars"
	if dark {
		mode = "--force-dark-mode"
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage",
		"--user-data-dir="+home, "--proxy-server="+proxy.URL, "--proxy-bypass-list=<-loopback>", mode,
		"--virtual-time-budget=20000", "--dump-dom", "http://report.test/").CombinedOutput()
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != 2 {
		t.Fatalf("the browser saw %d pages, not 2: %v\n%s", len(seen), err, out)
	}
	return seen, strangers
}
