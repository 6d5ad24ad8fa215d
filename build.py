"""The command: python3 build.py [build|check|serve|new|import|explain|schema|publish|verify].

This file parses on any Python, so that it can say that a Python is too old.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Recanvass needs Python 3.11 or newer; this is Python %d.%d.\n"
        "Run it with a newer one, for example: python3.12 build.py\n" % sys.version_info[:2]
    )
    raise SystemExit(2)

import subprocess
from importlib.util import find_spec
from pathlib import Path

# What is imported, and the name under which it is installed.
PACKAGES = {
    "filelock": "filelock",
    "ghp_import": "ghp-import",
    "jinja2": "Jinja2",
    "livereload": "livereload",
    "markdown": "Markdown",
    "msgspec": "msgspec",
    "nh3": "nh3",
    "watchfiles": "watchfiles",
    "yaml": "PyYAML",
}

if __name__ == "__main__":
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    prepared = Path(__file__).parent / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if missing and prepared.exists() and Path(sys.prefix) != prepared.parent.parent:
        try:
            raise SystemExit(subprocess.call([prepared, __file__, *sys.argv[1:]]))
        except KeyboardInterrupt:
            raise SystemExit(130) from None
    if missing:
        sys.stderr.write(
            "Recanvass needs Python packages that this Python does not have: %s.\n"
            "Run 'make site', which sets up everything in .venv and builds the site,\n"
            "or install them: python3 -m pip install --require-hashes -r requirements.lock\n" % ", ".join(missing)
        )
        raise SystemExit(2)

    from recanvass.cli import main

    raise SystemExit(main())
