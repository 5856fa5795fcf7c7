# make setup: install what runs. make run: open the sandbox, ready to chat with (PORT=8765). make test: install what
# tests, and run every check. make release: the archives of a version, in dist/. All set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := .venv-audit
MUTATION := .venv-mutation
PEERS := .venv-peers
READY := $(VENV)/.ready

PORT ?= 8765
# a developer's environment keeps its tools when it is brought up to date
EXTRA := $(if $(wildcard $(BIN)/pytest),[dev])
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt --editable

.PHONY: setup run tools lint test bench peers crash release screenshots audit clean

$(READY): pyproject.toml setup.py constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Clausette needs Python 3.11 or later")'
	@echo "Installing Clausette into $(VENV): half a minute or so"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(INSTALL) '.$(EXTRA)'
	@touch $@
	@echo "Installed: $(BIN)/clausette --help"

setup: $(READY)

run: setup
	$(BIN)/clausette demo --port $(PORT)

# what lints, tests and measures; not for a server
tools: setup
	@test -x $(BIN)/pytest || $(INSTALL) '.[dev]'

lint: tools
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/clausette check
	$(BIN)/pytest --numprocesses 3 --dist loadfile

bench: tools
	$(BIN)/python -m tests.benchmarks

# in an environment of their own: what audits is not what runs
$(AUDIT)/.ready: constraints.txt
	test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt bandit pip-audit
	touch $@

audit: $(AUDIT)/.ready
	$(AUDIT)/bin/python tests/audit.py

# the router beside others: heavy libraries, which nobody needs to work on Clausette
$(PEERS)/.ready: pyproject.toml constraints.txt
	test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	touch $@

peers: $(PEERS)/.ready
	$(PEERS)/bin/python -m tests.benchmarks.peers

crash: tools
	$(BIN)/python -m tests.crash

# likewise in an environment of its own; MUTATE='--each 5 --rooms language' asks for less (docs/mutation.md)
$(MUTATION)/.ready: constraints.txt
	test -x $(MUTATION)/bin/python || $(PYTHON) -m venv $(MUTATION)
	$(MUTATION)/bin/python -m pip install --quiet --disable-pip-version-check cosmic-ray==8.7.0
	touch $@

mutate: tools $(MUTATION)/.ready
	$(MUTATION)/bin/python tests/mutate.py $(MUTATE)

# the pictures of the documents, from the sandbox, the site and the editor
screenshots: tools
	SCREENS=docs/ecrans $(BIN)/pytest --quiet tests/browser/test_stories.py
	cd docs/ecrans && rm -f acheteuse-1.png couvreur-2.png secretaire-2.png
	$(BIN)/python -m tests.screenshots

# in an environment of its own, with the versions of constraints.txt
release: tools
	PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python tests/release.py

clean:
	rm -rf $(VENV) $(AUDIT) $(PEERS) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info build
