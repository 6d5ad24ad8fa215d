"""Rows by contest: offices and districts in all their spellings, parties' primaries, and names that look alike.

Owns which rows are of one contest. What looks alike and is not the same stops the import until the plan answers.
"""

import difflib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.rows import ElectionRow, ReadRows
from recanvass.authoring.importing.election.words import are_answers, district, is_option, same
from recanvass.authoring.importing.matching import normal
from recanvass.authoring.importing.words import is_sum, turnout_key
from recanvass.content.load.short_names import short_name
from recanvass.core.diagnostics import Report, Span
from recanvass.core.kinds import ElectionStage
from recanvass.core.messages import worded, worded_plural

ContestKey = tuple[str, str, str, str]
"""Office, district, what is special about the election or nothing, and the party of a primary, as they are compared."""
PRIMARY = ElectionStage.PRIMARY.value
_MANY = 2
_MARKED = (PRIMARY, "special")
_NEAR_PERCENT = 85
_MAX_SHOWN = 5


class ContestRows(Struct):
    """The rows of one contest: of its choices, of sums of the contest, and of its turnout."""

    key: ContestKey
    office: str
    district: str
    party: str
    rows: list[ElectionRow] = field(default_factory=list)
    sums: list[ElectionRow] = field(default_factory=list)
    turnout: list[ElectionRow] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The office and the district, as they are said in messages."""
        parts = [self.office, f"District {self.district}" if self.district.isdigit() else self.district]
        return ", ".join(part for part in parts if part)


class WholeBallot(Struct):
    """The contests of all files, the turnout that is of no contest, and names that may be one.

    `apart` are rows of sums and of turnout of a party that has no candidate in a primary.
    """

    contests: dict[ContestKey, ContestRows] = field(default_factory=dict)
    turnout: list[ElectionRow] = field(default_factory=list)
    alike: list[tuple[tuple[str, ...], str | None]] = field(default_factory=list)
    apart: list[ElectionRow] = field(default_factory=list)


def ballot(read: ReadRows, plan: ElectionPlan, report: Report) -> WholeBallot:
    """Return the rows by contest; emits E830 and E832."""
    found = WholeBallot()
    _gather(found, read, plan)
    asked = _ask_about_offices(found, plan)
    if not asked:
        primaries = [key for key, one in found.contests.items() if _is_primary(one, plan, report, read=read)]
        for key in primaries:
            _part_by_party(found, key, read, report)
    for one in found.contests.values():
        if one.office not in asked:
            _ask_about_choices(found, one, plan)
    _report_alike(found, read, report)
    return found


def _gather(found: WholeBallot, read: ReadRows, plan: ElectionPlan) -> None:
    spellings: dict[ContestKey, Counter[str]] = defaultdict(Counter)
    districts: dict[ContestKey, Counter[str]] = defaultdict(Counter)
    for row in read.rows:
        if turnout_key(row.office) is not None and _is_turnout_row(row):
            found.turnout.append(row)
            continue
        shown = plan.shown(row.office)
        special = row.special if row.special in _MARKED or len(read.elections) > 1 else ""
        key = (same(shown), district(row.district), special, "")
        one = found.contests.get(key)
        if one is None:
            one = found.contests[key] = ContestRows(key, shown, "", "")
        spellings[key][shown] += 1
        districts[key][row.district] += 1
        if is_sum(row.choice):
            one.sums.append(row)
        elif turnout_key(row.choice) is not None:
            one.turnout.append(row)
        else:
            one.rows.append(row)
    for key, one in found.contests.items():
        one.office = _best(spellings[key])
        one.district = key[1].upper() if key[1] else ""
    for key in [key for key, one in found.contests.items() if not one.rows]:
        # An office with turnout or sums alone elects nobody.
        one = found.contests.pop(key)
        found.turnout += [*one.turnout, *one.sums]


def _is_turnout_row(row: ElectionRow) -> bool:
    """Tell whether a row of an office such as "Registered Voters" names nobody."""
    return not row.choice or turnout_key(row.choice) is not None or is_sum(row.choice)


def _best(spellings: Counter[str]) -> str:
    """Return the spelling that is there most often, the one that is not all capitals where they are as many."""
    return max(spellings, key=lambda text: (spellings[text], not text.isupper()))


def _is_primary(one: ContestRows, plan: ElectionPlan, report: Report, *, read: ReadRows) -> bool:
    """Tell whether the rows of an office are several parties' primaries; emits E832 where it cannot be told."""
    by_party: dict[str, set[str]] = defaultdict(set)
    options: dict[tuple[object, str], set[str]] = defaultdict(set)
    for row in (*one.rows, *one.turnout):
        if not row.party:
            continue
        if is_option(row.choice) or turnout_key(row.choice) is not None:
            options[row.where, same(row.choice)].add(same(row.party))
        else:
            by_party[same(row.party)].add(same(plan.shown(row.choice, one.name)))
    is_primary = PRIMARY in (plan.stage, one.key[2]) or PRIMARY in normal(one.office).split()
    if plan.stage == ElectionStage.GENERAL.value:
        return False
    if is_primary or len(by_party) < _MANY:
        return is_primary and bool(by_party)
    if any(len(parties & by_party.keys()) >= _MANY for parties in options.values()):
        return True
    # Seats that are known explain several candidates of a party.
    several = [party for party, names in by_party.items() if len(names) >= _MANY]
    are_shared = set.intersection(*by_party.values()) if len(by_party) >= _MANY else set()
    if len(several) >= _MANY and not are_shared and not any(row.seats or row.vote_for for row in one.rows):
        first = one.rows[0]
        message = worded(
            "'%(name)s' has several candidates from several parties; it could be several primaries or one election",
            name=one.name,
        )
        hint = worded("add --stage primary for a contest per party, or --stage general for one contest")
        report.add("E832", read.span(first), message, hint=hint)
    return False


