# `make help` lists the targets. Only Python 3.11 or newer and make are assumed.
PORT ?= 8080
PYTHON ?= python3
BIN := .venv/bin
SOURCES := src tests scripts benchmarks setup.py
# What workflows.render writes is compared with the tables by a test, so its form is the renderer's.
MARKUP = $$(find src -name '*.zcml' -o -name '*.pt' -o -name '*.xml' -not -path '*/workflows/*')
TYPED := $(foreach layer,rules ledger verify registers workflows,-p collective.trail.$(layer))

.PHONY: help environment start demo test lint format workflows i18n coverage bench lock clean

help: ## List the targets
	@grep -hE '^[a-z0-9]+: .*## ' $(MAKEFILE_LIST) | awk -F ': .*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

environment:
	@$(PYTHON) scripts/environment.py

start: environment ## Serve the demo office on http://localhost:8080/records (PORT=8081 for another port)
	@$(BIN)/python scripts/start.py $(PORT)

demo: environment ## Make the demo office anew; everything in it is lost (needs CONFIRM=yes)
ifeq ($(CONFIRM),yes)
	@rm -rf instance/var
	@$(MAKE) --no-print-directory start
else
	@echo "This deletes the data in instance/ and makes the demo office anew. If you mean it: make demo CONFIRM=yes"; exit 1
endif

test: environment ## Run all tests, in the browser too
	@test -x /usr/bin/chromium || { echo "The browser tests need Chromium: install the packages chromium and fonts-noto-cjk."; exit 1; }
	@test -d /usr/share/gocode/src/golang.org/x/mod || { echo "The log is checked with Go's own library: install the packages golang-go and golang-golang-x-mod-dev."; exit 1; }
	@command -v openssl > /dev/null || { echo "Time stamps are tested with an authority of openssl: install the package openssl."; exit 1; }
	@$(BIN)/python -m pytest

lint: environment ## Check style, markup and types
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/zpretty --check $(MARKUP)
	@$(BIN)/mypy $(TYPED)

format: environment ## Put Python and markup into the common style
	@$(BIN)/ruff check --fix $(SOURCES)
	@$(BIN)/ruff format $(SOURCES)
	@$(BIN)/zpretty --inplace $(MARKUP)

workflows: environment ## Write the workflows' XML and state diagrams from their tables
	@$(BIN)/python -m collective.trail.workflows.render

i18n: environment ## Collect the messages and bring the translations up to date
	@sh scripts/i18n.sh

coverage: environment ## Run all tests and say which lines none of them runs
	@$(BIN)/python -m pytest --cov=collective.trail --cov-report=term:skip-covered --cov-report=html

bench: environment ## Run the benchmarks named in benchmarks/run
	@grep -v '^#' benchmarks/run | while read -r name; do echo "== $$name"; $(BIN)/python benchmarks/$$name || exit 1; done

lock: environment ## Resolve requirements.in anew into requirements.lock and versions.cfg
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	  --upgrade --output-file requirements.lock requirements.in
	@$(PYTHON) scripts/environment.py
	@$(BIN)/python scripts/pins.py

clean: ## Remove what was built and downloaded, but never instance/
	@rm -rf .venv build dist htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	@rm -rf src/*.egg-info
	@find src tests scripts -name __pycache__ -prune -exec rm -rf {} +
