# Everything runs in .venv, which is set up by the first command that needs it.

# The Python that starts build.py, which looks for a newer one where this one is too old.
PYTHON ?= $(or $(shell command -v python3),python)
# make site BASE_URL=https://example.org/results, make site ARGS="--strict -v", make serve ARGS="--port 9000"
BASE_URL :=
ARGS :=
# Processes that run the tests side by side, and options for pytest: make test TESTS="-k scott -x"
WORKERS := auto
TESTS :=
# How much `make soak` tries of each kind.
SOAK := 10000
# make bench SIZE=176500 measures that size alone, which takes long; make bench PART=iowa, ROUNDS=9
SIZE :=
PART :=
ROUNDS :=
# Where to leave pytest's own exit code, which make turns into its own 2.
STATUS_FILE :=
# make originals ORIGINALS=/path/to/data; without it the folder that tests_originals/originals.py names
ORIGINALS :=
# make texts LANGUAGE=de begins the catalogue of a language.
LANGUAGE :=
# make lock UPGRADE=1 takes newer versions; without it only what pyproject.toml asks for changes.
UPGRADE :=

VENV := .venv
python := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts/python.exe,bin/python)
build_options := $(if $(BASE_URL),--base-url "$(BASE_URL)") $(ARGS)
leave_status = status=$$?; if [ -n "$(STATUS_FILE)" ]; then echo $$status > "$(STATUS_FILE)"; fi; exit $$status

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve test originals soak bench wheel check style texts screenshots fix lock clean distclean
.PHONY: set-up set-up-dev chromium node-packages

help:
	@echo "make site       build the site into output/"
	@echo "make serve      preview the site; it follows every saved change"
	@echo "make test       run all tests"
	@echo "make originals  compare the content with the files as they were published, where they are at hand"
	@echo "make soak       try far more of what the tests sample, and say how many slips the rules name"
	@echo "make bench      measure the speed beside Hugo and Eleventy; writes docs/performance.md"
	@echo "make check      lint, formatting and types"
	@echo "make fix        repair lint and formatting where that can be done by itself"
	@echo "make style      show every component of the pages in all its states"
	@echo "make texts      collect the texts that readers see, and bring the catalogues of other languages up to date"
	@echo "make screenshots  take the pictures of docs/screenshots anew"
	@echo "make wheel      pack the program into dist/, for machines without this repository"
	@echo "make lock       write the lists of packages again from pyproject.toml (UPGRADE=1: newer versions)"
	@echo "make clean      remove output/ and caches"
	@echo "make distclean  remove .venv as well"
	@echo "Each sets up what it needs by itself. Options: see the top of the Makefile."

site:
	@$(PYTHON) build.py build $(build_options)

serve:
	@exec $(PYTHON) build.py serve $(ARGS)

test: set-up-dev chromium node-packages
	@$(python) -m pytest -n $(WORKERS) --dist worksteal $(TESTS); $(leave_status)

# A set of its own: the repository does not hold what it compares with.
originals: set-up-dev
	@$(if $(ORIGINALS),RECANVASS_ORIGINALS="$(ORIGINALS)") $(python) -m pytest tests_originals $(TESTS); $(leave_status)

# The tests marked soak take a sample without it.
soak: set-up-dev chromium
	@RECANVASS_SOAK=$(SOAK) $(python) -m pytest -n $(WORKERS) --dist worksteal -m soak -rP $(TESTS)

bench: set-up-dev node-packages
	@$(python) -m bench $(if $(SIZE),--size $(SIZE)) $(if $(PART),--part $(PART)) $(if $(ROUNDS),--rounds $(ROUNDS))

wheel: set-up
	@rm -rf dist
	@$(python) -m hatchling build --target sdist --target wheel

check: set-up-dev
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy
	$(python) -m mypy --platform darwin
	$(python) -m mypy --platform win32

style: set-up
	@$(python) tools/make_style.py

# English needs no catalogue: its texts are the entries. A language is one text file beside them for what readers see,
# and another for what editors see.
texts: set-up-dev
	@$(babel) extract -o $(locales)/recanvass.pot .
	@$(babel) extract -F tools/editor_texts.toml $(listed) -o $(locales)/editors.pot .
	@$(if $(LANGUAGE),$(call begin_texts,recanvass); $(call begin_texts,editors))
	@$(call update_texts,recanvass)
	@$(call update_texts,editors)

babel = $(python) -m babel.messages.frontend --quiet
locales := recanvass/text/locales
listed := --add-location file --sort-by-file --omit-header --width 120
begin_texts = $(babel) init -D $(1) -i $(locales)/$(1).pot -d $(locales) -l $(LANGUAGE)
update_texts = if ls $(locales)/*/LC_MESSAGES/$(1).po > /dev/null 2>&1; then $(babel) update -D $(1) \
  -i $(locales)/$(1).pot -d $(locales) --no-fuzzy-matching --ignore-pot-creation-date --ignore-obsolete --width 120; fi

screenshots: set-up-dev chromium
	@$(python) tools/make_screenshots.py

fix: set-up-dev
	$(python) -m ruff check --fix
	$(python) -m ruff format

clean:
	rm -rf output .output.recanvass .recanvass build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name $(VENV) -prune -o -name .git -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV) .lock-venv tests/node/node_modules bench/node_modules

chromium:
	@sh tools/get_chromium.sh

node-packages:
	@sh tools/get_node_packages.sh tests/node
	@sh tools/get_node_packages.sh bench

# --- set-up ---------------------------------------------------------------------------------------
# build.py makes .venv and installs what a build needs. What tests and checks need besides is added to
# it, and a stamp named after the checksum of the lists says that it is there.

set-up:
	@$(PYTHON) build.py --version > /dev/null

set-up-dev: set-up
	@$(alone) sh -euc "$$ADD_DEV"

# Two shells may want the same: the second waits, then finds the stamp. Without flock, they must not.
alone := $(if $(shell command -v flock),flock Makefile)

define ADD_DEV
stamp="$(VENV)/dev-$$(cat requirements*.txt | cksum | tr ' ' '-')"
if [ -e "$$stamp" ]; then exit 0; fi
echo "Installing the packages for tests and checks in $(VENV) (only once; takes a minute or two)"
$(python) -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements-dev.txt
: > "$$stamp"
endef
export ADD_DEV

# --- lists of packages ----------------------------------------------------------------------------
# With the hashes of every file of every package, for all systems and Python versions: what a new site is
# given, what this checkout needs to build its own site and to make the wheel that a new site keeps, and
# what tests and checks need.

compile = .lock-venv/bin/python -m uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
  --no-config --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) pyproject.toml

lock: set-up
	@$(python) -m venv .lock-venv
	@.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(compile) -o requirements-site.txt
	$(compile) --extra build -c requirements-site.txt -o requirements.txt
	$(compile) --extra dev -c requirements.txt -o requirements-dev.txt
