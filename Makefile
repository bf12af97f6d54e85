# Every target prepares what it needs (scripts/setup) and is safe to repeat. Folders: build/<preset>, build/run (the data of
# `make run`), build/test-logs. Caches lie outside, in ~/.cache.
.PHONY: help run build test bench docs screenshots coverage soak crash-soak fuzz-api lint format setup clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## the product on http://localhost:8080: SQLite, simulated cluster
	@scripts/run

build: ## build/release/namespace-scheduler
	@scripts/setup build
	@scripts/build release namespace-scheduler

test: ## builds and passes every test, those on a real API server too
	@scripts/test

bench: ## the speed of this build beside something named
	@scripts/setup bench
	@scripts/testcluster-build
	@scripts/build bench benchmarks namespace-scheduler namespace-scheduler-hooks
	@bench/run build/bench
	@NSS_TEST_BUILD_DIR=$(CURDIR)/build/bench scripts/page-tool bench

screenshots: ## a picture of every view of the page, in docs/screenshots
	@scripts/setup test
	@scripts/build release namespace-scheduler
	@scripts/page-tool screenshots

docs: ## the pictures and pages of docs/ that are made from the product
	@scripts/docs

coverage: ## the tests with coverage only, and every line that none of them ran
	@scripts/test asan coverage
	@tools/coverage.py build/asan --uncovered

soak: ## a thousand storms of activations on every storage (ROUNDS=1000)
	@scripts/setup test
	@scripts/test soak

crash-soak: ## the crash tests for long (MINUTES=30)
	@scripts/test crash-soak

fuzz-api: ## requests made from the OpenAPI document for long (FUZZ_SECONDS=600)
	@scripts/test fuzz-api

lint: ## layout, clang-tidy, layers, words, sizes
	@scripts/setup lint
	@scripts/lint

format: ## lays out our C++ by .clang-format
	@scripts/setup lint
	@scripts/lint --format

setup: ## installs what every target needs
	@for target in run test bench; do scripts/setup $$target; done

clean: ## removes build/ (with the data of `make run`), keeps the caches
	@rm -rf build
