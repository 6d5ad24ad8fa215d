#!/bin/sh
# Sees to a Chromium for the browser tests where that needs no question: as root, or with sudo that
# asks for no password, on a system with apt-get. Anywhere else it says that those tests are skipped.
# Never fails.

find_chromium() {
    for name in ${CHROMIUM:+"$CHROMIUM"} chromium chromium-browser google-chrome google-chrome-stable; do
        if "$name" --version >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

skip() {
    echo "Browser tests will be skipped: $1" >&2
    exit 0
}

if find_chromium; then exit 0; fi

if ! command -v apt-get >/dev/null; then
    skip "there is no Chromium here. Install one, or set CHROMIUM to the path of its program."
elif [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    skip "there is no Chromium here. Install it with: sudo apt-get install chromium"
fi

log=$(mktemp) || skip "no room for a temporary file."
trap 'rm -f "$log"' EXIT
apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=2 \
        -o DPkg::Lock::Timeout=300 "$@" </dev/null >"$log" 2>&1
}

echo "Installing Chromium for the browser tests (once)"
if apt update && apt install -y --no-install-recommends chromium; then
    if ! find_chromium; then skip "the chromium package brought no program that starts."; fi
else
    tail -n 5 "$log" >&2
    skip "Chromium could not be installed."
fi
