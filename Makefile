# make run: open the sandbox, ready to chat with. make test: every check. Both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AUDIT := .venv-audit
READY := $(VENV)/.ready

.PHONY: setup run test bench crash audit lint clean

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Clausette needs Python 3.11 or later")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

setup: $(READY)

run: setup
	$(BIN)/clausette demo

lint: setup
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

test: lint
	$(BIN)/clausette check
	$(BIN)/pytest --numprocesses 3 --dist loadfile

bench: setup
	$(BIN)/python -m tests.benchmarks

# in an environment of their own: what audits is not what runs
$(AUDIT)/.ready: constraints.txt
	test -x $(AUDIT)/bin/python || $(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt bandit pip-audit
	touch $@

audit: $(AUDIT)/.ready
	$(AUDIT)/bin/python tests/audit.py

crash: setup
	$(BIN)/python -m tests.crash

clean:
	rm -rf $(VENV) $(AUDIT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
