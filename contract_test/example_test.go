package contract_test

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/conform"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/api/sftj"
	"github.com/fireworks-sftj/sdk/gen/server"
)

// theService is an emulator on a port, for examples that have to begin with a URL.
func theService() (url, apiKey string) {
	return httptest.NewServer(newEmulator().Handler()).URL, key // ends with the test binary
}

// The guard, the emulator and the SDK compose on http.RoundTripper: no port is needed.
func Example_guarded() {
	em := emulator.New(emulator.WithAccount("acme", "fw_key"), emulator.WithJobs("acme", server.Job{Name: "ft-42", Dataset: "d", State: server.JobStatePaused}))
	ck, err := conform.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := sftj.New(sftj.WithAPIKey("fw_key"), sftj.WithAccount("acme"),
		sftj.WithTransport(ck.Transport(em.Transport())))
	if err != nil {
		fmt.Println(err)
		return
	}
	job, err := c.Resume(context.Background(), "ft-42")
	fmt.Println(job, err)
	// Output: accounts/acme/supervisedFineTuningJobs/ft-42 JOB_STATE_PENDING <nil>
}

// TestTheStockExampleIsSmall: a program that imports only gen/client needs at most twenty
// lines.
func TestTheStockExampleIsSmall(t *testing.T) {
	source, err := os.ReadFile("example_stock_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), "\n"); n > 20 {
		t.Errorf("%d lines", n)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, imported := range file.Imports {
		if path := strings.Trim(imported.Path.Value, `"`); strings.Contains(path, ".") && path != "github.com/fireworks-sftj/sdk/gen/client" {
			t.Errorf("imports %s", path)
		}
	}
}
