"""The tallies and choices of a contest, in ballot order.

Owns their ids and defaults. Must not read figures.
"""

import re
from collections import Counter
from collections.abc import Sequence

from recanvass.content.load.names import Known, declared, look_up_all
from recanvass.content.schema.keys import (
    CHOICE_ALIASES,
    CHOICE_CANDIDATE,
    CHOICE_COLOUR,
    CHOICE_ID,
    CHOICE_NAME,
    CHOICE_PARTY,
    CHOICE_SHORT,
    CONTEST_CHOICES,
    CONTEST_TALLIES,
    MAX_DECIMALS,
    RESERVED_TALLIES,
    TALLY_DECIDES,
    TALLY_DECIMALS,
    TALLY_ID,
    TALLY_NAME,
    TALLY_ONLY,
    TALLY_SHORT,
    TALLY_SHOW,
    TALLY_UNIT,
)
from recanvass.content.schema.records import Values
from recanvass.core.diagnostics import Report
from recanvass.core.model import Choice, ChoiceId, KindId, Tally, TallyId

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|[IVX]+")


def tallies(contest: Values, kinds: Known, report: Report) -> tuple[Tally, ...]:
    """Return the tallies; emits E306, E310, E402, E403, E404 and E408."""
    given = contest.get(CONTEST_TALLIES)
    if given is None:
        return ()
    if not given:
        hint = "list what is counted, for example - {id: votes, name: Votes, unit: votes}"
        report.add("E402", contest.at(CONTEST_TALLIES), "contest.yml lists no tallies", hint=hint)
    ids = declared([values[TALLY_ID] for values in given if TALLY_ID.key in values], "each tally", report)
    for name in sorted(RESERVED_TALLIES & ids.keys()):
        message = f"'{name}' cannot be the id of a tally: results files use the word for something else"
        report.add("E404", ids[name].span, message, hint="choose another id; the name may stay")
    is_deciding = _deciding(contest, given, report)
    return tuple(
        _tally(values, is_decisive, kinds, report)
        for values, is_decisive in zip(given, is_deciding, strict=True)
        if values.is_complete
    )


def _deciding(contest: Values, given: Sequence[Values], report: Report) -> list[bool]:
    if len(given) == 1:
        return [True]
    decides = [bool(values.get(TALLY_DECIDES)) for values in given]
    if given and sum(decides) != 1:
        count = f"{sum(decides)} tallies decide" if sum(decides) else "no tally decides"
        hint = "write 'decides: true' on exactly one of them"
        report.add("E403", contest.at(CONTEST_TALLIES), f"{count} this contest", hint=hint)
    return decides


def _tally(values: Values, decides: bool, kinds: Known, report: Report) -> Tally:  # noqa: FBT001
    decimals = values.get(TALLY_DECIMALS) or 0
    show = values.get(TALLY_SHOW)
    if decimals > MAX_DECIMALS:
        hint = f"write {MAX_DECIMALS} or less"
        report.add("E408", values.at(TALLY_DECIMALS), f"{decimals} decimals are more than a tally can have", hint=hint)
    if show is not None and show > decimals:
        message = f"{show} decimals are shown, but figures have only {decimals}"
        report.add("E408", values.at(TALLY_SHOW), message, hint=f"write {decimals} or less, or raise 'decimals'")
    return Tally(
        id=TallyId(values[TALLY_ID].text),
        name=values[TALLY_NAME],
        short=values.get(TALLY_SHORT) or values[TALLY_NAME],
        unit=values[TALLY_UNIT],
        decimals=decimals,
        show=decimals if show is None else show,
        decides=decides,
        only=tuple(KindId(kind) for kind in look_up_all(values.get(TALLY_ONLY), kinds, report)),
    )


def choices(contest: Values, report: Report) -> tuple[Choice, ...]:
    """Return the choices; two last names that are equal are both written out. Emits E310 and E402."""
    given = contest.get(CONTEST_CHOICES)
    if given is None:
        return ()
    if not given:
        hint = "list what can be chosen, for example - {id: smith, name: Jane Smith}"
        report.add("E402", contest.at(CONTEST_CHOICES), "contest.yml lists no choices", hint=hint)
    declared([values[CHOICE_ID] for values in given if CHOICE_ID.key in values], "each choice", report)
    complete = [values for values in given if values.is_complete]
    shorts = Counter(_short(values) for values in complete)
    return tuple(_choice(values, shorts) for values in complete)


def _short(values: Values) -> str:
    name = values[CHOICE_NAME]
    is_candidate = values.get(CHOICE_CANDIDATE) is not False
    return values.get(CHOICE_SHORT) or (_last_name(name) if is_candidate else name)


def _last_name(name: str) -> str:
    words = [word for word in name.replace(",", " ").split() if not _SUFFIX.fullmatch(word)]
    return words[-1] if words else name


def _choice(values: Values, shorts: Counter[str]) -> Choice:
    short = _short(values)
    name = values[CHOICE_NAME]
    return Choice(
        id=ChoiceId(values[CHOICE_ID].text),
        name=name,
        short=name if shorts[short] > 1 and values.get(CHOICE_SHORT) is None else short,
        is_candidate=values.get(CHOICE_CANDIDATE) is not False,
        party=values.get(CHOICE_PARTY),
        colour=values.get(CHOICE_COLOUR),
        aliases=values.get(CHOICE_ALIASES) or (),
    )
