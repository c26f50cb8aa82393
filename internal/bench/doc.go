// Package bench is the benchmarks against others: clients written by hand, by the stock
// generator and by ogen, on the same work as the SDK. It is a module of its own, so that
// the opponents never enter the go.mod of the SDK.
//
// make bench runs everything and writes docs/benchmarks.md.
package bench

//go:generate go run github.com/ogen-go/ogen/cmd/ogen@v1.24.0 --config ogen.yml --target ogenclient --package ogenclient --clean ../../openapi/openapi.yaml
