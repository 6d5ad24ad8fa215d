"""What a site says of contests, places and requests beside figures, compared with what it said.

Owns the comparison of contest.json, of reviews.csv and of places.csv. An older site may lack keys; those are not
compared. Must not decide what has to be confirmed.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import zip_longest

from recanvass.build.effects import downloads
from recanvass.build.effects.changes import FactChange, OutcomeChange, RequestChange
from recanvass.build.effects.downloads import ContestFacts, Facts
from recanvass.core import urls
from recanvass.core.model import Contest
from recanvass.exports import rehearsals
from recanvass.publish.published import SiteFiles

_LISTS = {"parties": "party", "tallies": "tally", "choices": "choice", "releases": "release", "requests": "request"}
_APART = frozenset({("releases", "outcome"), ("requests", "state")})
"""What is compared by itself."""
_CHANGES_IN_NUMBER = frozenset({"tallies", "choices"})
"""Lists of which new and missing things are told here."""


def both_facts(
    published: SiteFiles, new: SiteFiles, contest: Contest, lacking: set[str]
) -> tuple[ContestFacts, ContestFacts] | None:
    """Return what two sites say of a contest, and note what the published one lacks; None if it is the same."""
    path = urls.download(contest, "contest.json")
    if path in published.paths and published.digest(path) == new.digest(path):
        return None
    before, after = (downloads.contest_facts(site, contest.id) for site in (published, new))
    if before is None or before.is_partial:
        lacking.add(path.rpartition("/")[2])
    return (before, after) if before is not None and after is not None else None


def fact_changes(before: ContestFacts, after: ContestFacts) -> Iterator[FactChange]:
    """Yield what is said otherwise of a contest, its parties, tallies, choices, releases and requests."""
    yield from _keys("contest", "", before.contest, after.contest)
    for name, about in _LISTS.items():
        old, now = before.lists.get(name), after.lists.get(name)
        if old is None or now is None:
            continue
        for item in (item for item in old if item in now):
            apart = {key for list_name, key in _APART if list_name == name}
            if old[item].get("parties") and now[item].get("parties"):
                apart.add("party")  # the name of a declared party, which is told once
            yield from _keys(about, item, old[item], now[item], apart=apart)
        if name in _CHANGES_IN_NUMBER:
            yield from (FactChange(about, item, "", old[item].get("name"), None) for item in old if item not in now)
            yield from (FactChange(about, item, "", None, now[item].get("name")) for item in now if item not in old)


def _keys(about: str, name: str, before: Facts, after: Facts, *, apart: Collection[str] = ()) -> Iterator[FactChange]:
    for key, value in before.items():
        if key in after and key not in apart:
            for inner, old, now in _values(key, value, after[key]):
                yield FactChange(about, name, inner, old, now)


def _values(key: str, before: object, after: object) -> Iterator[tuple[str, object, object]]:
    """Yield the values that differ, each after its key; a key within an object follows that of the object."""
    if before == after:
        return
    if all(value is None or isinstance(value, dict) for value in (before, after)):
        old, now = (value if isinstance(value, dict) else {} for value in (before, after))
        for inner in dict.fromkeys((*old, *now)):
            yield from _values(f"{key} {inner}", old.get(inner), now.get(inner))
    else:
        yield key, before, after


def outcome_changes(contest: Contest, before: ContestFacts, after: ContestFacts) -> Iterator[OutcomeChange]:
    """Yield what is declared otherwise as of a release that both sites have."""
    old_ones, new_ones = (side.lists.get("releases", {}) for side in (before, after))
    found: dict[str, OutcomeChange] = {}
    for index, release in enumerate(contest.releases):
        old, now = old_ones.get(release.id), new_ones.get(release.id)
        if old is None or now is None or "outcome" not in old:
            continue
        was, is_now = (_declared(side) for side in (old, now))
        if was != is_now:
            known = found.setdefault(repr((was, is_now)), OutcomeChange(was, is_now, ()))
            found[repr((was, is_now))] = OutcomeChange(was, is_now, (*known.releases, index))
    return iter(found.values())


def _declared(release: Facts) -> Mapping[str, object]:
    outcome = release.get("outcome")
    return outcome if isinstance(outcome, dict) else {}


def request_changes(published: SiteFiles, new: SiteFiles, contest: Contest) -> Iterator[RequestChange]:
    """Yield the requests, and the places of them, of which something else is said than before."""
    path = urls.download(contest, "reviews.csv")
    if path in published.paths and path in new.paths and published.digest(path) == new.digest(path):
        return
    before, after = (downloads.requests(site, path) if path in site.paths else {} for site in (published, new))
    for request in dict.fromkeys((*before, *after)):
        old, now = before.get(request, {}), after.get(request, {})
        for area in dict.fromkeys((*old, *now)):
            for was, is_now in zip_longest(old.get(area, ()), now.get(area, ()), fillvalue=""):
                if was != is_now:
                    yield RequestChange(request, area, was, is_now)


def place_changes(published: SiteFiles, new: SiteFiles, lacking: set[str]) -> Iterator[FactChange]:
    """Yield what is said otherwise of places and groups, and note it if the published site doesn't say it."""
    path = urls.ALL_PLACES
    if path not in published.paths:
        lacking.add(path)
        return
    if not downloads.differ(published, new, path):
        return
    found = downloads.place_rows(published, new, path)
    for area in dict.fromkeys((*found.old, *found.new)):
        old, now = found.old.get(area), found.new.get(area)
        if old is None or now is None:
            before, after = (row["place_name"] if row is not None else None for row in (old, now))
            yield FactChange("place", area, "", before, after)
            continue
        for key in dict.fromkeys((*old, *now)):
            was, is_now = old.get(key) or None, now.get(key) or None
            if was != is_now and key not in (None, rehearsals.COLUMN[0]):
                yield FactChange("place", area, key, was, is_now)
