"""What the rules of a caucus ask of its two alignments: who may join, who may leave, who has to move.

Owns C601, C602 and C604. The values of their texts are those of `pack`.
"""

from collections.abc import Iterator, Sequence

from recanvass.checks.packs.caucus.precincts import Precinct
from recanvass.checks.rule import Clash, Level, Rule
from recanvass.core.model import Source
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, Text, figure, listed, moved_figure, named_figure, number, plural, within

SOURCE = Source("%(source)s", "%(source_url)s")


def viability_note(precinct: Precinct, groups: Sequence[Text]) -> Lazy:
    """Return groups with the number of people that made one viable."""
    return plural(
        "%(groups)s; %(count)s person made a group viable.",
        "%(groups)s; %(count)s people made a group viable.",
        precinct.needed,
        groups=listed(groups),
    )


def _late_arrivals(precinct: Precinct) -> Iterator[Clash]:
    terms, final = precinct.terms, int(sum(precinct.final))
    if final > precinct.people:
        values = {
            "final": within(terms.final.name),
            "before": number(precinct.people),
            "more": number(final - precinct.people),
        }
        attended = plural(
            "%(count)s person in the %(final)s, %(before)s attended: %(more)s more.",
            "%(count)s people in the %(final)s, %(before)s attended: %(more)s more.",
            final,
            **values,
        )
        in_the_first = plural(
            "%(count)s person in the %(final)s, %(before)s in the first: %(more)s more.",
            "%(count)s people in the %(final)s, %(before)s in the first: %(more)s more.",
            final,
            **values,
        )
        said = attended if terms.rules.is_attendance_known else in_the_first
        level = Level.DOUBTFUL if not precinct.has_groups else None
        yield precinct.clash(said, terms.final, terms.people, level=level)


LATE_ARRIVALS = Rule(
    code="C601",
    title="%(late_arrivals)s",
    text=msgid("Nobody can join after the first alignment, so the final total cannot exceed %(attendance)s."),
    source=SOURCE,
    innocent=msgid("%(miscounted)s, or late arrivals were let in and counted once."),
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
        moves = [moved_figure(precinct.name(group), first[group], final[group]) for group in losers]
        yield precinct.clash(viability_note(precinct, moves), precinct.terms.final, precinct.terms.first)


VIABLE_GROUP_SHRANK = Rule(
    code="C602",
    title=msgid("A viable group that lost members"),
    text=msgid(
        "A group that is viable in the first alignment cannot lose members. The only exception is if there are more "
        "viable groups than delegates. Then the smallest group must realign."
    ),
    source=SOURCE,
    innocent=msgid("People went home and were not counted again.%(stand_in)s"),
    level=Level.DOUBTFUL,
    find=_groups_that_shrank,
)


def _small_groups(precinct: Precinct) -> Iterator[Clash]:
    if not precinct.has_groups:
        return
    final = precinct.final
    small = [
        named_figure(precinct.name(choice), figure(count))
        for choice, count in enumerate(final)
        if count and not precinct.is_viable(count)
    ]
    if small:
        yield precinct.clash(viability_note(precinct, small), precinct.terms.final)


SMALL_GROUP = Rule(
    code="C604",
    title=msgid("A group that was not viable in the final alignment"),
    text=msgid("People in a group that is not viable can join a viable group, make another group viable or leave."),
    source=SOURCE,
    innocent=msgid("A small group stayed together. That costs it its delegates, but it is allowed."),
    level=Level.NOTICE,
    find=_small_groups,
)

RULES = (LATE_ARRIVALS, VIABLE_GROUP_SHRANK, SMALL_GROUP)
