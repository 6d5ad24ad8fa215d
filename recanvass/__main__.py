"""The program as a process: `python -m recanvass`, and the command `recanvass`.

Owns what holds from the first moment to the last: that an interrupt ends the program with its exit code and without a
trace, while modules are imported too. So it imports next to nothing before that is seen to.
"""

import os
import signal
import sys


def main() -> None:
    """Run one command and end the process with its exit code."""
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    numbers = [signal.Signals[name] for name in names if name in signal.Signals.__members__]
    for number in numbers:
        # What runs in the background of a shell, or under nohup, was started with some of them ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    if sys.platform != "win32":
        # Whoever starts this process may hold interrupts back until it can take them. They arrive here.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, numbers)

    # Before all other modules, since what they have to say in constants is worded when they are imported.
    from recanvass.cli import language

    language.speak(os.environ)

    from recanvass.publish import interrupts

    interrupts.install()

    from recanvass.cli import main as cli
    from recanvass.cli import printing

    interrupts.leave(printing.finished(cli.main()))


def _leave(number: int, _frame: object) -> None:
    """End at once: nothing is open yet that would have to be tidied up."""
    os._exit(128 + number)


if __name__ == "__main__":
    main()
