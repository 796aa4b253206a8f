# Vivier. `make run` and `make test` need Python 3.11 or newer and make; they fetch everything else.
# The steps that build something leave a stamp behind, so that a second run costs nothing.

PYTHON ?= python3
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test promises corpus explore bench bench-quick screenshots accessibility check fix worker migrate migration demo lock assets translations
.DELETE_ON_ERROR:

BIN := .venv/bin
STAMPS := .venv/stamps
ASSETS := app/static/vendor/.complete
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/translations/*/LC_MESSAGES/*.po))
READY := $(STAMPS)/runtime $(ASSETS) $(CATALOGUES)

help: ## what can be done here
	@sed -n 's/^\([a-z][a-z-]*\):[^#]*## /  make \1	/p' Makefile

run: $(READY) ## start Vivier for development: web server and worker, with the demonstration on a first start
	@exec $(BIN)/flask serve

test: $(READY) $(STAMPS)/development $(STAMPS)/checks ## everything: linters, the suite on SQLite and PostgreSQL, journeys, coverage
	@$(BIN)/python tools/suite.py test

promises: $(READY) $(STAMPS)/development $(STAMPS)/checks ## the tests that prove a promise, and what they say into app/promises.json and docs/promises.md
	@$(BIN)/python tools/suite.py promises

corpus: $(READY) $(STAMPS)/development ## the attack corpus: each item with its verdict, its time and its memory
	@$(BIN)/python -m tools.corpus

explore: $(READY) $(STAMPS)/development ## the property tests alone, on many examples never drawn before, and many walks through the application
	@HYPOTHESIS_PROFILE=explore $(BIN)/python -m pytest -q -o timeout=0 -m hypothesis

bench: $(READY) $(STAMPS)/development ## how fast everything is, as ratios to a bare page and a bare write; some twenty minutes
	@$(BIN)/python -m tools.bench

bench-quick: $(READY) $(STAMPS)/development ## the same in a minute, on a small set, for everyday use
	@$(BIN)/python -m tools.bench --quick

screenshots: $(READY) $(STAMPS)/development ## every page at three widths, light and dark, in both languages, into screenshots/
	@$(BIN)/python -m tools.screenshots

accessibility: $(READY) $(STAMPS)/development ## check every page with axe and write the result into the statement
	@WRITE_ACCESSIBILITY=1 $(BIN)/python -m pytest -q tests/journeys/test_everyone.py -k "not statement"

check: $(STAMPS)/development ## the linters alone
	@$(BIN)/python tools/suite.py check

fix: $(STAMPS)/development ## let ruff mend and format what it can
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

worker: $(READY) ## the background worker alone
	@exec $(BIN)/flask worker

migrate: $(READY) ## bring the database to the present tables
	@$(BIN)/flask db upgrade

# The number is the next one: 0004 after 0003.
migration: $(READY) ## write the next migration from the models: make migration m="job salaries"
	@test -n "$(m)" || { echo 'say what it does: make migration m="job salaries"'; exit 1; }
	@$(BIN)/flask db revision --autogenerate -m "$(m)" \
		--rev-id "$$(printf '%04d' $$(($$(ls migrations/versions/[0-9]*.py | wc -l) + 1)))"

demo: $(READY) ## load the demonstration into an empty database
	@$(BIN)/flask demo

assets: $(ASSETS) ## fetch what the browser is served

translations: $(CATALOGUES) ## compile the catalogues

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate
lock: $(STAMPS)/environment ## pin the requirements again (UPGRADE=1: to the newest versions)
	@for name in requirements requirements-demo requirements-dev requirements-node requirements-uv; do \
		echo "$$name.txt"; \
		$(LOCK) $(if $(UPGRADE),--upgrade) $$name.in -o $$name.txt --custom-compile-command "make lock" || exit 1; \
	done

$(STAMPS)/environment: requirements-uv.txt tools/environment.py
	@echo "environment"
	@$(PYTHON) tools/environment.py create
	@mkdir -p $(@D) && touch $@

$(STAMPS)/runtime: $(STAMPS)/environment requirements.txt requirements-demo.txt
	@echo "packages"
	@$(BIN)/python tools/environment.py install requirements.txt requirements-demo.txt
	@touch $@

$(STAMPS)/development: $(STAMPS)/runtime requirements-dev.txt
	@echo "packages for tests"
	@$(BIN)/python tools/environment.py install requirements-dev.txt
	@touch $@

# What checks the pages; without Java it could not run, and is left out.
$(STAMPS)/checks: $(ASSETS)
	@if command -v java >/dev/null; then echo "validator"; $(BIN)/python tools/assets.py checks; fi
	@touch $@ $(ASSETS)

# After the packages, never beside them: without npm this step installs one more.
$(ASSETS): package.json package-lock.json tools/assets.py | $(STAMPS)/runtime
	@echo "front-end assets"
	@$(BIN)/python tools/assets.py

%.mo: %.po | $(STAMPS)/runtime
	@echo "translations $(@:app/translations/%=%)"
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@.new --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<))) && mv $@.new $@
