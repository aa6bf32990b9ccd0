# SignalExporter: make help

.DEFAULT_GOAL := help
.SUFFIXES:

CONFIGURATION ?= Release
ARGS ?=
PROGRAM := src/SignalExporter/bin/$(CONFIGURATION)/net10.0/signal-exporter
# What the .NET SDK calls this machine's architecture, and the one that make publish is for.
HOST_RID := linux-$(patsubst aarch64,arm64,$(patsubst x86_64,x64,$(shell uname -m)))
RID ?= $(HOST_RID)
# The one step that needs root where we are not: scripts/as-root.sh says so first.
AS_ROOT := scripts/as-root.sh

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build and serve on 127.0.0.1:10009 (ARGS="--flag ..." for others)
	@$(AS_ROOT) "loading the kernel program needs CAP_BPF and CAP_PERFMON" $(PROGRAM) $(ARGS)

.PHONY: build
build: ## Install what the build needs, and build
	@scripts/install.sh build
	dotnet build src/SignalExporter --configuration $(CONFIGURATION)

.PHONY: publish
publish: ## What ships: one native file, out/signal-exporter (RID=linux-arm64: out/linux-arm64/)
	@scripts/publish.sh $(RID) $(if $(filter $(HOST_RID),$(RID)),out,out/$(RID))

.PHONY: deb
deb: publish ## A Debian package in out/
	rm -f out/signal-exporter_*.deb
	deploy/debian/build.sh

.PHONY: test
test: ## Install what the tests need, and run them on this kernel
	@scripts/install.sh build test kernels
	@scripts/test.sh

.PHONY: soak
soak: deb ## The proofs that take too long for make test
	@scripts/install.sh build test soak
	@scripts/test.sh soak

.PHONY: kernels
kernels: ## Other kernels in qemu, all tables (KERNELS="6.1-amd64 newest-arm64" chooses, MUTANTS=1: its own proof)
	@scripts/install.sh build cross test kernels
	@tests/kernels/run.sh $(if $(MUTANTS),mutants)

.PHONY: bench
bench: ## What a signal costs its sender, and a scrape the exporter
	@scripts/install.sh build bench
	@benchmarks/run.sh

.PHONY: format
format: ## Format all sources
	@scripts/install.sh lint
	dotnet format SignalExporter.sln
	git ls-files '*.c' '*.h' | xargs clang-format -i

.PHONY: lint
lint: ## Check the format of all sources
	@scripts/install.sh build lint
	dotnet format SignalExporter.sln --verify-no-changes
	git ls-files '*.c' '*.h' | xargs clang-format --dry-run -Werror

.PHONY: clean
clean: ## Remove what was built
	rm -rf out
	find src tests benchmarks -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
