"""The words of the command `night`.

Owns its options and their descriptions. Must not import anything that takes time: the command line asks for them
whatever the command is.
"""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from recanvass.authoring.importing.arguments import add_results
from recanvass.authoring.importing.election_arguments import add_repeats
from recanvass.authoring.preview.arguments import port
from recanvass.core.messages import worded

PORT = 8300
_LEAST_S = 5
_MOST_SPEED = 1_000_000


def add_night(
    night: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int], web_address: Callable[[str], str]
) -> None:
    """Add what `night` takes: a source, how often it is read, where it goes, and how its tables are read.

    `web_address` reads an address or refuses it.
    """
    _add_source(night)
    whole = night.add_argument_group(worded("all contests of a file"))
    whole.add_argument(
        "--plan", metavar="FILE", type=Path, help=worded("take all contests, as 'import election' does with this plan")
    )
    add_repeats(whole)
    to = night.add_argument_group(worded("where it goes"))
    to.add_argument(
        "--publish", action="store_true", help=worded("publish to a git branch; without it, build into output/")
    )
    to.add_argument("--branch", default="gh-pages", help=worded("the branch to publish to (default: gh-pages)"))
    to.add_argument("--remote", default="origin", help=worded("the remote to push to (default: origin)"))
    to.add_argument("--base-url", metavar="URL", type=web_address, help=worded("the web address of the published site"))
    to.add_argument(
        "--publish-every",
        metavar="SECONDS",
        type=_seconds,
        help=worded("the least time between two publications (default: what the host allows)"),
    )
    to.add_argument(
        "--port",
        type=port,
        default=PORT,
        help=worded("the port of the page that shows the state (default: %(port)s)", port=PORT),
    )
    to.add_argument("--no-page", action="store_true", help=worded("don't show the state in a browser"))
    to.add_argument(
        "--release-held", metavar="N", type=int, help=worded("publish a reading that was held back, and end")
    )
    night.add_argument(
        "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
    )
    night.add_argument("-q", "--quiet", action="store_true", help=worded("print only what is held back or fails"))
    add_results(night, is_needed=False)
    night.set_defaults(run=run)


def _add_source(night: argparse.ArgumentParser) -> None:
    """Add what is followed, how often it is read, and how a night is recorded and played again."""
    source = night.add_argument_group(worded("the source"))
    source.add_argument("--from", dest="followed", metavar="FILE|DIR|URL", help=worded("the table to follow"))
    source.add_argument(
        "--match", metavar="PATTERN", default="*", help=worded("which files of a folder count, such as '*.csv'")
    )
    source.add_argument(
        "--every", metavar="SECONDS", type=_seconds, default=60.0, help=worded("how often to read it (default: 60)")
    )
    source.add_argument("--once", action="store_true", help=worded("read it once and end"))
    source.add_argument(
        "--time-column",
        metavar="NAME",
        help=worded("the column that has the time of the figures (default: the file's own time)"),
    )
    source.add_argument(
        "--at",
        metavar="TIMES",
        type=_times,
        default=(),
        help=worded("begin another release at these times, such as 21:00,22:00"),
    )
    source.add_argument("--record", metavar="DIR", type=Path, help=worded("keep every reading in this folder"))
    source.add_argument(
        "--replay", metavar="DIR", type=Path, help=worded("play a recorded night instead of following a source")
    )
    source.add_argument(
        "--speed",
        metavar="N",
        type=_speed,
        default=60.0,
        help=worded("how many times as fast to play it (default: 60)"),
    )


def _seconds(text: str) -> float:
    if not re.fullmatch(r"\d{1,6}", text) or int(text) < _LEAST_S:
        raise argparse.ArgumentTypeError(
            worded("'%(text)s' is not a number of seconds from %(least_s)s on", text=text, least_s=_LEAST_S)
        )
    return float(text)


def _speed(text: str) -> float:
    if not re.fullmatch(r"\d{1,7}", text) or not 1 <= int(text) <= _MOST_SPEED:
        raise argparse.ArgumentTypeError(
            worded("'%(text)s' is not a speed from 1 to %(most_speed)s", text=text, most_speed=f"{_MOST_SPEED:,}")
        )
    return float(text)


def _times(text: str) -> tuple[tuple[int, int], ...]:
    found = [re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", part.strip()) for part in text.split(",")]
    if not all(found):
        raise argparse.ArgumentTypeError(worded("'%(text)s' are not times such as 21:00,22:00", text=text))
    return tuple((int(match[1]), int(match[2])) for match in found if match is not None)
