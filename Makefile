# Dusty. `make help` lists what can be made.

FLAVOUR ?= release
PREFIX ?= /usr/local
SHOP ?= .build/shop
KINDS ?= qemu
# With all of them at once, each would wait longer for a processor than a daemon waits for an answer.
TESTS_AT_ONCE ?= 8
SOAK_MINUTES ?= 30
PYTEST ?= /usr/bin/python3 -m pytest
CRASH = $(PYTEST) -c Tests/EndToEnd/pytest.ini --rootdir Tests/Crash Tests/Crash

export FLAVOUR SHOP SOAK_MINUTES

.PHONY: help run down build check check-darwin test crash crash-stacks soak fuzz sanitize bench test-vm test-dist lint fmt docs golden install uninstall \
	dist clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-13s%s\n", $$1, $$2 }' Makefile

run: ## install what is missing, build, bring the example up, open the dashboard
	@Scripts/install-needs
	@Scripts/build $(FLAVOUR)
	@Scripts/run-example

down: ## undo `make run`: containers, hosts section, daemon
	@Scripts/stop-example

build: ## release build; products in .build/release
	@Scripts/build release

check: ## fast unit tests
	@Scripts/build tests
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(TESTS_AT_ONCE) swift test --skip-build

check-darwin: ## type-check everything as on a Mac, against a stand-in for Apple's C library; docs/platforms.md says what that proves
	@Scripts/check-darwin CLibrary Essentials DustyCore UnixHTTP DustyTerminal DustyTUI dustyd \
		DustyTestSupport UnixHTTPTests DustyTerminalTests

test: ## everything: unit tests, then end-to-end tests in a sandbox with its own engine
	@Scripts/install-needs --tests
	@$(MAKE) --no-print-directory check
	@Scripts/build debug
	@Scripts/test-end-to-end
	$(CRASH)

crash: ## kill everything in the middle of everything: CRASH_ROUNDS rounds (200), seeded by CRASH_SEED
	@Scripts/install-needs --tests
	@Scripts/build debug
	CRASH_ROUNDS=$${CRASH_ROUNDS:-200} CRASH_SEED=$${CRASH_SEED:-$$(date +%s)} $(CRASH)

crash-stacks: ## kill -9 of the daemon during `stack new`, `up` and `stack remove`: CRASH_STACK_ROUNDS rounds (60)
	@$(MAKE) --no-print-directory crash CRASH_ONLY='stack ' CRASH_ROUNDS=$${CRASH_STACK_ROUNDS:-60}

soak: ## churn for SOAK_MINUTES (30) with floods and clients; prints the daemon's usage over time, fails if it grows
	@Scripts/install-needs --tests
	@Scripts/build debug
	$(PYTEST) -s -c Tests/EndToEnd/pytest.ini --rootdir Tests/Soak Tests/Soak

test-dist: dist ## the release tarball on a plain Debian; not part of `test`: a static build takes seven minutes
	@Scripts/install-needs --tests
	@Scripts/plain-debian
	$(PYTEST) -c Tests/EndToEnd/pytest.ini --rootdir Tests/Dist Tests/Dist

test-vm: ## virtual machines: the image, and the scenario for each kind of machine in KINDS; slow, so not part of `test`
	@Scripts/install-needs --tests --vm
	@Scripts/build debug
	$(PYTEST) -c Tests/EndToEnd/pytest.ini --rootdir Tests/VM Tests/VM
	DUSTY_TEST_KINDS='$(KINDS)' $(PYTEST) Tests/EndToEnd/test_machine_kinds.py

fuzz: ## fuzz every parser of untrusted input, FUZZ_SECONDS (60) each; builds in .build-fuzz
	@Scripts/fuzz $(FUZZ)

sanitize: ## unit tests under the address and the thread sanitizer; separate builds, slow, so not part of `test`
	@Scripts/sanitize $(SANITIZERS)

bench: build ## measure beside peers, half an hour; PARTS='sync stack' measures these parts; writes Benchmarks/results.md
	@Scripts/install-needs --tests --peers
	/usr/bin/python3 Benchmarks/measure $(PARTS)

lint: ## formatting, imports, rooms, lengths, scripts, links
	swift format lint --strict --parallel --recursive Sources Tests Package.swift
	@Scripts/lint

fmt: ## format the sources
	swift format --in-place --parallel --recursive Sources Tests Package.swift

docs: ## write the generated documents: commands, keys, API, schemas, manual, limits, pictures, the fault matrix
	@Scripts/build tests
	DUSTY_WRITE_DOCUMENTS=1 swift test --skip-build --filter 'GeneratedDocuments|ServerLimits'
	/usr/bin/python3 Tests/Crash/matrix.py --write

golden: ## record the golden files; read the diff before you commit it
	@Scripts/build tests
	DUSTY_RECORD_GOLDEN=1 SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(TESTS_AT_ONCE) swift test --skip-build

install: build ## install to PREFIX (default /usr/local): programs, manual, completions, service
	@Scripts/install $(PREFIX)

uninstall: ## remove what `make install` installed
	@Scripts/install --remove $(PREFIX)

dist: ## release tarball with static programs, and its checksum, in .build/dist
	@Scripts/dist

clean: ## remove builds; the example's repos stay
	swift package clean
