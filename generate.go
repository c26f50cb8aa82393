// Package sdk is the root of the module and holds no code of its own, only the recipe
// for the generated part. One legend explains every folder:
//
//	openapi/        is agreed: what is true on the wire, curated by hand
//	gen/            is written by machine, from openapi/, by go generate
//	api/            is written by hand
//	contract_test/  judges
//
// Programs import [github.com/fireworks-sftj/sdk/api/sftj], the SDK, or
// [github.com/fireworks-sftj/sdk/gen/client], the stock client underneath it.
//
// gen/ is disposable: rm -rf gen && go generate ./... restores it byte for byte.
package sdk

//go:generate mkdir -p gen/model gen/client gen/server
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/codegen/model.yaml openapi/openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/codegen/client.yaml openapi/openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config openapi/codegen/server.yaml openapi/openapi.yaml
