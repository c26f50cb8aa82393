package contract_test

import (
	"flag"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fireworks-sftj/sdk/api/contract"
	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/internal/recording"
)

var update = flag.Bool("update", false, "write testdata anew: the recordings of the emulator, and the score, which may only rise")

// recordings is where recorded exchanges lie. SFTJ_RECORD names another file to record a
// live service into.
const recordings = "testdata/recordings"

// recordedTarget is what the kit is told of a recorded service: the jobs of newEmulator, none
// of which it may touch.
func recordedTarget(rt http.RoundTripper) contract.Target {
	return contract.Target{
		BaseURL: "https://recorded.example.com", APIKey: key, Account: account, Transport: rt,
		Jobs: contract.Jobs{
			Paused: []string{"paused1", "paused2", "paused3"}, Running: []string{"running1"}, Completed: []string{"completed1"},
			Failed: []string{"failed1"}, Cancelled: []string{"cancelled1"},
		},
		Foreign: contract.Foreign{Account: rivalAccount, Job: "secret1"},
	}
}

// TestRecordings: the kit over each recording, as over any other target. The recording is of
// the emulator until there is one of the service: it then says where the two part.
func TestRecordings(t *testing.T) {
	if *update {
		at := time.Date(2026, 7, 20, 9, 12, 7, 386612847, time.UTC)
		rec := recording.Record(newEmulator(
			emulator.WithClock(func() time.Time { return at })).Transport(), key)
		judgeRecorded(t, recordedTarget(rec))
		keep(t, filepath.Join(recordings, "emulator.txtar"), "The kit, read-only, over the emulator of this project, in the dialect that the service was seen in.", rec)
	}
	files, err := filepath.Glob(filepath.Join(recordings, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no recordings", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			exchanges := readRecording(t, file)
			r := judgeRecorded(t, recordedTarget(recording.NewReplay(exchanges, key)))
			n := r.Count()
			t.Logf("composition recording %s: %d exchanges, %d checks passed, %d skipped, %d failed",
				filepath.Base(file), len(exchanges), n[contract.Pass], n[contract.Skip], n[contract.Fail])
			if n[contract.Pass] < 30 {
				t.Errorf("only %d checks passed: hardly anything was judged", n[contract.Pass])
			}
		})
	}
}

// judgeRecorded runs the kit without a pause and blames what it finds. A check that is younger
// than the recording sends requests that were not recorded: it has no verdict.
func judgeRecorded(t *testing.T, target contract.Target) *contract.Report {
	t.Helper()
	r, err := contract.Run(t.Context(), target, contract.WithRate(math.Inf(1)))
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range r.Results {
		if slices.ContainsFunc(res.Findings, func(f contract.Finding) bool { return strings.Contains(f.Message, recording.ErrNotRecorded.Error()) }) {
			t.Logf("%s: not in this recording, record it anew to have it judged", res.ID)
			continue
		}
		if res.Verdict == contract.Fail || res.Verdict == contract.Error || res.Verdict == contract.Drift {
			t.Errorf("%s %s: %s %v", res.Verdict, res.ID, res.Reason, res.Findings)
		}
	}
	return r
}

// TestStagingIsRecorded records a live service, read-only, into the file that SFTJ_RECORD names.
// The service and its jobs are those of the SFTJ_ variables.
func TestStagingIsRecorded(t *testing.T) {
	file := os.Getenv("SFTJ_RECORD")
	if file == "" {
		t.Skip("SFTJ_RECORD is not set: nothing to record into")
	}
	target, opts, err := contract.FromEnvironment(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	target.AllowWrite = false
	rec := recording.Record(&http.Transport{Proxy: http.ProxyFromEnvironment, DisableCompression: true, DisableKeepAlives: true}, target.APIKey)
	target.Transport = rec
	r, err := contract.Run(t.Context(), target, opts...)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, file, fmt.Sprintf("The kit, read-only, over %s on %s.", r.Target, r.Started.Format(time.DateOnly)), rec)
}

func keep(t *testing.T, file, comment string, rec *recording.Recorder) {
	t.Helper()
	if err := os.WriteFile(file, recording.Format(comment, rec.Exchanges()), 0o600); err != nil {
		t.Fatal(err)
	}
}

func readRecording(t *testing.T, file string) []recording.Exchange {
	t.Helper()
	archive, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	exchanges, err := recording.Parse(archive)
	if err != nil {
		t.Fatal(err)
	}
	return exchanges
}
