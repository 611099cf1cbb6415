# What one can do here; `make help` lists it. Nothing has to be installed before but Python 3.11 or later and make.
PYTHON ?= python3
VENV   ?= .venv
RUNS   ?= 20000
BENCH  ?=
BIN    := $(VENV)/bin

# Tests that are run without coverage: slow in themselves, or reaching no line that the others do not reach.
SLOW   := browser or ansible or install or large or exhaustive
HEAVY  := $(SLOW) or hypothesis or unmeasured
PYTEST := pytest --quiet --dist=worksteal

# Without stored bytecode, each process compiles all tests again, which takes longer than most of them.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo collect quick test lint type cover heavy exhaustive lowest golden fuzz bench docs lock dist clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.use: pyproject.toml requirements/use.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed, this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/use.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.use requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

demo: $(VENV)/.use ## Build all scenarios against a sample simotel.ini into build/, and rehearse them
	$(BIN)/scenario-kit validate scenarios
	$(BIN)/scenario-kit build scenarios --output build --ini scenarios/simotel.ini
	$(BIN)/scenario-kit test scenarios --ini scenarios/simotel.ini
	$(BIN)/scenario-kit simulate scenarios/08-warning-before-the-end.yaml --test "two warnings, and then the limit"
	@echo
	@echo "What was made:"
	@echo "  build/<scenario>/sheets/     one JSON file a sheet"
	@echo "  build/<scenario>/originate.* the API request as JSON, shell, PHP and a web page"
	@echo "  build/<scenario>/plan.svg    the picture; open one in a browser"
	@echo "  build/simotel.ini            scenarios/simotel.ini with the settings merged in"
	@echo "What to do next, with the command on PATH: export PATH=\"\$$PWD/$(BIN):\$$PATH\""
	@echo "  scenario-kit ini diff scenarios --file scenarios/simotel.ini"
	@echo "  cp scenarios/05-call-limit.yaml mine.yaml    # change it, then:"
	@echo "  scenario-kit validate mine.yaml --set crm=https://crm.mycompany.example"

quick: $(VENV)/.dev ## Less than a minute of tests that reach every line: few examples of laws, nothing that is slow or starts processes
	HYPOTHESIS_PROFILE=dev $(BIN)/$(PYTEST) --numprocesses=auto -m "not ($(SLOW) or process or unmeasured)"

test: $(VENV)/.dev ## Linters, type checker, all tests, with coverage
	$(MAKE) --no-print-directory --jobs=4 --keep-going --output-sync=target heavy cover lint type

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache

type: $(VENV)/.dev
	$(BIN)/mypy

# On a new clone, this compiles all tests once, while the linters run, and not once in each process.
collect: $(VENV)/.dev
	@$(BIN)/$(PYTEST) --collect-only >/dev/null

cover: collect ## The tests that coverage is measured by
	rm -f .coverage .coverage.*
	$(BIN)/coverage run -m $(PYTEST) --numprocesses=auto -m "not ($(HEAVY))"
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Many of these wait for a process of theirs, so there is one process more than processors.
heavy: collect ## The other tests: laws, large inputs, browser, Ansible, installation, many cases of the same lines
	$(BIN)/$(PYTEST) --numprocesses=$$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)') -m "($(HEAVY)) and not exhaustive"

exhaustive: $(VENV)/.dev ## The same again for every shape, scenario and value, and the short benchmark; CI runs it too
	$(BIN)/$(PYTEST) --numprocesses=auto -m exhaustive

lowest: ## Run the measured tests with the lowest versions that pyproject.toml allows
	$(PYTHON) -m venv $(VENV)/lowest
	$(VENV)/lowest/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/lowest.txt
	$(VENV)/lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	$(VENV)/lowest/bin/python -m $(PYTEST) --numprocesses=auto -p no:cacheprovider -m "not ($(HEAVY))"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .

golden: $(VENV)/.dev ## Renew the files that hold what a user reads; look at the difference before you commit it
	$(BIN)/pytest --golden --numprocesses=auto tests

fuzz: $(VENV)/.dev ## Feed the reader and the checks bytes, guided by coverage (RUNS=20000)
	$(BIN)/python tests/fuzz/fuzz_validate.py -runs=$(RUNS) -verbosity=0 -print_final_stats=1

bench: $(VENV)/.dev ## Measure what docs/performance.md promises, in about ten minutes (BENCH=--short)
	$(BIN)/python -m benchmarks $(BENCH)

docs: $(VENV)/.dev ## Renew the pages that are made from the code
	$(BIN)/python scripts/docs.py
	$(BIN)/python scripts/locales.py

LOCK := $(VENV)/lock/bin/pip-compile --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header \
	--no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: ## Renew the exact versions in requirements/ from the bounds in pyproject.toml and dev.in
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip install --quiet pip-tools
	$(LOCK) --extra web --output-file requirements/use.txt pyproject.toml
	$(LOCK) --output-file requirements/dev.txt requirements/dev.in

dist: $(VENV)/.dev ## Make the wheel and the source archive
	$(BIN)/python -m build

clean: ## Remove what was made
	rm -rf $(VENV) build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
