# Every command of the project. `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/installed

.DEFAULT_GOAL := help
.PHONY: help doctor site run password test proof check soak mutations format golden edge messages pins \
	bench bench-incremental

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Said before anything else: without Python not even the doctor can speak.
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
$(error There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours: make PYTHON=python3.11 ...)
endif

doctor: ## Check that this machine has what the project needs
	@$(PYTHON) tools/doctor.py

$(STAMP): requirements.txt
	@$(PYTHON) tools/doctor.py --network
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned packages into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMP)-dev: $(STAMP) requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

site: $(STAMP) ## Set up the newsroom, load the starter content, build the site
	@$(BIN)/python -m tools.site

run: $(STAMP) ## Start the CMS, the export worker and the site with live rebuild
	@$(BIN)/python -m tools.run

password: $(STAMP) ## Give the admin account a new password
	@$(BIN)/python manage.py office_admin --reset

test: $(STAMP)-dev ## Run the tests
	@$(BIN)/python -m pytest -n auto -m "not thorough"

proof: $(STAMP)-dev ## Run the tests that take long: faults, kills and races of builds and deploys
	@$(BIN)/python -m pytest -n auto -m thorough

soak: $(STAMP)-dev ## Run 2,000 random sequences of edits, faults, kills and builds (takes half an hour)
	@$(BIN)/python -m tests.soak

mutations: $(STAMP)-dev ## Disable each call that notices changes; the tests must fail (takes ten minutes)
	@$(BIN)/python -m tests.mutations

check: $(STAMP)-dev ## Lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(STAMP)-dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

golden: $(STAMP)-dev ## Write the golden trees anew; read the diff
	$(BIN)/python -m tests.golden.refresh

edge: $(STAMP) ## Write the configuration of nginx and CloudFront in deploy/ anew
	$(BIN)/python -m tools.edge

# What LOCALE_PATHS names is compiled; only the first, cms/locale, is collected from the code.
messages: $(STAMP) ## Collect the admin's texts for translation, and compile them (needs gettext)
	cd cms && ../$(BIN)/python ../manage.py makemessages -l th --no-location --no-obsolete
	cd cms && ../$(BIN)/python ../manage.py compilemessages

pins: $(STAMP)-dev ## Compile requirements*.in into pins with hashes
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet $(UPGRADE) requirements.in -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet $(UPGRADE) requirements-dev.in -o requirements-dev.txt

bench: $(STAMP)-dev ## Measure builds and exports of 10,000 stories x 2 locales, pictures, pages (takes a while)
	$(BIN)/python -m tests.benchmarks

bench-incremental: $(STAMP)-dev ## Measure a build after a change at three sizes, beside Hugo and Pelican (takes hours)
	$(BIN)/python -m tests.benchmarks incremental
