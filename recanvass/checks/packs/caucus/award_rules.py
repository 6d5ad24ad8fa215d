"""What the rules of a caucus ask of the awards: who may get delegates, and how many.

Owns C603 and C605 to C610. The values of their texts are those of `pack`.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from msgspec import Struct
from msgspec.structs import replace

from recanvass.checks.packs.caucus.alignment_rules import SOURCE, viability_note
from recanvass.checks.packs.caucus.allocation import Award, award
from recanvass.checks.packs.caucus.precincts import Precinct, number_of
from recanvass.checks.packs.slips import slip
from recanvass.checks.rule import Clash, Level, Rule
from recanvass.core.ids import Number
from recanvass.text.catalogue import msgid
from recanvass.text.lazy import Lazy, figure, listed, named_figure, number, plural, sentences, series, text, within


def _list_of(precinct: Precinct, counts: Sequence[Number], choices: Iterable[int]) -> Lazy:
    return listed([named_figure(precinct.name(choice), figure(counts[choice])) for choice in choices])


def _unviable_winners(precinct: Precinct) -> Iterator[Clash]:
    awards, final, terms = precinct.awards, precinct.final, precinct.terms
    if awards is None or not precinct.has_groups:
        return
    winners = [choice for choice, count in enumerate(awards) if count and not precinct.is_viable(final[choice])]
    if winners:
        groups = [
            text(
                "%(name)s %(count)s (%(awards)s)",
                name=precinct.name(choice),
                count=figure(final[choice]),
                awards=terms.amount(str(awards[choice])),
            )
            for choice in winners
        ]
        yield precinct.clash(viability_note(precinct, groups), terms.awards, terms.final)


AWARD_WITHOUT_VIABILITY = Rule(
    code="C603",
    title=msgid("Delegates for a group that was not viable"),
    text=msgid("Only a group that is viable in the final alignment can win delegates."),
    source=SOURCE,
    innocent=msgid("The caucus used a different attendance, or applied the rule differently.%(stand_in)s"),
    level=Level.FAULT,
    find=_unviable_winners,
)


def _overtaken_groups(precinct: Precinct) -> Iterator[Clash]:
    awards, final, terms = precinct.awards, precinct.final, precinct.terms
    if awards is None or not any(awards) or not precinct.has_groups:
        return
    shown = [choice for choice in range(len(final)) if final[choice] or awards[choice]]
    said = {
        choice: text(
            "%(name)s with %(count)s has %(awards)s",
            name=precinct.name(choice),
            count=figure(final[choice]),
            awards=terms.amount(str(awards[choice])),
        )
        for choice in shown
    }
    texts = [
        listed([said[larger], said[smaller]])
        for larger, smaller in permutations(shown, 2)
        if final[larger] > final[smaller] and awards[larger] < awards[smaller]
    ]
    if texts:
        yield precinct.clash(text("%(clauses)s.", clauses=series(texts)), terms.awards, terms.final)


OVERTAKEN_GROUP = Rule(
    code="C605",
    title=msgid("More people, fewer delegates"),
    text=msgid("Delegates go to the groups in proportion to their size in the final alignment."),
    source=SOURCE,
    innocent=msgid("Someone made a mistake copying the worksheet, such as swapping two rows."),
    level=Level.FAULT,
    find=_overtaken_groups,
)


def _smaller_winners(precinct: Precinct) -> Iterator[Clash]:
    final = precinct.final
    if precinct.awards is None or precinct.has_groups or precinct.delegates != 1:
        return
    most = max(final)
    winners = [choice for choice, count in enumerate(precinct.awards) if count and final[choice] < most]
    if winners:
        ahead = [choice for choice, count in enumerate(final) if count == most]
        said = text(
            "The delegate went to %(winners)s; %(ahead)s had the most people.",
            winners=_list_of(precinct, final, winners),
            ahead=_list_of(precinct, final, ahead),
        )
        yield precinct.clash(said, precinct.terms.awards, precinct.terms.final)
        return
    others = [choice for choice, count in enumerate(precinct.awards) if count and choice not in precinct.lot]
    if precinct.lot and others:
        winners_said = _list_of(precinct, final, others)
        said = text("The delegate went to %(winners)s; %(drawn)s.", winners=winners_said, drawn=_drawn(precinct))
        yield precinct.clash(said, precinct.terms.awards, precinct.terms.final)


def _drawn(precinct: Precinct) -> Lazy:
    return text("drawn for %(names)s", names=listed([precinct.name(choice) for choice in precinct.lot]))


ONLY_DELEGATE = Rule(
    code="C606",
    title=msgid("The only delegate went to a smaller group"),
    text=msgid(
        "A place that elects one delegate has no groups and no realignment. The delegate goes to the candidate with "
        "the most people."
    ),
    source=SOURCE,
    innocent=msgid(
        "The groups were equal and the tie was decided by %(draw)s, or someone made a mistake copying the worksheet."
    ),
    level=Level.DOUBTFUL,
    find=_smaller_winners,
)


def _excess(precinct: Precinct) -> Fraction:
    """Return by how much a unit's awards exceed what its delegates are worth; zero within what rounding explains.

    If the number of delegates follows from attendance, whole delegates are compared, since what they are worth is not
    known to the last decimal.
    """
    awards, worth, given = precinct.awards, precinct.worth, precinct.given
    if awards is None or worth is None or given is None or not (any(awards) or any(precinct.final)):
        return Fraction(0)
    if not precinct.has_own_delegates and sum(given) == precinct.delegates:
        return Fraction(0)
    excess = Fraction(sum(awards)) - worth
    is_rounded = precinct.has_own_delegates and not precinct.terms.are_delegates_awarded
    half_step = Fraction(1, 2 * 10**precinct.terms.awards.decimals)
    explained = half_step * (1 + sum(map(bool, awards))) if is_rounded else Fraction(0)
    return excess if abs(excess) > explained else Fraction(0)


def _wrong_sum(precinct: Precinct) -> Iterator[Clash]:
    excess, terms = _excess(precinct), precinct.terms
    if excess and precinct.worth is not None:
        said = sentences([_reported(precinct, precinct.worth, excess), _to_be_awarded(precinct, precinct.worth)])
        level = None if precinct.has_own_delegates and precinct.has_groups else Level.DOUBTFUL
        yield precinct.clash(said, terms.awards, level=level)


def _reported(precinct: Precinct, worth: Fraction, excess: Fraction) -> Lazy:
    """Return what was reported, with how many delegates that is worth, unless they themselves are what is awarded."""
    terms = precinct.terms
    count = _decimal(worth + excess, terms.awards.decimals)
    amount, many = terms.amount(count), number_of(count)
    if terms.are_delegates_awarded:
        return plural("%(awards)s was reported.", "%(awards)s were reported.", many, awards=amount)
    delegates = _decimal((worth + excess) * precinct.delegates / worth, 1).removesuffix(".0")
    as_much = plural(
        "as much as %(count)s delegate is worth",
        "as much as %(count)s delegates are worth",
        number_of(delegates),
        count=figure(delegates),
    )
    return plural(
        "%(awards)s was reported, %(worth)s.",
        "%(awards)s were reported, %(worth)s.",
        many,
        awards=amount,
        worth=as_much,
    )


def _to_be_awarded(precinct: Precinct, worth: Fraction) -> Lazy:
    """Return what was to be awarded, with what it is worth, unless delegates themselves are what is awarded."""
    terms = precinct.terms
    if terms.are_delegates_awarded:
        return plural("It had %(count)s delegate to award.", "It had %(count)s delegates to award.", precinct.delegates)
    return plural(
        "It had %(count)s delegate to award, worth %(awards)s.",
        "It had %(count)s delegates to award, worth %(awards)s.",
        precinct.delegates,
        awards=terms.amount(_decimal(worth, terms.awards.decimals)),
    )


def _decimal(number: Fraction, decimals: int) -> str:
    steps = int(number * 10**decimals + Fraction(1, 2))
    return f"{steps // 10**decimals}.{steps % 10**decimals:0{decimals}}" if decimals else str(steps)


WRONG_SUM = Rule(
    code="C607",
    title=msgid("Wrong number of %(award_unit)s awarded"),
    text=msgid("Each %(electing)s must award exactly the delegates apportioned to it.%(sharing_too)s"),
    source=SOURCE,
    innocent=msgid("The caucus awarded one delegate too many or too few.%(sharing_more)s%(stand_in)s"),
    level=Level.FAULT,
    find=_wrong_sum,
)


def _slipped_awards(precinct: Precinct) -> Iterator[Clash]:
    """Find the only figure that one slip of the keyboard explains: without it the sum would be right."""
    excess, awards, worth, terms = _excess(precinct), precinct.awards, precinct.worth, precinct.terms
    if not excess or awards is None or worth is None:
        return
    slips = []
    for choice, count in enumerate(awards):
        each = worth / precinct.delegates
        delegates = int((Fraction(count) - excess) / each + Fraction(1, 2))
        meant = _decimal(each * delegates, terms.awards.decimals)
        typed = _decimal(Fraction(count), terms.awards.decimals)
        kind = slip(int(typed.replace(".", "")), int(meant.replace(".", ""))) if count and delegates > 0 else ""
        if kind:
            said = text(
                "%(name)s has %(awards)s: %(slip)s, if %(meant)s was meant.",
                name=precinct.name(choice),
                awards=terms.amount(typed),
                slip=text(kind),
                meant=figure(meant),
            )
            slips.append(replace(precinct.clash(said, terms.awards), choice=choice))
    if len(slips) == 1:
        yield from slips


SLIPPED_AWARD = Rule(
    code="C610",
    title=msgid("%(Awards)s with a typing error"),
    text=msgid(
        "The %(awards)s of a place must add up to what its delegates are worth. Here they would, except for one "
        "keystroke."
    ),
    source=SOURCE,
    innocent=msgid(
        "The caucus awarded one delegate too many or too few, and the numbers look like a typing error by chance."
    ),
    level=Level.DOUBTFUL,
    find=_slipped_awards,
)


class _Due(Struct, frozen=True):
    """What the formula gives the viable groups of a precinct, and the whole delegates that every choice was given.

    `award` is what is left of the formula's once it is known who won the draw; `drawn` are those who did.
    """

    groups: Sequence[int]
    award: Award
    given: Sequence[int]
    drawn: Sequence[int] = ()

    @property
    def is_kept(self) -> bool:
        """Whether delegates were given as the formula says."""
        return sum(self.given) == self.award.delegates and self.award.allows([self.given[i] for i in self.groups])

    def range_of(self, choice: int) -> Lazy:
        """Return how many delegates the formula gives a choice."""
        if choice not in self.groups:
            return figure(0)
        at = self.groups.index(choice)
        least, most = self.award.least[at], self.award.most[at]
        if least == most:
            return figure(least)
        return text("%(least)s or %(most)s", least=figure(least), most=figure(most))

    def open_to(self) -> list[int]:
        """Return the choices between whom the formula leaves a delegate open."""
        bounds = zip(self.groups, self.award.least, self.award.most, strict=True)
        return [group for group, least, most in bounds if least != most]


def _award_due(precinct: Precinct) -> _Due | None:
    """Return what the groups are due; None if awards are not known or the formula does not apply."""
    if precinct.awards is None or precinct.given is None or not any(precinct.awards) or not precinct.has_groups:
        return None
    groups = precinct.viable(precinct.final)
    members = [int(precinct.final[group]) for group in groups]
    due = award(precinct.terms.rules.allocation, members, precinct.delegates, precinct.people)
    return _Due(groups, due, precinct.given) if due is not None else None


def _once_drawn(precinct: Precinct, due: _Due) -> _Due:
    """Return what is due once it is known who won the draw; if that does not settle all of it, the rest stays open."""
    winners = [choice for choice in due.open_to() if choice in precinct.lot]
    if not winners:
        return due
    award = due.award
    is_settled = len(winners) == award.delegates - sum(award.least)
    bounds = list(zip(due.groups, award.least, award.most, strict=True))
    least = tuple(low + (group in winners) for group, low, _ in bounds)
    most = tuple(low + (group in winners) if is_settled else high for group, low, high in bounds)
    return replace(due, award=replace(award, least=least, most=most), drawn=winners)


def _other_awards(precinct: Precinct) -> Iterator[Clash]:
    found, terms = _award_due(precinct), precinct.terms
    due = _once_drawn(precinct, found) if found is not None else None
    if due is None or due.is_kept:
        return
    shown = [choice for choice, count in enumerate(due.given) if count or choice in due.groups]
    formula = listed([named_figure(precinct.name(choice), due.range_of(choice)) for choice in shown])
    awarded = plural(
        "Of %(count)s delegate, the formula gives %(due)s. The result has %(given)s.",
        "Of %(count)s delegates, the formula gives %(due)s. The result has %(given)s.",
        precinct.delegates,
        due=_with_draw(precinct, due, formula),
        given=_list_of(precinct, due.given, shown),
    )
    attended = text("attendance") if terms.rules.is_attendance_known else within(terms.first.name)
    people = text(
        "%(tally)s: %(figures)s; %(attendance)s: %(people)s in all.",
        tally=terms.final.name,
        figures=_list_of(precinct, precinct.final, shown),
        attendance=attended,
        people=number(precinct.people),
    )
    yield precinct.clash(sentences([awarded, people]), terms.awards, terms.final, terms.people)


def _with_draw(precinct: Precinct, due: _Due, figures: Lazy) -> Lazy:
    """Return figures with who won the draw, if it is known."""
    return text("%(figures)s, %(drawn)s", figures=figures, drawn=_drawn(precinct)) if due.drawn else figures


OTHER_THAN_DUE = Rule(
    code="C608",
    title=msgid("%(Awards)s that differ from the formula"),
    text="%(formula)s",
    source=SOURCE,
    innocent=msgid("Someone made a mistake in arithmetic, or used a different attendance.%(stand_in)s"),
    level=Level.DOUBTFUL,
    find=_other_awards,
)


def _draws(precinct: Precinct) -> Iterator[Clash]:
    due = _award_due(precinct)
    if due is None or not due.award.is_drawn:
        return
    drawn = _once_drawn(precinct, due)
    if not drawn.is_kept:
        return
    groups = _with_draw(precinct, drawn, _list_of(precinct, precinct.final, due.open_to()))
    said = text("The formula leaves a delegate open between %(groups)s.", groups=groups)
    yield precinct.clash(said, precinct.terms.awards, precinct.terms.final)


DRAW = Rule(
    code="C609",
    title=msgid("Decided by %(draw)s"),
    text=msgid("If decimals are equal, the delegate is awarded by %(draw)s."),
    source=SOURCE,
    innocent=msgid("Nothing is wrong. Either result is right under the rules."),
    level=Level.NOTICE,
    find=_draws,
)

RULES = (
    AWARD_WITHOUT_VIABILITY,
    OVERTAKEN_GROUP,
    ONLY_DELEGATE,
    WRONG_SUM,
    OTHER_THAN_DUE,
    DRAW,
    SLIPPED_AWARD,
)