def _part_by_party(found: WholeBallot, key: ContestKey, read: ReadRows, report: Report) -> None:
    """Make one contest for each party. A candidate without a party has no primary to be in (E832)."""
    whole = found.contests.pop(key)
    parties: dict[str, Counter[str]] = defaultdict(Counter)
    for row in whole.rows:
        parties[same(row.party)][row.party] += 1
        if not row.party:
            message = worded(
                "'%(choice)s' has no party, but '%(whole)s' is a primary for each party",
                choice=row.choice,
                whole=whole.name,
            )
            hint = worded("add the party, or add --stage general if it is one election")
            report.add("E832", read.span(row), message, hint=hint)
            return
    for party, spelled in parties.items():
        own = (*key[:3], party)
        found.contests[own] = ContestRows(own, whole.office, whole.district, _best(spelled))
    for row in whole.rows:
        found.contests[(*key[:3], same(row.party))].rows.append(row)
    for rows, is_turnout in ((whole.sums, False), (whole.turnout, True)):
        for row in rows:
            one = found.contests.get((*key[:3], same(row.party)))
            target = found.apart if one is None else one.turnout if is_turnout else one.sums
            target.append(row)


def _ask_about_offices(found: WholeBallot, plan: ElectionPlan) -> set[str]:
    """Note offices that look alike: in other places, with candidates in common. Return their names."""
    by_district: dict[tuple[str, str], list[ContestRows]] = defaultdict(list)
    for one in found.contests.values():
        by_district[one.key[1], one.key[2]].append(one)
    families = {key: _families(one) for key, one in found.contests.items()}
    asked: dict[tuple[str, ...], None] = {}
    for several in by_district.values():
        for index, one in enumerate(several):
            for other in several[index + 1 :]:
                ordered = sorted((one, other), key=lambda each: -len(each.rows))
                names = (ordered[0].office, ordered[1].office)
                if not families[one.key] & families[other.key] or not _look_alike(*names):
                    continue
                if plan.answer(names) is None and not _places(one) & _places(other):
                    asked[names] = None
                    _ask_about_choices(found, _together(*ordered), plan)
    found.alike[:0] = [(names, None) for names in asked]
    return {name for names in asked for name in names}


