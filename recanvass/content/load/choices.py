"""The choices of a contest in ballot order, with their short names and parties.

Must not read figures.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from recanvass.content.load.parties import Parties
from recanvass.content.load.short_names import short_name
from recanvass.content.load.unknown_ids import declare_ids
from recanvass.content.schema.ballot_keys import MAX_TICKET, ChoiceRecord
from recanvass.content.schema.figure_keys import EXHAUSTED
from recanvass.content.schema.keys import ContestRecord
from recanvass.content.syntax import Scalar
from recanvass.core.ballot import Choice
from recanvass.core.diagnostics import Report
from recanvass.core.ids import ChoiceId, PartyId
from recanvass.core.kinds import ContestKind
from recanvass.core.messages import worded

ANSWERS = {"yes": "Yes", "no": "No"}
"""The choices of a question."""
_LEAST_TICKET = 2


class _Named(Struct, frozen=True):
    """A choice with its name, before names that are equal are told apart."""

    record: ChoiceRecord
    name: str
    short: str


def load_choices(contest: ContestRecord, parties: Parties, report: Report) -> tuple[Choice, ...]:
    """Return the choices; equal short names are all written out. Emits E202, E310, E331, E332, E402, E404 and E448."""
    is_question = contest.kind is not ContestKind.CANDIDATES
    is_left_out = contest.get(ContestRecord.choices) is None
    if ContestRecord.choices in contest.faulty or (is_left_out and ContestRecord.kind in contest.faulty):
        return ()
    if is_left_out and is_question:
        return tuple(Choice(ChoiceId(answer), name, name) for answer, name in ANSWERS.items())
    records = contest.choices
    if is_left_out:
        hint = worded(
            "add '%(choices)s: …' (%(doc)s)",
            choices=ContestRecord.choices.key,
            doc=ContestRecord.choices.doc.partition(".")[0],
        )
        message = worded("contest.yml has no '%(choices)s'", choices=ContestRecord.choices.key)
        report.add("E202", contest.span, message, hint=hint)
    elif not records:
        hint = worded("list the candidates or options, for example - {id: smith, name: Jane Smith}")
        report.add(
            "E402", contest.at(ContestRecord.choices), worded("contest.yml lists no candidates or options"), hint=hint
        )
    ids = declare_ids(_ids(records), worded("each choice"), report)
    if is_question:
        _check_answers(contest, ids.values(), report)
    has_rounds = any(record.round is not None for record in contest.tallies)
    if has_rounds and EXHAUSTED in ids:
        message = worded(
            "'%(id)s' can't be the id of a choice; in a ranked count it means ballots with no choice left", id=EXHAUSTED
        )
        report.add("E404", ids[EXHAUSTED].span, message, hint=worded("choose another id; you can keep the name"))
    complete = [record for record in records if record.is_complete]
    named = [_named(record, report, is_question=is_question) for record in complete]
    shorts = Counter(one.short for one in named)
    return tuple(_choice(one, shorts, parties, report, is_question=is_question) for one in named)


def _ids(records: Iterable[ChoiceRecord]) -> Iterable[Scalar]:
    return (scalar for record in records if (scalar := record.get(ChoiceRecord.id)) is not None)


def _check_answers(contest: ContestRecord, ids: Iterable[Scalar], report: Report) -> None:
    found = {scalar.text for scalar in ids}
    for scalar in ids:
        if scalar.text not in ANSWERS:
            message = worded(
                "a %(kind)s has the choices yes and no, not '%(text)s'", kind=contest.kind.value, text=scalar.text
            )
            hint = worded("write {id: yes, name: …} and {id: no, name: …}; the names can be anything")
            report.add("E332", scalar.span, message, hint=hint)
    if found and found < ANSWERS.keys():
        missing = next(answer for answer in ANSWERS if answer not in found)
        hint = worded("add {id: %(missing)s, name: …}, or leave out 'choices'", missing=missing)
        message = worded("the choice '%(missing)s' is missing", missing=missing)
        report.add("E332", contest.at(ContestRecord.choices), message, hint=hint)


def _named(record: ChoiceRecord, report: Report, *, is_question: bool) -> _Named:
    ticket = record.ticket
    if record.get(ChoiceRecord.ticket) is not None and not _LEAST_TICKET <= len(ticket) <= MAX_TICKET:
        is_short = len(ticket) < _LEAST_TICKET
        message = (
            worded("a ticket needs at least two names")
            if is_short
            else worded("a ticket has at most %(count)s names", count=MAX_TICKET)
        )
        hint = worded("write one person as 'name: …'") if is_short else worded("list only the people elected together")
        report.add("E448", record.at(ChoiceRecord.ticket), message, hint=hint)
    name = record.name or _joined(ticket)
    if not name and not record.faulty & {ChoiceRecord.name, ChoiceRecord.ticket}:
        hint = worded("add 'name: …' (Name as shown), or 'ticket: [A, B]'")
        report.add("E202", record.span, worded("the choice has no 'name'"), hint=hint)
    if record.short is not None:
        return _Named(record, name, record.short)
    if is_question or not record.candidate or not name:
        return _Named(record, name, name)
    found = short_name(ticket[0] if ticket else name)
    if found.is_doubtful and not ticket:
        hint = (
            worded("write 'ticket: [%(names)s]'", names=", ".join(map(_as_yaml, found.ticket)))
            if found.ticket
            else worded("write 'short: …'")
        )
        if found.ticket:
            hint += worded(" if they run as a ticket; otherwise write 'short: …'")
        message = worded("tables shorten '%(name)s' to '%(text)s', which may be wrong", name=name, text=found.text)
        report.add("W610", record.at(ChoiceRecord.name), message, hint=hint)
    return _Named(record, name, found.text)


def _as_yaml(name: str) -> str:
    """Return a name as it is written in a list in brackets."""
    return name if re.fullmatch(r"\w[\w .'’-]*", name) else json.dumps(name, ensure_ascii=False)


def _party_name(scalar: Scalar, party: PartyId | None, parties: Parties) -> str:
    found = parties.parties.get(party) if party is not None else None
    return found.name if found is not None else scalar.text


def _joined(names: tuple[str, ...]) -> str:
    *others, last = names or ("",)
    return f"{', '.join(others)} and {last}" if others else last


def _choice(named: _Named, shorts: Counter[str], parties: Parties, report: Report, *, is_question: bool) -> Choice:
    record = named.record
    found = [(scalar, parties.find(scalar, report, may_be_text=True)) for scalar in record.party]
    ids = tuple(dict.fromkeys(party for _, party in found if party is not None))
    shown = [_party_name(scalar, party, parties) for scalar, party in found]
    first = parties.parties.get(ids[0]) if ids else None
    return Choice(
        id=ChoiceId(record.id.text),
        name=named.name,
        short=named.name if shorts[named.short] > 1 and record.short is None else named.short,
        is_candidate=record.candidate or is_question,
        party=", ".join(text.strip() for text in shown) or None,
        colour=record.colour or (first.colour if first is not None else None),
        aliases=record.aliases,
        parties=ids,
        ticket=record.ticket,
        is_incumbent=record.incumbent,
        is_write_in=record.write_in,
        withdrawn=record.withdrawn,
        in_total=record.in_total,
    )
