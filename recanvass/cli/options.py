"""The options that commands share, and how the text of an option becomes a value.

Must not import anything that takes time: the command line asks for all of them, whatever the command is.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

from recanvass.content.files import INSTALLED, called
from recanvass.core.messages import worded

_WITH_A_VALUE = ("-C", "-o", "--output", "--base-url", "--as-of", "--workers", "--scheduler", "--format")
_OF_A_PUBLIC_BUILD = ("--replacing", "--force-older")


def in_order(arguments: Sequence[str], commands: Collection[str]) -> list[str]:
    """Return arguments with the options that stand before the command behind all others, as argparse wants them."""
    at = 0
    while at < len(arguments) and arguments[at].startswith("-"):
        at += 2 if arguments[at] in (*_WITH_A_VALUE, *_OF_A_PUBLIC_BUILD) else 1
    if not 0 < at < len(arguments) or arguments[at] not in commands:
        return list(arguments)
    return [*arguments[at:], *arguments[:at]]


class Completion(argparse.Action):
    """Prints the completion of a shell and ends."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,  # noqa: ARG002 -- argparse calls all actions alike
        values: object,
        option_string: str | None = None,  # noqa: ARG002 -- the same
    ) -> None:
        """Print what the shell is to read."""
        if called() != INSTALLED:
            parser.error(
                worded(
                    "completion works for the installed command %(command)s only; install it with pip",
                    command=INSTALLED,
                )
            )
        import shtab

        sys.stdout.write(f"{shtab.complete(parser, str(values))}\n")
        parser.exit()


def add_build(make: argparse.ArgumentParser) -> None:
    """Add what only a build takes."""
    make.add_argument(
        "--public",
        action="store_true",
        help=worded("refuse to build anything readers must not see, such as a rehearsal"),
    )
    make.add_argument(
        "--replacing",
        metavar="URL",
        type=web_address,
        help=worded("with --public: refuse to replace the site at this address if it was made from newer sources"),
    )
    make.add_argument(
        "--force-older", metavar="COMMIT", help=worded("replace the site made from COMMIT even if yours may be older")
    )
    make.add_argument(
        "--base-url", metavar="URL", type=web_address, help=worded("the web address of the published site")
    )
    make.add_argument(
        "-o", "--output", metavar="DIR", type=Path, help=worded("the folder to build in (default: output)")
    )
    make.add_argument("--why", action="store_true", help=worded("count the files that changed; with -v, name them"))
    make.add_argument(
        "--workers", metavar="N", type=count, help=worded("number of worker processes (default: automatic)")
    )
    make.add_argument("--scheduler", metavar="ADDRESS", help=worded("build on the Dask cluster at this address"))


def add_verify(verify: argparse.ArgumentParser) -> None:
    """Add what only a comparison with the manifest takes."""
    add_format(verify)
    verify.add_argument(
        "site", metavar="DIR|URL", help=worded("a folder, or an address such as https://example.org/results/")
    )
    verify.add_argument("--sample", metavar="N", type=count, help=worded("check N files picked at random"))
    verify.add_argument(
        "--allowed-signers",
        metavar="FILE",
        type=Path,
        help=worded("require a signature by a key in this file, as git has it"),
    )


def web_address(text: str) -> str:
    """Return an address as it was typed; argparse says what is wrong with any other text."""
    from recanvass.content.schema.scalars import is_web_address

    if not is_web_address(text):
        message = worded("'%(text)s' is not a web address; write https://example.org/results/", text=text)
        raise argparse.ArgumentTypeError(message)
    return text


def count(text: str) -> int:
    """Return a number from one; argparse says what is wrong with any other text."""
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(worded("'%(text)s' is not a number; write 1, 2 or more", text=text))
    return int(text)


def add_common(command: argparse.ArgumentParser) -> None:
    """Add what a build and a check both take."""
    command.add_argument("--strict", action="store_true", help=worded("treat warnings as errors"))
    command.add_argument("--drafts", action="store_true", help=worded("include notes marked as drafts"))
    add_format(command, "github")
    command.add_argument("-v", "--verbose", action="store_true", help=worded("print how long each step took"))


def add_format(command: argparse.ArgumentParser, *more: str) -> None:
    """Add how messages are printed; `more` are forms beside text and JSON."""
    command.add_argument(
        "--format", choices=("text", "json", *more), default="text", help=worded("output format (default: text)")
    )
    command.add_argument("-q", "--quiet", action="store_true", help=worded("print errors only"))
