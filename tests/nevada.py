"""Four precincts of the 2020 Nevada Democratic caucuses, a second contest with rules of a caucus.

The figures are those that the party published. Attendance was published too, as people in no group.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from recanvass.core.model import Site
from tests.sites import SETTINGS, loaded

RULES = """\
pack: caucus
title: 2020 Nevada Democratic caucuses
source: {name: Nevada State Democratic Party}
people: attended
viability: {2: 1/4, 3: 1/6, 4: 3/20}
draw: card draw
"""
PLACES = """\
kinds:
  state: {name: State, plural: States}
  precinct: {name: Precinct, plural: Precincts}
places:
  nevada: {name: Nevada, kind: state}
  clark-3717: {name: Clark 3717, kind: precinct, parent: nevada, worth: {delegates: 3}}
  churchill-12: {name: Churchill 12, kind: precinct, parent: nevada, worth: {delegates: 2}}
  clark-3824: {name: Clark 3824, kind: precinct, parent: nevada, worth: {delegates: 4}}
  clark-2673: {name: Clark 2673, kind: precinct, parent: nevada, worth: {delegates: 1}}
"""
CONTEST = """\
title: Democratic presidential caucuses
date: 2020-02-22
place: nevada
rules: nevada-caucus-2020
tallies:
  - {id: first, name: First alignment, unit: people}
  - {id: final, name: Final alignment, unit: people}
  - {id: delegates, name: County convention delegates, unit: county convention delegates, decides: true}
  - {id: attended, name: Attendance, unit: attendees}
choices:
  - {id: biden, name: Joe Biden}
  - {id: buttigieg, name: Pete Buttigieg}
  - {id: klobuchar, name: Amy Klobuchar}
  - {id: sanders, name: Bernie Sanders}
  - {id: steyer, name: Tom Steyer}
  - {id: warren, name: Elizabeth Warren}
  - {id: everyone, name: Everyone who attended, candidate: false}
"""
RELEASE = """\
title: All precincts
kind: complete
status: unofficial-complete
as_of: 2020-02-24
source: {name: Nevada State Democratic Party}
"""
PRECINCTS: Final[Mapping[str, Mapping[str, str]]] = {
    "clark-3717": {
        "first": "biden: 8, buttigieg: 2, sanders: 9, warren: 1",
        "final": "biden: 10, sanders: 10",
        "delegates": "biden: 1, sanders: 2",
        "attended": "everyone: 20",
    },
    "churchill-12": {
        "first": "buttigieg: 2, klobuchar: 1, sanders: 5, steyer: 4, warren: 1",
        "final": "buttigieg: 1, sanders: 5, steyer: 6",
        "delegates": "sanders: 1, steyer: 1",
        "attended": "everyone: 13",
    },
    "clark-3824": {
        "first": "biden: 11, sanders: 9",
        "final": "biden: 11, sanders: 9",
        "delegates": "biden: 2, sanders: 2",
        "attended": "everyone: 20",
    },
    "clark-2673": {
        "first": "biden: 1, buttigieg: 3, klobuchar: 2, sanders: 1, steyer: 1, warren: 1",
        "final": "biden: 1, buttigieg: 3, sanders: 1, steyer: 1",
        "delegates": "buttigieg: 1",
        "attended": "everyone: 9",
    },
}
"""What the party published, by precinct and tally."""
FOLDER = "content/contests/president"


def files(precincts: Mapping[str, Mapping[str, str]] = PRECINCTS, rules: str = RULES) -> dict[str, str]:
    """Return the site by path, with these figures and rules."""
    rows = [f"{name}: {{{', '.join(f'{t}: {{{f}}}' for t, f in row.items())}}}\n" for name, row in precincts.items()]
    return {
        "site.yml": SETTINGS,
        "content/places/nevada.yml": PLACES,
        "content/rules/nevada-caucus-2020.yml": rules,
        f"{FOLDER}/contest.yml": CONTEST,
        f"{FOLDER}/releases/2020-02-24/release.yml": RELEASE,
        f"{FOLDER}/releases/2020-02-24/precincts.yml": "".join(rows),
    }


def write(folder: Path) -> None:
    """Write the site into a folder."""
    for path, text in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def site(precincts: Mapping[str, Mapping[str, str]] = PRECINCTS, rules: str = RULES) -> Site:
    """Return the site, which has no error."""
    return loaded(files(precincts, rules))
