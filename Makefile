# The project's commands. A newcomer needs two: `make run` and `make test`. Both do their own set-up.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run crowd deliver reset test check fmt lint build advisories deploy bench faults

SEEDS ?= 20
STAGE ?= test
VENV := $(CURDIR)/.venv/bin
export PATH := $(VENV):$(PATH)
export SAM_CLI_TELEMETRY := 0

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 12

run: ## the whole city on this machine, in the browser (Rust and Node)
	@scripts/run.sh

deliver: ## one delivery to a segment of the running city (TEXT="…" for another text, TARGET for another segment)
	@. scripts/common.sh; need_node; exec node scripts/deliver.mjs

crowd: ## 500 more friends with answers join the running city (PEOPLE=… for another number)
	@. scripts/common.sh; need_node; exec node scripts/crowd.mjs

reset: ## forgets the local city's data
	@scripts/reset.sh

test: ## every check there is (Rust, Node, Python 3)
	@scripts/test.sh

check: ## the quick part of `make test`: format, lints, types, template
	@scripts/setup.sh node python
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	npm --prefix web run lint
	npm --prefix web run typecheck
	cfn-lint --regions ap-northeast-1 --template template.yaml
	python -m pytest -q -p no:cacheprovider tests/template

fmt: ## formats Rust, TypeScript and Python
	@scripts/setup.sh node python
	cargo fmt --all
	npm --prefix web run format
	ruff format tests/template tests/aws_second_opinion benches scripts

lint: ## clippy, Biome, ruff, cfn-lint and the licences
	@scripts/setup.sh node python
	cargo clippy --workspace --all-targets -- -D warnings
	npm --prefix web run lint
	ruff check tests/template tests/aws_second_opinion benches scripts
	cfn-lint --regions ap-northeast-1 --template template.yaml
	cargo deny check licenses bans sources

build: ## the deployable functions, in .aws-sam/build
	@scripts/setup.sh python
	sam build --beta-features --config-env $(STAGE)

advisories: ## asks the lists of known weaknesses about all that goes out; `make deploy` begins with it
	@scripts/setup.sh node python
	@scripts/advisories.sh

deploy: advisories ## builds with thin LTO and deploys (STAGE=test or prod; prod shows its changes first)
	npm --prefix web run build
	CARGO_PROFILE_RELEASE_LTO=thin sam build --beta-features --config-env $(STAGE)
	sam deploy --config-env $(STAGE)
	python scripts/publish.py $(STAGE)

bench: ## the headline figures, one line each
	@scripts/bench.sh

faults: ## the fault bench, SEEDS=20 of each kind, and the seeded bugs that it has to notice
	@scripts/setup.sh debian
	@KAIRAN_SEEDS=$(SEEDS) scripts/faults.sh
