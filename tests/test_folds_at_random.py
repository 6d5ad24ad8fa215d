"""Sums over counties and towns, whatever was stated for them and when, against the plainest way to add them up."""

from hypothesis import given
from hypothesis import strategies as st

from recanvass.core.ids import AreaId
from recanvass.results import figures
from tests.ballots import PLACES, Count, Published, counted
from tests.sites import tally_of

TREE = {
    "lake": ("lee", "alder"),
    "lee": ("harbor", "meadow"),
    "harbor": ("harbor-1", "harbor-2"),
    "meadow": ("meadow-1", "meadow-2"),
}
UNITS = ("harbor-1", "harbor-2", "meadow-1", "meadow-2", "alder")
HIGHER = ("lee", "harbor", "meadow")
NESTED = PLACES.replace(
    "  lee: {name: Lee County, kind: county}",
    "  lake: {name: Lake, kind: state}\n  lee: {name: Lee County, kind: county, parent: lake}",
).replace("alder: {name: Alder, kind: precinct}", "alder: {name: Alder, kind: precinct, parent: lake}")
CONTEST = (
    "title: Mayor\ndate: 2025-11-04\nplace: lake\n"
    "choices:\n  - {id: gray, name: Ann Gray}\n  - {id: moss, name: Bob Moss}\n"
)
Pair = tuple[int, int]
PAIRS = st.tuples(st.integers(0, 9), st.integers(0, 9))
STATED = st.dictionaries(st.sampled_from((*UNITS, *HIGHER)), PAIRS, max_size=6)
STATUSES = st.sampled_from(("unofficial-partial", "unofficial-complete"))
RELEASES = st.lists(st.tuples(STATUSES, STATED), min_size=1, max_size=4)


def passed_upward(place: str, stated: dict[str, Pair]) -> Pair | None:
    """Return what a place passes upward of the newest statements."""
    if place in UNITS:
        return stated.get(place)
    below = [value for child in TREE[place] if (value := passed_upward(child, stated)) is not None]
    total = stated.get(place)
    if not below:
        return total
    added = (sum(gray for gray, _ in below), sum(moss for _, moss in below))
    is_all_in = all(unit in stated for unit in units_in(place))
    if total is None or is_all_in or total[0] < added[0] or total[1] < added[1]:
        return added
    return total


def units_in(place: str) -> list[str]:
    """Return the units in a place."""
    return [place] if place in UNITS else [unit for child in TREE[place] for unit in units_in(child)]


def read(releases: list[tuple[str, dict[str, Pair]]], *, is_reversed: bool = False) -> Count:
    """Read releases, each with a results file."""
    published = []
    for day, (status, stated) in enumerate(releases, 5):
        lines = [f"{place}: {{votes: {{gray: {gray}, moss: {moss}}}}}\n" for place, (gray, moss) in stated.items()]
        rows = "".join(reversed(lines) if is_reversed else lines)
        published.append(Published(f"2025-11-{day:02}", status, rows=rows))
    return counted(CONTEST, *published, places=NESTED)


@given(RELEASES)
def test_what_a_state_adds_up_to(releases: list[tuple[str, dict[str, Pair]]]) -> None:
    found = read(releases)
    newest: dict[str, Pair] = {}
    for index, (_, stated) in enumerate(releases):
        newest |= stated
        added = passed_upward("lake", newest)
        shown = found.figures(release=index)
        assert shown.counts == (added if added is not None else (None, None))
        for place in HIGHER:
            total, votes = AreaId(place), tally_of(found.contest, "votes")
            is_without = place in newest and not any(unit in newest for unit in units_in(place))
            is_alone = is_without and not any(inner in newest for inner in TREE[place])
            if is_alone:
                assert figures.without_detail(found.results, total, votes, index)
            if figures.without_detail(found.results, total, votes, index):
                assert is_without
        reported, expected = found.reporting(release=index)
        assert 0 <= sum(unit in newest for unit in UNITS) <= reported <= expected == len(UNITS)


@given(RELEASES)
def test_the_order_of_rows_makes_no_difference(releases: list[tuple[str, dict[str, Pair]]]) -> None:
    forward, backward = read(releases), read(releases, is_reversed=True)
    for index in range(len(releases)):
        for area in ("lake", *HIGHER, "coast"):
            one, other = forward.figures(area=area, release=index), backward.figures(area=area, release=index)
            assert (one.counts, one.unknown, one.total) == (other.counts, other.unknown, other.total)
        assert forward.says(index) == backward.says(index)


@given(RELEASES)
def test_a_group_is_at_least_what_its_units_have(releases: list[tuple[str, dict[str, Pair]]]) -> None:
    found = read(releases)
    newest: dict[str, Pair] = {}
    for index, (_, stated) in enumerate(releases):
        newest |= stated
        units = [newest[unit] for unit in ("harbor-1", "harbor-2", "meadow-1") if unit in newest]
        shown = found.figures(area="coast", release=index)
        for choice, count in enumerate(shown.counts):
            assert (count or 0) >= sum(pair[choice] for pair in units)
        if shown.total is not None:
            assert not figures.without_detail(found.results, AreaId("meadow"), tally_of(found.contest, "votes"), index)


FIGURES = st.one_of(st.integers(0, 9), st.none())
MASKED = st.dictionaries(st.sampled_from(UNITS), st.tuples(FIGURES, FIGURES), min_size=1)


@given(st.lists(MASKED, min_size=1, max_size=3))
def test_what_is_withheld_is_unknown_and_never_zero(releases: list[dict[str, tuple[int | None, int | None]]]) -> None:
    def text(number: int | None) -> str:
        return "withheld" if number is None else str(number)

    published = []
    for day, stated in enumerate(releases, 5):
        rows = "".join(
            f"{unit}: {{votes: {{gray: {text(one)}, moss: {text(two)}}}}}\n" for unit, (one, two) in stated.items()
        )
        published.append(Published(f"2025-11-{day:02}", "unofficial-partial", rows=rows))
    found = counted(CONTEST, *published, places=NESTED)
    newest: dict[str, tuple[int | None, int | None]] = {}
    for index, stated in enumerate(releases):
        newest |= stated
        shown = found.figures(release=index)
        for choice in range(2):
            known = [pair[choice] for pair in newest.values() if pair[choice] is not None]
            assert shown.counts[choice] == (sum(one for one in known if one is not None) if known else None)
        masked = [unit for unit, pair in newest.items() if None in pair]
        assert (shown.total is None) == bool(masked)
        assert found.answer(index).withheld == len(masked)
        assert ("withheld" in found.says(index)) == bool(masked)
