"""The words of the command `import election`.

Owns its options and their descriptions. Must not import anything that takes time.
"""

import argparse
from collections.abc import Callable
from pathlib import Path


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
            parser.error(f"{option_string} appears twice; it takes one value")
        setattr(namespace, self.dest, values)


def add_election(election: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Add what `import election` takes."""
    election.set_defaults(run=run)
    election.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="the files, such as one for each county: CSV, a workbook, Clarity or NIST; a URL, or - for standard input",
    )
    election.add_argument("-C", dest="directory", metavar="DIR", type=Path, default=Path(), help="the site's folder")
    election.add_argument(
        "--plan", metavar="FILE", type=Path, help="a plan: written if the file doesn't exist, followed if it does"
    )
    election.add_argument("--yes", action="store_true", help="write the files without asking")
    election.add_argument("--dry-run", action="store_true", help="show what would change, but write nothing")
    election.add_argument("--date", metavar="DAY", action=_Once, help="the date of the election, such as 2024-11-05")
    election.add_argument(
        "--place", metavar="NAME", action=_Once, help="the place that contains all the others, such as the state"
    )
    election.add_argument(
        "--place-kind", metavar="KIND", default="state", help="the kind of that place (default: state)"
    )
    election.add_argument(
        "--office", metavar="NAME", action=_Once, help="the office or question, if the files have no column for it"
    )
    election.add_argument("--stage", choices=("general", "primary"), help="primary makes a contest for each party")
    election.add_argument(
        "--absent-as-zero", action="store_true", help="candidates left out of the files have zero votes"
    )
    election.add_argument(
        "--totals",
        choices=("refuse", "publish", "skip"),
        default="refuse",
        help="what to do with totals that don't add up (default: refuse)",
    )
    _add_reading(election)
    election.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="output format (default: text)"
    )
    election.add_argument("-q", "--quiet", action="store_true", help="print errors only")
    head = election.add_argument_group("the release")
    for name, help_text in (
        ("release", "its id (default: the date of --as-of and the kind)"),
        ("title", "its name"),
        ("kind", "its kind: partial, complete, recount …"),
        ("status", "how final the figures are"),
        ("as-of", "when it was published: a date, or a time with its UTC offset"),
        ("source", "who published the figures"),
        ("source-url", "where they were published (optional)"),
    ):
        head.add_argument(f"--{name}", metavar="TEXT", action=_Once, help=help_text)


def _add_reading(election: argparse.ArgumentParser) -> None:
    """Add how the files are written."""
    election.add_argument(
        "--missing", metavar="TEXT", action="append", default=[], help="a cell that means nothing was reported"
    )
    election.add_argument(
        "--withheld", metavar="TEXT", action="append", default=[], help="a cell whose figure the source hides"
    )
    election.add_argument("--zero", metavar="TEXT", action="append", default=[], help="a cell that means 0")
    add_repeats(election)
    election.add_argument("--ignore", metavar="NAME", action="append", default=[], help="leave out rows with this name")
    election.add_argument(
        "--delimiter", choices=(",", ";", "tab", "|"), default=",", help="what separates the columns (default: a comma)"
    )
    election.add_argument(
        "--encoding", choices=("utf-8", "utf-16", "windows-1252", "latin-1"), default="utf-8", help="default: utf-8"
    )
    election.add_argument(
        "--skip-lines", metavar="N", type=int, help="leave out N lines above the header (default: automatic)"
    )
    election.add_argument(
        "--sheet", metavar="NAME", help="the sheet of a workbook, or the file in a zip archive (default: the only one)"
    )


def add_repeats(election: "argparse._ActionsContainer") -> None:
    """Add what an editor allows that otherwise looks like a slip of whoever made the file."""
    election.add_argument(
        "--repeated-rows",
        choices=("refuse", "once"),
        default="refuse",
        help="what to do with exact duplicate rows (default: refuse)",
    )
    election.add_argument(
        "--keep", metavar="NAME", action="append", default=[], help="a place that looks like a total but isn't"
    )
