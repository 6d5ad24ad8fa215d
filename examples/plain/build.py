"""Builds this site with Recanvass: python3 build.py [build|check|serve|new|import|schema|publish|explain].

Recanvass is looked for in the folder that the variable RECANVASS names, in the folder recanvass/ beside this file, and
where it was when the site was made.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SITE = Path(__file__).resolve().parent
REMEMBERED = SITE / ".recanvass" / "program"


def places() -> Iterator[Path]:
    """Yield the folders in which the program may be."""
    if os.environ.get("RECANVASS"):
        yield Path(os.environ["RECANVASS"]).resolve()
    yield SITE / "recanvass"
    if REMEMBERED.is_file():
        yield Path(REMEMBERED.read_text(encoding="utf-8").strip())


if __name__ == "__main__":
    programs = [place / "build.py" for place in places() if (place / "recanvass" / "cli.py").is_file()]
    if not programs:
        sys.stderr.write(
            "Recanvass is not where this site expects it. Get it with git, into any folder, and name that folder:\n"
            "RECANVASS=../recanvass python3 build.py\n"
        )
        raise SystemExit(2)
    try:
        raise SystemExit(subprocess.call([sys.executable, str(programs[0]), *sys.argv[1:]], cwd=SITE))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
