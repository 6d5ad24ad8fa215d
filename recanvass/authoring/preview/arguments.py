"""The options of the preview."""

import argparse
import re

from recanvass.core.messages import worded

PORTS = range(1, 65_536)
"""The ports that there are."""


def add(command: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    command.add_argument(
        "--port", type=port, default=8000, help=worded("the port, or the next free one (default: 8000)")
    )
    command.add_argument(
        "--host",
        metavar="ADDRESS",
        type=_host,
        default="127.0.0.1",
        help=worded("the address to listen on (default: this machine only)"),
    )
    command.add_argument("--open", action="store_true", help=worded("open the site in a browser"))


def _host(text: str) -> str:
    """Return an address as it was typed; an empty one would listen everywhere, unasked."""
    if not text.strip():
        message = worded("the address is empty; write 127.0.0.1, or 0.0.0.0 to listen on every network")
        raise argparse.ArgumentTypeError(message)
    return text


def port(text: str) -> int:
    """Read a port as it is written everywhere: int() would take spaces, underscores and digits of other scripts too."""
    if not re.fullmatch("[1-9][0-9]{0,4}", text) or int(text) not in PORTS:
        message = worded("'%(text)s' is not a port; write a number from 1 to 65535, such as 8000", text=text)
        raise argparse.ArgumentTypeError(message)
    return int(text)
