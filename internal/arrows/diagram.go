package arrows

// Drawn is the diagram of this module. Reading downwards, a package may import what
// stands above it:
//
//	[openapi]     ┌──────────▶ [gen/model]
//	      ▲       │               ▲       ▲
//	      │       │         [gen/client] [gen/server]
//	[api/conform] │               ▲       ▲
//	      ▲       │               │       │
//	[api/contract]┘          [api/sftj] [api/emulator]
//	      │                       ▲       ▲
//	      └───────────┬───────────┴───────┘
//	           [internal/cli]    [contract_test]
//	                  ▲
//	             [cmd/sftj]
//
// internal/redact is a leaf beside it, for every package that writes down what was on the wire, and
// internal/jsonscan and internal/capped are leaves for the packages that read it.
// internal/netpath is a leaf for every package that connects to a service, internal/sleep for
// every package that waits, internal/apiname for the names of jobs and operations,
// internal/safetext for text that is printed.
// internal/recording stands on the first of them and serves internal/cli and contract_test.
func Drawn() Diagram {
	return Diagram{
		Module: "github.com/fireworks-sftj/sdk",
		Nodes:  nodes(),
		Doors:  doors(),
	}
}

func nodes() []Node {
	const (
		leaf    = "a leaf imports nothing of the module"
		machine = "generated code imports the model only"
	)
	return []Node{
		{Dir: ".", Rule: "the root holds no code, only the recipe for gen/"},
		{Dir: "openapi", Rule: "the contract is bytes; " + leaf},
		{Dir: "internal/redact", Rule: leaf},
		{Dir: "internal/jsonscan", Rule: leaf},
		{Dir: "internal/capped", Rule: leaf},
		{Dir: "internal/apiname", Rule: leaf},
		{Dir: "internal/netpath", Rule: leaf},
		{Dir: "internal/safetext", Rule: leaf},
		{Dir: "internal/sleep", Rule: leaf},
		{Dir: "internal/arrows", Rule: leaf, Tested: true},
		{Dir: "internal/recording", May: []string{"internal/redact"}, Rule: "a recording holds no secret, and nothing else of the module"},

		{Dir: "gen/model", Rule: machine},
		{Dir: "gen/client", Rule: machine, May: []string{"gen/model"}},
		{Dir: "gen/server", Rule: machine, May: []string{"gen/model"}},

		{
			Dir: "api/sftj", May: []string{"gen/client", "internal/redact", "internal/jsonscan", "internal/capped", "internal/netpath", "internal/sleep", "internal/apiname", "internal/safetext"},
			Rule: "the SDK stands on gen/client, which has the model too",
		},
		{
			Dir: "api/emulator", May: []string{"gen/server", "internal/redact", "internal/sleep", "internal/apiname"},
			Rule: "the emulator stands on gen/server, which has the model too, and prints no secret",
		},
		{
			Dir: "api/conform", May: []string{"openapi", "internal/redact", "internal/jsonscan", "internal/capped", "internal/apiname"},
			Rule: "the guard knows the contract, and nothing that was generated from it",
		},

		{
			Dir: "api/contract", May: []string{"api/conform", "gen/model", "internal/redact", "internal/sleep", "internal/apiname", "internal/safetext"},
			Rule: "the checks have the validator and what the contract says of states and fields, and nothing that sends or serves a request",
		},

		{
			Dir: "internal/cli", Tested: true,
			May: []string{
				"api/sftj", "api/emulator", "api/conform", "api/contract", "internal/redact", "internal/recording", "internal/netpath", "internal/apiname", "internal/safetext",
				"gen/client", // the names of a job's parts, as for any user of the SDK
			},
			Rule: "the program puts the siblings together and uses what users use",
		},
		{Dir: "internal/evidence", May: []string{"api/conform"}, Rule: "the tool of make evidence edits the contract as the guard reads it"},
		{Dir: "cmd/sftj", May: []string{"internal/cli"}, Rule: "package main calls the command line, and holds nothing else"},
		{
			Dir: "contract_test", Tested: true,
			May: []string{
				"api/sftj", "api/emulator", "api/conform", "api/contract", "internal/redact", "internal/recording",
				"openapi", "gen/model", "gen/client", "gen/server",
			},
			Rule: "contract_test judges what is agreed, generated and written by hand, not the program",
		},
	}
}

// doors has one entry for each third party. What comes in behind it, by its own imports,
// is not drawn here: the test lists it for the packages that users import.
func doors() []Door {
	return []Door{
		{Path: "github.com/oapi-codegen/runtime", Through: []string{"gen/client", "gen/server"}},
		{Path: "github.com/gorilla/mux", Through: []string{"gen/server", "api/emulator"}},
		{Path: "github.com/getkin/kin-openapi", Through: []string{"api/conform", "contract_test"}},
		{Path: "github.com/go-json-experiment/json", Through: []string{"api/conform", "api/sftj", "internal/cli"}},

		{Path: "golang.org/x/tools", Through: []string{"internal/recording"}},
		{Path: "golang.org/x/time", Through: []string{"api/sftj"}},
		{Path: "golang.org/x/sync", Through: []string{"api/sftj"}},
		{Path: "golang.org/x/sys/windows", Through: []string{"api/sftj"}}, // the lock of a ledger

		{Path: "github.com/spf13/cobra", Through: []string{"internal/cli"}},
		{Path: "github.com/spf13/pflag", Through: []string{"internal/cli"}},
		{Path: "github.com/owenrumney/go-sarif/v3", Through: []string{"internal/cli"}},
		{Path: "github.com/ohler55/ojg", Through: []string{"internal/cli"}},
		{Path: "github.com/rivo/uniseg", Through: []string{"internal/cli"}},
		{Path: "golang.org/x/sys/unix", Through: []string{"internal/cli"}},
		{Path: "golang.org/x/net/http/httpproxy", Through: []string{"internal/cli"}},
		{Path: "golang.org/x/term", Through: []string{"internal/cli"}},
		{Path: "gopkg.in/ini.v1", Through: []string{"internal/cli"}},
		{Path: "sigs.k8s.io/yaml", Through: []string{"internal/cli", "contract_test"}},

		{Path: "github.com/google/go-cmp", TestsOnly: true},
		{Path: "github.com/oasdiff/oasdiff", TestsOnly: true},
		{Path: "github.com/rogpeppe/go-internal", TestsOnly: true},
		{Path: "go.uber.org/goleak", TestsOnly: true},
		{Path: "golang.org/x/net/http2", TestsOnly: true}, // frames, for a server that breaks streams off
		{Path: "github.com/santhosh-tekuri/jsonschema/v6", TestsOnly: true},
		{Path: "github.com/speakeasy-api/openapi", TestsOnly: true},
		{Path: "gopkg.in/yaml.v3", TestsOnly: true},
	}
}
