"""A folder for a moment, which is gone afterwards, also when an interrupt ends the program."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from recanvass.publish import interrupts


@contextmanager
def folder() -> Iterator[Path]:
    """Yield an empty folder. Raises OSError if there can be none."""
    with ExitStack() as tidy:
        with interrupts.held():
            scratch = tempfile.TemporaryDirectory(prefix="recanvass-", ignore_cleanup_errors=True)
            # The undo is taken back last, since an interrupt may come while the folder is being removed.
            tidy.enter_context(interrupts.undone_by(partial(shutil.rmtree, scratch.name, ignore_errors=True)))
            tidy.callback(_remove, scratch)
        yield Path(scratch.name)


def _remove(scratch: "tempfile.TemporaryDirectory[str]") -> None:
    # Of what fails while a folder is removed, Python passes over some only.
    with suppress(OSError):
        scratch.cleanup()
