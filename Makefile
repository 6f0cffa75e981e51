# `make demo` and `make test` set up everything that they need: Python 3.11 and a network is all.
# PORT and SANDBOX_PORT move the demo's ports.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
STAMPS := $(VENV)/stamps
# Tests start dozens of processes, each of which would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# Two at a time, a file at a time: more of them would each need a gateway and a sandbox of their own.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/browser --ignore=tests/clients --ignore=tests/node --ignore=tests/scanners --ignore=tests/wheel

# In `make check` up to five tests that failed are asked once more, alone, and both results are printed: CI is busy.
FAILURES := $(VENV)/failures.txt
# Only of a run to its end, which ends with 1, and by `=`: a file that is there by itself would be taken for a test.
again = $(if $(AGAIN),--failures=$(FAILURES) || { test $$? -eq 1 && test -f $(FAILURES) && $(BIN)/pytest $(1) @$(FAILURES); })

.DEFAULT_GOAL := help
.PHONY: help demo test proofs check lint types imports sdl browser pictures node scan wheel graphiql client bench fuzz sbom torture story lock clean

help: ## What can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sort | awk 'BEGIN {FS = ":.*## "} {printf "  make %-10s %s\n", $$1, $$2}'

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; PYTHON=<path> chooses it."; exit 1; }
	@echo "Making a virtual environment in $(VENV)"
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: requirements/run.txt $(STAMPS)/venv
	@echo "Installing what suitegraph runs with"
	$(PIP) install --require-hashes --only-binary :all: -r requirements/run.txt
	@touch $@

$(STAMPS)/node: requirements/node.txt $(STAMPS)/venv
	@echo "Installing Node for the GraphiQL bundle"
	$(PIP) install --require-hashes --only-binary :all: -r requirements/node.txt
	@touch $@

$(STAMPS)/dev: requirements/dev.txt pyproject.toml $(STAMPS)/venv
	@echo "Installing what suitegraph is developed with"
	$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(STAMPS)/run $(STAMPS)/node

demo: $(STAMPS)/run ## Serve the sandbox and the gateway with GraphiQL
	@# The bundle is made beside the running gateway, whose page waits for it.
	@($(MAKE) --no-print-directory graphiql >$(VENV)/graphiql.log 2>&1 || echo "GraphiQL could not be built; see $(VENV)/graphiql.log") &
	@$(BIN)/python -m gateway.cli demo

graphiql: $(STAMPS)/node ## Build the GraphiQL bundle
	$(BIN)/python graphiql/build.py

test: $(STAMPS)/dev ## Pass the tests, the long proofs in a short form
	$(PYTEST) $(call again,)

proofs: $(STAMPS)/dev ## The long proofs at their full length
	$(PYTEST) --proofs $(call again,--proofs)

check: AGAIN := yes
check: lint types imports sdl test proofs browser node scan wheel ## Everything that CI asks for

lint: $(STAMPS)/dev ## Style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(STAMPS)/dev ## Types
	$(BIN)/basedpyright

imports: $(STAMPS)/dev ## Who may import whom
	$(BIN)/lint-imports

sdl: $(STAMPS)/dev ## The committed schema is the one that the code makes, and breaks no promise of docs/versions.md
	$(BIN)/suitegraph schema check
	$(BIN)/suitegraph schema diff

browser: $(STAMPS)/dev graphiql ## GraphiQL in a real browser (Debian's chromium)
	$(BIN)/pytest tests/browser $(call again,)

pictures: $(STAMPS)/dev ## Take the pictures of docs/migration.md anew, in Debian's chromium
	$(BIN)/python -m tests.browser.pictures

node: $(STAMPS)/dev ## Suites that run in Node, and the clients of docs/clients.md
	$(BIN)/pytest tests/node tests/clients $(call again,)

scan: $(STAMPS)/dev ## Scanners of others, a proxy (Debian's haproxy), known weaknesses and the bill of materials
	$(BIN)/pytest tests/scanners $(call again,)

sbom: $(STAMPS)/dev ## The bill of materials of what suitegraph runs with, in dist/sbom.json
	@mkdir -p dist
	$(BIN)/uv venv -q --clear $(VENV)/scanners
	VIRTUAL_ENV=$(VENV)/scanners $(BIN)/uv pip sync -q --require-hashes --only-binary :all: requirements/scanners.txt
	$(VENV)/scanners/bin/cyclonedx-py requirements --of JSON --output-reproducible -o dist/sbom.json requirements/run.txt

wheel: $(STAMPS)/dev ## The built wheel, installed into a clean environment
	$(BIN)/pytest tests/wheel $(call again,)

bench: $(STAMPS)/dev ## Measure against peers and goals, twenty minutes; BENCH=--readme writes README's figures, too
	$(BIN)/python -m bench $(BENCH)

fuzz: $(STAMPS)/dev ## Ask at random for FUZZ_MINUTES (5): nothing hidden is told, both ways of answering agree
	$(BIN)/python -m tests.fuzz

torture: $(STAMPS)/dev ## Kill gateways, KILLS (500) times at most, while they write: nothing is lost, nothing happens twice
	$(BIN)/python -m tests.writes.torture

story: $(STAMPS)/dev ## Migrate USERS (3000) on two workers, killed and upgraded on the way; STORE=postgresql takes that and Valkey
	$(BIN)/python -m tests.integration

client: $(STAMPS)/dev ## Typed clients for TypeScript and Python, in dist/client
	$(BIN)/python clients/build.py

lock: $(STAMPS)/dev ## Lock the dependencies anew
	$(BIN)/uv pip compile -q $(LOCKING) pyproject.toml -o requirements/run.txt
	$(BIN)/uv pip compile -q $(LOCKING) --group node -o requirements/node.txt
	$(BIN)/uv pip compile -q $(LOCKING) --group clients -o requirements/clients.txt
	$(BIN)/uv pip compile -q $(LOCKING) --group scanners -o requirements/scanners.txt
	$(BIN)/uv pip compile -q $(LOCKING) pyproject.toml --group dev -o requirements/dev.txt
	$(BIN)/uv pip compile -q $(LOCKING) bench/node/before.in -o bench/node/before.txt

LOCKING := --universal --no-strip-extras --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate

clean: ## Remove everything that was made
	rm -rf $(VENV) gateway/graphiql graphiql/node_modules clients/node_modules dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
