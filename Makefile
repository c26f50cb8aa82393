# Everything a person or a machine does with this module. `make` alone lists it.
# test and demo need Go, make and git; a C compiler, where there is one, adds the race
# detector. Only lint-spec needs Node.js.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

# Linters are pinned here and never in go.mod, where they would be everybody's.
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
OASDIFF := github.com/oasdiff/oasdiff@v1.36.0
REDOCLY := @redocly/cli@2.77.0

# For each fuzz target.
FUZZTIME := 30s

# go test -v without the subtests that pass and have nothing to say: what is left is each
# test's verdict, every failure, every skip with its reason, and the scores.
QUIETLY := awk '/^=== PAUSE|^ +--- PASS: / { next } \
	/^=== (RUN|NAME|CONT) / { name = $$0; next } \
	/^    [^ -]/ && name != "" { print name; name = "" } \
	{ print }'

# The figures among what the tests of contract_test log, by how their line begins: a line
# for each composition, and then how well the judge judges.
FIGURES := awk '{ sub(/^ *[a-z_]+_test\.go:[0-9]+: /, "") } \
	/^composition/ { print } \
	/^checks run/ { n[1] = $$0 } /^mutants caught/ { n[2] = $$0 } /^benign flagged/ { n[3] = $$0 } \
	/^constraints proven/ { n[4] = $$0 } /^coverage:/ { n[5] = $$0 } \
	/^contract mutation:/ { n[6] = $$0 } \
	/^mutants met by the SDK/ { n[7] = $$0 } /^benign served/ { n[8] = $$0 } \
	END { for (i = 1; i <= 8; i++) if (i in n) print n[i] }'

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## Watch a paused job being resumed, against the service in memory
	@go run ./cmd/sftj demo

.PHONY: generate
generate: ## Write gen/ anew from openapi/
	go generate ./...

.PHONY: check-generate
check-generate: ## Fail unless gen/ is, byte for byte, what openapi/ generates
	rm -rf gen
	go generate ./...
	git --no-pager diff --exit-code -- gen
	@new="$$(git ls-files --others -- gen)"; \
	if [ -n "$$new" ]; then echo "generated, but not committed:"; echo "$$new"; exit 1; fi

.PHONY: docs
docs: ## Write what docs/ has from the commands and the checks anew
	go test ./internal/cli -run '^TestReference' -update

.PHONY: evidence
evidence: ## Add what sftj check, drift or proxy --evidence has written to the contract. FILE=…: that file
	@go run ./internal/evidence $(if $(OF_THE_SERVICE),-of-the-service) "$(FILE)"
	$(MAKE) generate docs

.PHONY: build
build: ## Build bin/sftj, static, with the version that git describes
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X github.com/fireworks-sftj/sdk/internal/cli.linkedVersion=$$(git describe --tags --always --dirty)" -o bin/sftj ./cmd/sftj

.PHONY: test
test: ## Run every test in random order, under the race detector
	@race=-race; \
	if ! go list -race errors >/dev/null 2>&1 || \
		! echo '#include <stdlib.h>' | $$(go env CC) -fsyntax-only -x c - 2>/dev/null; then \
		race=; \
		echo "note: no race detector, because it needs cgo and a C compiler, and one is missing here"; \
	fi; \
	set -x; go test $$race -shuffle=on -timeout 60m ./...

.PHONY: soak
soak: ## Run the random models and the endurance tests at full length (about half an hour)
	SFTJ_SOAK=1 go test -count=1 -timeout 120m -v -run '^(TestSoak|TestModel)' ./... | $(QUIETLY)

.PHONY: contract
contract: ## Judge the emulator, the recordings and the SDK by the contract, and the judge
	@mkdir -p bin; \
	if SFTJ_BASE_URL= go test -count=1 -v ./contract_test >bin/contract.log; then \
		$(FIGURES) bin/contract.log; \
	else \
		$(QUIETLY) bin/contract.log; exit 1; \
	fi

.PHONY: mutate-contract
mutate-contract: ## Delete or loosen everything in the contract, one at a time: a test must fail each time
	@set -o pipefail; SFTJ_MUTATE=all go test -count=1 -timeout 60m -v -run '^TestEveryLooseningIsNoticed$$' ./contract_test | $(QUIETLY)

.PHONY: fork
fork: ## Change the contract as openapi/README.md says, with a field of every type, in a copy: its tests must pass
	SFTJ_FORK=1 go test -count=1 -timeout 60m -v -run '^TestFork' ./contract_test

.PHONY: staging
staging: ## Judge a live service, read-only unless SFTJ_ALLOW=write: docs/contract-kit.md
	@if [ -z "$${SFTJ_BASE_URL:-}" ]; then \
		echo "staging: set SFTJ_BASE_URL to the service to judge; SFTJ_API_KEY and SFTJ_ACCOUNT_ID open it" >&2; \
		exit 2; \
	fi
	@set -o pipefail; go test -count=1 -timeout 2h -v -run '^TestStaging' ./contract_test | $(QUIETLY)

.PHONY: drift
drift: ## Compare the contract with another OpenAPI document: UPSTREAM=file
	@if [ -z "$${UPSTREAM:-}" ]; then echo "drift: set UPSTREAM to an OpenAPI document, as in make drift UPSTREAM=openapi.json" >&2; exit 2; fi
	@go run $(OASDIFF) changelog --allow-external-refs=false --flatten-allof --auto-upgrade \
		--match-path supervisedFineTuningJobs openapi/openapi.yaml "$$UPSTREAM"

.PHONY: examples
examples: ## Run the examples that are modules of their own
	cd docs/examples/opentelemetry && go vet . && go run . >/dev/null

