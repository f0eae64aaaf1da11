# Cairn. `make help` lists the targets.
#
# One set of build flags everywhere: the embedded Temporal server takes minutes to compile for each new set. The packages
# that link it (SERVER) are tested without the race detector for that reason; all others run with it.

GO      ?= go
SERVER  := ./internal/solo/... ./internal/e2e/... ./cmd/cairn-solo/... ./internal/demo/... ./internal/solocli/...
OTHERS  = $(shell $(GO) list ./... | grep -v -E '^cairn/(internal/(solo|solocli|demo|e2e)|cmd/cairn-solo)(/|$$)')
# Our code is watched for races; SQLite, which is C turned into Go, only becomes many times slower by it.
RACE    := $(shell CGO_ENABLED=1 sh -c 'command -v $${CC:-gcc} >/dev/null 2>&1' && [ "$$(uname -m)" = x86_64 -o "$$(uname -m)" = aarch64 -o "$$(uname -m)" = arm64 ] && echo "-race -gcflags=modernc.org/...=-race=false")

.PHONY: help demo test check lint unit stories load bench build fmt

help:            ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo:            ## start the demo: everything in one process, with a simulated Slack
	$(GO) run ./cmd/cairn-solo demo

test: lint unit stories   ## everything CI runs
check: test               ## the same

lint:            ## formatting, vet, staticcheck, workflow determinism, tidy go.mod
	@files=$$($(GO) tool gofumpt -l .); if [ -n "$$files" ]; then echo "not formatted (make fmt):"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) tool workflowcheck ./workflows/...
	$(GO) mod tidy -diff

unit:            ## all packages that do not link the Temporal server, with the race detector where there is a C compiler
ifeq ($(RACE),)
	@echo "No C compiler is installed, so the race detector is left out."
endif
	$(GO) test $(RACE) -timeout 60m $(OTHERS)

stories:         ## the embedded server and the stories: real bot, Temporal, databases, simulated Slack, browser
	$(GO) test -timeout 90m $(SERVER)

load:            ## the load stories: five hundred owners, two hundred targets, an exercise of sixty people, on both databases
	$(GO) test -run 'TestManyOwners' -timeout 60m -v ./internal/e2e -owners 500
	$(GO) test -run 'TestManyTargets' -timeout 60m -v ./internal/e2e -targets 200
	$(GO) test -run 'TestManyPeopleExercise' -timeout 60m -v ./internal/e2e -cast 60

bench:           ## benchmarks: scoring, the way of an answer, asking, exercises after five years, opening a large cycle
	$(GO) test -run '^$$' -bench . -benchmem -timeout 20m ./internal/maturity/... ./internal/assess ./internal/exercise ./internal/e2e/...

build:           ## the two programs, into bin/
	$(GO) build -o bin/ ./cmd/cairn ./cmd/cairn-solo

fmt:             ## format the code
	$(GO) tool gofumpt -l -w .
