// Package cli is the command line sftj: one file for each command, and what commands share.
// It puts the packages of api/ together, and uses what their users use.
package cli

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"syscall"
)

// Main is the program: it runs the command that the arguments of the process name, with the
// process's streams, environment and signals, and ends the process with the exit code.
func Main() {
	ctx, stop := signalContext(context.Background())
	log.SetOutput(stdlog{os.Stderr})
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv}
	code := a.run(ctx, os.Args[1:])
	stop()
	exit(ctx, code)
}

// run is the whole program but for the process around it. It returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	out := &sink{w: a.stdout}
	a.stdout = out
	a.args = args
	if _, ok := a.stderr.(*os.File); !ok {
		a.stderr = &lockedWriter{w: a.stderr}
	}
	defer func() { a.patience.stop() }()
	root := a.rootCommand()
	root.SetArgs(args)
	err := firstError(root.ExecuteContext(ctx), a.noHelp)
	a.patience.stop() // what is said now is the end
	a.countViolations()
	if err == nil && out.err != nil && !errors.Is(out.err, syscall.EPIPE) { // a closed pipe, as after head, is no failure
		err = fmt.Errorf("stdout: %w", out.err)
	}
	code := exitCode(ctx, err)
	if err != nil && !errors.Is(err, errSilent) {
		a.printError(err, code)
	}
	return code
}
