// Package conform is the guard of the contract: one [Checker] that judges an HTTP exchange
// by the OpenAPI document that package openapi embeds, and a [Ledger] of what it saw.
//
// A Checker has three faces. [Checker.Check] and its siblings judge bytes that were
// captured; [Checker.Handler] stands before a server; [Checker.Transport] stands behind a
// client. All of them speak of two things: a [Violation] is what the contract forbids, a
// [Drift] is what the contract does not know yet and need not be wrong.
//
// What the contract does not say in so many words is taken from proto3 JSON, which the
// service speaks: 1.0 and 1e2 are integers, an int64 is a string of digits, a message that
// is not set may be null.
//
// Authentication is not judged, nor is anything changed: what passes, passes byte by byte.
package conform

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"github.com/fireworks-sftj/sdk/openapi"
)

// Checker judges exchanges by one contract. It is safe for use by many goroutines: after
// New, only its ledger and its scratch memory change.
type Checker struct {
	mode     Mode
	observer func(Result)
	maxBody  int64
	piece    int // JSON values that are validated at once

	maxViolations, maxDrift int // that a Result lists

	bases       []basePath // the longest first
	onUnmatched Unmatched
	router      routers.Router
	paths       []template   // for the fast path
	operations  []*operation // by id
	byName      map[string]*operation
	byKin       map[*openapi3.Operation]*operation
	catalogue   *catalogue
	ledger      *Ledger
	schema      []openapi3.SchemaValidationOption
	request     *openapi3filter.Options
	scans       sync.Pool // of *scan, for the fast path

	// sighted returns what captures show, by kind and name of the statement. It is read for
	// violations only.
	sighted func() map[StatementKind]map[string]bool
}

// New reads the contract and prepares a Checker for it.
//
// Errors: an option that makes no sense; a document that is not valid OpenAPI 3.0, or
// whose x-open-enum is not a regular expression.
func New(opts ...Option) (*Checker, error) {
	s := defaults()
	for _, opt := range opts {
		if err := opt(&s); err != nil {
			return nil, err
		}
	}
	if s.document == nil {
		s.document = openapi.Document()
	}
	doc, err := load(s.document)
	if err != nil {
		return nil, err
	}
	bases := s.bases
	if bases == nil {
		bases = serverPaths(doc)
	}
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, fmt.Errorf("conform: routes of the contract: %w", err)
	}
	c := &Checker{
		bases: bases, onUnmatched: s.unmatched,
		mode: s.mode, observer: s.observer, maxBody: s.maxBody, piece: maxPiece,
		maxViolations: s.maxViolations, maxDrift: s.maxDrift,
		router: router,
		schema: append(formats(), openapi3.DisableSchemaErrorDetails()),
	}
	c.request = &openapi3filter.Options{
		ExcludeRequestBody: true, // judged apart, from bytes
		MultiError:         true,
		// Defaults would be written into the request.
		SkipSettingDefaults:     true,
		AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc,
		SchemaValidationOptions: append(slices.Clip(c.schema), openapi3.MultiErrors()),
	}
	if err := c.index(doc); err != nil {
		return nil, err
	}
	c.ledger = newLedger(c.catalogue, c.operations)
	c.sighted = sync.OnceValue(c.sightedStatements)
	return c, nil
}

// dropImpliedPatterns takes the pattern off strings that hold a 64-bit integer. It is there for
// tools that ignore the format; the format refuses all that the pattern does, and one fault is
// to be reported once.
func dropImpliedPatterns(doc *openapi3.T) {
	if doc.Components == nil {
		return
	}
	for _, schema := range doc.Components.Schemas {
		if schema.Value == nil {
			continue
		}
		for _, property := range schema.Value.Properties {
			if p := property.Value; p != nil && p.Format == "int64" && p.Type.Is(openapi3.TypeString) {
				p.Pattern = ""
			}
		}
	}
}

// load parses and validates the document. Of the servers only the paths count, because a
// contract holds on any host; the examples are not judged, because that is not the guard's subject.
func load(document []byte) (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(document)
	if err != nil {
		return nil, fmt.Errorf("conform: read the contract: %w", err)
	}
	dropImpliedPatterns(doc)
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("conform: the contract is OpenAPI %q, not 3.0", doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, fmt.Errorf("conform: the contract is not valid: %w", err)
	}
	return doc, nil
}

// Ledger returns the record of all that this Checker has judged.
func (c *Checker) Ledger() *Ledger { return c.ledger }
