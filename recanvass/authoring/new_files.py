"""New content files, with ids, dates and the line for editors' programs filled in.

Owns what is in a new file. What only the editor can know is left empty, and `check` names it. Must not read a clock or
write files.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePosixPath

from msgspec import Struct

from recanvass.authoring import editor_schemas
from recanvass.content.files import CONTENT
from recanvass.core import urls
from recanvass.core.kinds import ReleaseKind, RequestKind, Status
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site

CONTESTS = f"{CONTENT}/contests"


class NewFile(Struct, frozen=True):
    """A new file: its path in the site's folder and its text."""

    path: str
    text: str


def note(title: str, contest: Contest | None, now: datetime) -> NewFile:
    """Return a note about the newest release of a contest. It is a draft until the editor deletes that line."""
    about = (f"contest: {contest.id}", f"release: {contest.releases[-1].id}") if contest and contest.releases else ()
    lines = (
        f"title: {_quote(title)}",
        f"date: {_moment(now)}",
        worded("# One or two sentences. Lists and feeds show them."),
        "summary:",
        *about,
        worded("# The ids of the places and requests this note is about."),
        "places: []",
        "reviews: []",
        worded("# Delete this line to publish the note."),
        "draft: true",
    )
    return NewFile(f"{CONTENT}/news/{urls.slug(title)}.md", _lines("---", *lines, "---"))


def page(title: str) -> NewFile:
    """Return a standing page."""
    lines = (f"title: {_quote(title)}", worded("# One sentence that says what this page is about."), "summary:")
    return NewFile(f"{CONTENT}/pages/{urls.slug(title)}.md", _lines("---", *lines, "---"))


def contest(name: str, title: str, site: Site | None) -> NewFile:
    """Return a contest, with its place if only one place has no parent. A comment offers the first rules."""
    rules = [f"# rules: {name}" for name in site.rules] if site is not None else []
    tops = [place.id for place in site.places.values() if place.parent is None] if site is not None else []
    path = f"{CONTESTS}/{name}/contest.yml"
    return NewFile(
        path,
        _lines(
            _modeline(path, f"{name}/contest.json"),
            f"title: {_quote(title)}" if title else "title:",
            worded("# The day of the election, such as 2024-11-05."),
            "date:",
            worded("# The place that decides the contest. Every place in it votes."),
            f"place: {tops[0]}" if len(tops) == 1 else "place:",
            *(
                [worded("# If this is a caucus, name its rules: a file in content/rules/."), *rules[:1]]
                if rules
                else []
            ),
            worded("# If voters answer yes or no, delete choices and write kind: measure."),
            "choices:",
            worded("  # One line for each candidate or option, in ballot order. An id never changes; a name can."),
            "  - {id: , name: }",
        ),
    )


def release(name: str, folder: str, as_of: str) -> NewFile:
    """Return the release.yml of a release."""
    head = f"{CONTESTS}/{folder}/releases/{name}/release.yml"
    kind = _word_in(name, (kind.value for kind in ReleaseKind))
    return NewFile(
        head,
        _lines(
            _modeline(head, f"{folder}/release.json"),
            worded("# The name readers see, such as After the recount."),
            "title:",
            worded("# One of: %(kinds)s.", kinds=", ".join(kind.value for kind in ReleaseKind)),
            f"kind: {kind}".rstrip(),
            worded("# How final the figures are: %(statuses)s.", statuses=", ".join(status.value for status in Status)),
            "status:",
            worded("# When it was published."),
            f"as_of: {as_of}",
            worded("# Who published the figures. If they are online, add url: and the address."),
            "source:",
            "  name:",
        ),
    )


def figures(name: str, contest: Contest, site: Site) -> NewFile:
    """Return the figures of a release: for the first unit, or for all units if the contest has no other release."""
    path = f"{CONTESTS}/{contest.id}/releases/{name}/figures.yml"
    tallies = [tally for tally in contest.tallies if not tally.only and tally.award is None]
    choices = "{" + ", ".join(f"{choice.id}: " for choice in contest.choices) + "}"
    units = contest.units[:1] if contest.releases else contest.units
    comment = (
        worded(
            "# List only what changes. A place or tally you leave out keeps its figures. Copy the lines for each place."
        )
        if contest.releases
        else worded("# If a place has not reported, leave it out.")
    )
    rows: list[str] = []
    for unit in units:
        rows.append(f"{_key(unit)}:  # {' '.join(site.places[unit].name.split())}")
        rows += [f"  {tally.id}: {choices}" for tally in tallies]
    more = worded(
        "# A candidate or option you leave out of a tally has zero. If you have only totals, delete this file."
    )
    return NewFile(path, _lines(_modeline(path, f"{contest.id}/figures.json"), comment, more, *rows))


def request(name: str, folder: str, now: datetime) -> NewFile:
    """Return a request."""
    path = f"{CONTESTS}/{folder}/reviews/{name}.yml"
    kind = _word_in(name, (kind.value for kind in RequestKind))
    return NewFile(
        path,
        _lines(
            _modeline(path, f"{folder}/review.json"),
            worded(
                "# What the request asks for: %(kinds)s.",
                kinds=worded(" or ").join(kind.value for kind in RequestKind),
            ),
            f"kind: {kind}".rstrip(),
            worded("# The id of a candidate or option, or a name."),
            "requested_by:",
            worded("# A date, or a time with its UTC offset."),
            f"filed: {_moment(now)}",
            "state: filed",
            worded("# Where you know the request from."),
            "source:",
            "  name:",
            worded("# The places it names, in its order: - {place: ID, printed: Name as printed}"),
            "places: []",
        ),
    )


def _key(name: str) -> str:
    """Return an id as a key that every program reads as text."""
    return name if name[0].isalpha() and name not in _WORDS else f'"{name}"'


_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def _word_in(name: str, words: Iterable[str]) -> str:
    """Return the word that an id ends with, or nothing."""
    return next((word for word in words if name.rpartition("-")[2] == word), "")


def _modeline(path: str, schema: str) -> str:
    up = "../" * (len(PurePosixPath(path).parts) - 1)
    return f"# yaml-language-server: $schema={up}{editor_schemas.FOLDER}/{schema}"


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="minutes")


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
