#!/bin/sh
# Installs the packages that a folder's package-lock.json names, once for each state of that file:
#   sh tools/get_node_packages.sh tests/node
# None of them is part of the program. Where there is no npm, says so and lets the tests that need them skip.
set -eu

cd "$1"
stamp=node_modules/.installed-$(cksum < package-lock.json | tr ' ' '-')
if [ -e "$stamp" ]; then exit 0; fi
if ! command -v npm > /dev/null; then
  echo "There is no npm: what needs the packages of $1 is skipped. On Debian or Ubuntu: sudo apt-get install npm" >&2
  exit 0
fi
echo "Setting up $1 (once)"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
: > "$stamp"
