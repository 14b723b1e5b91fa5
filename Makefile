# Every target does its own set-up: Python 3.11 or newer and make are all it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CORPUS ?= $(or $(INTELOG_CORPUS),../shared/corpus)

.PHONY: demo test check bench soak format lock clean

demo: $(READY)  ## build the sample workspace in intelog-demo/
	$(BIN)/intelog demo intelog-demo

test: $(READY)  ## run the tests
	INTELOG_CORPUS="$(CORPUS)" $(BIN)/python -m pytest -q -m "not soak" $(ARGS)

check: $(READY)  ## lint, types, layers
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: $(READY)  ## measure quality and speed on the corpus
	$(BIN)/python -m bench all --corpus "$(CORPUS)"

soak: $(READY)  ## the long runs, by hand
	INTELOG_CORPUS="$(CORPUS)" $(BIN)/python -m pytest -q -m soak $(ARGS)

format: $(READY)
	$(BIN)/ruff check --fix src tests bench
	$(BIN)/ruff format src tests bench

# Hashes, and no address of a registry: mirrors differ from user to user.
lock:
	$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip install --quiet uv
	$(VENV)/lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --exclude-newer "$$(date -u -d '7 days ago' +%FT00:00:00Z)" \
	  --quiet --output-file requirements.lock

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("intelog needs Python 3.11 or newer; PYTHON=... names one")'
ifneq ($(shell command -v uv),)
	uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $@

clean:
	rm -rf $(VENV) intelog-demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
