# `make` alone lists the targets. Everything is installed into this folder; nothing needs root, Docker or an AWS account.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := @$(PYTHON) tools/set_up.py

.DEFAULT_GOAL := help
.PHONY: help setup sandbox test check checkov plans synth bench lanes dist locks clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: ## Install what is missing: Python packages, Node, cdktf-cli, Terraform
	$(SET_UP)

sandbox: setup ## Deploy an environment to an emulator on this machine and prove what it promises (KEEP=1 leaves it running)
	@$(BIN)/python -m sandbox

test: ## Everything a change must pass: set-up, make check, all tests
	$(SET_UP) --checkov
	@$(BIN)/python -m tools.run_tests

check: setup ## Style, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports

checkov: ## Ask checkov about every environment, as synthesized and as planned; no AWS account is needed
	$(SET_UP) --checkov
	@$(BIN)/python -m tools.checkov_scan

synth: setup ## Synthesize every environment into cdktf.out
	$(BIN)/cdktf synth

bench: setup ## Measure how fast environments are synthesized, plans are reviewed and what is live is read
	@$(BIN)/python benchmarks/synthesis.py
	@$(BIN)/python -m benchmarks.review
	@$(BIN)/python -m benchmarks.status

plans: setup ## Make the plans in tests/plans/fixtures anew, with real Terraform against the emulator (PLANS="trail" only some)
	@$(BIN)/python -m tests.plans.make $(PLANS)

lanes: setup ## Prove that it works beside other bindings, cdktn and other Pythons (LANES="bindings" runs one)
	@$(BIN)/python -m tools.lanes $(LANES)

dist: setup ## Build wheel and source distribution of the library into dist
	$(BIN)/python -m hatchling build --clean

locks: ## Write requirements/*.txt and package-lock.json anew from what they are made of
	@$(PYTHON) tools/lock.py

clean: ## Remove everything that was installed or synthesized here, and no Terraform state
	rm -rf .venv .venv-checkov .lanes node_modules cdktf.out dist .pytest_cache .hypothesis .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
