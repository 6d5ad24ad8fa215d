"""What changes of contests, candidates, releases, requests and places beside figures, in plain sentences.

Owns the names of keys as editors know them. Must not decide what has to be confirmed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from recanvass.build.effects.changes import FactChange
from recanvass.text import formatting

_MANY = 3
"""From how many places on the same change is told of all at once."""
_KEYS = {
    "advance": "number who advance",
    "aliases": "list of other names",
    "announced accepted": "announced number of accepted places",
    "announced corrected": "announced number of corrected places",
    "announced incomplete": "announced number of incomplete submissions",
    "announced ineligible": "announced number of ineligible places",
    "announced places": "announced number of places",
    "answer_due": "deadline for the answer",
    "answered": "date of the answer",
    "as_of": "time",
    "candidate": "mark as a candidate",
    "checked corrected": "number of places corrected",
    "checked places": "number of places checked",
    "closest_before label": "name of the closest earlier race",
    "closest_before margin": "lead in the closest earlier race",
    "completed": "date of completion",
    "decides": "mark as the tally that decides",
    "declared by": "name of who declared the outcome",
    "declared on": "date of the outcome",
    "filed": "date of filing",
    "fips": "FIPS code",
    "held_by": "party that holds the seat",
    "in_total": "mark as part of the total",
    "incumbent": "mark as the incumbent",
    "is_sum_of_parts": "mark as the sum of its parts",
    "ocd_id": "OCD id",
    "office chamber majority": "majority of the chamber",
    "office chamber seats": "number of seats in the chamber",
    "place_name": "name",
    "places": "number of reporting places",
    "places_reported": "number of places that have reported",
    "requested_by": "name of who asked",
    "resolved_by": "release with the outcome",
    "seats": "number of seats",
    "share_of": "base of the percentages",
    "short": "short name",
    "show": "number of decimals shown",
    "source name": "source",
    "source url": "address of the source",
    "thresholds": "threshold",
    "vote_for": "number of choices on a ballot",
    "write_in": "mark as a write-in",
}
_STARTS = {
    "office chamber held ": "number of seats not up for election that are held by",
    "printed_percents ": "printed percentage of",
    "worth_": "amount it awards of",
}
_THINGS = {"choice": "Candidate or option", "tally": "Tally"}


def fact_sentences(facts: Iterable[FactChange], name: Callable[[FactChange], str]) -> Iterator[str]:
    """Yield a sentence for each thing of which something changes; `name` gives what it is called.

    Places of which the same key changes are told of together if there are many.
    """
    by_thing: dict[tuple[str, str, tuple[int, ...]], list[FactChange]] = {}
    places: dict[tuple[str, tuple[int, ...]], list[FactChange]] = {}
    for one in facts:
        if one.about == "place":
            places.setdefault((_of_places(one), one.releases), []).append(one)
        else:
            by_thing.setdefault((one.about, one.id, one.releases), []).append(one)
    for some in by_thing.values():
        yield _sentence(name(some[0]), some)
    for (what, _), some in places.items():
        if len(some) <= _MANY:
            yield from (_sentence(name(one), [one]) for one in some)
        else:
            count = formatting.counted(len(some), "place", "places")
            yield f"{count}, {name(some[0])} among them: {what}."


def _of_places(change: FactChange) -> str:
    """Return what changes of a place, as it is said of several."""
    if change.key:
        return f"another {_key(change)}"
    return "new on the site" if change.before is None else "no longer on the site"


def _sentence(name: str, some: Sequence[FactChange]) -> str:
    return f"{name}: {'; '.join(map(_said, some))}."


def _said(change: FactChange) -> str:
    if not change.key:
        kind = _THINGS.get(change.about, "place").lower()
        return f"new {kind}" if change.before is None else f"no longer on the site ({kind})"
    return f"the {_key(change)} was {_value(change.before)} and is now {_value(change.after)}"


def _key(change: FactChange) -> str:
    for start, text in _STARTS.items():
        if change.key.startswith(start):
            return f"{text} '{change.key.removeprefix(start)}'"
    return _KEYS.get(change.key) or change.key.replace("_", " ")


def _value(value: object) -> str:
    if value is None or value in ([], {}):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return formatting.listed([_value(one) for one in value])
    if isinstance(value, dict):
        return ", ".join(
            f"{key.replace('_', ' ')} {_value(one)}" for key, one in value.items() if one not in (None, False)
        )
    return f"{value:,}" if isinstance(value, int) else f"“{value}”"
