// Package openapi is the contract as bytes: the hand-curated OpenAPI 3.0.3 document of
// the supervised fine-tuning job operations, embedded. It imports nothing but embed, so
// a program that validates against the contract picks the validator.
package openapi

import _ "embed"

//go:embed openapi.yaml
var document []byte

// Document returns the contract, a YAML document. The caller owns the copy.
func Document() []byte {
	return append([]byte(nil), document...)
}
