"""The header of an election file: which column holds what.

Owns the names by which columns are known. What it cannot use is named, and a table of another shape is refused with
what to do.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.areas import slug_of
from recanvass.authoring.importing.column_names import is_percent
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.election.words import NO, YES
from recanvass.authoring.importing.matching import first_of, normal, quoted_list
from recanvass.authoring.importing.reading import InputTable, TableRecord, other_delimiter
from recanvass.authoring.importing.words import method, turnout_key
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

VOTES = "votes"
WORDS: Mapping[str, tuple[str, ...]] = {
    "state": ("state", "state name"),
    "county": ("county", "county name", "parish", "parent"),
    "municipality": (
        "municipality",
        "municipality name",
        "town",
        "township",
        "city",
        "jurisdiction name",
        "jurisdiction",
    ),
    "precinct": (
        *("precinct", "precinct name", "ward", "polling place", "reporting unit", "place", "place name", "location"),
        *("site", "precinct id", "precinct code"),
    ),
    "office": ("office", "office name", "contest", "contest name", "race", "race name", "contest title"),
    "district": ("district", "office district", "district name"),
    "party": ("party", "party detailed", "party name", "party simplified", "party code"),
    "choice": ("candidate", "candidate name", "choice", "choice name", "name", "option", "selection"),
    "first": ("first name", "candidate first name", "first"),
    "middle": ("middle name", "candidate middle name", "middle"),
    "last": ("last name", "candidate last name", "last"),
    "mode": ("mode", "vote mode", "vote type", "voting method", "method", "count group"),
    "election": ("stage", "election type", "election", "election name"),
    "special": ("special",),
    "write_in": ("writein", "write in"),
    "seats": ("magnitude", "seats", "number elected", "num elected"),
    "vote_for": ("vote for", "votes allowed", "votefor"),
    "date": ("date", "election date"),
    "fips": ("county fips",),
}
"""Names of columns by what they hold; where several are there, the first in this order is the one."""
_NAMED = frozenset(word for words in WORDS.values() for word in words)
_COUNTS = ("votes", "vote", "total votes", "votes total", "vote total", "total", "count", "vote count", "total vote")
PLACES = ("precinct", "municipality", "county", "state")
_SHAPE = worded("write one row per place and candidate, with the columns precinct, office, candidate and votes")


class Header(Struct, frozen=True):
    """Which column holds what.

    `counts` are columns of figures with the id of their tally, `parts` the names of tallies that are ways to vote.
    `repeated` are further columns of votes, which are compared. `turnout` and `worth` are stated by the plan.
    """

    labels: tuple[str, ...]
    roles: Mapping[str, int]
    counts: tuple[tuple[int, str], ...] = ()
    parts: Mapping[str, str] = {}
    repeated: tuple[int, ...] = ()
    unused: tuple[int, ...] = ()
    turnout: tuple[tuple[int, str], ...] = ()
    worth: tuple[tuple[int, str], ...] = ()


def header(table: InputTable, record: TableRecord, plan: ElectionPlan, report: Report) -> Header:
    """Return what the columns of a file hold; emits E316, E802 and E820."""
    labels = tuple(record.cells)
    for role in (role for role in plan.columns if role not in WORDS):
        message = worded("the plan names a column for '%(role)s', which is not one of its keys", role=role)
        table.fault(
            "E802", record, None, message, hint=worded("write one of %(words)s", words=", ".join(WORDS)), report=report
        )
    names = {normal(text): index for index, text in reversed(list(enumerate(labels))) if text and not is_percent(text)}
    roles: dict[str, int] = {}
    for role, words in WORDS.items():
        told = plan.columns.get(role)
        position = first_of(names, (normal(told),) if told is not None else words)
        if told is not None and position is None:
            message = worded(
                "the plan uses '%(told)s' for the %(role)s, but the file has no column with that name",
                told=told,
                role=role,
            )
            hint = worded("its columns are %(labels)s", labels=quoted_list(labels))
            table.fault("E802", record, None, message, hint=hint, report=report)
        if position is not None and (told is not None or position not in roles.values()):
            roles[role] = position
    counts, parts, repeated = _counts(table, record, plan, names, report=report)
    if "choice" in roles:
        roles = {role: index for role, index in roles.items() if role not in ("first", "middle", "last")}
    known = {*roles.values(), *repeated, *(index for index, _ in counts)}
    told_turnout = tuple(_told(table, record, plan.turnout, names, report=report))
    told_turnout += tuple(_turnout(labels, known | {index for index, _ in told_turnout}, plan))
    told_worth = tuple(_told(table, record, plan.worth, names, report=report))
    used = {*roles.values(), *repeated, *(index for index, _ in (*counts, *told_turnout, *told_worth))}
    unused = tuple(index for index in range(len(labels)) if index not in used)
    found = Header(labels, roles, counts, parts, repeated, unused, told_turnout, told_worth)
    _check(table, record, found, plan, report=report)
    return found


def _counts(
    table: InputTable, record: TableRecord, plan: ElectionPlan, names: Mapping[str, int], *, report: Report
) -> tuple[tuple[tuple[int, str], ...], dict[str, str], tuple[int, ...]]:
    """Return the columns of figures with their tallies, the names of parts, and further columns of votes."""
    if plan.tallies:
        wanted = {tally.id: tally.column or tally.id for tally in plan.tallies}
        return tuple(_told(table, record, wanted, names, report=report)), {}, ()
    of_votes = [names[word] for word in _COUNTS if word in names]
    counts = [(of_votes[0], VOTES)] if of_votes else []
    parts: dict[str, str] = {}
    for index, label in enumerate(record.cells):
        name = method(label) if index not in of_votes and normal(label) not in _NAMED else None
        if name and not is_percent(label):
            part = slug_of(name)
            if part not in parts:
                parts[part] = name
                counts.append((index, part))
    return tuple(counts), parts, tuple(of_votes[1:])


def _turnout(labels: Sequence[str], used: Collection[int], plan: ElectionPlan) -> Iterator[tuple[int, str]]:
    """Yield columns of turnout by their own names, such as "registered voters"."""
    taken = set(plan.turnout)
    for index, label in enumerate(labels):
        key = turnout_key(label) if index not in used and not is_percent(label) else None
        if key is not None and key not in taken:
            taken.add(key)
            yield index, key


def _told(
    table: InputTable, record: TableRecord, wanted: Mapping[str, str], names: Mapping[str, int], *, report: Report
) -> list[tuple[int, str]]:
    found = []
    for key, label in wanted.items():
        if normal(label) in names:
            found.append((names[normal(label)], key))
        else:
            message = worded(
                "the plan uses '%(label)s' for %(key)s, but the file has no column with that name", label=label, key=key
            )
            hint = worded("its columns are %(cells)s", cells=quoted_list(record.cells, most=20))
            table.fault("E802", record, None, message, hint=hint, report=report)
    return found


def _check(table: InputTable, record: TableRecord, found: Header, plan: ElectionPlan, *, report: Report) -> None:
    """Refuse a table that is not one row a place and candidate; emits E316, E802 and E820."""
    has_choice = "choice" in found.roles or "last" in found.roles
    if not has_choice or not found.counts:
        code, message, hint = _shape(table, record, found, has_choice=has_choice)
        table.fault(code, record, None, message, hint=hint, report=report)
        return
    if "office" not in found.roles and plan.office is None:
        message = worded("the header has no column for the office")
        hint = worded(
            "if the file has one contest, add --office Mayor; otherwise write in a plan: %(column)s",
            column=_column("office", found),
        )
        table.fault("E802", record, None, message, hint=hint, report=report)
    used = {found.labels[index] for index in (*found.roles.values(), *(index for index, _ in found.counts))}
    for label in (label for label, count in Counter(found.labels).items() if count > 1 and label in used):
        hint = worded("rename one of them in the file, so it is clear which one to read")
        message = worded("the header has the column '%(label)s' twice", label=label)
        table.fault("E802", record, found.labels.index(label), message, hint=hint, report=report)
    if not any(role in found.roles for role in PLACES):
        hint = worded("write in a plan: %(column)s", column=_column("precinct", found))
        table.fault("E802", record, None, worded("the header has no column for a place"), hint=hint, report=report)


def _column(role: str, found: Header) -> str:
    """Return the line of a plan that names a column: one that is not used, as an example."""
    label = next((found.labels[index] for index in found.unused if found.labels[index]), role)
    return f"columns: {texts.flow([(role, label)])}"


def _shape(table: InputTable, record: TableRecord, found: Header, *, has_choice: bool) -> tuple[str, str, str]:
    labels = [label for label in record.cells if label]
    percents = list(filter(is_percent, labels))
    separated = other_delimiter(table, record)
    if separated:
        return "E316", worded("the header is one column"), separated
    if percents and (has_choice or len(percents) > 1):
        message = worded("the column '%(percents)s' has percentages, not counts", percents=percents[0])
        return "E820", message, worded("ask the source for the votes; percentages can't be turned back into votes")
    answers = {normal(label) for label in labels}
    if answers & YES and answers & NO:
        message = worded("yes and no are columns of this table")
        return "E802", message, worded("%(shape)s: Yes and No are candidates of the question", shape=_SHAPE)
    if not has_choice:
        others = [found.labels[index] for index in found.unused if found.labels[index]]
        message = worded(
            "the header has no column for the candidate; %(others)s may be candidates as columns",
            others=quoted_list(others),
        )
        if not others:
            message = worded("the header has no column for the candidate")
        return "E802", message, worded("%(shape)s; or take one contest at a time with 'import results'", shape=_SHAPE)
    others = [found.labels[index] for index in found.unused]
    message = worded("the header has no column for the votes; unknown columns: %(others)s", others=quoted_list(others))
    return (
        "E802",
        message,
        worded(
            "add --plan plan.yml; it writes a plan that lists the columns of numbers, so you can name what they count"
        ),
    )


def place_kind(labels: Sequence[str], column: int, role: str) -> str:
    """Return the kind of place that a column is named after, such as ward."""
    words = normal(labels[column]).removesuffix(" name").removesuffix(" id").removesuffix(" code")
    known = (
        "precinct",
        "ward",
        "town",
        "township",
        "city",
        "municipality",
        "parish",
        "county",
        "polling place",
        "site",
    )
    return words if words in known else {"state": "state", "county": "county"}.get(role, role)
