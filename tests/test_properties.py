"""What holds for any content: exact sums, no matter how files are split or ordered, and no fault that is not told.

`make soak` tries 10,000 elections and edits instead of a sample.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from recanvass.checks.engine import run
from recanvass.content import files as sources
from recanvass.content import load
from recanvass.core.diagnostics import Report, has_errors, texts
from recanvass.core.ids import TallyId
from recanvass.exports import tables
from recanvass.results import histories, tabulate
from recanvass.results.histories import Results
from tests.sites import FOLDER, SETTINGS, files_of, iowa, loaded, release_folder, release_text

GROUPS = ("east", "west")
CHOICES = ("ada", "bob", "none")
DECIMALS = {"votes": 0, "points": 4}

pytestmark = pytest.mark.soak

Figures = Mapping[str, str]
"""One tally of one unit as typed, by choice."""
Folded = dict[tuple[str, str], tuple[Fraction, ...]]
"""Figures by area and tally, in ballot order."""


@dataclass(frozen=True)
class Election:
    """A random election: the parent and the groups of each place, and per release what it states."""

    parents: Sequence[int]
    groups: Sequence[frozenset[str]]
    releases: Sequence[Mapping[int, Mapping[str, Figures]]]

    @property
    def units(self) -> list[int]:
        """The places in which no other lies."""
        return [place for place in range(len(self.groups)) if place not in self.parents]

    def above(self, unit: int) -> set[str]:
        """Return the places above a unit and the groups that hold it."""
        found: set[str] = set(self.groups[unit])
        while unit:
            unit = self.parents[unit - 1]
            found |= {f"p{unit}", *self.groups[unit]}
        return found


def figure(decimals: int) -> st.SearchStrategy[str]:
    whole = st.one_of(st.integers(0, 300), st.integers(0, 10**12 - 1)).map(str)
    digits = st.integers(0, 10**decimals - 1).map(lambda number: f"{number:0{decimals}}")
    return st.builds("{}.{}".format, whole, digits) if decimals else whole


@st.composite
def elections(draw: st.DrawFn) -> Election:
    size = draw(st.integers(1, 7))
    parents = [draw(st.integers(0, place)) for place in range(size - 1)]
    groups = [draw(st.frozensets(st.sampled_from(GROUPS))) for _ in range(size)]
    units = [place for place in range(size) if place not in parents]
    tallies = st.fixed_dictionaries(
        {},
        optional={
            tally: st.dictionaries(st.sampled_from(CHOICES), figure(decimals)) for tally, decimals in DECIMALS.items()
        },
    )
    releases = draw(st.lists(st.dictionaries(st.sampled_from(units), tallies), min_size=1, max_size=4))
    return Election(parents, groups, releases)


def flow(values: Mapping[str, object]) -> str:
    pairs = (f"{key}: {flow(value) if isinstance(value, Mapping) else value}" for key, value in values.items())
    return f"{{{', '.join(pairs)}}}"


def rows(stated: Mapping[int, Mapping[str, Figures]], order: Sequence[int]) -> str:
    return "".join(f"p{unit}: {flow(stated[unit])}\n" for unit in order)


def csv_of(stated: Mapping[int, Mapping[str, Figures]], order: Sequence[int]) -> str:
    lines = ["place,choice,points,votes"]
    for unit in order:
        tallies = stated[unit]
        for choice in reversed(CHOICES):
            cells = (tallies[tally].get(choice, "0") if tally in tallies else "" for tally in ("points", "votes"))
            lines.append(f"p{unit},{choice},{','.join(cells)}")
    return "\n".join(lines) + "\n"


def base(election: Election) -> dict[str, str]:
    """Return all files but those of releases."""
    places = [
        f"  p{place}: {{name: P, kind: k, groups: [{', '.join(sorted(groups))}]"
        + (f", parent: p{election.parents[place - 1]}}}" if place else "}")
        for place, groups in enumerate(election.groups)
    ]
    kinds = "kinds: {k: {name: K, plural: K}}\ngroups: {east: {name: East}, west: {name: West}}\nplaces:\n"
    tallies = "[{id: votes, name: V, unit: v, decides: true}, {id: points, name: P, unit: p, decimals: 4}]"
    choices = "[{id: ada, name: Ada}, {id: bob, name: Bob}, {id: none, name: None, candidate: false}]"
    return {
        "site.yml": SETTINGS,
        "content/places/places.yml": kinds + "\n".join(places) + "\n",
        f"{FOLDER}/contest.yml": f"title: M\ndate: 2020-01-01\nplace: p0\ntallies: {tallies}\nchoices: {choices}\n",
    }


def fold(files: Mapping[str, str]) -> Results:
    site = loaded(files)
    return tabulate.results(site, site.contests[0])


def plain(election: Election) -> Results:
    files = base(election)
    for index, stated in enumerate(election.releases):
        files[f"{release_folder(index)}/release.yml"] = release_text(index)
        if stated:
            files[f"{release_folder(index)}/rows.yml"] = rows(stated, list(stated))
    return fold(files)


def expected(election: Election, release: int) -> Folded:
    """Fold and sum in fractions, from the random values themselves."""
    units: Folded = {}
    for stated in election.releases[: release + 1]:
        for unit, tallies in stated.items():
            for tally, figures in tallies.items():
                units[f"p{unit}", tally] = tuple(Fraction(figures.get(choice, "0")) for choice in CHOICES)
    sums = dict(units)
    for unit in election.units:
        for tally in DECIMALS:
            counts = units.get((f"p{unit}", tally))
            for area in election.above(unit) if counts is not None else ():
                so_far = sums.get((area, tally), (Fraction(0),) * len(CHOICES))
                sums[area, tally] = tuple(one + other for one, other in zip(so_far, counts or (), strict=True))
    return sums


def actual(results: Results, release: int) -> Folded:
    found: Folded = {}
    for area in results.entries:
        for tally in DECIMALS:
            entry = histories.entry(results, area, TallyId(tally), release)
            if entry is not None:
                found[area, tally] = tuple(map(Fraction, histories.known(entry.counts)))
    return found


def leaves(value: object) -> Iterator[object]:
    """Yield everything a value is made of."""
    if isinstance(value, Struct):
        for field in fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from leaves(key)
            yield from leaves(item)
    elif isinstance(value, Sequence | set | frozenset) and not isinstance(value, str):
        for item in value:
            yield from leaves(item)
    else:
        yield value


@given(elections())
def test_every_sum_is_exact_and_no_float_reaches_it(election: Election) -> None:
    results = plain(election)
    assert float not in {type(leaf) for leaf in leaves(results)}
    for release in range(len(election.releases)):
        assert actual(results, release) == expected(election, release)


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_the_split_into_files_do_not_matter(election: Election, chance: random.Random) -> None:
    files = base(election)
    for index, stated in enumerate(election.releases):
        folder = release_folder(index)
        files[f"{folder}/release.yml"] = release_text(index)
        order = list(stated)
        chance.shuffle(order)
        parts = [order[start::3] for start in range(3)]
        for number, part in enumerate(parts):
            if part and chance.random() < 0.5:
                files[f"{folder}/{number}.csv"] = csv_of(stated, part)
            elif part:
                files[f"{folder}/{number}.yml"] = rows(stated, part)
    split, whole = fold(files), plain(election)
    assert split.changes == whole.changes
    assert (split.areas, split.entries) == (whole.areas, whole.entries)
    last = len(election.releases) - 1
    assert tables.changes_csv(split, last) == tables.changes_csv(whole, last)


@given(elections())
def test_changes_applied_one_after_the_other_give_the_fold(election: Election) -> None:
    results = plain(election)
    figures: Folded = {}
    for release, changes in enumerate(results.changes):
        for change in changes:
            before = figures.get((change.area, change.tally))
            assert before == (
                tuple(map(Fraction, histories.known(change.before))) if change.before is not None else None
            )
            assert before != tuple(map(Fraction, histories.known(change.after)))
            figures[change.area, change.tally] = tuple(map(Fraction, histories.known(change.after)))
        folded = actual(results, release)
        assert figures == {key: counts for key, counts in folded.items() if key[0] in results.contest.units}


@given(elections(), st.integers(0, 3))
def test_two_releases_made_one_give_the_same_fold(election: Election, at: int) -> None:
    releases = list(election.releases)
    if at + 1 >= len(releases):
        return
    first, second = releases[at : at + 2]
    merged = {unit: {**first.get(unit, {}), **second.get(unit, {})} for unit in {**first, **second}}
    shorter = Election(election.parents, election.groups, [*releases[:at], merged, *releases[at + 2 :]])
    assert actual(plain(shorter), len(releases) - 2) == actual(plain(election), len(releases) - 1)


def test_no_float_reaches_a_real_result() -> None:
    site, results = iowa()
    without_outlines = replace(site, maps=())
    assert float not in {type(leaf) for leaf in leaves((without_outlines, results))}
    histories = [history for tallies in results.entries.values() for history in tallies[TallyId("sde")]]
    assert {type(count) for entry in histories for count in entry.counts} == {Decimal}


REQUEST = (
    "kind: recount\nrequested_by: ada\nfiled: 2020-01-02\nstate: filed\nsource: {name: S}\nplaces: [{place: n1}]\n"
)
NOTE = "---\ntitle: N\ndate: 2020-01-02\nsummary: S\nrelease: r0\nplaces: [n1]\n---\nBody *text* [a](b)\n"
GOOD = {
    **files_of("n1: {votes: {ada: 1}, status: partial}\n", totals={0: "{lake: {seats: {ada: 1}}}"}),
    f"{release_folder(0)}/more.csv": 'place,choice,votes,points\nn2,ada,1,1.5\nn2,"bob",2,\n',
    f"{FOLDER}/reviews/ada.yml": REQUEST,
    "content/places/more.csv": "id,name,kind,parent,groups\nn3,North 3,ward,north,coast|coast\n",
    "content/news/note.md": NOTE,
    "content/pages/about.md": "---\ntitle: A\nsummary: S\n---\nBody\n",
}
PIECES = st.one_of(
    st.sampled_from(
        [*"{}[]:,\"'#&*!|>-?%@`\n\t\\ =~0", "- ", ": ", "---\n", "<<: ", "!!python/object:os.system ", "&a ", "*a"]
    ),
    st.sampled_from(
        ["1e5", "NO", "0x1F", "-1", "1,000", "NaN", "\uff19", "\u0661", ".5", "1." + "9" * 40, "\u202e", "\ufeff"]
    ),
    st.sampled_from(["n1", "lake", "coast", "ada", "votes", "points", "r0", "places", "kind", "parent", "9999-99-99"]),
    st.text(max_size=8),
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return one file of a sound site with part of it replaced, or with any bytes, or under any name."""
    path = draw(st.sampled_from(sorted(GOOD)))
    if draw(st.integers(0, 9)) == 0:
        return path, draw(st.binary(max_size=60))
    if draw(st.integers(0, 9)) == 0:
        letters = st.characters(exclude_characters="/\0", exclude_categories=["Cs"])
        name = draw(st.text(letters, min_size=1, max_size=9).filter(lambda name: name.strip(".")))
        return "/".join(("content", *path.split("/")[1:-1], name)), GOOD[path].encode()
    text = GOOD[path]
    start = draw(st.integers(0, len(text)))
    stop = draw(st.integers(start, min(start + 30, len(text))))
    return path, (text[:start] + "".join(draw(st.lists(PIECES, max_size=5))) + text[stop:]).encode()


@given(st.lists(edits(), min_size=1, max_size=3))
def test_whatever_is_typed_becomes_a_site_or_a_message(edited: list[tuple[str, bytes]]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        for path, content in ({path: text.encode() for path, text in GOOD.items()} | dict(edited)).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        report = Report()
        files = sources.read(root, report)
    site = load.site(files, report, drafts=True)
    found = report.ordered()
    assert bool(found) == bool(texts(found, lambda path, number: files[path].line(number) if path in files else None))
    for span in (span for fault in found for span in (fault.span, *fault.related)):
        file = files.get(span.path)
        assert file is None or file.is_refused or span.line <= file.text.count("\n") + 1
    assert site is not None or has_errors(found)
    if site is not None and not has_errors(found):
        for contest in site.contests:
            results = tabulate.results(site, contest)
            assert all(one.clash.text for one in run(site, results))
            for index in range(len(contest.releases)):
                assert b"".join(tables.results_csv(site, results, index))
                assert histories.reporting_counts(results, contest.root, index).total() >= 1
