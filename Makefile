# Needs Python 3.11 or newer, make and git. Everything is installed into .venv, from this folder's own files.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= checklists

.PHONY: help setup demo test test-fast check bench soak clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/clearance: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: this needs Python 3.11 or newer. Run make PYTHON=python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(BIN)/clearance
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

setup: $(VENV)/.dev  ## install everything into .venv

demo: $(BIN)/clearance  ## check the examples, print the checklists and write them to a folder
	@$(BIN)/clearance check examples --output html=$(OUT) --output markdown=$(OUT) --output json=$(OUT) || [ $$? -eq 1 ] || [ $$? -eq 4 ]
	@echo "The checklists are in $(OUT)/: open the .html files in a browser."

test: $(VENV)/.dev  ## run all tests
	@sh tests/browser/install-chromium.sh
	@sh tests/editor/install-language-server.sh
	$(BIN)/python -m pytest -n auto --dist worksteal

test-fast: $(VENV)/.dev  ## run the tests that need neither a browser nor patience
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser" -q

check: $(VENV)/.dev  ## formatting, types and rules
	$(BIN)/ruff check engine tests bench hatch_build.py
	$(BIN)/ruff format --check engine tests bench hatch_build.py
	$(BIN)/mypy
	$(BIN)/clearance rules lint
	$(BIN)/clearance rules test

bench: $(VENV)/.dev  ## ratios of speed, in one run on this machine; peers are measured where they install
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	-@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --ignore-requires-python opa-golib-python-bindings
	@$(BIN)/python -m compileall -q engine/clearance
	@$(BIN)/python hatch_build.py
	$(BIN)/python bench/run.py

soak: $(VENV)/.dev  ## random rules and campaigns, for as long as one likes: make soak MINUTES=60
	$(BIN)/python tests/oracle/soak.py --minutes $(or $(MINUTES),10)

clean:  ## remove what was built
	rm -rf $(VENV) $(OUT) build dist engine/clearance/_compiled tests/editor/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
