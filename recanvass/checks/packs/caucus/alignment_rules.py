"""What the rules of a caucus ask of its two alignments: who may join, who may leave, who has to move.

Owns C601, C602 and C604. Their {words} are those of `pack`.
"""

from collections.abc import Iterator

from recanvass.checks.packs.caucus.precincts import Precinct
from recanvass.checks.rule import Clash, Level, Rule
from recanvass.core.model import Source
from recanvass.text import formatting

SOURCE = Source("{source}", "{source_url}")


def _people(count: int) -> str:
    return formatting.counted(count, "person", "people")


def _late_arrivals(precinct: Precinct) -> Iterator[Clash]:
    terms, final = precinct.terms, int(sum(precinct.final))
    if final > precinct.people:
        before = "attended" if terms.rules.is_attendance_known else "in the first"
        text = f"{_people(final)} in the {formatting.lower_first(terms.final.name)}, {precinct.people:,} {before}: "
        text += f"{final - precinct.people:,} more."
        level = Level.DOUBTFUL if not precinct.has_groups else None
        yield precinct.clash(text, terms.final, terms.people, level=level)


LATE_ARRIVALS = Rule(
    code="C601",
    title="{late_arrivals}",
    text="Nobody can join after the first alignment, so the final total cannot exceed {attendance}.",
    source=SOURCE,
    innocent="{miscounted}, or late arrivals were let in and counted once.",
    level=Level.FAULT,
    find=_late_arrivals,
)


def _groups_that_shrank(precinct: Precinct) -> Iterator[Clash]:
    first, final = precinct.first, precinct.final
    groups = precinct.viable(first) if precinct.has_groups else []
    too_many = len(groups) - precinct.delegates
    may_go = sorted(first[group] for group in groups)[too_many - 1] if too_many > 0 else -1
    losers = [group for group in groups if final[group] < first[group] and first[group] > may_go]
    if losers:
        moves = [f"{precinct.name(group)} {first[group]} → {final[group]}" for group in losers]
        text = f"{formatting.listed(moves)}; {_people(precinct.needed)} made a group viable."
        yield precinct.clash(text, precinct.terms.final, precinct.terms.first)


VIABLE_GROUP_SHRANK = Rule(
    code="C602",
    title="A viable group that lost members",
    text="A group that is viable in the first alignment cannot lose members. The only exception is if there are more "
    "viable groups than delegates. Then the smallest group must realign.",
    source=SOURCE,
    innocent="People went home and were not counted again.{stand_in}",
    level=Level.DOUBTFUL,
    find=_groups_that_shrank,
)


def _small_groups(precinct: Precinct) -> Iterator[Clash]:
    if not precinct.has_groups:
        return
    final = precinct.final
    small = [f"{precinct.name(i)} {count}" for i, count in enumerate(final) if count and not precinct.is_viable(count)]
    if small:
        text = f"{formatting.listed(small)}; {_people(precinct.needed)} made a group viable."
        yield precinct.clash(text, precinct.terms.final)


SMALL_GROUP = Rule(
    code="C604",
    title="A group that was not viable in the final alignment",
    text="People in a group that is not viable can join a viable group, make another group viable or leave.",
    source=SOURCE,
    innocent="A small group stayed together. That costs it its delegates, but it is allowed.",
    level=Level.NOTICE,
    find=_small_groups,
)

RULES = (LATE_ARRIVALS, VIABLE_GROUP_SHRANK, SMALL_GROUP)
