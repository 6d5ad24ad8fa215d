"""The swap of a finished site into its place, in one step where the system can do that, and which site stands then.

Owns that no reader ever finds half a site. A message about a failure says what is so, not what ought to be.
"""

import ctypes
import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from recanvass.core import urls
from recanvass.core.messages import worded
from recanvass.publish import state_files

_AT_FDCWD, _EXCHANGE = -100, 2
_CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})


def manifest_in(folder: Path) -> bytes | None:
    """Return the manifest of the site in a folder; None where no site can be read there."""
    return state_files.read(str(folder / urls.MANIFEST), follows=True)


def said(out: Path, aside: Path, before: bytes | None) -> str:
    """Return which site stands now; `before` is the manifest of the one before, `aside` where a swap puts it first."""
    now = manifest_in(out)
    if now is not None:
        return worded("the old site is unchanged") if now == before else worded("the new site is in place")
    if manifest_in(aside) is not None:
        return worded("the old site is in %(aside)s; the next build puts it back", aside=aside)
    return (
        worded("no site was built")
        if before is None
        else worded("no site can be read in %(out)s now; build again", out=out)
    )


def in_place(staging: str, out: str, old: str) -> None:
    """Let a new site and the one before change places. `old` is where renames put the one before first."""
    if not _exchange(staging, out):
        _in_steps(staging, out, old)


def _exchange(one: str, other: str) -> bool:
    """Let two folders change places in one step; False where the system or the disk cannot do that."""
    names = os.fsencode(one), os.fsencode(other)
    code = errno.ENOSYS
    with suppress(AttributeError):
        if sys.platform == "linux":
            libc = ctypes.CDLL(None, use_errno=True)
            code = libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE) and ctypes.get_errno()
        elif sys.platform == "darwin":
            libc = ctypes.CDLL(None, use_errno=True)
            code = libc.renamex_np(*names, _EXCHANGE) and ctypes.get_errno()
    if code and code not in _CANNOT_EXCHANGE:
        raise OSError(code, os.strerror(code), other)
    return not code


def _in_steps(staging: str, out: str, old: str) -> None:
    """Swap with renames; a run that is killed between them is made good by the next one."""
    Path(out).rename(old)
    try:
        Path(staging).rename(out)
    except OSError:
        Path(old).rename(out)
        raise
    with suppress(OSError):
        Path(old).rename(staging)
