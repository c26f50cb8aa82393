//go:build tools

package sdk

// Pins the generator in go.mod, so that everybody generates the same bytes.
import _ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
