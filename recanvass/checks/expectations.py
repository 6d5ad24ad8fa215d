"""What the newest release does to the result, said before it is published, and what an editor expects of it.

Owns the comparison with the release before and the guards in `expect`. Never alters a figure: a guard that does not
hold is an error, everything else is said and no more.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from recanvass.core.ballot import Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import Number
from recanvass.core.messages import listed, worded, worded_plural
from recanvass.core.model import Release, Site
from recanvass.results.answers import answer
from recanvass.results.figures import Figures, deciding, figures, lead_of
from recanvass.results.histories import Results, changed_units
from recanvass.results.ranking import Lead
from recanvass.text import formatting
from recanvass.text.catalogue import ENGLISH, Catalogue
from recanvass.text.sentences import sentence


class Fall(Struct, frozen=True):
    """A total of the contest's place that is lower than it was, or a unit's figures withdrawn from it."""

    tally: Tally
    before: Number
    after: Number


class Impact(Struct, frozen=True):
    """What a release changes against the one before, in the whole contest.

    `tallies` are those in which units changed, in declared order. `before` and `after` are the figures of record
    of the deciding tally. `standing` says how the contest stands, or how it ended.
    """

    results: Results
    release: int
    units_new: int
    units_changed: int
    tallies: tuple[Tally, ...]
    before: Figures | None
    after: Figures
    falls: tuple[Fall, ...]
    standing: str


def impact(site: Site, results: Results, release: int, catalogue: Catalogue = ENGLISH) -> Impact:
    """Return what a release, named by its index, changes against the one before."""
    contest = results.contest
    changes = results.changes[release]
    new = {change.area for change in changes if change.before is None}
    touched = {change.tally for change in changes}
    tally = deciding(results, release)
    return Impact(
        results=results,
        release=release,
        units_new=len(new),
        units_changed=len(set(changed_units(changes)) - new),
        tallies=tuple(tally for tally in contest.tallies if tally.id in touched),
        before=figures(results, contest.root, tally, release - 1) if release else None,
        after=figures(results, contest.root, tally, release),
        falls=tuple(_falls(results, release)) if release else (),
        standing=sentence(catalogue, site, answer(site, results, contest.root, release)),
    )


def _falls(results: Results, release: int) -> Iterator[Fall]:
    for tally in results.contest.tallies:
        before = figures(results, results.contest.root, tally, release - 1).total
        after = figures(results, results.contest.root, tally, release).total
        if before is not None and after is not None and after < before:
            yield Fall(tally, before, after)


def _lead(impact: Impact, shown: Figures | None) -> Lead | None:
    return lead_of(impact.results.contest, shown) if shown is not None else None


def flips(impact: Impact) -> bool:
    """Tell whether another choice leads than before."""
    before, after = _lead(impact, impact.before), _lead(impact, impact.after)
    return before is not None and after is not None and before.leaders != after.leaders


def lines(impact: Impact) -> tuple[str, ...]:
    """Say in a few lines what a release changes, for an editor to read before it is published."""
    contest = impact.results.contest
    newest = contest.releases[impact.release]
    head = f"{contest.title}, {newest.title}"
    if impact.release:
        head += worded(", compared with “%(title)s”", title=contest.releases[impact.release - 1].title)
    places = moved(impact.units_new, impact.units_changed)
    told = sum(row.turnout is not None for row in (*newest.rows.values(), *newest.higher.values()))
    turnout = (
        worded(
            "turnout for %(places)s, no figures changed",
            places=worded_plural("%(count)s place", "%(count)s places", told),
        )
        if told
        else ""
    )
    what = ", ".join(places) or turnout or worded("no place changed")
    where = f" ({listed([tally.name for tally in impact.tallies])})" if impact.tallies else ""
    found = [f"{head}: {what}{where}", worded("  now: %(standing)s", standing=impact.standing)]
    if not contest.is_question:
        found.append(worded("  lead: %(lead)s", lead=_lead_change(impact)))
    if flips(impact):
        found.append(worded("  the leader changes"))
    found += [
        worded("  the total falls in %(tally)s: %(fall)s", tally=fall.tally.name, fall=_fall(fall))
        for fall in impact.falls
    ]
    return tuple(found)


def moved(new: int, changed: int) -> list[str]:
    """Say how many places are new, and how many have other figures."""
    said = [worded_plural("%(count)s place new", "%(count)s places new", new)] if new else []
    return said + ([worded_plural("%(count)s place changed", "%(count)s places changed", changed)] if changed else [])


def _lead_change(impact: Impact) -> str:
    texts = [_lead_text(impact, shown) for shown in (impact.before, impact.after) if shown is not None]
    return " → ".join(dict.fromkeys(texts))


def _lead_text(impact: Impact, shown: Figures) -> str:
    found, tally = _lead(impact, shown), deciding(impact.results, impact.release)
    if shown.is_open:
        return worded("unknown")
    if found is None or not found.leaders:
        return worded("nobody")
    names = listed([impact.results.contest.choices[index].short for index in found.leaders])
    if len(found.leaders) > 1:
        is_even = len({shown.counts[index] for index in found.leaders}) > 1
        return worded("%(names)s even", names=names) if is_even else worded("%(names)s tied", names=names)
    return worded(
        "%(names)s by %(margin)s %(unit)s",
        names=names,
        margin=formatting.number(found.margin, tally.show),
        unit=formatting.unit(tally, found.margin),
    )


def _fall(fall: Fall) -> str:
    return f"{formatting.number(fall.before, fall.tally.show)} → {formatting.number(fall.after, fall.tally.show)}"


def as_record(impact: Impact) -> dict[str, object]:
    """Return the same as plain values for programs; figures with decimals are strings."""
    contest = impact.results.contest
    return {
        "contest": contest.id,
        "release": contest.releases[impact.release].id,
        "against": contest.releases[impact.release - 1].id if impact.release else None,
        "places_new": impact.units_new,
        "places_changed": impact.units_changed,
        "tallies": [tally.id for tally in impact.tallies],
        "lead_before": _lead_record(impact, impact.before),
        "lead_after": _lead_record(impact, impact.after),
        "leader_changes": flips(impact),
        "totals_that_fall": [
            {"tally": fall.tally.id, "before": str(fall.before), "after": str(fall.after)} for fall in impact.falls
        ],
        "text": "\n".join(lines(impact)),
    }


def _lead_record(impact: Impact, shown: Figures | None) -> dict[str, object] | None:
    found = _lead(impact, shown)
    if found is None:
        return None
    choices = impact.results.contest.choices
    return {"leaders": [choices[index].id for index in found.leaders], "margin": str(found.margin)}


def check(site: Site, contests: Iterable[Results], report: Report) -> None:
    """Hold every release against what it says of itself.

    Emits E414 for a guard in `expect` that does not hold.
    """
    for results in contests:
        for index, release in enumerate(results.contest.releases):
            if release.expect is not None:
                _check(impact(site, results, index), release, report)


def _check(impact: Impact, release: Release, report: Report) -> None:
    expect = release.expect
    found = _lead(impact, impact.after)
    choices = impact.results.contest.choices
    if expect is None:
        return
    leaders = tuple(choices[index].id for index in found.leaders) if found is not None else ()
    margin = found.margin if found is not None else None
    nobody = worded("unknown") if impact.after.is_open else worded("nobody")
    changed = impact.units_changed + impact.units_new
    pairs: tuple[tuple[str, object, object], ...] = (
        ("leader", expect.leader, leaders[0] if len(leaders) == 1 else listed(leaders) or nobody),
        ("lead", expect.lead, margin),
        ("places_changed", expect.places_changed, changed),
    )
    for key, expected, actual in pairs:
        if expected is not None and expected != actual:
            hint = worded("correct the figures of this release, or its 'expect' values")
            message = worded(
                "'%(key)s' is %(actual)s, but 'expect' says %(expected)s", key=key, actual=actual, expected=expected
            )
            report.add("E414", expect.spans[key], message, hint=hint)
