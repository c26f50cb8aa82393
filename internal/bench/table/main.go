// Command table runs the benchmarks of this module and those beside the code, in turns, and
// writes their medians and the goals they are held against into docs/benchmarks.md.
//
//	go run ./table [-rounds 6] [-benchtime 300ms] [-bench .] [-out ../../docs/benchmarks.md]
//
// In turns means that every round runs every benchmark once: a machine that is slow for a
// minute is slow for all of them.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("table", flag.ContinueOnError)
	rounds := flags.Int("rounds", 6, "how often every benchmark runs")
	benchtime := flags.String("benchtime", "300ms", "for how long, each time")
	only := flags.String("bench", ".", "which benchmarks, as of go test; anything but . writes no file")
	out := flags.String("out", "../../docs/benchmarks.md", "the file whose tables are replaced")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	s := &samples{values: make(map[key][]float64)}
	suites, err := build(ctx, dir)
	if err != nil {
		return err
	}
	for round := range *rounds {
		for _, suite := range suites {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, *rounds, suite.name)
			if err := suite.run(ctx, s, *only, *benchtime); err != nil {
				return err
			}
		}
	}
	if *only != "." {
		return write(os.Stdout, s)
	}
	if err := weigh(ctx, dir, s); err != nil {
		return err
	}
	return replace(ctx, *out, s, *rounds)
}
