# The front door. `make serve` shows the guide, `make test` checks all of it, `make site` builds it.
# Stamps in .stamps/ say what is set up; a second run does nothing twice. Building needs less than
# testing: each target asks for what it needs, and no more.
#
# It holds for the make 3.81 and bash 3.2 of macOS too. That make knows no .SHELLFLAGS, so a recipe
# of several commands says itself what happens when one fails.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

PY := .venv/bin/python
# On macOS the loader does not look where Homebrew keeps libraries (pango, for the PDFs), and the
# system's own bash hands no DYLD_ variable on: it stands before each command instead.
ifeq ($(shell uname),Darwin)
PY := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix)/lib" $(PY)
endif
HOST ?= 127.0.0.1
PORT ?= 8000
PACKAGE := widgets/keep_or_cancel
# One build writes the same bytes whenever it runs: dates come from the data, not from the clock.
export SOURCE_DATE_EPOCH ?= 315532800

.PHONY: help setup serve site test lint check unit bench prove \
  archive translated new-page freshness trim lock clean

help:  ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up --------------------------------------------------------------------------------------

BUILD := .stamps/system-build .stamps/python .stamps/node
# What checks without a browser: no system package.
DEV := .stamps/python-dev .stamps/node-dev

setup: $(BUILD) .stamps/system-test $(DEV)  ## install everything, once

.stamps/system-%: scripts/system-packages
	@mkdir -p .stamps
	scripts/system-packages $*
	@touch $@

.stamps/venv: .python-version
	@mkdir -p .stamps
	"$$(scripts/find-python)" -m venv --clear .venv
	@touch $@

# The engine is installed last and in place, so that `python -m keep_or_cancel` runs the sources.
.stamps/python: .stamps/venv requirements.txt $(PACKAGE)/pyproject.toml
	$(PY) -m pip install --quiet --require-hashes -r requirements.txt
	$(PY) -m pip install --quiet --no-build-isolation --no-deps --editable $(PACKAGE)
	@touch $@

.stamps/python-dev: .stamps/python requirements-dev.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

NPM := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
.stamps/node: package.json package-lock.json
	@mkdir -p .stamps
	$(NPM) --omit=dev
	@touch $@

.stamps/node-dev: .stamps/node
	$(NPM)
	@touch $@

ENGINE_DATA := build/guide.json
$(ENGINE_DATA): .stamps/python $(wildcard guide/data/*.yaml guide/*.py $(PACKAGE)/src/keep_or_cancel/versions/*)
	$(PY) -m guide compile
	@touch $@

# --- build ---------------------------------------------------------------------------------------

# The last file a build writes stands for the whole site.
BUILT := site/kept-copy.js
SOURCES := mkdocs.yml mkdocs.en.yml $(shell find guide docs macros widgets pdf -type f \
  -not -name '*.pyc' -not -path '*.egg-info/*')

# Never with -q: quiet, a strict build does not fail on warnings.
$(BUILT): $(BUILD) $(ENGINE_DATA) $(SOURCES)
	$(PY) -m mkdocs build --strict
	$(PY) -m pdf
	$(PY) -m widgets.offline
	$(PY) -m widgets.downloads
	@touch $@

site: $(BUILT)  ## the whole site in site/: both languages, the self-check, PDFs, what works offline

serve: $(BUILD) $(ENGINE_DATA)  ## serve with live reload (the PDFs are those of the last `make site`)
	@echo; echo "  中文     http://$(HOST):$(PORT)/"; echo "  English  http://$(HOST):$(PORT)/en/"; echo
	SITE_URL=http://$(HOST):$(PORT)/ $(PY) -m mkdocs serve --dev-addr $(HOST):$(PORT)

# A test process for each core; tests of one group share what they start, so they share a process.
PARALLEL := -n auto --dist loadgroup --no-loadscope-reorder

# --- check ---------------------------------------------------------------------------------------

check: .stamps/python  ## the data and the version of the rules; names each mistake and its remedy
	$(PY) -m guide check

lint: check $(DEV) $(ENGINE_DATA)  ## style, types, data, workflows
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	node_modules/.bin/eslint docs/overrides widgets/web
	.venv/bin/zizmor --offline --quiet --persona pedantic .github

unit: $(DEV) $(ENGINE_DATA)  ## the tests that need no built site
	$(PY) -m pytest tests/unit $(PARALLEL)

test: setup  ## everything
	$(MAKE) -j 2 lint site
	KOC_SITE=site $(PY) -m pytest tests $(PARALLEL) --durations 30

bench: setup site  ## speed, as figures and ratios; nothing passes or fails by it
	KOC_SITE=site $(PY) -m tests.bench

prove: .stamps/python $(ENGINE_DATA)  ## the rules, over every combination of answers
	$(PY) -m keep_or_cancel prove

# --- keep ----------------------------------------------------------------------------------------

archive: .stamps/python  ## keep the rules under their rules_version, so that decisions can be replayed
	$(PY) -m guide archive
	$(PY) -m guide compile

translated: .stamps/python  ## what the English pages lack; PAGE=how: first say that this page lacks nothing
	$(PY) -m guide translation $(if $(PAGE),--mark $(PAGE))

new-page: .stamps/python  ## begin a page: NAME=situations/porting, at will ZH=title EN=title SECTION=section
	$(PY) -m guide new-page "$${NAME:-}" --zh "$${ZH:-}" --en "$${EN:-}" --section "$${SECTION:-}"

freshness: .stamps/python  ## what must be checked again, and by when
	$(PY) -m guide freshness

trim: .stamps/python .stamps/node  ## find anew which modules the browser needs
	$(PY) -m widgets.trim

lock:  ## write requirements*.txt anew from requirements*.in
	$(PY) -m pip install --quiet pip-tools==7.6.2
	for name in requirements requirements-dev; do \
	  $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	    --output-file $$name.txt $$name.in || exit 1; done

clean:  ## remove all that is built or installed
	rm -rf .venv .stamps build site node_modules
