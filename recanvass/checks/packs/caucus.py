"""The pack iowa-caucus-2020: what the party's rules of 2020 say of each precinct and satellite site.

Owns the rules a to f. A precinct with a single delegate has no groups, no realignment and no formula; none of its
findings is a fault, and neither is anything that a coin toss decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import permutations

from msgspec.structs import replace

from recanvass.checks.packs.allocation import Award, award
from recanvass.checks.packs.rooms import Room, rates, rooms, sites_of_pools
from recanvass.checks.packs.slips import slip
from recanvass.checks.rule import Clash, Level, Pack, Rule
from recanvass.core.contest_rules import PackName
from recanvass.core.model import Number, Source
from recanvass.text import formatting

GUIDE = Source("Iowa Democratic Party, caucus rules of 2020")
PLAN = Source("Iowa Democratic Party, delegate selection plan of 2020")
_STAND_IN = "Attendance was not published; the total of the first alignment stands in for it."


def _people(count: int) -> str:
    return formatting.counted(count, "person", "people")


def _delegates(count: int) -> str:
    return formatting.counted(count, "delegate", "delegates")


def _named(room: Room, counts: Sequence[Number], choices: Iterable[int]) -> str:
    return formatting.listed([f"{room.name(index)} {counts[index]}" for index in choices])


def _more_at_last(room: Room) -> Iterator[Clash]:
    final = int(sum(room.final))
    if final > room.people:
        text = f"{_people(final)} in the final alignment, {room.people:,} in the first: {final - room.people:,} more."
        level = Level.DOUBTFUL if not room.has_groups else None
        yield room.clash(text, room.terms.final, room.terms.first, level=level)


MORE_AT_LAST = Rule(
    code="C601",
    title="More people at the final than at the first alignment",
    text="Nobody may join after the first alignment: the final total is at most the first.",
    source=GUIDE,
    innocent="A row of the first alignment was left out of the report, or late arrivals were let in and counted once.",
    level=Level.FAULT,
    find=_more_at_last,
)


def _lost_members(room: Room) -> Iterator[Clash]:
    groups = room.viable(room.first) if room.has_groups else []
    too_many = len(groups) - room.delegates
    last = sorted(room.first[index] for index in groups)[too_many - 1] if too_many > 0 else -1
    lost = [index for index in groups if room.final[index] < room.first[index] and room.first[index] > last]
    if lost:
        moves = [f"{room.name(index)} {room.first[index]} → {room.final[index]}" for index in lost]
        text = f"{formatting.listed(moves)}; {_people(room.needed)} made a group viable."
        yield room.clash(text, room.terms.final, room.terms.first)


LOST_MEMBERS = Rule(
    code="C602",
    title="A viable group lost members",
    text="A group that is viable in the first alignment may not lose members. Only where more groups are viable than "
    "there are delegates must the smallest realign.",
    source=GUIDE,
    innocent=f"People went home and were not counted again. {_STAND_IN}",
    level=Level.DOUBTFUL,
    find=_lost_members,
)


def _award_without_viability(room: Room) -> Iterator[Clash]:
    if room.awards is None or not room.has_groups:
        return
    found = [index for index, count in enumerate(room.awards) if count and not room.is_viable(room.final[index])]
    if found:
        groups = formatting.listed([f"{room.name(i)} {room.final[i]} ({room.awards[i]} SDE)" for i in found])
        text = f"{groups}; {_people(room.needed)} made a group viable."
        yield room.clash(text, room.terms.awards, room.terms.final)


AWARD_WITHOUT_VIABILITY = Rule(
    code="C603",
    title="Delegates for a group that was not viable",
    text="Only a group that is viable in the final alignment is awarded delegates.",
    source=GUIDE,
    innocent=f"The room worked with another attendance, or applied the rule in another way. {_STAND_IN}",
    level=Level.FAULT,
    find=_award_without_viability,
)


def _small_group(room: Room) -> Iterator[Clash]:
    if not room.has_groups:
        return
    found = [index for index, count in enumerate(room.final) if count and not room.is_viable(count)]
    if found:
        text = f"{_named(room, room.final, found)}; {_people(room.needed)} made a group viable."
        yield room.clash(text, room.terms.final)


SMALL_GROUP = Rule(
    code="C604",
    title="A group that was not viable in the final alignment",
    text="People in a group that is not viable may join a viable one, make another one viable, or go.",
    source=GUIDE,
    innocent="A small group stayed where it was, which costs it its delegates and is not forbidden.",
    level=Level.NOTICE,
    find=_small_group,
)


def _overtaken(room: Room) -> Iterator[Clash]:
    awards, final = room.awards, room.final
    if awards is None or not any(awards) or not room.has_groups:
        return
    listed = [index for index in range(len(final)) if final[index] or awards[index]]
    both = permutations(listed, 2)
    pairs = [(one, other) for one, other in both if final[one] > final[other] and awards[one] < awards[other]]
    if pairs:
        texts = [f"{_standing(room, one)} and {_standing(room, other)}" for one, other in pairs]
        yield room.clash("; ".join(texts) + ".", room.terms.awards, room.terms.final)


def _standing(room: Room, choice: int) -> str:
    sde = room.awards[choice] if room.awards is not None else ""
    return f"{room.name(choice)} with {room.final[choice]} has {sde} SDE"


OVERTAKEN = Rule(
    code="C605",
    title="More people, fewer delegates",
    text="Delegates go to the groups in proportion to their size in the final alignment.",
    source=GUIDE,
    innocent="A slip when the worksheet was copied, two rows exchanged for instance.",
    level=Level.FAULT,
    find=_overtaken,
)


def _only_delegate(room: Room) -> Iterator[Clash]:
    if room.awards is None or room.delegates != 1:
        return
    most = max(room.final)
    winners = [index for index, count in enumerate(room.awards) if count and room.final[index] < most]
    if winners:
        ahead = [index for index, count in enumerate(room.final) if count == most]
        most_text = f"{_named(room, room.final, ahead)} had the most people"
        text = f"The delegate went to {_named(room, room.final, winners)}; {most_text}."
        yield room.clash(text, room.terms.awards, room.terms.final)


ONLY_DELEGATE = Rule(
    code="C606",
    title="The only delegate went to a smaller group",
    text="Where one delegate is elected there are no groups and no realignment; the delegate goes to a plurality.",
    source=GUIDE,
    innocent="A coin toss between groups that were equal in the room, or a slip when the worksheet was copied.",
    level=Level.DOUBTFUL,
    find=_only_delegate,
)


def _apart(room: Room) -> Fraction:
    """Return by how much the SDE of a unit exceed what its delegates are worth; zero within what rounding explains.

    At a satellite site whole delegates are compared, since what they are worth is not known to the last decimal.
    """
    if room.awards is None or room.given is None or room.worth is None or not (any(room.awards) or any(room.final)):
        return Fraction(0)
    apart = Fraction(sum(room.awards)) - room.worth
    step = Fraction(1, 2 * 10**room.decimals)
    is_near = abs(apart) <= step * (1 + sum(map(bool, room.awards)))
    return Fraction(0) if (sum(room.given) == room.delegates if room.is_site else is_near) else apart


def _wrong_sum(room: Room) -> Iterator[Clash]:
    apart = _apart(room)
    if apart and room.worth is not None:
        total = room.worth + apart
        given = _rounded(total * room.delegates / room.worth, 1).removesuffix(".0")
        worth = "1 delegate is" if given == "1" else f"{given} delegates are"
        were = "was" if room.delegates == 1 else "were"
        text = f"{_rounded(total, room.decimals)} SDE were reported, as much as {worth} worth. To be awarded {were} "
        text += f"{_delegates(room.delegates)}, worth {_rounded(room.worth, room.decimals)} SDE."
        level = Level.DOUBTFUL if room.is_site or not room.has_groups else None
        yield room.clash(text, room.terms.awards, level=level)


def _rounded(number: Fraction, decimals: int) -> str:
    steps = int(number * 10**decimals + Fraction(1, 2))
    return f"{steps // 10**decimals}.{steps % 10**decimals:0{decimals}}" if decimals else str(steps)


WRONG_SUM = Rule(
    code="C607",
    title="SDE that are not those of the delegates to be awarded",
    text="Each precinct awards exactly the delegates apportioned to it; each satellite site as many as its attendance "
    "gives it.",
    source=PLAN,
    innocent="One delegate too many or too few was awarded in the room. At a satellite site more people may have "
    f"attended than the first alignment shows. {_STAND_IN}",
    level=Level.FAULT,
    find=_wrong_sum,
)


def _slipped_award(room: Room) -> Iterator[Clash]:
    """Find the only figure that one slip of the keyboard explains: without it the sum would be right."""
    apart = _apart(room)
    if not apart or room.awards is None or room.worth is None:
        return
    found = []
    for index, count in enumerate(room.awards):
        one = room.worth / room.delegates
        delegates = int((Fraction(count) - apart) / one + Fraction(1, 2))
        meant = _rounded(one * delegates, room.decimals)
        typed = _rounded(Fraction(count), room.decimals)
        kind = slip(int(typed.replace(".", "")), int(meant.replace(".", ""))) if count and delegates > 0 else ""
        if kind:
            found.append((index, f"{room.name(index)} has {typed} SDE: {kind}, if {meant} was meant."))
    if len(found) == 1:
        (index, text) = found[0]
        yield replace(room.clash(text, room.terms.awards), choice=index)


SLIPPED_AWARD = Rule(
    code="C610",
    title="SDE with a slip of the keyboard",
    text="The SDE of a place add up to what its delegates are worth. Here they would, were it not for one keystroke.",
    source=PLAN,
    innocent="One delegate too many or too few was awarded in the room, and the figures look like a slip by chance.",
    level=Level.DOUBTFUL,
    find=_slipped_award,
)


def _due(room: Room) -> tuple[list[int], Award] | None:
    """Return the viable groups and what they are due, where SDE are known and the formula applies."""
    if room.awards is None or room.given is None or not any(room.awards) or not room.has_groups:
        return None
    groups = room.viable(room.final)
    due = award([int(room.final[index]) for index in groups], room.delegates, room.people)
    return (groups, due) if due is not None else None


def _keeps_to_formula(room: Room, groups: Sequence[int], due: Award) -> bool:
    given = room.given or ()
    return sum(given) == due.delegates and due.allows([given[index] for index in groups])


def _other_than_due(room: Room) -> Iterator[Clash]:
    found = _due(room)
    if found is None or room.given is None or _keeps_to_formula(room, *found):
        return
    groups, due = found
    shown = [index for index, count in enumerate(room.given) if count or index in groups]
    bounds = {index: pair for index, *pair in zip(groups, due.least, due.most, strict=True)}
    texts = [f"{room.name(index)} {_range(*bounds.get(index, (0, 0)))}" for index in shown]
    people = _named(room, room.final, shown)
    text = f"Of {_delegates(room.delegates)} the formula gives {formatting.listed(texts)}; awarded were "
    text += f"{_named(room, room.given, shown)}. Final alignment: {people}; first alignment: {room.people:,} in all."
    yield room.clash(text, room.terms.awards, room.terms.final, room.terms.first)


def _range(least: int, most: int) -> str:
    return f"{least}" if least == most else f"{least} or {most}"


OTHER_THAN_DUE = Rule(
    code="C608",
    title="SDE that differ from the formula",
    text="Members of the group × delegates ÷ attendance, rounded half up, at least one each; where that gives too few "
    "or too many, the decimals nearest to one half decide.",
    source=GUIDE,
    innocent=f"A slip of arithmetic in the room, or an attendance other than the one used here. {_STAND_IN}",
    level=Level.DOUBTFUL,
    find=_other_than_due,
)


def _tossed(room: Room) -> Iterator[Clash]:
    found = _due(room)
    if found is None or not found[1].is_tossed or not _keeps_to_formula(room, *found):
        return
    groups, due = found
    open_to = [index for index, least, most in zip(groups, due.least, due.most, strict=True) if least != most]
    text = f"The formula leaves a delegate open between {_named(room, room.final, open_to)}."
    yield room.clash(text, room.terms.awards, room.terms.final)


TOSSED = Rule(
    code="C609",
    title="A coin toss decided",
    text="Where decimals are equal, a coin toss settles who gets the delegate.",
    source=GUIDE,
    innocent="Nothing is wrong: either outcome is right by the rules.",
    level=Level.NOTICE,
    find=_tossed,
)

PACK = Pack(
    name=PackName.IOWA_CAUCUS_2020.value,
    title="Rules of the 2020 Iowa Democratic caucuses",
    view=rooms,
    units=(
        MORE_AT_LAST,
        LOST_MEMBERS,
        AWARD_WITHOUT_VIABILITY,
        SMALL_GROUP,
        OVERTAKEN,
        ONLY_DELEGATE,
        WRONG_SUM,
        OTHER_THAN_DUE,
        TOSSED,
        SLIPPED_AWARD,
    ),
    around=rates,
    wider=sites_of_pools,
    note="How many people attended was never published. Where a rule needs it, the total of the first alignment stands "
    "in for it. Where people joined no group, or a row was left out, the rule then works with too small a number.",
)
