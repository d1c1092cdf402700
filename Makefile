# The front door. `make serve` shows the guide, `make test` checks all of it, `make site` builds it.
# Stamps in .stamps/ say what is set up; a second run does nothing twice.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PY := .venv/bin/python
HOST ?= 127.0.0.1
PORT ?= 8000
PACKAGE := widgets/keep_or_cancel
# One build writes the same bytes whenever it runs: dates come from the data, not from the clock.
export SOURCE_DATE_EPOCH ?= 315532800

.PHONY: help setup serve site test lint unit bench prove lock clean

help:  ## say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

# --- set-up --------------------------------------------------------------------------------------

setup: .stamps/system .stamps/python .stamps/node  ## install everything, once

.stamps/system: scripts/system-packages
	@mkdir -p .stamps
	scripts/system-packages
	@touch $@

.stamps/venv: scripts/find-python .python-version
	@mkdir -p .stamps
	"$$(scripts/find-python)" -m venv --clear .venv
	@touch $@

# The engine is installed last and in place, so that `python -m keep_or_cancel` runs the sources.
.stamps/python: .stamps/venv requirements.txt requirements-dev.txt $(PACKAGE)/pyproject.toml
	$(PY) -m pip install --quiet --require-hashes -r requirements.txt -r requirements-dev.txt
	$(PY) -m pip install --quiet --no-build-isolation --no-deps --editable $(PACKAGE)
	@touch $@

.stamps/node: package.json package-lock.json
	@mkdir -p .stamps
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

ENGINE_DATA := $(PACKAGE)/src/keep_or_cancel/guide.json
$(ENGINE_DATA): .stamps/python $(wildcard guide/data/*.yaml guide/*.py)
	$(PY) -m guide compile
	@touch $@

# --- build ---------------------------------------------------------------------------------------

# The last file a build writes stands for the whole site.
BUILT := site/downloads/keep-or-cancel-en.pdf
SOURCES := mkdocs.yml mkdocs.en.yml $(shell find guide docs macros widgets pdf -type f \
  -not -name '*.pyc' -not -name guide.json -not -path '*.egg-info/*')

# Never with -q: quiet, a strict build does not fail on warnings.
$(BUILT): .stamps/system .stamps/python .stamps/node $(ENGINE_DATA) $(SOURCES)
	$(PY) -m mkdocs build --strict
	$(PY) -m pdf
	@touch $@

site: $(BUILT)  ## the whole site in site/: both languages, the self-check, both PDFs

serve: site  ## build, then serve with live reload (the PDFs are those of this build)
	@echo; echo "  中文     http://$(HOST):$(PORT)/"; echo "  English  http://$(HOST):$(PORT)/en/"; echo
	SITE_URL=http://$(HOST):$(PORT)/ $(PY) -m mkdocs serve --dev-addr $(HOST):$(PORT)

# --- check ---------------------------------------------------------------------------------------

lint: setup $(ENGINE_DATA)  ## style, types, data
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	$(PY) -m guide check

unit: setup $(ENGINE_DATA)  ## the tests that need no built site
	$(PY) -m pytest tests/unit

test: lint site  ## everything
	KOC_SITE=site $(PY) -m pytest tests --ignore tests/bench

bench: site  ## speed, as figures and ratios; nothing passes or fails by it
	KOC_SITE=site $(PY) -m tests.bench

prove: setup $(ENGINE_DATA)  ## the rules, over every combination of answers
	$(PY) -m keep_or_cancel prove

# --- keep ----------------------------------------------------------------------------------------

lock:  ## write requirements*.txt anew from requirements*.in
	$(PY) -m pip install --quiet pip-tools==7.6.2
	for name in requirements requirements-dev; do \
	  $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --output-file $$name.txt $$name.in; done

clean:  ## remove all that is built or installed
	rm -rf .venv .stamps build site node_modules $(ENGINE_DATA)
