# `make` alone lists the targets.
# What Python compiles is kept, whatever the machine says: each process would compile every library anew, ten seconds at a time.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SAMPLE ?= ../shared/data/home_credit
TRIALS ?= 24
MINUTES ?= 30
MLFLOW_PORT ?= 5002

.DEFAULT_GOAL := help
.PHONY: help run install test test-long check check-deploy bench soak train report drift drift-live mlflow notebooks demo-data lock clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run:  ## start the API and the dashboard (first run: installs and draws the demo population)
	@exec $(PYTHON) -m deploy.local

install: $(BIN)/.installed  ## build the full environment in .venv

$(BIN)/.installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, not " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check --quiet --no-compile -r requirements.txt
	@touch $@

test: install  ## run the tests, some fifteen minutes on two slow cores (browser tests need Debian's Chromium)
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder -m "not long" $(PYTEST_ARGS)

test-long: install  ## run those that take a minute each: notebooks, the whole real sample, Spark's scores
	$(BIN)/python -m pytest -n 2 --dist loadfile -m long $(PYTEST_ARGS)

check: install  ## ruff, mypy, the architecture test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/architecture

check-deploy:  ## the workflows and docker-compose.yml by their schemas, zizmor (an environment of its own, pinned)
	@PYTHON=$(PYTHON) .github/check.sh

bench: install  ## print speed and memory figures, one benchmark after the other (DATA_DIR=folder of a loaded store; exit code 1: one is short)
	SAMPLE=$(SAMPLE) $(BIN)/python -m benchmarks

soak: install  ## one gigabyte, a mixed load, and what goes wrong (MINUTES=30, DATA_DIR=folder; needs root, Chromium, PostgreSQL)
	@MINUTES=$(MINUTES) $(BIN)/python -m benchmarks soak

train: install  ## train on the real sample (SAMPLE=folder, TRIALS=n) and write models/
	$(BIN)/python -m jobs train --data $(SAMPLE) --trials $(TRIALS)

report: install  ## print again what each choice of the policy costs (SAMPLE=folder)
	$(BIN)/python -m jobs report --data $(SAMPLE)

drift: install  ## write the drift report of the real sample (SAMPLE=folder): data_drift/data_drift.html
	$(BIN)/python data_drift/data_drift.py --data $(SAMPLE)

drift-live: install  ## judge what the service counted in the last 7 whole days (DATA_DIR=folder; exit code 1: somebody must look)
	@$(BIN)/python -m jobs drift --live --json drift.json

mlflow: install  ## show the training's record in a browser (MLFLOW_PORT=5002)
	@echo "MLflow: http://127.0.0.1:$(MLFLOW_PORT) (Ctrl-C stops it)"
	@MLFLOW_ALLOW_FILE_STORE=true MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false exec $(BIN)/mlflow server --workers 1 \
	  --host 127.0.0.1 --port $(MLFLOW_PORT) --backend-store-uri ./mlruns --artifacts-destination ./mlartifacts

notebooks: install  ## run the notebooks again on the demo population and write their outputs in place
	@nice $(BIN)/python -m notebooks

demo-data: install  ## draw the demo population into data/demo
	$(BIN)/python -m jobs demo-data --out data/demo --clients 10000

lock: install  ## resolve the pinned requirements together again
	for part in . api appli jobs; do \
	  $(BIN)/uv pip compile $$part/requirements.in $$([ $$part = . ] || echo -c requirements.txt) -o $$part/requirements.txt \
	    --python-version 3.11 --universal --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet || exit 1; \
	done

clean:  ## remove the environments, the demo population and the logs
	rm -rf .venv .venv-* data/demo data/logs
