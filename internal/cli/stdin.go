package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// errNotAFile is what is wrong with a pipe or a device in the place of a file of settings.
var errNotAFile = errors.New("not a regular file")

// errTooLarge is what is wrong with a file of settings that has more bytes than it may.
var errTooLarge = errors.New("too large")

// readSettings reads a file of settings of at most so many bytes. Settings are read before the
// program can wait for anything: to open a named pipe would block it, and no signal would end
// that. The null device reads as an empty file.
//
// Errors: a path that is no regular file or cannot be read; errTooLarge.
func readSettings(path string, most int64) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() && !info.IsDir() { // of a folder, the system says so
		if null, err := os.Stat(os.DevNull); err == nil && os.SameFile(info, null) {
			return nil, nil
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: errNotAFile}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(data)) > most {
		err = errTooLarge
	}
	return data, err
}

// interruptible returns what read does, or the context's error as soon as the context
// ends, even when read succeeded in that moment. A read of a terminal or a pipe can't be
// broken off: it goes on, and what it reads later is dropped, because the program ends.
func interruptible[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1) // the receiver may be gone
	go func() {
		value, err := read()
		done <- outcome{value, err}
	}()
	var got outcome
	select {
	case got = <-done:
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		var none T
		return none, fmt.Errorf("while reading: %w", ctx.Err())
	}
	return got.value, got.err
}
