"""The tallies and choices of a contest, in ballot order.

Owns their ids and defaults. Must not read figures.
"""

import re
from collections import Counter
from collections.abc import Iterable

from recanvass.content.load.names import KnownIds, declare_ids, look_up_all
from recanvass.content.schema.keys import MAX_DECIMALS, RESERVED_TALLIES, ChoiceRecord, ContestRecord, TallyRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.model import Choice, ChoiceId, KindId, Tally, TallyId

_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|[IVX]+")


def load_tallies(contest: ContestRecord, kinds: KnownIds[KindId], report: Report) -> tuple[Tally, ...]:
    """Return the tallies; emits E306, E310, E402, E403, E404 and E408."""
    records = contest.get(ContestRecord.tallies)
    if records is None:
        return ()
    if not records:
        hint = "list what is counted, for example - {id: votes, name: Votes, unit: votes}"
        report.add("E402", contest.at(ContestRecord.tallies), "contest.yml lists no tallies", hint=hint)
    ids = declare_ids(_ids(record.get(TallyRecord.id) for record in records), "each tally", report)
    for name in sorted(RESERVED_TALLIES & ids.keys()):
        message = f"'{name}' cannot be the id of a tally: results files use the word for something else"
        report.add("E404", ids[name].span, message, hint="choose another id; the name may stay")
    if len(records) > 1:
        _check_deciding(contest, sum(record.decides for record in records), report)
    is_only = len(records) == 1
    complete = (record for record in records if record.is_complete)
    return tuple(_tally(record, kinds, report, decides=is_only or record.decides) for record in complete)


def _ids(scalars: Iterable[Scalar | None]) -> Iterable[Scalar]:
    return (scalar for scalar in scalars if scalar is not None)


def _check_deciding(contest: ContestRecord, count: int, report: Report) -> None:
    if count != 1:
        shown = f"{count} tallies decide" if count else "no tally decides"
        hint = "write 'decides: true' on exactly one of them"
        report.add("E403", contest.at(ContestRecord.tallies), f"{shown} this contest", hint=hint)


def _tally(record: TallyRecord, kinds: KnownIds[KindId], report: Report, *, decides: bool) -> Tally:
    decimals, show = record.decimals, record.show
    if decimals > MAX_DECIMALS:
        message = f"{decimals} decimals are more than a tally can have"
        report.add("E408", record.at(TallyRecord.decimals), message, hint=f"write {MAX_DECIMALS} or less")
    if show is not None and show > decimals:
        message = f"{show} decimals are shown, but figures have only {decimals}"
        report.add("E408", record.at(TallyRecord.show), message, hint=f"write {decimals} or less, or raise 'decimals'")
    return Tally(
        id=TallyId(record.id.text),
        name=record.name,
        short=record.short or record.name,
        unit=record.unit,
        decimals=decimals,
        show=decimals if show is None else show,
        decides=decides,
        only=look_up_all(record.only, kinds, report),
    )


def load_choices(contest: ContestRecord, report: Report) -> tuple[Choice, ...]:
    """Return the choices; two last names that are equal are both written out. Emits E310 and E402."""
    records = contest.get(ContestRecord.choices)
    if records is None:
        return ()
    if not records:
        hint = "list what can be chosen, for example - {id: smith, name: Jane Smith}"
        report.add("E402", contest.at(ContestRecord.choices), "contest.yml lists no choices", hint=hint)
    declare_ids(_ids(record.get(ChoiceRecord.id) for record in records), "each choice", report)
    complete = [record for record in records if record.is_complete]
    shorts = Counter(_short(record) for record in complete)
    return tuple(_choice(record, shorts) for record in complete)


def _short(record: ChoiceRecord) -> str:
    return record.short or (_last_name(record.name) if record.candidate else record.name)


def _last_name(name: str) -> str:
    words = [word for word in name.replace(",", " ").split() if not _SUFFIX.fullmatch(word)]
    return words[-1] if words else name


def _choice(record: ChoiceRecord, shorts: Counter[str]) -> Choice:
    short = _short(record)
    return Choice(
        id=ChoiceId(record.id.text),
        name=record.name,
        short=record.name if shorts[short] > 1 and record.short is None else short,
        is_candidate=record.candidate,
        party=record.party,
        colour=record.colour,
        aliases=record.aliases,
    )
