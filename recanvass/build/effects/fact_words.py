"""What changes of contests, candidates, releases, requests and places beside figures, in plain sentences.

Owns the names of keys as editors know them. Must not decide what has to be confirmed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from recanvass.build.effects.changes import FactChange
from recanvass.core.messages import listed, worded, worded_plural

_MANY = 3
"""From how many places on the same change is told of all at once."""
_KEYS = {
    "advance": worded("number who advance"),
    "aliases": worded("list of other names"),
    "announced accepted": worded("announced number of accepted places"),
    "announced corrected": worded("announced number of corrected places"),
    "announced incomplete": worded("announced number of incomplete submissions"),
    "announced ineligible": worded("announced number of ineligible places"),
    "announced places": worded("announced number of places"),
    "answer_due": worded("deadline for the answer"),
    "answered": worded("date of the answer"),
    "as_of": worded("time"),
    "candidate": worded("mark as a candidate"),
    "checked corrected": worded("number of places corrected"),
    "checked places": worded("number of places checked"),
    "closest_before label": worded("name of the closest earlier race"),
    "closest_before margin": worded("lead in the closest earlier race"),
    "completed": worded("date of completion"),
    "decides": worded("mark as the tally that decides"),
    "declared by": worded("name of who declared the outcome"),
    "declared on": worded("date of the outcome"),
    "filed": worded("date of filing"),
    "fips": worded("FIPS code"),
    "held_by": worded("party that holds the seat"),
    "in_total": worded("mark as part of the total"),
    "incumbent": worded("mark as the incumbent"),
    "is_sum_of_parts": worded("mark as the sum of its parts"),
    "ocd_id": worded("OCD id"),
    "office chamber majority": worded("majority of the chamber"),
    "office chamber seats": worded("number of seats in the chamber"),
    "place_name": worded("name"),
    "places": worded("number of reporting places"),
    "places_reported": worded("number of places that have reported"),
    "requested_by": worded("name of who asked"),
    "resolved_by": worded("release with the outcome"),
    "seats": worded("number of seats"),
    "share_of": worded("base of the percentages"),
    "short": worded("short name"),
    "show": worded("number of decimals shown"),
    "source name": worded("source"),
    "source url": worded("address of the source"),
    "thresholds": worded("threshold"),
    "vote_for": worded("number of choices on a ballot"),
    "write_in": worded("mark as a write-in"),
}
_STARTS = {
    "office chamber held ": worded("number of seats not up for election that are held by"),
    "printed_percents ": worded("printed percentage of"),
    "worth_": worded("amount it awards of"),
}
_THINGS = {"choice": worded("Candidate or option"), "tally": worded("Tally")}


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
            count = worded_plural("%(count)s place", "%(count)s places", len(some))
            yield worded("%(count)s, %(name)s among them: %(what)s.", count=count, name=name(some[0]), what=what)


def _of_places(change: FactChange) -> str:
    """Return what changes of a place, as it is said of several."""
    if change.key:
        return worded("another %(key)s", key=_key(change))
    return worded("new on the site") if change.before is None else worded("no longer on the site")


def _sentence(name: str, some: Sequence[FactChange]) -> str:
    return f"{name}: {'; '.join(map(_said, some))}."


def _said(change: FactChange) -> str:
    if not change.key:
        kind = _THINGS.get(change.about, "place").lower()
        return (
            worded("new %(kind)s", kind=kind)
            if change.before is None
            else worded("no longer on the site (%(kind)s)", kind=kind)
        )
    return worded(
        "the %(key)s was %(value)s and is now %(other_value)s",
        key=_key(change),
        value=_value(change.before),
        other_value=_value(change.after),
    )


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
        return listed([_value(one) for one in value])
    if isinstance(value, dict):
        return ", ".join(
            f"{key.replace('_', ' ')} {_value(one)}" for key, one in value.items() if one not in (None, False)
        )
    return f"{value:,}" if isinstance(value, int) else f"“{value}”"
