"""How many places of real contests the rules accuse, in the files as they were published."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from recanvass.checks.engine import run
from recanvass.checks.rule import Level
from recanvass.results import tabulate
from tests.sites import SETTINGS, loaded
from tests_originals.originals import FOLDER, GENERAL, rows_of

KENTUCKY = FOLDER / "kentucky-2019" / "governor-openelections.csv"
MAX_ACCUSED = 200
"""One place in so many may be accused."""
EMPTY = "C305"
"""Some places have zeros alone, which is true of them."""
KINDS = """\
kinds:
  state: {name: State, plural: States}
  county: {name: County, plural: Counties}
  precinct: {name: Precinct, plural: Precincts}
places:
  whole: {name: The state, kind: state}
"""
RELEASE = "title: Night\nkind: partial\nstatus: unofficial-partial\nas_of: 2020-11-10\nsource: {name: Counties}\n"
Place = tuple[str, str]
"""A county and a precinct."""


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def contests_of(rows: Iterable[Mapping[str, str]]) -> Mapping[str, Mapping[Place, Mapping[str, int]]]:
    """Return votes by contest, place and candidate with party; a candidate of a party is known by it."""
    found: dict[str, dict[Place, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in rows:
        votes = row["votes"].removesuffix(".0")
        if votes.isdigit():
            choice = slug(row["party"]) or slug(row["candidate"])
            found[slug(f"{row['office'][:8]} {row['district']}")][row["county"], row["precinct"]][choice] += int(votes)
    return found


def files_of(contests: Mapping[str, Mapping[Place, Mapping[str, int]]]) -> Mapping[str, str]:
    """Return the files of a site that has the contests."""
    ids = {place: f"p{at}" for at, place in enumerate(dict.fromkeys(p for table in contests.values() for p in table))}
    counties = {county: f"c{at}" for at, county in enumerate(dict.fromkeys(county for county, _ in ids))}
    lines = [f"  {name}: {{name: {name}, kind: county, parent: whole}}" for name in counties.values()]
    lines += [f"  {name}: {{name: {name}, kind: precinct, parent: {counties[p[0]]}}}" for p, name in ids.items()]
    files = {"site.yml": SETTINGS, "content/places/places.yml": KINDS + "\n".join(lines) + "\n"}
    for name, table in contests.items():
        choices = dict.fromkeys(choice for votes in table.values() for choice in votes)
        listed = "".join(f"  - {{id: n-{choice}, name: {choice}, party: P{choice}}}\n" for choice in choices)
        head = f"title: {name}\ndate: 2020-11-03\nplace: whole\nunits: [precinct]\nchoices:\n"
        folder = f"content/contests/{name}"
        files[f"{folder}/contest.yml"] = head + listed
        files[f"{folder}/releases/2020-11-10/release.yml"] = RELEASE
        rows = (f"{ids[place]}: {{votes: {{{stated(votes)}}}}}\n" for place, votes in table.items())
        files[f"{folder}/releases/2020-11-10/rows.yml"] = "".join(rows)
    return files


def stated(votes: Mapping[str, int]) -> str:
    return ", ".join(f"n-{choice}: {count}" for choice, count in votes.items())


def accused(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, int, Counter[str]]]:
    """Yield contests with how many places they have, and how many of them each code accuses."""
    contests = contests_of(rows)
    site = loaded(files_of(contests))
    for contest in site.contests:
        findings = run(site, tabulate.results(site, contest))
        found = {(one.area, one.code) for one in findings if one.level is not Level.NOTICE and one.code != EMPTY}
        codes = Counter(code for _, code in found)
        yield contest.id, len(contests[contest.id]), codes + Counter(places=len({area for area, _ in found}))


@pytest.mark.parametrize("path", [GENERAL, KENTUCKY], ids=["iowa", "kentucky"])
def test_few_real_places_are_accused(path: Path) -> None:
    rows = [row for row in rows_of(path) if path is GENERAL or row["office"].startswith("Governor")]
    places, codes = 0, Counter[str]()
    for _, count, found in accused(rows):
        places += count
        codes += found
    sys.stdout.write(f"{places:,} places in real contests: {dict(codes)}\n")
    assert codes["places"] * MAX_ACCUSED <= places
