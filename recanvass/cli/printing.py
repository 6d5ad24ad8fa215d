"""What the program prints: where it goes, and what happens when it cannot be written.

Owns standard output and standard error as files. Must not know what is printed.
"""

import errno
import io
import os
import sys
from contextlib import suppress
from typing import Any, TextIO

from recanvass.core.messages import worded

UNPRINTED = 2
"""The exit code of a command that could not print what it was asked for."""
_STREAMS = 3
_GONE = frozenset({errno.EPIPE, errno.ECONNRESET})


class UnprintedError(Exception):
    """What was to be printed cannot be written. No OSError, so that nobody takes it for a fault of the site's disk."""


class _Output(io.FileIO):
    """Standard output or standard error as bytes.

    What nobody reads any more, as behind `| head`, is dropped, and the command goes on to its own exit code.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        # A terminal that was closed answers with a fault of input and output. Windows says of a pipe without a reader
        # that the argument is invalid.
        more = {errno.EIO} if self.isatty() else {errno.EINVAL} if sys.platform == "win32" else set()
        self._gone = _GONE | more

    def write(self, data: Any, /) -> int:  # noqa: ANN401 -- whatever has bytes, as io says of it
        try:
            return super().write(data)
        except OSError as error:
            if error.errno in self._gone:
                return memoryview(data).nbytes
            reason = (error.strerror or str(error)).lower()
            raise UnprintedError(worded("can't write the output: %(reason)s", reason=reason)) from error


def guard() -> None:
    """Print by files that know the difference between a reader who has gone and a full disk."""
    for descriptor in range(_STREAMS):
        # A stream that was closed before the program started: the next file that is opened would take its place.
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        sys.stdout = _guarded(sys.stdout, 1)
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        sys.stderr = _guarded(sys.stderr, 2)


def _guarded(stream: TextIO | None, descriptor: int) -> TextIO:
    if stream is None:
        return io.TextIOWrapper(io.BufferedWriter(_Output(descriptor)), encoding="utf-8", errors="replace")
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    if not isinstance(stream, io.TextIOWrapper) or type(raw) is not io.FileIO or raw.fileno() != descriptor:
        return stream
    stream.flush()
    # As Python has made it: with `python -u` there is no buffer between.
    output = _Output(descriptor)
    return io.TextIOWrapper(
        output if buffer is raw else io.BufferedWriter(output),
        encoding=stream.encoding,
        # Under LC_ALL=C or PYTHONIOENCODING=ascii there are names that the encoding lacks.
        errors="backslashreplace" if stream.errors == "strict" else stream.errors,
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def unprinted(error: BaseException) -> UnprintedError | None:
    """Return what says that something could not be printed; None if an error means something else.

    What runs in several tasks at once, as the preview does, raises a group of errors.
    """
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(unprinted, error.exceptions)), None)
    return error if isinstance(error, UnprintedError) else None


def failed(error: UnprintedError) -> int:
    """Say that something could not be printed, where that can be said, and return the exit code."""
    with suppress(UnprintedError, ValueError):
        sys.stderr.write(f"error: {error}\n")
        sys.stderr.flush()
    return UNPRINTED


def finished(code: int) -> int:
    """Write out what was printed and return the exit code, which is another one where that cannot be done."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except UnprintedError as error:
        return failed(error)
    return code
