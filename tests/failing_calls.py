"""Calls of the system that fail in a real process and in all that it starts, such as git."""

import errno
import platform
import random
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePath

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
_DEPTH = 4
_BY_LOT = re.compile(r"[0-9a-f]{2}(?=/|$)|[0-9a-f]{6,}|(?<=recanvass-)\w+|(?<=_)\w{6,8}|\d+")
"""Parts of names that differ from run to run."""


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
        for file in (self.count, self.names):
            file.unlink(missing_ok=True)
        given = {
            "LD_PRELOAD": str(self.library),
            "FAIL_CALL": call,
            "FAIL_AT": str(at),
            "FAIL_ERRNO": str(CALLS[call]),
            "FAIL_BELOW": f"{self.below}/",
            "FAIL_COUNT": str(self.count),
            **({"FAIL_NAMES": str(self.names)} if not at else {}),
            **({"FAIL_FOR_GOOD": "1"} if for_good else {}),
        }
        return ended(start(words, folder, variables=given))

    @property
    def names(self) -> Path:
        """The file with the program and the path of each call that was only counted."""
        return self.count.with_name(f"{self.count.name}-names")

    def chosen(self, most: int) -> list[int]:
        """Return the calls of the last command that are to fail: of those that are of one kind, so many by lot.

        One kind are the calls of one program for files of one suffix in one folder, or in those below a deep one: the
        pages of a site are written alike, and so are the objects of git.
        """
        kinds: dict[tuple[str, str, str], list[int]] = {}
        lines = self.names.read_text().splitlines() if self.names.exists() else []
        for number, line in enumerate(lines, 1):
            program, _, path = line.partition(" ")
            plain = _BY_LOT.sub("#", path.removeprefix(f"{self.below}/"))
            folder = "/".join(plain.split("/")[:-1][:_DEPTH])
            kinds.setdefault((program, folder, PurePath(plain).suffix), []).append(number)
        chance = random.Random(len(lines))
        return sorted(one for some in kinds.values() for one in chance.sample(some, min(most, len(some))))
