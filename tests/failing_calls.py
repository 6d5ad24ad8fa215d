"""Calls of the system that fail in a real process and in all that it starts, such as git."""

import errno
import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.processes import Seen, ended, start
from tests.sites import ROOT

SOURCE = Path(__file__).parent / "native" / "failing_calls.c"
CALLS = {
    "open": errno.ENOSPC,
    "write": errno.ENOSPC,
    "mkdir": errno.ENOSPC,
    "rename": errno.EIO,
    "link": errno.EIO,
    "unlink": errno.EIO,
    "rmdir": errno.EIO,
    "fsync": errno.EIO,
    "close": errno.EIO,
    "chmod": errno.EIO,
}
"""Functions that change a disk, each with the error with which it fails."""


def library(folder: Path) -> Path | None:
    """Make what lets calls fail; None where there is no compiler of C, or no system that loads it."""
    compiler = shutil.which("cc")
    if compiler is None or platform.system() != "Linux":
        return None
    made = folder / "failing_calls.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(made), str(SOURCE), "-ldl"], check=True)
    return made


@dataclass(frozen=True)
class Disk:
    """What lies below a folder, as a disk on which calls can fail."""

    library: Path
    below: Path
    count: Path

    def run(self, words: list[str], call: str, at: int, *, for_good: bool = False, folder: Path = ROOT) -> Seen:
        """Run a command of which a call fails, the first being 1; none where that is 0."""
        self.count.unlink(missing_ok=True)
        given = {
            "LD_PRELOAD": str(self.library),
            "FAIL_CALL": call,
            "FAIL_AT": str(at),
            "FAIL_ERRNO": str(CALLS[call]),
            "FAIL_BELOW": f"{self.below}/",
            "FAIL_COUNT": str(self.count),
            **({"FAIL_FOR_GOOD": "1"} if for_good else {}),
        }
        return ended(start(words, folder, variables=given))

    def calls(self) -> int:
        """Return how many calls the last command made."""
        return self.count.stat().st_size if self.count.exists() else 0
