# The commands that matter are `make demo`, `make check` while you work, and `make test`
# before you are done. They build what they need in .venv and .tox, and need Python 3.11
# or later, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACK := ml-engineer

.PHONY: help demo check test bench check-content generate freeze fuzz hostile search-quality screenshots constraints clean

help:  ## Say what there is to make.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

$(VENV)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mlinterview needs Python 3.11 or later, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[html]' tox
	@touch $@

demo: $(VENV)/ready  ## Check the bundled pack, show it and export it.
	@mkdir -p build
	$(BIN)/mlinterview validate $(PACK)
	$(BIN)/mlinterview show $(PACK)
	$(BIN)/mlinterview export $(PACK) --format markdown --output build/$(PACK).md
	$(BIN)/mlinterview export $(PACK) --format anki-apkg --output build/$(PACK).apkg
	$(BIN)/mlinterview export $(PACK) --format html --output build/$(PACK).html
	$(BIN)/mlinterview export $(PACK) --format json --output build/$(PACK).json
	@echo
	@echo "To learn with Anki: open it, choose File > Import, pick build/$(PACK).apkg and"
	@echo "press Import. Import a later version the same way: the cards keep their schedule."
	@echo "To read: build/$(PACK).html or .md. To program with: build/$(PACK).json."

check: $(VENV)/ready  ## Run the quick checks on the source tree: lint, types, quick tests.
	$(BIN)/tox run -e check

test: $(VENV)/ready  ## Run every check that CI runs, on the built wheel.
	$(BIN)/tox run

bench: $(VENV)/ready  ## Measure how fast it is, and write the page on it; QUICK=1 only looks.
	$(BIN)/tox run -e bench -- $(if $(QUICK),--quick --most 1000,--page docs/explanation/speed.md)

check-content: $(VENV)/ready  ## Check the content of the bundled pack, and run its code.
	$(BIN)/tox run -e content

generate: $(VENV)/ready  ## Write anew what follows from code and pack: schema, pictures, counts.
	$(BIN)/python tools/generate.py
	$(BIN)/python tools/house.py
	$(BIN)/python docs/_ext/pages.py

freeze: $(VENV)/ready  ## Record what the schemas accept, when a version is released.
	$(BIN)/python tools/freeze.py

fuzz: $(VENV)/ready  ## Read damaged packs for FUZZ_SECONDS, 60 by default.
	$(BIN)/tox run -e fuzz

hostile: $(VENV)/ready  ## Measure what packs cost that are made to do harm.
	$(BIN)/python tools/hostile.py

search-quality: $(VENV)/ready  ## Say how well search finds what people ask for.
	$(BIN)/python tools/search_quality.py

screenshots: $(VENV)/ready  ## Take the pictures of cards for the documentation anew.
	$(BIN)/tox run -e screenshots

constraints: $(VENV)/ready  ## Pin the newest versions of all that is used here.
	$(BIN)/tox run -e constraints

clean:  ## Remove all that was made.
	rm -rf $(VENV) .tox build dist docs/_build
