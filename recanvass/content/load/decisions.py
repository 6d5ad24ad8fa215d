"""How a contest is decided: kind, seats, thresholds, who goes on, and the other contests that it names.

Must not read figures.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content.load.parties import Parties
from recanvass.content.load.unknown_ids import look_up
from recanvass.content.schema.keys import ContestRecord
from recanvass.content.schema.shares import ANY
from recanvass.core.ballot import MAJORITY, Choice, Office, Requirement
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import ContestId, OfficeId, PartyId
from recanvass.core.kinds import ContestKind, ShareOf
from recanvass.core.messages import worded
from recanvass.core.model import Contest


class Decision(Struct, frozen=True):
    """What contest.yml says of how the contest is decided; `next` and `turnout_from` are checked with all contests."""

    party: PartyId | None
    office: OfficeId | None
    held_by: PartyId | None
    district: str | None
    vote_for: int | None
    share_of: ShareOf
    requirements: tuple[Requirement, ...]


def load_decision(
    contest: ContestRecord, choices: Sequence[Choice], parties: Parties, report: Report, *, is_ranked: bool
) -> Decision:
    """Return how a contest is decided; emits E202, E330, E331 and E443."""
    _check_person(contest, report)
    _check_numbers(contest, choices, report)
    vote_for = contest.vote_for if contest.vote_for is not None else (1 if is_ranked else contest.seats)
    stated = contest.rules.votes_each if contest.rules is not None else None
    if contest.vote_for is not None and stated is not None and stated != vote_for:
        message = worded(
            "'vote_for' is %(vote_for)s here, but 'votes_each' in the rules is %(stated)s",
            vote_for=vote_for or "any",
            stated=stated,
        )
        hint = worded("keep 'vote_for' and delete 'votes_each'")
        report.add("E443", contest.at(ContestRecord.vote_for), message, hint=hint)
    elif contest.vote_for is None and stated is not None:
        vote_for = stated
    is_any = vote_for == ANY
    default = ShareOf.BALLOTS if is_any else ShareOf.VOTES
    is_question = contest.kind is not ContestKind.CANDIDATES
    return Decision(
        party=parties.find(contest.party, report),
        office=look_up(contest.office, parties.known_offices, report),
        held_by=parties.find(contest.held_by, report),
        district=_district(contest.district),
        vote_for=None if is_any else vote_for,
        share_of=contest.share_of or default,
        requirements=contest.threshold or ((MAJORITY,) if is_question else ()),
    )


def decided(contest: Contest, record: ContestRecord, decision: Decision) -> Contest:
    """Return a contest with how it is decided."""
    return replace(
        contest,
        kind=record.kind,
        person=record.person,
        party=decision.party,
        office=decision.office,
        district=decision.district,
        seats=record.seats,
        vote_for=decision.vote_for,
        share_of=decision.share_of,
        requirements=decision.requirements,
        advance=record.advance,
        next=ContestId(record.next.text) if record.next is not None else None,
        held_by=decision.held_by,
        turnout_from=ContestId(record.turnout_from.text) if record.turnout_from is not None else None,
    )


def _district(text: str | None) -> str | None:
    """Return a district; 05 is 5."""
    return text.lstrip("0") or "0" if text is not None and text.isdecimal() else text


def _check_person(contest: ContestRecord, report: Report) -> None:
    if contest.kind is ContestKind.RETENTION and contest.person is None and ContestRecord.person not in contest.faulty:
        hint = worded("add 'person: …' (who stays or goes)")
        report.add("E202", contest.span, worded("a retention needs 'person' in contest.yml"), hint=hint)


def _check_numbers(contest: ContestRecord, choices: Sequence[Choice], report: Report) -> None:
    if contest.seats == 0:
        report.add(
            "E443", contest.at(ContestRecord.seats), worded("0 seats elect nobody"), hint=worded("write 1 or more")
        )
    candidates = sum(choice.is_candidate for choice in choices)
    if contest.advance is not None and choices and not 0 < contest.advance <= candidates:
        message = worded(
            "%(advance)s candidates can't advance when there are %(candidates)s",
            advance=contest.advance,
            candidates=candidates,
        )
        hint = worded("write how many candidates advance to the next contest")
        report.add("E443", contest.at(ContestRecord.advance), message, hint=hint)
    is_question = contest.kind is not ContestKind.CANDIDATES
    if is_question and (contest.seats > 1 or contest.advance is not None):
        field = ContestRecord.advance if contest.advance is not None else ContestRecord.seats
        message = worded(
            "a %(kind)s elects nobody, so '%(field)s' doesn't apply", kind=contest.kind.value, field=field.key
        )
        report.add("E443", contest.at(field), message, hint=worded("remove '%(field)s'", field=field.key))


def in_order(contests: Sequence[Contest], offices: Mapping[OfficeId, Office]) -> tuple[Contest, ...]:
    """Return contests by their offices and districts, 2 before 10; those without an office come last, as they were."""
    places = {office: order for order, office in enumerate(offices)}

    def place(contest: Contest) -> tuple[int, tuple[int, str]]:
        order = places.get(contest.office, len(places)) if contest.office is not None else len(places)
        district = contest.district or ""
        return order, (int(district) if district.isdecimal() else 0, district)

    return tuple(sorted(contests, key=place))


def spans_of(contest: ContestRecord) -> Mapping[str, Span]:
    """Return the positions of the keys that name other contests, or must differ between contests."""
    fields = (ContestRecord.next, ContestRecord.turnout_from, ContestRecord.office)
    return {field.key: contest.at(field) for field in fields if contest.get(field) is not None}


def check_links(contests: Sequence[Contest], known: Iterable[ContestId], report: Report) -> None:
    """Report what contests say of each other and cannot be so (E307, E310, E404, E445)."""
    ids = dict.fromkeys(known)
    by_id = {contest.id: contest for contest in contests}
    for contest in contests:
        for key, name in (("next", contest.next), ("turnout_from", contest.turnout_from)):
            if name is not None and name not in ids:
                hint = report.suggestion(name, ids)
                report.add("E307", contest.spans[key], worded("unknown contest '%(name)s'", name=name), hint=hint)
        if contest.next is not None and contest.id in _chain(contest, by_id):
            message = worded(
                "'next' of 'next' of 'next' of '%(next)s' leads back to '%(contest)s'",
                next=contest.next,
                contest=contest.id,
            )
            report.add("E310", contest.spans["next"], message, hint=worded("correct 'next' in one of them"))
        _check_turnout_from(contest, by_id, report)
    _check_offices(contests, report)


def _check_turnout_from(contest: Contest, by_id: Mapping[ContestId, Contest], report: Report) -> None:
    source = by_id.get(contest.turnout_from) if contest.turnout_from is not None else None
    if source is None or (source.date == contest.date and source.turnout_from is None and source is not contest):
        return
    is_other_day = source.date != contest.date
    why = worded("is on %(date)s", date=source.date) if is_other_day else worded("takes its own turnout from a contest")
    hint = worded("name a contest on the same day that has its own turnout")
    span = contest.spans["turnout_from"]
    report.add("E445", span, f"'{source.id}' {why}", hint=hint, related=[source.span])


def _chain(contest: Contest, by_id: Mapping[ContestId, Contest]) -> Iterable[ContestId]:
    seen: dict[ContestId, None] = {}
    at = contest.next
    while at is not None and at not in seen:
        seen[at] = None
        found = by_id.get(at)
        at = found.next if found is not None else None
    return seen


def _check_offices(contests: Sequence[Contest], report: Report) -> None:
    first: dict[tuple[object, ...], Contest] = {}
    for contest in contests:
        if contest.office is None:
            continue
        known = first.setdefault((contest.office, contest.district, contest.party, contest.date), contest)
        if known is not contest:
            message = worded("'%(known)s' has the same office, district and date", known=known.id)
            hint = worded("correct 'office', 'district' or 'date' in one of them")
            report.add("E404", contest.spans["office"], message, hint=hint, related=[known.span])
