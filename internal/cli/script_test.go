package cli

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// raceExit keeps the program from lingering for a second at its end under the race
// detector, to wait for reports of other goroutines.
const raceExit = "atexit_sleep_ms=0"

// TestMain installs the program under its name in the PATH of whatever the tests run.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sftj": Main})
}

// TestScripts runs the program as a user would: a process of its own, with an emulator as
// the service. Each script has one of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUpScript,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"account": scriptAccount,
			"exits":   scriptExits,
			"during":  scriptDuring,
			"fault":   scriptFault,
			"posts":   scriptPosts,
			"finish":  scriptFinish,
		},
	})
}

// stage is the service of a script.
type stage struct {
	*emulator.Emulator
	answered chan struct{} // gets one when the first request was answered
	untilEnd atomic.Int64  // resumes until the account is suspended; 0: never
}

// stageKey is where a script keeps its stage.
type stageKey struct{}

func setUpScript(env *testscript.Env) error {
	s := newStage()
	server := httptest.NewServer(s)
	env.Defer(server.Close)
	env.Values[stageKey{}] = s
	home := filepath.Join(env.WorkDir, "home")
	for name, value := range map[string]string{
		"HOME": home, "NO_COLOR": "1", "GORACE": raceExit,
		"FIREWORKS_API_KEY": sampleKey, "FIREWORKS_ACCOUNT_ID": sampleAccount, "FIREWORKS_BASE_URL": server.URL,
	} {
		env.Setenv(name, value)
	}
	return os.MkdirAll(filepath.Join(home, ".fireworks"), 0o700)
}

// newStage is a service with the sample jobs, one that has expired, and an account that is
// suspended. It is as fast as life, so that a job is where a script has put it.
func newStage() *stage {
	return &stage{
		Emulator: emulator.New(append(scriptOptions(),
			emulator.WithJobs(sampleAccount, scriptJob(time.Now(), "expired1", client.JobStateExpired, 5)),
			emulator.WithAccount("broke", "fw_emulator_broke"),
			emulator.WithJobs("broke", scriptJob(time.Now(), "broke001", client.JobStatePaused, 5)),
			emulator.WithSuspended("broke"),
		)...),
		answered: make(chan struct{}, 1),
	}
}

// ServeHTTP is the emulator's, and tells when it has answered.
func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.Handler().ServeHTTP(w, r)
	if strings.HasSuffix(r.URL.Path, ":resume") && s.untilEnd.Add(-1) == 0 {
		s.Suspend(sampleAccount)
	}
	select {
	case s.answered <- struct{}{}:
	default:
	}
}
