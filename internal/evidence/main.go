// Evidence adds what sftj check, drift or proxy --evidence has written to the x-evidence of the
// contract: make evidence FILE=seen.yaml. Comments and everything else of the contract stay as
// they are.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/fireworks-sftj/sdk/api/conform"
)

func main() {
	contract := flag.String("contract", "openapi/openapi.yaml", "the contract to add to")
	vouched := flag.Bool("of-the-service", false, "state that the responses are those of the service, where the file does not know it")
	flag.Parse()
	if err := add(*contract, flag.Arg(0), *vouched); err != nil {
		fmt.Fprintln(os.Stderr, "evidence:", err)
		os.Exit(1)
	}
}

// add merges a file into the contract, which stays as it is if the merge fails.
//
// Errors: a file that cannot be read or is no evidence; a contract that cannot be written.
func add(contract, file string, vouched bool) error {
	if file == "" {
		return errors.New("FILE=… names no file: sftj check --evidence FILE writes one")
	}
	document, err := os.ReadFile(contract)
	if err != nil {
		return err
	}
	seen, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	merged, err := conform.MergeEvidence(document, seen, vouched)
	switch {
	case errors.Is(err, conform.ErrNotOfTheService):
		return fmt.Errorf("%s: %w; if they are, say so with OF_THE_SERVICE=yes", file, err)
	case err != nil:
		return fmt.Errorf("%s: %w", file, err)
	}
	before, err := observed(document)
	if err != nil {
		return err
	}
	after, err := observed(merged)
	if err != nil {
		return err
	}
	if err := os.WriteFile(contract, merged, 0o644); err != nil { //nolint:gosec // a file of the checkout
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "%s: captures show %d statements of the contract (%d before); %d are assumptions (%d before)\n",
		contract, after.seen, before.seen, after.assumed, before.assumed)
	return err
}

// counts is how many statements of a contract captures show, and how many are assumptions.
type counts struct{ seen, assumed int }

func observed(document []byte) (n counts, err error) {
	c, err := conform.New(conform.WithDocument(document))
	if err != nil {
		return n, err
	}
	list, err := c.Statements()
	if err != nil {
		return n, err
	}
	for _, s := range list {
		if len(s.Observations) > 0 {
			n.seen++
		}
		if s.Source == conform.SourceAssumed {
			n.assumed++
		}
	}
	return n, nil
}
