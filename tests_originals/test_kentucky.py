"""The counties of the example of Kentucky against the file of precincts that they are sums of."""

from collections import Counter, defaultdict

from recanvass.core.ids import TallyId
from tests.sites import SITES, contests_of
from tests_originals.originals import KENTUCKY, rows_of

NAMES = {"bevin": "Bevin", "beshear": "Beshear", "hicks": "Hicks"}


def test_each_county_is_the_sum_of_its_precincts() -> None:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_of(KENTUCKY):
        choice = next(
            (choice for choice, name in NAMES.items() if name.casefold() in row["candidate"].casefold()), None
        )
        if choice is not None and row["votes"]:
            votes, _, fraction = row["votes"].partition(".")
            assert not fraction.strip("0")
            sums[row["county"].casefold()][choice] += int(votes)
    ((site, results),) = contests_of(SITES["kentucky-2019"])
    (release,) = (one for one in results.contest.releases if one.title == "County reports")
    stated = {}
    choices = [str(choice.id) for choice in results.contest.choices]
    for county, stated_row in release.rows.items():
        place = site.places[county]
        name = next(name for name in (place.name, *place.aliases) if name.casefold() in sums)
        counts = dict(zip(choices, stated_row.tallies[TallyId("votes")].counts, strict=True))
        stated[name.casefold()] = Counter({choice: int(counts[choice] or 0) for choice in NAMES})
    assert len(stated) == len(sums)
    assert stated == sums
