# make help lists what there is. PYTHON=… names another interpreter than python3.

PYTHON ?= python3
BIN := .venv/bin
OUT ?= build/demo
# After the job the site is served with the demo zone until Ctrl-C; SERVE=0 ends after the job.
SERVE ?= 1

export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint types format bench lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## Create .venv and install the locked packages that Parkloop runs with
	@tools/setup.sh base

setup-dev: ## The same, and the packages and the browser that its tests need
	@tools/ensure_chromium.sh
	@tools/ensure_postgresql.sh
	@tools/setup.sh dev

demo: setup ## Compute the example parks, write their reports to build/demo, serve the site
	@SERVE=$(SERVE) $(BIN)/parkloop demo --out $(OUT)

test: setup-dev ## Run every check: style, types, import rules, tests
	@$(MAKE) --no-print-directory lint types
	$(BIN)/python -m pytest -n auto --maxprocesses 8

lint: setup-dev ## Check style, form and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-logo --no-cache

types: setup-dev ## Check types
	$(BIN)/mypy

format: setup-dev ## Put every file into form and mend what can be mended safely
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## Run every benchmark; QUICK=1 runs them small
	@status=0; for script in benchmarks/[!_]*.py; do \
		echo "$$script"; $(BIN)/python "$$script" $(if $(QUICK),--quick) || status=1; \
	done; exit $$status

lock: ## Write the lock files anew with the newest versions (needs the network)
	@tools/lock.sh

clean: ## Remove .venv and everything that was built
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src tests -name __pycache__ -prune -exec rm -rf {} +
