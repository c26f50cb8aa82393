package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"

	"golang.org/x/perf/benchfmt"
)

// suite is the benchmarks of one package, compiled once.
type suite struct{ name, dir, binary string }

// build compiles the benchmarks.
func build(ctx context.Context, into string) ([]suite, error) {
	suites := []suite{
		{name: "bench", dir: "."},
		{name: "conform", dir: "../../api/conform"},
		{name: "emulator", dir: "../../api/emulator"},
	}
	for i := range suites {
		s := &suites[i]
		s.binary = filepath.Join(into, s.name+".test")
		if _, err := output(ctx, s.dir, "go", "test", "-c", "-o", s.binary, "."); err != nil {
			return nil, err
		}
	}
	return suites, nil
}

// run takes one sample of every benchmark of the suite.
func (s suite) run(ctx context.Context, into *samples, only, benchtime string) error {
	text, err := output(ctx, s.dir, s.binary, "-test.run=^$", "-test.bench="+only, "-test.benchtime="+benchtime, "-test.benchmem")
	if err != nil {
		return err
	}
	// benchfmt brings the units to seconds and bytes, whatever the benchmark wrote.
	r := benchfmt.NewReader(bytes.NewReader(text), s.name)
	for r.Scan() {
		result, ok := r.Result().(*benchfmt.Result)
		if !ok {
			continue
		}
		name, parts := result.Name.Parts()
		for _, part := range parts {
			if part[0] == '/' { // the number of processors is none of the name
				name = append(slices.Clip(name), part...)
			}
		}
		for _, v := range result.Values {
			into.add(key{s.name, string(name), v.Unit}, v.Value)
		}
	}
	return r.Err()
}

// output runs a command and returns what it prints; all of it is the error when it fails.
func output(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%s %v in %s: %w\n%s%s", filepath.Base(name), args, dir, err, out.Bytes(), errs.Bytes())
	}
	return out.Bytes(), nil
}
