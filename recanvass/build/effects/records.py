"""What an edit changes, for programs.

Owns the JSON of it. Must not say anything in words.
"""

from collections.abc import Iterable, Sequence

from recanvass.build.effects.comparing import (
    ContestEffect,
    Effect,
    Standing,
)
from recanvass.build.effects.guards import BrokenGuard
from recanvass.build.effects.telling import Words
from recanvass.core.ids import Number
from recanvass.core.model import Site


def as_record(site: Site | None, effect: Effect | None, guards: Sequence[BrokenGuard]) -> dict[str, object] | None:
    """Return all of it as plain values for programs; figures are strings."""
    if effect is None:
        return None
    return {
        "published": effect.published,
        "contests_new": [contest.id for contest in effect.added],
        "contests_gone": list(effect.gone),
        "contests": [_contest_record(site, one) for one in effect.contests] if site is not None else [],
        "confirm": [
            {"guard": one.kind.value, "contest": one.effect.contest.id if one.effect is not None else None}
            for one in guards
        ],
    }


def _contest_record(site: Site, effect: ContestEffect) -> dict[str, object]:
    contest, words = effect.contest, Words(site, effect)

    def named(releases: Iterable[int]) -> list[str]:
        return [contest.releases[index].id for index in releases]

    return {
        "contest": contest.id,
        "releases_new": [release.id for release in effect.added],
        "releases_gone": list(effect.gone),
        "places_first": sorted(effect.first),
        "figures": [
            {
                "place": one.area,
                "place_name": words.place(one.area),
                "tally": one.tally,
                "choice": one.choice,
                "before": _text(one.before),
                "after": _text(one.after),
                "releases": named(one.releases),
                "is_total": one.is_total,
            }
            for one in effect.figures
        ],
        "leads": [
            {
                "place": one.area,
                "place_name": words.place(one.area),
                "before": _standing(one.before),
                "after": _standing(one.after),
                "leader_changes": one.is_other_leader,
                "releases": named(one.releases),
            }
            for one in effect.standings
        ],
        "totals": [
            {
                "tally": one.tally,
                "before": _text(one.before),
                "after": _text(one.after),
                "releases": named(one.releases),
            }
            for one in effect.totals
        ],
        "requests": [
            {
                "request": one.request,
                "place": one.area or None,
                "before": one.before or None,
                "after": one.after or None,
            }
            for one in effect.requests
        ],
        "outcome": None
        if effect.outcome is None
        else {"before": effect.outcome.before or None, "after": effect.outcome.after or None},
        "not_compared": list(effect.incomparable),
    }


def _standing(side: Standing) -> dict[str, object]:
    return {"leaders": list(side.leaders), "margin": _text(side.margin)}


def _text(value: Number | None) -> str | None:
    return None if value is None else f"{value:f}" if not isinstance(value, int) else str(value)
