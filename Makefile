.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.12 || command -v python3)
VENV ?= .venv
PYTEST_ARGS ?= -q -n 2 --dist loadfile
BIN := $(VENV)/bin
export PATH := $(abspath $(BIN)):$(PATH)
export UV_NO_CONFIG := 1

RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

demo: $(RUN_STAMP)  ## Set up all, then run seven days of the demo newsroom through Airflow and show the result
	@dateline demo

up: $(RUN_STAMP)  ## Start PostgreSQL and Airflow on loopback; data of earlier starts is kept
	@dateline stack up

down: $(RUN_STAMP)  ## Stop all that `make up` or `make demo` started; data stays
	@dateline stack down

pages: $(RUN_STAMP)  ## Run real pages through Airflow: make pages PAGES="../shared/eval/data/pages_*.jsonl"
	@dateline pages $(PAGES)

test: $(DEV_STAMP)  ## Set up all, then run the whole test suite
	@pytest $(PYTEST_ARGS)

lint: $(DEV_STAMP)  ## Check style (ruff) and types (mypy)
	@ruff check .
	@ruff format --check .
	@mypy

lock: $(VENV)/.installed-uv  ## Resolve requirements*.in anew into the locked files, with hashes
	@uv pip compile -q --upgrade --python-version 3.12 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links requirements.in -o requirements.txt
	@uv pip compile -q --python-version 3.12 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links requirements-dev.in -o requirements-dev.txt

clean:  ## Stop all and delete what was installed; databases and lake stay in .dateline
	@if [ -x $(BIN)/dateline ]; then dateline stack down; fi
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .hypothesis include/*.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@if [ -d .dateline ]; then echo "Kept: .dateline (databases, lake, logs). Delete it yourself if you mean it."; fi

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed-uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 12))' \
	  || { echo "Dateline needs Python 3.12: install it, or name it with make PYTHON=/path/to/python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

$(RUN_STAMP): requirements.txt pyproject.toml $(VENV)/.installed-uv
	@echo "Installing the locked packages into $(VENV)"
	@uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@uv pip install -q --python $(BIN)/python --no-deps -e .
	@$(BIN)/python -m compileall -q include dags plugins
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	@echo "Installing the locked test packages into $(VENV)"
	@uv pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: demo up down pages test lint lock clean help
