# Every target makes its own set-up in .venv and works in a fresh clone and twice in a row.
# PYTHON chooses the interpreter that .venv is made with: make test PYTHON=python3.13

PYTHON ?= python3
BIN := .venv/bin
# The stamp carries the checksum of pyproject.toml, so that a changed dependency, and
# nothing else, makes the set-up run again.
STAMP := .venv/ready-$(shell cksum < pyproject.toml | tr ' ' '-')

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test docs bench bench-check compare fuzz lint format types contracts clean

help:
	@echo "make demo         find N+1 queries in two real web applications, slow and fixed"
	@echo "make serve        open those pages yourself in a browser"
	@echo "make test         run the tests"
	@echo "make docs         build the documentation into site/"
	@echo "make bench        measure what the guard costs per query"
	@echo "make bench-check  the same, and fail when a budget is exceeded"
	@echo "make compare      find the same mistakes with other tools, side by side"
	@echo "make fuzz         throw broken SQL at the fingerprint for two minutes"
	@echo "make lint         check style and format;  make format  applies both"
	@echo "make types        check the types"
	@echo "make contracts    check who may import whom"
	@echo "make clean        remove everything that these made"

setup: $(STAMP)

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "nplusone_guard needs Python 3.11 or newer, and $(PYTHON) is" \
	    "$$($(PYTHON) --version 2>/dev/null || echo not there)." \
	    "Name another: make $(MAKECMDGOALS) PYTHON=python3.13" >&2; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version): a minute the first time."
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --upgrade pip
	@$(BIN)/python -m pip install -qq --group dev --editable .
	@touch $@

demo: $(STAMP)
	@echo "Driving the slow and the fixed pages of the example bookshop."
	@$(BIN)/python -m example_project.demo

serve: $(STAMP)
	@$(BIN)/python -m example_project.serve

test: $(STAMP)
	@echo "Running the tests."
	@$(BIN)/python -m pytest -q -n auto --dist loadfile $(ARGS)

docs: $(STAMP)
	@echo "Building the documentation into site/; a warning is an error."
# Not --quiet: it hides warnings from --strict as well.
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict
	@echo "Open site/index.html."

bench: $(STAMP)
	@echo "Measuring the cost per query."
	@$(BIN)/python -m benchmarks.overhead

bench-check: $(STAMP)
	@echo "Measuring the cost per query against its budget."
	@$(BIN)/python -m benchmarks.overhead --check

compare: $(STAMP)
	@echo "Running the corpus through this guard and through other tools."
	@$(BIN)/python -m benchmarks.compare

fuzz: $(STAMP)
	@echo "Fuzzing the fingerprint for two minutes."
	@$(BIN)/python -m pip install --quiet --only-binary :all: atheris || { \
	  echo "The fuzzer is atheris, which is not built for $$($(BIN)/python --version) on this" \
	    "system. Take Python 3.11 to 3.13 on Linux: make clean; make fuzz PYTHON=python3.12" >&2; \
	  exit 1; }
	@$(BIN)/python tests/fuzz/fingerprint_fuzz.py 120

lint: $(STAMP)
	@echo "Checking style and format."
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

format: $(STAMP)
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

types: $(STAMP)
	@echo "Checking the types."
	@$(BIN)/mypy

contracts: $(STAMP)
	@echo "Checking the import contracts."
	@$(BIN)/lint-imports

clean:
	rm -rf .venv .tox .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache site build dist
