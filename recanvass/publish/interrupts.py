"""Ends the program when it is interrupted: with the exit code that shells give for it, and without a trace.

Owns what Ctrl+C and the system's signals to end do. They raise nothing: an exception could come up inside any line, of
libraries too, which lose it or print it. The process ends from within the handler instead, whatever it is at. So what
must not stop halfway stands in `held`, and what has to be tidied up is told with `undone_by`.
"""

import atexit
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import get_ident
from types import FrameType
from typing import NoReturn

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
"""What ends the program. Windows has no SIGHUP; SIGBREAK is there what Ctrl+Break sends."""
NUMBERS = tuple(signal.Signals[name] for name in NAMES if name in signal.Signals.__members__)
SHELLS_ADD = 128
"""What shells add to the number of a signal to get the exit code of a program that it has ended."""
_FOR_EVER_S = 3600


class _State:
    """What is known of interrupts. It lives outside of values, since a process has one handler a signal.

    `owner` is the process that has the handlers, 0 where none has: then an interrupt does what Python lets it do.
    `holds` has an item for each hold (adding and taking away is one step, also between threads), `undos` what is
    still to be tidied up. `came` is the interrupt that has to wait, `ending` the thread that ends the process.
    `codes` are exit codes that differ from those of shells, by signal.
    """

    def __init__(self) -> None:
        self.owner = 0
        self.holds: list[None] = []
        self.undos: list[Callable[[], object]] = []
        self.came: int | None = None
        self.ending: int | None = None
        self.is_done = False
        self.codes: dict[int, int] = {}


_STATE = _State()


def install() -> None:
    """Take over what interrupts do; whatever was ignored when the program was started stays so, as with nohup."""
    _STATE.owner = os.getpid()
    for number in NUMBERS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _on_interrupt)


@contextmanager
def held() -> Iterator[None]:
    """Let what happens in here come to its end before an interrupt ends the program; in other threads too."""
    _STATE.holds.append(None)
    while _STATE.ending not in (None, get_ident()):
        time.sleep(_FOR_EVER_S)  # the process is about to be gone: nothing may begin any more
    try:
        yield
    finally:
        _STATE.holds.pop()
        if _STATE.came is not None and _STATE.ending is None and not (_STATE.holds or _STATE.is_done):
            _end(_STATE.came)


@contextmanager
def undone_by(undo: Callable[[], object]) -> Iterator[None]:
    """Call `undo` when an interrupt ends the program in here. In every other case that is up to the caller.

    It may come while the caller itself is at it, or has done so.
    """
    _STATE.undos.append(undo)
    try:
        yield
    finally:
        _STATE.undos.remove(undo)


def done(code: int = 0) -> None:
    """Let the command come to its end, since all that it was asked for is done, and its exit code is to say so.

    A second interrupt ends it all the same, with that code. Called in the hold in which the work was done.
    """
    if _STATE.owner:
        _STATE.is_done = True
        _STATE.codes.update(dict.fromkeys(NUMBERS, code))


def go_on() -> None:
    """Let interrupts end the program again after `done`, in a command that goes on; one that came meanwhile does so.

    The exit codes stay as `done` has set them.
    """
    _STATE.is_done = False
    with held():
        pass


@contextmanager
def way_to_end(*numbers: int) -> Iterator[None]:
    """Let Ctrl+C, or other signals, be the way to end what runs in here: the program ends with code 0."""
    ways = numbers or (signal.SIGINT,)
    _STATE.codes.update(dict.fromkeys(ways, 0))
    try:
        yield
    finally:
        for number in ways:
            _STATE.codes.pop(number, None)


def leave(code: int) -> NoReturn:
    """End the process with the exit code of a command that has ended.

    Libraries end as they asked to. The interpreter does not take apart all that is in memory: towards the end of that
    it has no handler any more.
    """
    done(code)
    atexit._run_exitfuncs()  # noqa: SLF001 -- there is no other way to have them run
    os._exit(code)


def _on_interrupt(number: int, _frame: FrameType | None) -> None:
    if os.getpid() != _STATE.owner:
        # A process that was forked has this handler until it sets its own. Ctrl+C reaches it together with its
        # parent, which ends it.
        if number != signal.SIGINT:
            os._exit(SHELLS_ADD + number)
        return
    if _STATE.ending is not None:
        return
    is_first = _STATE.came is None
    if is_first:
        _STATE.came = number
    if not (_STATE.holds or (_STATE.is_done and is_first)):
        _end(number)


def _end(number: int) -> NoReturn:
    _STATE.ending = get_ident()
    try:
        with suppress(Exception):
            # The terminal shows ^C: what comes next, such as the prompt, begins a line. Not by sys.stderr, since the
            # program may be writing to it.
            if number == signal.SIGINT and os.isatty(2):
                os.write(2, b"\n")
        while _STATE.undos:
            with suppress(Exception):
                _STATE.undos.pop()()
    finally:
        os._exit(_STATE.codes.get(number, SHELLS_ADD + number))
