"""What the rules of a caucus ask of the awards: who may get delegates, and how many.

Owns C603 and C605 to C610. Their {words} are those of `pack`.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from msgspec import Struct
from msgspec.structs import replace

from recanvass.checks.packs.caucus.alignment_rules import SOURCE
from recanvass.checks.packs.caucus.allocation import Award, award
from recanvass.checks.packs.caucus.precincts import Precinct
from recanvass.checks.packs.slips import slip
from recanvass.checks.rule import Clash, Level, Rule
from recanvass.core.ids import Number
from recanvass.text import formatting


def _list_of(precinct: Precinct, counts: Sequence[Number], choices: Iterable[int]) -> str:
    return formatting.listed([f"{precinct.name(choice)} {counts[choice]}" for choice in choices])


def _delegates(count: int) -> str:
    return formatting.counted(count, "delegate", "delegates")


def _unviable_winners(precinct: Precinct) -> Iterator[Clash]:
    awards, final, terms = precinct.awards, precinct.final, precinct.terms
    if awards is None or not precinct.has_groups:
        return
    winners = [choice for choice, count in enumerate(awards) if count and not precinct.is_viable(final[choice])]
    if winners:
        groups = [f"{precinct.name(i)} {final[i]} ({terms.amount(str(awards[i]))})" for i in winners]
        people = formatting.counted(precinct.needed, "person", "people")
        text = f"{formatting.listed(groups)}; {people} made a group viable."
        yield precinct.clash(text, terms.awards, terms.final)


AWARD_WITHOUT_VIABILITY = Rule(
    code="C603",
    title="Delegates for a group that was not viable",
    text="Only a group that is viable in the final alignment can win delegates.",
    source=SOURCE,
    innocent="The caucus used a different attendance, or applied the rule differently.{stand_in}",
    level=Level.FAULT,
    find=_unviable_winners,
)


def _overtaken_groups(precinct: Precinct) -> Iterator[Clash]:
    awards, final, terms = precinct.awards, precinct.final, precinct.terms
    if awards is None or not any(awards) or not precinct.has_groups:
        return
    listed = [choice for choice in range(len(final)) if final[choice] or awards[choice]]
    said = {
        choice: f"{precinct.name(choice)} with {final[choice]} has {terms.amount(str(awards[choice]))}"
        for choice in listed
    }
    texts = [
        f"{said[larger]} and {said[smaller]}"
        for larger, smaller in permutations(listed, 2)
        if final[larger] > final[smaller] and awards[larger] < awards[smaller]
    ]
    if texts:
        yield precinct.clash("; ".join(texts) + ".", terms.awards, terms.final)


OVERTAKEN_GROUP = Rule(
    code="C605",
    title="More people, fewer delegates",
    text="Delegates go to the groups in proportion to their size in the final alignment.",
    source=SOURCE,
    innocent="Someone made a mistake copying the worksheet, such as swapping two rows.",
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
        text = f"The delegate went to {_list_of(precinct, final, winners)}; "
        text += f"{_list_of(precinct, final, ahead)} had the most people."
        yield precinct.clash(text, precinct.terms.awards, precinct.terms.final)
        return
    others = [choice for choice, count in enumerate(precinct.awards) if count and choice not in precinct.lot]
    if precinct.lot and others:
        text = f"The delegate went to {_list_of(precinct, final, others)}; {_drawn(precinct)}."
        yield precinct.clash(text, precinct.terms.awards, precinct.terms.final)


def _drawn(precinct: Precinct) -> str:
    return f"drawn for {formatting.listed([precinct.name(choice) for choice in precinct.lot])}"


ONLY_DELEGATE = Rule(
    code="C606",
    title="The only delegate went to a smaller group",
    text="A place that elects one delegate has no groups and no realignment. The delegate goes to the candidate with "
    "the most people.",
    source=SOURCE,
    innocent="The groups were equal and the tie was decided by {draw}, or someone made a mistake copying the "
    "worksheet.",
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
        total = precinct.worth + excess
        reported = terms.amount(_decimal(total, terms.awards.decimals))
        text = f"{reported} {'was' if reported.startswith('1 ') else 'were'} reported"
        text += f"{_in_delegates(precinct, total)}. To be awarded {'was' if precinct.delegates == 1 else 'were'} "
        text += _delegates(precinct.delegates)
        text += f"{_in_awards(precinct, precinct.worth)}."
        level = None if precinct.has_own_delegates and precinct.has_groups else Level.DOUBTFUL
        yield precinct.clash(text, terms.awards, level=level)


def _in_delegates(precinct: Precinct, total: Fraction) -> str:
    """Say how many delegates awards are worth, unless they are delegates themselves."""
    if precinct.terms.are_delegates_awarded or precinct.worth is None:
        return ""
    count = _decimal(total * precinct.delegates / precinct.worth, 1).removesuffix(".0")
    return f", as much as {'1 delegate is' if count == '1' else f'{count} delegates are'} worth"


def _in_awards(precinct: Precinct, worth: Fraction) -> str:
    """Say what the delegates are worth, unless they themselves are what is awarded."""
    terms = precinct.terms
    return "" if terms.are_delegates_awarded else f", worth {terms.amount(_decimal(worth, terms.awards.decimals))}"


def _decimal(number: Fraction, decimals: int) -> str:
    steps = int(number * 10**decimals + Fraction(1, 2))
    return f"{steps // 10**decimals}.{steps % 10**decimals:0{decimals}}" if decimals else str(steps)


WRONG_SUM = Rule(
    code="C607",
    title="Wrong number of {award_unit} awarded",
    text="Each {electing} must award exactly the delegates apportioned to it{sharing_too}.",
    source=SOURCE,
    innocent="The caucus awarded one delegate too many or too few.{sharing_more}{stand_in}",
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
            text = f"{precinct.name(choice)} has {terms.amount(typed)}: {kind}, if {meant} was meant."
            slips.append(replace(precinct.clash(text, terms.awards), choice=choice))
    if len(slips) == 1:
        yield from slips


SLIPPED_AWARD = Rule(
    code="C610",
    title="{Awards} with a typing error",
    text="The {awards} of a place must add up to what its delegates are worth. Here they would, except for one "
    "keystroke.",
    source=SOURCE,
    innocent="The caucus awarded one delegate too many or too few, and the numbers look like a typing error by chance.",
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

    def range_of(self, choice: int) -> str:
        """Return how many delegates the formula gives a choice."""
        if choice not in self.groups:
            return "0"
        at = self.groups.index(choice)
        least, most = self.award.least[at], self.award.most[at]
        return f"{least}" if least == most else f"{least} or {most}"

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
    formula = formatting.listed([f"{precinct.name(choice)} {due.range_of(choice)}" for choice in shown])
    attended = "attendance" if terms.rules.is_attendance_known else formatting.lower_first(terms.first.name)
    text = f"Of {_delegates(precinct.delegates)} the formula gives {formula}"
    text += f", {_drawn(precinct)}; " if due.drawn else "; "
    text += f"awarded were {_list_of(precinct, due.given, shown)}. "
    text += f"{terms.final.name}: {_list_of(precinct, precinct.final, shown)}; {attended}: {precinct.people:,} in all."
    yield precinct.clash(text, terms.awards, terms.final, terms.people)


OTHER_THAN_DUE = Rule(
    code="C608",
    title="{Awards} that differ from the formula",
    text="{formula}",
    source=SOURCE,
    innocent="Someone made a mistake in arithmetic, or used a different attendance.{stand_in}",
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
    text = f"The formula leaves a delegate open between {_list_of(precinct, precinct.final, due.open_to())}"
    text += f", {_drawn(precinct)}." if drawn.drawn else "."
    yield precinct.clash(text, precinct.terms.awards, precinct.terms.final)


DRAW = Rule(
    code="C609",
    title="Decided by {draw}",
    text="If decimals are equal, the delegate is awarded by {draw}.",
    source=SOURCE,
    innocent="Nothing is wrong. Either result is right under the rules.",
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
