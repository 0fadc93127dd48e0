# Two commands on a fresh machine with Python 3.11 or newer and make:
#   make demo    set up, audit an example export, run two whole studies on simulated platforms, say where the pages are
#   make test    set up, run every check, say how long each part took
# What .ci/run does: make test, with the real exports. CONTRIBUTING.md says when the others are run.
# Everything lives in .venv; what Debian must provide, scripts/provide.sh installs or names.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled once while setting up, so that no command compiles its libraries again where Python may not cache them.
UV := UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 $(BIN)/uv
UV_FILE := $(BIN)/uv
UV_VERSION := 0.13.9
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

# Quick tests that would notice an older library: nouns, arithmetic, cells, tables, pages, and auctions in compiled code.
LOWEST_TESTS := tests/model tests/measure tests/judge/claims/test_claim_a_delivered.py tests/stats/test_log_odds.py \
  tests/read/cells tests/store/test_engines.py tests/report/audit/test_audit_terminal.py \
  tests/platforms/simulated/api/test_dialect.py

# The rooms whose lines and branches are counted, in [tool.coverage] of pyproject.toml; what takes long is left out.
COVERAGE_TESTS := tests/judge tests/measure tests/stats --ignore=tests/stats/lab --deselect=tests/judge/test_rates.py
COVERAGE_FLOOR := 99

MUTMUT := mutmut==3.8.1
# For one room, or another sample: make mutation MUTATION="--room judge --sample 80 --seed 1"
MUTATION ?=

.PHONY: demo test lint types imports unit coverage mutation minimal lowest bench docs site pictures clean

demo: $(READY)
	$(BIN)/seenby demo --out seenby-demo

test: $(READY_DEV)
	sh scripts/provide.sh chromium
	sh scripts/provide.sh java
	sh scripts/provide.sh postgres
	@MAKE="$(MAKE)" sh scripts/timed.sh lint types imports unit

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV)
	$(BIN)/mypy

imports: $(READY_DEV)
	$(BIN)/lint-imports

unit: $(READY_DEV)
	$(BIN)/pytest -n auto --durations=10

coverage: $(READY_DEV)
	$(BIN)/pytest -n auto $(COVERAGE_TESTS) --cov --cov-fail-under=$(COVERAGE_FLOOR)

# mutmut has an environment of its own, which stays: setting it up takes longer than a room.
mutation: $(UV_FILE)
	UV_PROJECT_ENVIRONMENT=$(VENV)-mutation $(UV) sync --quiet --frozen --no-dev --group test --inexact
	VIRTUAL_ENV=$(VENV)-mutation $(UV) pip install --quiet $(MUTMUT) "statsmodels>=0.14.5"
	nice -n 19 $(VENV)-mutation/bin/python scripts/mutation.py $(MUTATION)

# Installed as a user would have it: the wheel and the default dependencies, no extra.
minimal: $(UV_FILE)
	rm -rf $(VENV)-minimal
	UV_PROJECT_ENVIRONMENT=$(VENV)-minimal $(UV) sync --quiet --frozen --no-dev --no-editable
	$(VENV)-minimal/bin/python scripts/minimal.py
	rm -rf $(VENV)-minimal

# The lowest versions that pyproject.toml allows and that have a wheel for this Python. The lock stays as it is.
lowest: $(UV_FILE)
	rm -rf $(VENV)-lowest
	$(UV) venv --quiet --python $(BIN)/python $(VENV)-lowest
	VIRTUAL_ENV=$(VENV)-lowest $(UV) pip install --quiet --only-binary :all: --resolution lowest-direct \
	  -r pyproject.toml --extra postgres --extra sdk --group test
	VIRTUAL_ENV=$(VENV)-lowest $(UV) pip install --quiet --no-deps --editable .
	$(VENV)-lowest/bin/python -m pytest $(LOWEST_TESTS)
	rm -rf $(VENV)-lowest

bench: $(READY_DEV)
	$(BIN)/python -m bench.audit

docs: $(READY_DEV)
	$(BIN)/python scripts/reference.py

# Read afresh each time, and every warning is an error: a link that leads nowhere, a public name that nothing describes.
site: $(READY_DEV)
	$(BIN)/python -m sphinx -b html -W --keep-going -q -E -d out/site-read docs out/site
	@echo "the site: out/site/index.html"

pictures: $(READY_DEV)
	sh scripts/provide.sh chromium
	$(BIN)/python scripts/pictures.py

clean:
	rm -rf $(VENV) $(VENV)-minimal $(VENV)-lowest $(VENV)-mutation seenby-demo seenby-report

$(UV_FILE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "seenby needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	PYTHON=$(PYTHON) sh scripts/provide.sh venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(READY): pyproject.toml uv.lock $(UV_FILE)
	$(UV) sync --quiet --frozen --no-dev --inexact
	@$(BIN)/python -m compileall -q src/seenby
	@touch $@

$(READY_DEV): pyproject.toml uv.lock $(UV_FILE)
	$(UV) sync --quiet --frozen --inexact
	@$(BIN)/python -m compileall -q src/seenby
	@touch $@ $(READY)
