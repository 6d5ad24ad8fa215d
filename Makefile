# Everything runs in .venv, made from the lock files. Needs make and Python 3.11 or newer.

# The Python that .venv is made with; the first that is new enough, unless given: make site PYTHON=…
PYTHON ?=
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
# make lock UPGRADE=1 takes newer versions; without it only what pyproject.toml asks for changes.
UPGRADE :=

VENV := .venv
python := $(VENV)/bin/python
build_options := $(if $(BASE_URL),--base-url "$(BASE_URL)") $(ARGS)
leave_status = status=$$?; if [ -n "$(STATUS_FILE)" ]; then echo $$status > "$(STATUS_FILE)"; fi; exit $$status

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve test originals soak bench check style screenshots fix lock clean distclean set-up set-up-dev chromium node-packages

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
	@echo "make screenshots  take the pictures of docs/screenshots anew"
	@echo "make lock       write the lock files again from pyproject.toml (UPGRADE=1: newer versions)"
	@echo "make clean      remove output/ and caches"
	@echo "make distclean  remove .venv as well"
	@echo "Each sets up what it needs by itself. Options: see the top of the Makefile."

site: set-up
	@$(python) build.py build $(build_options)

serve: set-up
	@$(python) build.py serve $(ARGS)

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

check: set-up-dev
	$(python) -m ruff check
	$(python) -m ruff format --check
	$(python) -m mypy

style: set-up
	@$(python) tools/make_style.py

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
# A stamp in .venv is named after the checksum of the lock files and the version of .venv's Python.
# While it is there, nothing is to be done. The dev lock file holds everything of the runtime one, so
# its set-up leaves both stamps.

set-up:
	@sh -euc "$$SET_UP" set-up runtime

set-up-dev:
	@sh -euc "$$SET_UP" set-up dev

define SET_UP
say() { echo "$$*" >&2; }

stamp() {
  version=$$($(python) -c "import sys; print('%d.%d' % sys.version_info[:2])" 2>/dev/null) || version=none
  echo "$(VENV)/.$$1-$$version-$$(cat requirements*.lock | cksum | tr ' ' '-')"
}

new_enough() { "$$1" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; }

find_python() {
  if [ -n "$(PYTHON)" ]; then
    if new_enough "$(PYTHON)"; then echo "$(PYTHON)"; return; fi
    say "PYTHON=$(PYTHON) is not a Python 3.11 or newer."
    return 1
  fi
  for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if new_enough "$$candidate"; then echo "$$candidate"; return; fi
  done
  say "Recanvass needs Python 3.11 or newer; there is: $$(python3 --version 2>/dev/null || echo no Python 3)."
  say "Install a newer one, or name it: make PYTHON=/path/to/python3.12 site"
  return 1
}

make_venv() {
  base=$$(find_python)
  if ! "$$base" -c "import ensurepip, venv" 2>/dev/null; then
    say "$$base has no venv module, which keeps Recanvass's packages apart from those of the system."
    say "On Debian or Ubuntu install it with: sudo apt-get install python3-venv"
    return 1
  fi
  "$$base" -m venv --clear $(VENV)
}

if [ -e "$$(stamp $$1)" ]; then exit 0; fi

# Two shells may want the same: the second waits here, then finds the stamp.
exec 9< Makefile
if command -v flock > /dev/null; then flock 9; fi
if [ -e "$$(stamp $$1)" ]; then exit 0; fi

if [ "$$1" = dev ]; then lock=requirements-dev.lock; stamps="runtime dev"
else lock=requirements.lock; stamps=runtime; fi
echo "Setting up $(VENV) from $$lock (once; takes a minute at most)"
if ! { new_enough $(python) && $(python) -m pip --version > /dev/null 2>&1; }; then make_venv; fi
if ! $(python) -m pip install --quiet --disable-pip-version-check --require-hashes -r $$lock; then
  say "The packages of $$lock could not be installed; the lines above say why."
  exit 1
fi
rm -f $(VENV)/.runtime-* $(VENV)/.dev-*
for name in $$stamps; do : > "$$(stamp $$name)"; done
endef
export SET_UP

# --- lock files -----------------------------------------------------------------------------------
# One file for all systems and Python versions, with the hashes of every file of every package.

lock_options = --quiet --universal --generate-hashes --python-version 3.11 --no-config \
  --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: set-up
	@$(python) -m venv .lock-venv
	@.lock-venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	.lock-venv/bin/python -m uv pip compile $(lock_options) -o requirements.lock pyproject.toml
	.lock-venv/bin/python -m uv pip compile $(lock_options) --extra dev -c requirements.lock \
	  -o requirements-dev.lock pyproject.toml
