# What a newcomer needs is git, make and Python 3.11 or newer with venv. `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help demo test check test-all with-servers env docs fix lock clean

BIN := .venv/bin
MADE := .venv/.made
CLIENT8 := .venv/client8
# One more than there are cores: what talks to servers, disks and processes waits.
WORKERS = $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
# A module stays in one process, for its fixtures; in the order of tests/conftest.py.
SPREAD := --dist loadscope --no-loadscope-reorder
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
# What the editable install needs to build: locked too, so that nothing is fetched unchecked.
BUILD_NEEDS := import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables", sep="\n")

# A virtual environment does not survive a move of its folder: then make it again.
ifneq ($(shell cat $(MADE) 2>/dev/null),$(CURDIR))
.PHONY: $(MADE)
endif

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | \
	while IFS='|' read -r name what; do printf '%-14s %s\n' "$$name" "$$what"; done

demo: $(MADE) ## the whole thing, offline, in a minute
	@$(BIN)/sholu demo

test: $(MADE) ## the tests that need nothing but this machine and a few minutes
	$(BIN)/python -m pytest --numprocesses auto $(SPREAD) -m "not long"

check: $(MADE) ## style, types, import contracts, and that the docs tell the truth
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/python -m pytest -q tests/repo

test-all: $(MADE) $(CLIENT8) ## all tests: the long ones, and those on real Elasticsearch servers, which it fetches
	$(BIN)/python -m tests.elasticsearch.serve $(MAKE) --no-print-directory with-servers

# What test-all runs while the servers are up. The newer client asks 9.x, the older 8.x; what is short
# it asks 9.x, too.
with-servers:
	$(BIN)/python -m pytest --numprocesses $(WORKERS) $(SPREAD)
	PYTHONPATH=$(CURDIR)/$(CLIENT8) $(BIN)/python -m pytest --numprocesses $(WORKERS) $(SPREAD) \
		-m "not one_client" tests/elasticsearch

env: ## .env with random passwords for docker-compose.yml; `make env CONTACT=you@example.org`
	@sh scripts/env.sh

docs: $(MADE) ## write the command reference and the JSON schemas anew
	$(BIN)/python scripts/reference.py

fix: $(MADE) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(MADE): requirements-dev.lock pyproject.toml scripts/venv.sh
	@sh scripts/venv.sh

$(CLIENT8): requirements-client8.lock $(MADE)
	rm -rf $@
	@sh scripts/client8.sh $@

lock: ## refresh the locks from pyproject.toml, with uv; `make lock UPGRADE=--upgrade` moves all
	$(COMPILE) $(UPGRADE) pyproject.toml --output-file requirements.lock
	python3 -c '$(BUILD_NEEDS)' | \
	$(COMPILE) $(UPGRADE) pyproject.toml - --group dev --output-file requirements-dev.lock
	python3 -c '$(BUILD_NEEDS)' | $(COMPILE) - --constraint requirements-dev.lock \
		--output-file requirements-build.lock
	echo 'elasticsearch==8.19.*' | $(COMPILE) $(UPGRADE) - --output-file requirements-client8.lock \
		$(addprefix --no-emit-package ,certifi python-dateutil typing-extensions tzdata urllib3)

clean: ## remove the environment and the caches, never your data
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
