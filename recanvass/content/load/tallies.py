"""The tallies of a contest: what is counted, of which some are parts of others, rounds, or follow from another.

Owns their defaults and how they fit together. Must not read figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from recanvass.content.load.parties import Parties
from recanvass.content.load.unknown_ids import KnownIds, declare_ids, look_up, look_up_all
from recanvass.content.schema.ballot_keys import AwardRecord, TallyRecord
from recanvass.content.schema.figure_keys import MAX_DECIMALS, RESERVED_TALLIES
from recanvass.content.schema.keys import ContestRecord
from recanvass.content.schema.scalars import figure
from recanvass.content.syntax import Scalar
from recanvass.core.ballot import AwardRule, Tally
from recanvass.core.diagnostics import Report
from recanvass.core.ids import KindId, Number, TallyId
from recanvass.core.kinds import PartsCover
from recanvass.core.messages import worded

VOTES = Tally(TallyId("votes"), "Votes", "Votes", "votes", decides=True)
"""The tally of a contest that names none."""
_ENOUGH_PARTS = 2


def load_tallies(
    contest: ContestRecord, kinds: KnownIds[KindId], parties: Parties, report: Report
) -> tuple[Tally, ...]:
    """Return the tallies; emits E202, E303, E306, E310, E331, E402 to E404, E408, E441, E442 and E446."""
    if contest.get(ContestRecord.tallies) is None:
        return () if ContestRecord.tallies in contest.faulty else (VOTES,)
    records = contest.tallies
    if not records:
        hint = worded("list what is counted, for example - {id: votes, name: Votes, unit: votes}, or delete the key")
        report.add("E402", contest.at(ContestRecord.tallies), worded("contest.yml lists no tallies"), hint=hint)
    ids = declare_ids(_ids(records), worded("each tally"), report)
    for name in sorted(RESERVED_TALLIES & ids.keys()):
        message = worded(
            "'%(name)s' can't be the id of a tally; results files use that word for something else", name=name
        )
        report.add("E404", ids[name].span, message, hint=worded("choose another id; you can keep the name"))
    known = KnownIds("tally", "E303", dict.fromkeys(map(TallyId, ids)))
    by_id = {record.id.text: record for record in reversed(records) if record.is_complete}
    main = [record for record in records if not _is_dependent(record)]
    if len(main) > 1 or any(record.decides for record in records):
        _check_deciding(contest, records, report)
    rounds = _rounds(records, report)
    _check_parts(by_id, known, report)
    deciding = next((record for record in main if record.decides), main[0] if len(main) == 1 else None)
    if deciding is None and not main and rounds:
        deciding = rounds[0]
    complete = [record for record in records if record.is_complete]
    return tuple(
        _tally(record, complete, kinds, parties, report=report, known=known, decides=record is deciding)
        for record in complete
    )


def _ids(records: Iterable[TallyRecord]) -> Iterable[Scalar]:
    return (scalar for record in records if (scalar := record.get(TallyRecord.id)) is not None)


def _is_dependent(record: TallyRecord) -> bool:
    """Tell whether a tally is a part, a round or an award, so that it cannot be what decides without rounds."""
    return record.part_of is not None or record.round is not None or record.award is not None


def _check_deciding(contest: ContestRecord, records: Sequence[TallyRecord], report: Report) -> None:
    count = sum(record.decides for record in records)
    if count != 1:
        shown = worded("%(count)s tallies decide", count=count) if count else worded("no tally decides")
        hint = worded("write 'decides: true' on exactly one of them")
        report.add("E403", contest.at(ContestRecord.tallies), worded("%(shown)s this contest", shown=shown), hint=hint)


def _rounds(records: Iterable[TallyRecord], report: Report) -> list[TallyRecord]:
    """Return the rounds in order; emits E442 for one that is skipped or stated twice."""
    rounds = sorted((record for record in records if record.round is not None), key=lambda record: record.round or 0)
    for expected, record in enumerate(rounds, 1):
        if record.round != expected:
            is_double = expected > 1 and record.round == rounds[expected - 2].round
            message = (
                worded("round %(round)s is declared twice", round=record.round)
                if is_double
                else worded("round %(expected)s is missing", expected=expected)
            )
            hint = worded("number the rounds 1, 2, 3 and so on, using each number once")
            report.add("E442", record.at(TallyRecord.round), message, hint=hint)
            break
    return rounds


def _check_parts(by_id: Mapping[str, TallyRecord], known: KnownIds[TallyId], report: Report) -> None:
    """Report parts that are no parts: of nothing, in a circle, of other units, or deciding (E303, E441)."""
    for name, record in by_id.items():
        span = record.at(TallyRecord.part_of)
        if record.part_of is None:
            if record.party is not None:
                hint = worded("add 'part_of: …', or name the party on the choices")
                message = worded("'%(name)s' has a party but isn't part of another tally", name=name)
                report.add("E441", record.at(TallyRecord.party), message, hint=hint)
            continue
        whole = by_id.get(record.part_of.text)
        if look_up(record.part_of, known, report) is None or whole is None:
            continue
        if _leads_back(name, by_id):
            report.add(
                "E441", span, worded("'%(name)s' is a part of itself", name=name), hint=worded("correct 'part_of'")
            )
        elif record.decides:
            message = worded("'%(name)s' is a part, so it can't decide the contest", name=name)
            hint = worded("delete 'decides'")
            report.add("E441", span, message, hint=hint)
        elif (record.decimals, record.unit or whole.unit) != (whole.decimals, whole.unit):
            message = worded(
                "'%(name)s' and '%(part_of)s' count different things", name=name, part_of=record.part_of.text
            )
            report.add("E441", span, message, hint=worded("give both the same 'unit' and 'decimals'"))
    wholes = {record.part_of.text for record in by_id.values() if record.part_of is not None}
    for name, record in by_id.items():
        if record.parts is not None and name not in wholes:
            hint = worded("write 'part_of: %(name)s' on its parts, or delete 'parts'", name=name)
            report.add("E441", record.at(TallyRecord.parts), worded("'%(name)s' has no parts", name=name), hint=hint)


def _leads_back(name: str, by_id: Mapping[str, TallyRecord]) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at is not None and at not in seen:
        seen.add(at)
        record = by_id.get(at)
        at = record.part_of.text if record is not None and record.part_of is not None else None
    return at == name


def _tally(
    record: TallyRecord,
    records: Sequence[TallyRecord],
    kinds: KnownIds[KindId],
    parties: Parties,
    *,
    report: Report,
    known: KnownIds[TallyId],
    decides: bool,
) -> Tally:
    decimals, show = _decimals(record, records), record.show
    if decimals > MAX_DECIMALS:
        message = worded("a tally can't have %(decimals)s decimals", decimals=decimals)
        hint = worded("write %(max_decimals)s or fewer", max_decimals=MAX_DECIMALS)
        report.add("E408", record.at(TallyRecord.decimals), message, hint=hint)
    if show is not None and show > decimals:
        message = worded(
            "'show' is %(show)s decimals, but figures have only %(decimals)s", show=show, decimals=decimals
        )
        hint = worded("write %(decimals)s or fewer, or raise 'decimals'", decimals=decimals)
        report.add("E408", record.at(TallyRecord.show), message, hint=hint)
    name = record.name or (f"Round {record.round}" if record.round is not None else "")
    if not name and TallyRecord.name not in record.faulty:
        _report_missing(record, TallyRecord.name.key, worded("Name as shown"), report)
    parts = sum(other.part_of is not None and other.part_of.text == record.id.text for other in records)
    is_all = record.parts is PartsCover.ALL if record.parts is not None else parts >= _ENOUGH_PARTS
    return Tally(
        id=TallyId(record.id.text),
        name=name,
        short=record.short or name,
        unit=record.unit or _default_unit(record, records, report),
        decimals=decimals,
        show=decimals if show is None else show,
        decides=decides,
        only=look_up_all(record.only, kinds, report),
        part_of=TallyId(record.part_of.text) if record.part_of is not None else None,
        party=parties.find(record.party, report),
        is_sum=bool(parts) and is_all,
        round=record.round,
        tolerance=_tolerance(record, report),
        award=_award(record, records, known, report),
    )


def _decimals(record: TallyRecord, records: Sequence[TallyRecord]) -> int:
    """Return the decimals of a tally; a later round has those of the first, unless it states its own."""
    if record.round is None or record.get(TallyRecord.decimals) is not None:
        return record.decimals
    return next((other.decimals for other in records if other.round == 1), record.decimals)


def _default_unit(record: TallyRecord, records: Sequence[TallyRecord], report: Report) -> str:
    """Return the unit of the first round, or of the whole that a tally is a part of; emits E202 if neither is there."""
    whole = record.part_of.text if record.part_of is not None else None
    for other in records:
        if other.unit and ((record.round is not None and other.round == 1) or other.id.text == whole):
            return other.unit
    if record.round is not None:
        return VOTES.unit
    if TallyRecord.unit not in record.faulty:
        _report_missing(record, TallyRecord.unit.key, worded("What is counted, for example votes"), report)
    return ""


def _report_missing(record: TallyRecord, key: str, doc: str, report: Report) -> None:
    message = worded("%(what)s has no '%(key)s'", what=record.what, key=key)
    hint = worded("add '%(key)s: …' (%(doc)s)", key=key, doc=doc)
    report.add("E202", record.span, message, hint=hint)


def _tolerance(record: TallyRecord, report: Report) -> Number:
    if record.tolerance is None:
        return 0
    decimals = len(record.tolerance.text.partition(".")[2])
    if decimals > record.decimals:
        message = worded(
            "the tolerance has %(decimals)s decimals, but the tally has %(other_decimals)s",
            decimals=decimals,
            other_decimals=record.decimals,
        )
        report.add(
            "E408", record.at(TallyRecord.tolerance), message, hint=worded("shorten the tolerance, or raise 'decimals'")
        )
        return 0
    return figure(record.tolerance, record.decimals, report) or 0


def _award(
    record: TallyRecord, records: Iterable[TallyRecord], known: KnownIds[TallyId], report: Report
) -> AwardRule | None:
    """Return how a tally follows from another; emits E303, and E446 if that follows from a third."""
    award = record.award
    of = look_up(award.get(AwardRecord.from_), known, report) if award is not None else None
    if award is None or of is None or not award.is_complete:
        return None
    if any(other.id.text == of and (other.award is not None or other is record) for other in records):
        message = worded("'%(id)s' is awarded by '%(of)s', which is also awarded", id=record.id.text, of=of)
        report.add("E446", award.at(AwardRecord.from_), message, hint=worded("name a tally that is counted"))
        return None
    return AwardRule(of, award.by, award.threshold if award.threshold is not None else Fraction(0))
