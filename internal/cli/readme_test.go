package cli

import (
	"bufio"
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/fireworks-sftj/sdk/api/emulator"
	"github.com/fireworks-sftj/sdk/gen/client"
)

// readmeCommand is a line that the README tells people to copy, and the output that it
// shows below.
type readmeCommand struct{ line, shown string }

// readmeBlocks are the console blocks of the README.
func readmeBlocks(t *testing.T) [][]readmeCommand {
	t.Helper()
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var blocks [][]readmeCommand
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		var commands []readmeCommand
		for line := range strings.Lines(block[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				commands = append(commands, readmeCommand{line: strings.TrimSpace(command)})
			} else if n := len(commands); n > 0 {
				commands[n-1].shown += line
			}
		}
		blocks = append(blocks, commands)
	}
	return blocks
}

// TestReadmeCommands copies every command of the README into a shell, with an emulator as
// the service and nothing else prepared, and looks at what it does.
func TestReadmeCommands(t *testing.T) {
	t.Parallel() // it waits for the rate limit and for the demo
	for _, tool := range []string{"bash", "jq", "make"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs ", tool)
		}
	}
	em := emulator.New(append(scriptOptions(), emulator.WithResumedState(client.JobStateCompleted))...)
	server := httptest.NewServer(em.Handler())
	t.Cleanup(server.Close)
	dir := t.TempDir()
	ran := map[string]bool{}
	for _, block := range readmeBlocks(t) {
		for _, c := range block {
			if skipped(t, c.line) {
				continue
			}
			if strings.HasPrefix(c.line, "sftj serve") {
				serveAsShown(t, dir, c)
				continue
			}
			got := shell(t, dir, server.URL, c.line)
			key := readmeKey(c.line)
			ran[key] = true
			check, ok := readmeChecks()[key]
			if !ok {
				t.Errorf("$ %s\nsay in readmeChecks what it does", c.line)
				continue
			}
			if problem := check(got); got.code != 0 || problem != "" {
				t.Errorf("$ %s\nexit %d; %s\n%s%s", c.line, got.code, problem, got.stdout, got.stderr)
			}
		}
	}
	for line := range readmeChecks() {
		if !ran[line] {
			t.Errorf("the README does not say %q any more", line)
		}
	}
	if got := posts(em); len(got) != 5 {
		t.Errorf("the README resumed %v, want each paused job once", got)
	}
}

func skipped(t *testing.T, line string) bool {
	for command, reason := range notRunHere() {
		if strings.Contains(line, command) {
			t.Logf("$ %s\nnot run: %s", line, reason)
			return true
		}
	}
	return false
}

// shell runs a line of the README unchanged, as if pasted.
func shell(t *testing.T, dir, url, line string) result {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "-c", "set -o pipefail\n"+line)
	cmd.Dir = dir
	if strings.HasPrefix(line, "make ") {
		cmd.Dir = "../.."
	}
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.Env = readmeEnv(url)
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// readmeEnv is the environment after the README's own export, with the emulator in the
// place of the service.
func readmeEnv(url string) []string {
	return append(os.Environ(), "FIREWORKS_API_KEY="+sampleKey, "FIREWORKS_ACCOUNT_ID="+sampleAccount,
		"FIREWORKS_BASE_URL="+url, "NO_COLOR=1", "GORACE="+raceExit)
}

// serveAsShown runs the emulator on a free port: what it prints is what the README shows,
// but for the port, and does what it is for.
func serveAsShown(t *testing.T, dir string, c readmeCommand) {
	t.Helper()
	const port = ":8080"
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	cmd := exec.CommandContext(ctx, "bash", "-c", "exec "+strings.Replace(c.line, port, ":0", 1))
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told string
	for scanner := bufio.NewScanner(stdout); strings.Count(told, "\n") < 3 && scanner.Scan(); {
		told += scanner.Text() + "\n"
	}
	if shown := regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(told, "127.0.0.1"+port); shown != c.shown {
		t.Errorf("$ %s\n got %s\nwant %s", c.line, shown, c.shown)
	}
	if got := shell(t, dir, "", told+"sftj list -o name --limit 1"); got.code != 0 {
		t.Errorf("what serve exports does not work: exit %d\n%s", got.code, got.stderr)
	}
	stop()
	if err := cmd.Wait(); err != nil && cmd.ProcessState.ExitCode() != 0 {
		t.Errorf("serve: %v", err)
	}
}
