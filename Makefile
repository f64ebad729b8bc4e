# Everything the project needs to run, test and check itself; `make` alone lists the commands.
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
WORKERS ?= auto
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: help setup run test test-fast check fix bench clean chromium messages

help:  ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: .venv/for-development messages  ## Install what running, tests and checks need

run: .venv/for-running  ## Run the eCRF on this machine: PORT=8000, Ctrl-C stops it
	@exec $(PY) manage.py run --port "$(PORT)"

test: setup chromium  ## Run every test, browser journeys included
	$(PY) -m pytest -n $(WORKERS) -q

test-fast: setup  ## Run the tests of the pure rules: no database, no browser
	$(PY) -m pytest -q tests/protocol

check: setup  ## Check format, types, imports, migrations, templates, documents and translations
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy trial
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_templates
	$(PY) manage.py write_docs --check
	$(PY) manage.py messages --check

fix: setup  ## Put right what a program can: format, lint, generated documents, catalogue of texts
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .
	$(PY) manage.py write_docs
	$(PY) manage.py messages

bench: setup  ## Measure what must stay fast
	$(PY) -m benchmarks
	$(PY) -m benchmarks.trail
	$(PY) -m benchmarks.verify

clean:  ## Remove what was made here, the local database excepted
	rm -rf .venv staticfiles .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

messages: .venv/for-development
	@$(PY) manage.py messages --compile

# On Debian a missing browser is installed where that is allowed; elsewhere its tests say what to do.
chromium:
	@if command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
	fi

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and '$(PYTHON)' is none: install it, or name it as in make PYTHON=python3.12." >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "No virtual environment can be made: install Python's venv module (on Debian: apt-get install python3-venv)." >&2; exit 1; }

.venv/for-running: requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing what the eCRF runs on …"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/for-development: requirements-dev.txt requirements.txt constraints.txt | .venv/bin/python
	@echo "Installing what running, tests and checks need …"
	@$(PIP) -r requirements-dev.txt
	@touch .venv/for-running $@
