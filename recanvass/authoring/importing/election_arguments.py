"""The words of the command `import election`.

Owns its options and their descriptions. Must not import anything that takes time.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from recanvass.core.messages import worded


class _Once(argparse.Action):
    """An option of one value, which is refused if it is there twice: the last one does not win in silence."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        if getattr(namespace, self.dest) is not None:
            parser.error(worded("%(option_string)s appears twice; it takes one value", option_string=option_string))
        setattr(namespace, self.dest, values)


def add_election(election: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Add what `import election` takes."""
    election.set_defaults(run=run)
    election.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help=worded(
            "the files, such as one for each county: CSV, a workbook, Clarity or NIST; a URL, or - for standard input"
        ),
    )
    election.add_argument(
        "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
    )
    election.add_argument(
        "--plan",
        metavar="FILE",
        type=Path,
        help=worded("a plan: written if the file doesn't exist, followed if it does"),
    )
    election.add_argument("--yes", action="store_true", help=worded("write the files without asking"))
    election.add_argument("--dry-run", action="store_true", help=worded("show what would change, but write nothing"))
    election.add_argument(
        "--date", metavar="DAY", action=_Once, help=worded("the date of the election, such as 2024-11-05")
    )
    election.add_argument(
        "--place",
        metavar="NAME",
        action=_Once,
        help=worded("the place that contains all the others, such as the state"),
    )
    election.add_argument(
        "--place-kind", metavar="KIND", default="state", help=worded("the kind of that place (default: state)")
    )
    election.add_argument(
        "--office",
        metavar="NAME",
        action=_Once,
        help=worded("the office or question, if the files have no column for it"),
    )
    election.add_argument(
        "--stage", choices=("general", "primary"), help=worded("primary makes a contest for each party")
    )
    election.add_argument(
        "--absent-as-zero", action="store_true", help=worded("candidates left out of the files have zero votes")
    )
    election.add_argument(
        "--totals",
        choices=("refuse", "publish", "skip"),
        default="refuse",
        help=worded("what to do with totals that don't add up (default: refuse)"),
    )
    _add_reading(election)
    election.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help=worded("output format (default: text)")
    )
    election.add_argument("-q", "--quiet", action="store_true", help=worded("print errors only"))
    _add_release(election)


def _add_release(election: argparse.ArgumentParser) -> None:
    """Add what a new release needs."""
    head = election.add_argument_group(worded("the release"))
    for name, help_text in (
        ("release", worded("its id (default: the date of --as-of and the kind)")),
        ("title", worded("its name")),
        ("kind", worded("its kind: partial, complete, recount …")),
        ("status", worded("how final the figures are")),
        ("as-of", worded("when it was published: a date, or a time with its UTC offset")),
        ("source", worded("who published the figures")),
        ("source-url", worded("where they were published (optional)")),
    ):
        head.add_argument(f"--{name}", metavar="TEXT", action=_Once, help=help_text)


def _add_reading(election: argparse.ArgumentParser) -> None:
    """Add how the files are written."""
    election.add_argument(
        "--missing", metavar="TEXT", action="append", default=[], help=worded("a cell that means nothing was reported")
    )
    election.add_argument(
        "--withheld", metavar="TEXT", action="append", default=[], help=worded("a cell whose figure the source hides")
    )
    election.add_argument("--zero", metavar="TEXT", action="append", default=[], help=worded("a cell that means 0"))
    add_repeats(election)
    election.add_argument(
        "--ignore", metavar="NAME", action="append", default=[], help=worded("leave out rows with this name")
    )
    election.add_argument(
        "--delimiter",
        choices=(",", ";", "tab", "|"),
        default=",",
        help=worded("what separates the columns (default: a comma)"),
    )
    election.add_argument(
        "--encoding",
        choices=("utf-8", "utf-16", "windows-1252", "latin-1"),
        default="utf-8",
        help=worded("default: utf-8"),
    )
    election.add_argument(
        "--skip-lines", metavar="N", type=int, help=worded("leave out N lines above the header (default: automatic)")
    )
    election.add_argument(
        "--sheet",
        metavar="NAME",
        help=worded("the sheet of a workbook, or the file in a zip archive (default: the only one)"),
    )


def add_repeats(election: "argparse._ActionsContainer") -> None:
    """Add what an editor allows that otherwise looks like a slip of whoever made the file."""
    election.add_argument(
        "--repeated-rows",
        choices=("refuse", "once"),
        default="refuse",
        help=worded("what to do with exact duplicate rows (default: refuse)"),
    )
    election.add_argument(
        "--keep", metavar="NAME", action="append", default=[], help=worded("a place that looks like a total but isn't")
    )
