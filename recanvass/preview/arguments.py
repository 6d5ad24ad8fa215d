"""The options of the preview."""

import argparse


def add(command: argparse.ArgumentParser) -> None:
    """Add the options of `serve`."""
    command.add_argument("--port", type=int, default=8000, help="where to listen, or the next free one (default: 8000)")
    command.add_argument("--host", metavar="ADDRESS", default="127.0.0.1", help="default: this machine only")
    command.add_argument("--open", action="store_true", help="open the site in a browser")
