package main

import (
	"context"
)

// printEndings writes the jobs as they were read last, and what is to be said about those
// that did not end well.
func (a *app) printEndings(ctx context.Context, jobs []string, endings []ending) error {
	shown, err := columnsNamed(usualColumns())
	if err != nil {
		return err
	}
	list := a.newJobList(shown, 0)
	var codes []int
	for i, end := range endings { // as they were named, not as they ended
		if end.err != nil {
			code := exitCode(ctx, end.err)
			codes = append(codes, code)
			a.printJobError(jobs[i], end.err, code)
		}
		if end.last.Job == nil {
			continue
		}
		if err := list.add(end.last.Job); err != nil {
			return err
		}
	}
	if err := list.end(); err != nil {
		return err
	}
	return watchEnd(codes)
}

// manyError is the end of several waits, of which each that was bad has been reported.
type manyError struct{ code int }

func (e *manyError) Error() string { return errSomeFailed.Error() }

// watchEnd is the error of several waits that ended with these exit codes, the good ones
// left out.
func watchEnd(codes []int) error {
	if len(codes) == 0 {
		return nil
	}
	for _, code := range codes {
		if code != codes[0] {
			return &manyError{exitSomeFailed}
		}
	}
	switch codes[0] {
	case exitAuth, exitAccount, exitStillRunning:
		return &manyError{codes[0]}
	}
	return &manyError{exitSomeFailed}
}
