"""The effect of an edit as plain values for programs.

Owns the names of its keys. Figures are strings.
"""

from collections.abc import Iterable, Sequence

from recanvass.build.effects.changes import ContestEffect, Effect, FactChange, FigureChange, Standing
from recanvass.build.effects.guards import BrokenGuard
from recanvass.build.effects.words import ContestWords
from recanvass.core.ids import Number
from recanvass.core.model import Site


def as_record(site: Site | None, effect: Effect | None, guards: Sequence[BrokenGuard]) -> dict[str, object] | None:
    """Return all of it; the site is needed for an effect that is any."""
    if effect is None:
        return None
    return {
        "published": effect.published,
        "contests_new": [contest.id for contest in effect.added],
        "contests_gone": list(effect.gone),
        "contests": [_contest(site, one) for one in effect.contests] if site is not None else [],
        "places": [_fact(one, ()) for one in effect.places],
        "not_compared": list(effect.incomparable),
        "confirm": [
            {"guard": one.kind.value, "contest": one.effect.contest.id if one.effect is not None else None}
            for one in guards
        ],
    }


def _contest(site: Site, effect: ContestEffect) -> dict[str, object]:
    contest, words = effect.contest, ContestWords(site, effect)

    def named(releases: Iterable[int]) -> list[str]:
        return [contest.releases[index].id for index in releases]

    return {
        "contest": contest.id,
        "releases_new": [release.id for release in effect.added],
        "releases_gone": list(effect.gone),
        "places_first": sorted(effect.first),
        "figures": [_figure(one, words.place(one.area), named(one.releases)) for one in effect.figures],
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
        "outcomes": [
            {"before": one.before or None, "after": one.after or None, "releases": named(one.releases)}
            for one in effect.outcomes
        ],
        "facts": [_fact(one, named(one.releases)) for one in effect.facts],
        "other_downloads": list(effect.others),
        "not_compared": list(effect.incomparable),
    }


def _figure(change: FigureChange, place_name: str, releases: Sequence[str]) -> dict[str, object]:
    return {
        "place": change.area,
        "place_name": place_name,
        "turnout": change.turnout or None,
        "tally": change.tally or None,
        "choice": change.choice or None,
        "before": _text(change.before),
        "after": _text(change.after),
        "releases": releases,
        "is_total": change.is_total,
    }


def _fact(change: FactChange, releases: Sequence[str]) -> dict[str, object]:
    return {
        "about": change.about,
        "id": change.id or None,
        "key": change.key or None,
        "before": change.before,
        "after": change.after,
        "releases": releases,
    }


def _standing(side: Standing) -> dict[str, object]:
    return {"leaders": list(side.leaders), "margin": _text(side.margin)}


def _text(value: Number | None) -> str | None:
    return None if value is None else f"{value:f}" if not isinstance(value, int) else str(value)
