# Two commands on a fresh machine with Python 3.11 or newer and make:
#   make demo    set up, audit an example export, run two whole studies on simulated platforms, say where the pages are
#   make test    set up, run every check
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

.PHONY: demo test lint types imports unit browser bench docs site pictures clean

demo: $(READY)
	$(BIN)/seenby demo --out seenby-demo

test: $(READY_DEV)
	sh scripts/provide.sh chromium
	sh scripts/provide.sh java
	sh scripts/provide.sh postgres
	$(MAKE) --no-print-directory lint types imports unit

lint: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY_DEV)
	$(BIN)/mypy

imports: $(READY_DEV)
	$(BIN)/lint-imports

unit: $(READY_DEV)
	$(BIN)/pytest -n auto --dist loadgroup --durations=10

bench: $(READY_DEV)
	$(BIN)/python bench/audit.py

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
	rm -rf $(VENV) seenby-demo seenby-report

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
