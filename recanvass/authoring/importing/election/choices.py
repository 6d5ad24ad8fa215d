"""The choices of a contest: candidates, tickets, options and write-ins, each with its party.

Owns ids and kinds of choices. A name is shown as the file writes it; the plan or contest.yml may say it otherwise.
"""

import re
from collections import Counter, defaultdict

from msgspec import Struct, field

from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.election.offices import ContestRows
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.words import (
    YES,
    are_answers,
    is_option,
    is_write_in,
    plain_write_in,
    same,
)
from recanvass.authoring.importing.matching import normal
from recanvass.content.load.short_names import short_name

_INCUMBENT = re.compile(r"\s*\((?:I|Inc|Incumbent)\.?\)\s*$", re.IGNORECASE)
_WRITTEN_IN = re.compile(r"^write-?\s?ins?\s*[:-]\s*|\s*\((?:W|WI|write-?\s?in)\)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\s+/\s+|\s*/\s*(?=\S+\s)|\s+(?:&|and)\s+")
_FULL_NAME = 2
_MAX_TICKET = 4


class ProposedChoice(Struct, frozen=True):
    """A choice. `names` are all its spellings as they are compared, `written` those in the file, that shown first."""

    id: str
    name: str
    names: frozenset[str]
    written: tuple[str, ...]
    parties: tuple[str, ...] = ()
    ticket: tuple[str, ...] = ()
    is_candidate: bool = True
    is_write_in: bool = False
    is_incumbent: bool = False

    @property
    def aliases(self) -> tuple[str, ...]:
        """The spellings that would not be found by the name."""
        known = {same(self.name), same(" and ".join(self.ticket))}
        found: dict[str, str] = {}
        for text in self.written:
            if same(text) not in known:
                found.setdefault(same(text), text)
        return tuple(found.values())


class _Named(Struct):
    spellings: Counter[str]
    parties: Counter[str]
    is_write_in: bool = False
    by_place: defaultdict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def shown_parties(self) -> list[str]:
        """The parties, that named most often first; more than one only if one place has rows of several."""
        listed = [party for party, _ in self.parties.most_common()]
        return listed if any(len(parties) > 1 for parties in self.by_place.values()) else listed[:1]


def choices_of(of: ContestRows, plan: ElectionPlan) -> tuple[ProposedChoice, ...]:
    """Return the choices of a contest in the order of the file, write-ins and options last."""
    named: dict[str, _Named] = {}
    for row in of.rows:
        shown = plan.shown(row.choice, of.name)
        key = plain_write_in(shown) or same(shown)
        one = named.setdefault(key, _Named(Counter(), Counter()))
        one.spellings[row.choice] += 1
        one.is_write_in |= row.is_write_in
        if row.party:
            one.parties[row.party] += 1
            one.by_place[row.where].add(same(row.party))
    is_question = are_answers([max(one.spellings, key=one.spellings.__getitem__) for one in named.values()])
    made = [_choice(one, of, plan, is_question=is_question) for one in named.values()]
    order = sorted(made, key=lambda choice: (not choice.is_candidate and not is_question, choice.is_write_in))
    return tuple(_with_ids(order, is_question=is_question))


def _choice(one: _Named, of: ContestRows, plan: ElectionPlan, *, is_question: bool) -> ProposedChoice:
    common = [text for text, _ in one.spellings.most_common()]
    best = next((text for text in common if not text.isupper()), common[0])
    shown = plan.shown(best, of.name)
    is_sum = is_write_in(shown)
    name = shown
    is_incumbent = bool(_INCUMBENT.search(name))
    name = _INCUMBENT.sub("", name)
    written_in = bool(_WRITTEN_IN.search(name)) and not is_sum
    name = (_WRITTEN_IN.sub("", name) if written_in else name).strip() or shown
    is_candidate = not is_option(name)
    ticket = _ticket(name) if is_candidate and not is_question else ()
    first = {same(party): party for party in reversed(one.shown_parties)}
    parties = dict.fromkeys(map(same, one.shown_parties))
    return ProposedChoice(
        id="",
        name=name,
        names=frozenset({*map(same, one.spellings)}),
        written=tuple(dict.fromkeys((shown, *common))),
        parties=tuple(first[party] for party in parties) if is_candidate else (),
        ticket=ticket,
        is_candidate=is_candidate,
        is_write_in=is_sum or written_in or (one.is_write_in and is_candidate),
        is_incumbent=is_incumbent,
    )


def _ticket(name: str) -> tuple[str, ...]:
    """Return the people who run together, if each of them has a first and a last name."""
    people = [part.strip() for part in _BETWEEN.split(name)]
    is_ticket = 1 < len(people) <= _MAX_TICKET and all(len(person.split()) >= _FULL_NAME for person in people)
    return tuple(people) if is_ticket else ()


def _with_ids(choices: list[ProposedChoice], *, is_question: bool) -> list[ProposedChoice]:
    """Return the choices with an id each: the family name, the whole name where that is not the only one."""
    if is_question:
        ids = ["yes" if normal(choice.name) in YES else "no" for choice in choices]
    else:
        ids = [_short_id(choice) for choice in choices]
    counts = Counter(ids)
    taken: defaultdict[str, int] = defaultdict(int)
    found = []
    for choice, short in zip(choices, ids, strict=True):
        name = short if counts[short] == 1 else slug_of(choice.name)[:60].strip("-") or short
        taken[name] += 1
        unique = name if taken[name] == 1 else f"{name}-{taken[name]}"
        found.append(
            ProposedChoice(
                unique,
                choice.name,
                choice.names,
                choice.written,
                choice.parties,
                choice.ticket,
                choice.is_candidate,
                choice.is_write_in,
                choice.is_incumbent,
            )
        )
    return found


def _short_id(choice: ProposedChoice) -> str:
    if not choice.is_candidate:
        return "write-ins" if is_write_in(choice.name) else slug_of(choice.name)[:60].strip("-") or "option"
    short = short_name(choice.ticket[0] if choice.ticket else choice.name)
    return slug_of(short.text)[:60].strip("-") or slug_of(choice.name)[:60].strip("-") or "candidate"
