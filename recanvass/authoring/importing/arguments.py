"""The words of the command `import`.

Owns its options and their descriptions. Must not import anything that takes time: the command line asks for them
whatever the command is.
"""

import argparse
import re
from collections.abc import Callable
from pathlib import Path

from recanvass.authoring.importing.election_arguments import add_election
from recanvass.core.messages import worded

HEAD = ("title", "kind", "status", "as_of", "source")
"""What release.yml needs; options of these names say it for a release that is new."""


def add_import(command: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    """Add what `import` takes: results or places, and their options."""
    what = command.add_subparsers(dest="what", metavar="WHAT", required=True)
    results = what.add_parser("results", help=worded("import figures as a release of a contest"))
    places = what.add_parser("places", help=worded("import a list of places"))
    sheet = what.add_parser("sheet", help=worded("import a sheet that 'export sheet' wrote, with changed figures"))
    _add_file(sheet)
    sheet.set_defaults(run=run)
    add_election(what.add_parser("election", help=worded("import every contest from one or more files")), run)
    _add_map(
        what.add_parser("map", help=worded("import a map: outlines of your own, a state's counties, or all states")),
        run,
    )
    for one in (results, places):
        _add_common(one)
        one.set_defaults(run=run)
    _add_results(results, is_needed=True)
    places.add_argument(
        "--kind", metavar="KIND", required=True, help=worded("the kind of the places, such as precinct")
    )
    places.add_argument("--parent", metavar="PLACE", help=worded("the place they, or their counties, are in"))
    places.add_argument("--parent-kind", metavar="KIND", help=worded("create missing counties, as places of this kind"))


def _add_map(drawn: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int]) -> None:
    what = drawn.add_mutually_exclusive_group(required=True)
    what.add_argument("file", metavar="FILE", nargs="?", help=worded("outlines: GeoJSON or TopoJSON; a URL, or -"))
    what.add_argument(
        "--state", metavar="STATE", help=worded("the counties of a state such as KY, or US for the map of states")
    )
    drawn.add_argument(
        "--kind", metavar="KIND", help=worded("the kind of its places (default: what fits, or county, or state)")
    )
    own = drawn.add_argument_group(worded("for outlines of your own"))
    own.add_argument(
        "--match", metavar="PROPERTY", help=worded("what names the place of an outline (default: what fits)")
    )
    own.add_argument(
        "--size", metavar="SIZE", type=_size, help=worded("how large the map may be, such as 500kB (default: 200kB)")
    )
    own.add_argument("--source", metavar="TEXT", help=worded("who made the outlines, named below the map"))
    own.add_argument("--source-url", metavar="URL", help=worded("where they were published"))
    _add_output(drawn)
    drawn.set_defaults(run=run)


def _size(text: str) -> int:
    found = re.fullmatch(r"(\d{1,7})\s*(kB|MB|)", text, re.IGNORECASE)
    if found is None or not int(found[1]):
        raise argparse.ArgumentTypeError(worded("'%(text)s' is not a size such as 500kB", text=text))
    return int(found[1]) * {"kb": 1000, "mb": 1_000_000}.get(found[2].lower(), 1)


def add_results(command: argparse.ArgumentParser, *, is_needed: bool) -> None:
    """Add what says how a table of results is read and where its figures go, whatever command reads it.

    `is_needed` says whether the command cannot do without a contest and a release.
    """
    _add_form(command)
    _add_names(command)
    _add_results(command, is_needed=is_needed)


def _add_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "file",
        metavar="FILE",
        help=worded("the table: CSV, a workbook, Clarity or NIST; a URL, or - for standard input"),
    )
    _add_form(command)
    _add_output(command)


def _add_form(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--delimiter",
        choices=(",", ";", "tab", "|"),
        default=",",
        help=worded("what separates the columns (default: a comma)"),
    )
    command.add_argument(
        "--encoding",
        choices=("utf-8", "utf-16", "windows-1252", "latin-1"),
        default="utf-8",
        help=worded("default: utf-8"),
    )


def _add_output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-C", dest="directory", metavar="DIR", type=Path, default=Path(), help=worded("the site's folder")
    )
    command.add_argument("--dry-run", action="store_true", help=worded("show what would change, but write nothing"))
    command.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help=worded("output format (default: text)")
    )
    command.add_argument("-q", "--quiet", action="store_true", help=worded("print errors only"))