def _together(one: ContestRows, other: ContestRows) -> ContestRows:
    """Return the rows of two contests that may be one, so that all is asked at once."""
    return ContestRows(one.key, one.office, one.district, one.party, [*one.rows, *other.rows])


def _look_alike(one: str, other: str) -> bool:
    """Tell whether two names share all words of the shorter one, or nearly all letters, and differ in no number."""
    words, others = same(one).split(), same(other).split()
    if [word for word in words if word.isdigit()] != [word for word in others if word.isdigit()]:
        return False
    if set(words) <= set(others) or set(others) <= set(words):
        return True
    return difflib.SequenceMatcher(None, same(one), same(other)).ratio() * 100 >= _NEAR_PERCENT


def _places(one: ContestRows) -> set[tuple[str, str, str]]:
    return {row.where for row in one.rows}


def family(name: str) -> str:
    """Return the family name of a candidate, or of the head of a ticket, as it is compared."""
    return same(short_name(name).text).split()[-1] if same(name) else ""


def _families(one: ContestRows) -> set[str]:
    return {family(row.choice) for row in one.rows if not is_option(row.choice)}


def _ask_about_choices(found: WholeBallot, one: ContestRows, plan: ElectionPlan) -> None:
    """Note candidates of one family name and party that are never on the ballot of one place."""
    places: dict[str, set[object]] = defaultdict(set)
    parties: dict[str, set[str]] = defaultdict(set)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for row in one.rows:
        shown = plan.shown(row.choice, one.name)
        name = same(shown)
        places[name].add(row.where)
        parties[name] |= {same(row.party)} if row.party else set()
        spelled[name][shown] += 1
    if are_answers(spelled):
        return
    by_family: dict[str, list[str]] = defaultdict(list)
    for name, spellings in spelled.items():
        shown = _best(spellings)
        if not is_option(shown):
            by_family[family(shown)].append(name)
    for names in by_family.values():
        group = _apart(names, places, parties)
        shown_names = tuple(_best(spelled[name]) for name in sorted(group, key=lambda name: -len(places[name])))
        if len(group) >= _MANY and plan.answer(shown_names, one.name) is None:
            found.alike.append((shown_names, one.name))


def _apart(names: Sequence[str], places: Mapping[str, set[object]], parties: Mapping[str, set[str]]) -> list[str]:
    """Return those of several names that may be one: never in one place, and not of different parties."""
    group: list[str] = []
    for name in names:
        fits = all(
            not places[name] & places[other]
            and (not parties[name] or not parties[other] or parties[name] & parties[other])
            for other in group
        )
        if fits:
            group.append(name)
    return group


def _report_alike(found: WholeBallot, read: ReadRows, report: Report) -> None:
    for names, contest in found.alike:
        what = worded("candidates of '%(contest)s'", contest=contest) if contest is not None else worded("offices")
        compared = set(map(same, names))
        counts = Counter(
            same(text)
            for row in read.rows
            if same(text := row.choice if contest is not None else row.office) in compared
        )
        first = next(
            (row for row in read.rows if same(row.choice if contest is not None else row.office) == same(names[-1])),
            None,
        )
        shown = ", ".join(
            f"'{name}' ({worded_plural('%(count)s row', '%(count)s rows', counts[same(name)])})"
            for name in names[:_MAX_SHOWN]
        )
        span = read.span(first) if first is not None else Span(read.tables[0].name)
        message = worded("these %(what)s look alike: %(shown)s", what=what, shown=shown)
        hint = worded(
            "say in a plan whether they are the same: run with --plan plan.yml, answer 'same' there, and run it again"
        )
        report.add("E830", span, message, hint=hint)