# For the benchmarks: how often each runs, and for how long.
ROUNDS := 6
BENCHTIME := 300ms

.PHONY: bench
bench: ## Run the benchmarks, opponents included, and write docs/benchmarks.md
	cd internal/bench && go generate ./... && go mod tidy && \
		go run ./table -rounds $(ROUNDS) -benchtime $(BENCHTIME)

# Words and phrases that the glossary in .github/CONTRIBUTING.md replaces. The linter's misspell
# knows the single words too, but looks at Go alone.
NOT_OUR_WORDS := [Nn]obody|[Ss]omebody|[Ww]hoever|[Ss]urely|[Tt]ells? whether|[Ff]or ever|[Ss]tands? still

.PHONY: lint-words
lint-words: ## Fail on words that the glossary of CONTRIBUTING replaces
	@found="$$(git grep -n -w -E '$(NOT_OUR_WORDS)' -- '*.go' '*.md' '*.yaml' '*.yml' '*.txtar' '*.mjs' \
		':!gen' ':!.golangci.yml' ':!.github/CONTRIBUTING.md' || true)"; \
	if [ -n "$$found" ]; then echo "see the glossary in .github/CONTRIBUTING.md:"; echo "$$found"; exit 1; fi

.PHONY: lint
lint: lint-words ## Check the format and the words, vet, and run the linters of .golangci.yml
	@bad="$$(gofmt -l .)"; if [ -n "$$bad" ]; then echo "gofmt would change:"; echo "$$bad"; exit 1; fi
	@bad="$$(grep -rl --include='*_test.go' 'time\.Sleep(' . | xargs -r grep -L '"testing/synctest"' || true)"; \
	if [ -n "$$bad" ]; then echo "tests that sleep outside testing/synctest:"; echo "$$bad"; exit 1; fi
	go vet ./...
	GOTOOLCHAIN=local go run $(GOLANGCI) run ./...

# What the program is built for: all that Go has of four systems and three architectures, and
# the browser. cgo is off, because no cross compiler is assumed.
PLATFORMS := linux/amd64 linux/arm64 linux/386 windows/amd64 windows/arm64 windows/386 \
	darwin/amd64 darwin/arm64 freebsd/amd64 freebsd/arm64 freebsd/386 js/wasm

.PHONY: vet-platforms
vet-platforms: ## Vet every package, tests included, for every platform; build sftj for js/wasm
	@for p in $(PLATFORMS); do \
		echo "vet $$p"; \
		CGO_ENABLED=0 GOOS="$${p%/*}" GOARCH="$${p#*/}" go vet ./... || exit 1; \
	done
	GOOS=js GOARCH=wasm go build -o /dev/null ./cmd/sftj

.PHONY: lint-spec
lint-spec: ## Check the contract as an OpenAPI document; a warning counts as an error
	@command -v npx >/dev/null || { echo "lint-spec: needs Node.js, for npx" >&2; exit 1; }
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
		npx --yes $(REDOCLY) lint --config openapi/redocly.yaml openapi/openapi.yaml

.PHONY: interop-tools
interop-tools: ## Install the tools of make interop into bin/_interop (needs Node.js and the npm registry)
	@command -v npm >/dev/null || { echo "interop: needs Node.js, for npm" >&2; exit 1; }
	@mkdir -p bin/_interop && cp contract_test/interop/* bin/_interop/
	cd bin/_interop && npm install --no-audit --no-fund --silent --prefer-offline --fetch-retries=1

.PHONY: interop
interop: build interop-tools ## Try the contract and the emulator with other people's tools (needs Node.js; Java for some). STEPS=a,b: those alone
	cd bin/_interop && node run.mjs --sftj ../sftj --contract ../../openapi/openapi.yaml --only "$(STEPS)"
	cd internal/bench && go generate ./... && go test -count=1 -v -run TestOgenClient .

.PHONY: cover
cover: ## Tell how much of each hand-written package the tests reach
	@mkdir -p bin
	go test -coverprofile=bin/cover.out -coverpkg=./api/...,./cmd/...,./internal/...,./openapi ./...
	@awk 'NR > 1 { \
		split($$1, at, ":"); n = split(at[1], part, "/"); \
		dir = part[4]; for (i = 5; i < n; i++) dir = dir "/" part[i]; \
		if (!($$1 in size)) { size[$$1] = $$2; all[dir] += $$2; ALL += $$2 } \
		if ($$3 > 0 && !($$1 in hit)) { hit[$$1] = 1; got[dir] += $$2; GOT += $$2 } \
	} END { \
		for (dir in all) printf "%-20s %5.1f%% of %5d statements\n", dir, 100 * got[dir] / all[dir], all[dir] | "sort"; \
		close("sort"); printf "%-20s %5.1f%% of %5d statements\n", "together", 100 * GOT / ALL, ALL \
	}' bin/cover.out

.PHONY: fuzz
fuzz: ## Run every fuzz target for FUZZTIME (30s) each
	@found=; \
	while IFS=: read -r file line; do \
		found=1; target="$${line#func }"; target="$${target%%(*}"; dir="$${file%/*}"; \
		(set -x; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) "$$dir") </dev/null; \
	done < <(grep -r --include='*_test.go' '^func Fuzz[A-Z]' .); \
	[ -n "$$found" ] || echo "no fuzz targets"

.PHONY: tidy
tidy: ## Bring go.mod and go.sum up to date, and verify what was downloaded
	go mod tidy
	go mod verify

.PHONY: clean
clean: ## Remove what the other targets wrote
	rm -rf bin dist