def _add_common(command: argparse.ArgumentParser) -> None:
    _add_file(command)
    _add_names(command)


def _add_names(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--mapping",
        metavar="FILE",
        type=Path,
        help=worded("a mapping file, which says what the names in the table mean"),
    )
    command.add_argument(
        "--ignore", metavar="NAME", action="append", default=[], help=worded("leave out columns or rows with this name")
    )
    command.add_argument(
        "--skip-lines", metavar="N", type=_lines, help=worded("leave out N lines above the header (default: automatic)")
    )
    command.add_argument(
        "--sheet",
        metavar="NAME",
        help=worded("the sheet of a workbook, or the file in a zip archive (default: the only one)"),
    )


def _add_rows(command: argparse.ArgumentParser) -> None:
    """Add the options that say which rows are taken."""
    office = worded("the contest to import, if the file has several; repeat for each spelling")
    for option, help_text in (("--office", office), ("--district", worded("the district of that office"))):
        command.add_argument(option, metavar="NAME", action="append", default=[], help=help_text)
    command.add_argument(
        "--party", metavar="NAME", help=worded("take only rows of this party, as in a file of primaries")
    )
    command.add_argument(
        "--only",
        metavar="COLUMN=VALUE",
        action="append",
        default=[],
        type=_pair,
        help=worded("take only rows that have this value in this column"),
    )
    command.add_argument(
        "--sum-over",
        metavar="COLUMN",
        action="append",
        default=[],
        help=worded("add up rows that differ only in this column, such as party lines or vote modes"),
    )
    command.add_argument(
        "--place", metavar="PLACE", help=worded("the place of every row, if the file covers one place")
    )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign):
        raise argparse.ArgumentTypeError(worded("'%(text)s' is not COLUMN=VALUE", text=text))
    return name, value


def _lines(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(worded("'%(text)s' is not a number of lines", text=text))
    return int(text)


def _add_results(command: argparse.ArgumentParser, *, is_needed: bool) -> None:
    command.add_argument(
        "--contest", metavar="CONTEST", required=is_needed, help=worded("the contest the figures belong to")
    )
    command.add_argument("--release", metavar="RELEASE", required=is_needed, help=worded("the release to add them to"))
    command.add_argument(
        "--as",
        dest="form",
        choices=("yaml", "csv"),
        default="yaml",
        help=worded("the format of new rows (default: yaml)"),
    )
    _add_rows(command)
    command.add_argument(
        "--thousands", metavar="CHAR", default="", help=worded("what separates thousands, such as a comma")
    )
    command.add_argument(
        "--missing", metavar="TEXT", action="append", default=[], help=worded("a cell that means nothing was reported")
    )
    command.add_argument(
        "--withheld",
        metavar="TEXT",
        action="append",
        default=[],
        help=worded("a cell whose figure the source hides, such as *"),
    )
    command.add_argument("--zero", metavar="TEXT", action="append", default=[], help=worded("a cell that means 0"))
    command.add_argument(
        "--absent-as-zero", action="store_true", help=worded("candidates left out of the table have zero votes")
    )
    command.add_argument(
        "--totals",
        choices=("refuse", "publish", "skip"),
        default="refuse",
        help=worded("what to do with rows of totals (default: refuse)"),
    )
    command.add_argument(
        "--ignore-zeros", action="store_true", help=worded("match 1 with 001, for places whose leading zeros were lost")
    )
    command.add_argument(
        "--allow-new-places", action="store_true", help=worded("create places that the site doesn't have yet")
    )
    command.add_argument(
        "--place-kind",
        metavar="KIND",
        help=worded("the kind of new places (default: the kind that reports in the contest)"),
    )
    head = command.add_argument_group(worded("a new release needs"))
    for name, help_text in (
        ("title", worded("the name of the release")),
        ("kind", worded("its kind: partial, complete, recount …")),
        ("status", worded("how final the figures are")),
        ("as-of", worded("when it was published: a date, or a time with its UTC offset")),
        ("source", worded("who published the figures")),
    ):
        head.add_argument(f"--{name}", metavar="TEXT", help=help_text)
    head.add_argument("--source-url", metavar="URL", help=worded("where they were published (optional)"))
