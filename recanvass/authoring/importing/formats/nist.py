"""A report by NIST SP 1500-100, in JSON or XML, as rows: one for each contest, selection, place and type of count.

Owns the names of its objects, in version 1 and 2. Must not know what the rows are used for.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from json import JSONDecodeError

from msgspec import Struct, field

from recanvass.authoring.importing.formats.refusal import refused
from recanvass.authoring.importing.formats.xml_events import Event
from recanvass.authoring.importing.tables import InputTable, TableRecord, made_record
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

ROOT = "ElectionReport"
_HEADER = ("county", "place", "office", "candidate", "party", "mode", "votes")
_COUNTS = {"Overvotes": "Over Votes", "Undervotes": "Under Votes"}
_BALLOTS = {"BallotsCast": "Ballots Cast", "BallotsRejected": "Rejected Ballots"}
_VOTERS = {"VotersRegistered": "Registered Voters", "VotersParticipated": "Voters"}
_LINE = "@line"
Node = Mapping[str, object]


class _Known(Struct):
    """What other objects refer to by id."""

    units: dict[str, Node] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)
    candidates: dict[str, Node] = field(default_factory=dict)


def nist_json_records(table: InputTable, data: bytes, report: Report) -> Iterator[TableRecord]:
    """Yield a header, and rows in the order of the report; emits E801."""
    hint = worded("import the CSV file of the same results instead")
    try:
        root = json.loads(data.decode("utf-8-sig"), parse_int=str, parse_float=str, parse_constant=str)
    except JSONDecodeError as error:
        raise refused(
            table, worded("damaged JSON"), worded("download it again; it may be cut off"), report, line=error.lineno
        ) from None
    except (UnicodeDecodeError, RecursionError):
        raise refused(table, worded("JSON that can't be read"), hint, report) from None
    if not isinstance(root, dict) or not str(root.get("@type", "")).endswith(ROOT):
        raise refused(table, worded("JSON, but not a NIST SP 1500-100 report"), hint, report)
    return _records(table, root)


def nist_xml_records(table: InputTable, given: Iterator[Event]) -> Iterator[TableRecord]:
    """Yield a header, and rows in the order of the report."""
    return _records(table, _tree(given))


def _tree(given: Iterator[Event]) -> Node:
    """Return a document as JSON has it: an element of text is a text, attributes are keys."""
    top: dict[str, object] = {}
    stack: list[dict[str, object]] = [top]
    for event in given:
        if event.attributes is not None:
            plain = {"ObjectId": "@id", "objectId": "@id", "type": "@type"}
            stack.append({plain.get(key, key): value for key, value in event.attributes.items()} | {_LINE: event.line})
            continue
        node = stack.pop()
        value: object = node
        if event.text:
            value = event.text if set(node) == {_LINE} else {**node, "Content": event.text}
        siblings = stack[-1].setdefault(event.name, [])
        if isinstance(siblings, list):
            siblings.append(value)
    return next(iter(_nodes(top, ROOT)), top)


def _nodes(of: Node, key: str) -> list[Node]:
    value = of.get(key)
    every = value if isinstance(value, list) else [value]
    return [one for one in every if isinstance(one, dict)]


def _texts(of: Node, key: str) -> list[str]:
    """Return the ids or words of a key, which XML writes in one text and JSON as a list."""
    value = of.get(key)
    every = value if isinstance(value, list) else [value]
    return [word for one in every if isinstance(one, str) for word in one.split()]


def _text(of: Node, *keys: str) -> str:
    """Return the first text of some keys, whatever the language."""
    for key in keys:
        value = of.get(key)
        while isinstance(value, list | dict):
            if isinstance(value, dict):
                value = value.get("Text", value.get("Content", ""))
            else:
                value = value[0] if value else ""
        if isinstance(value, str) and value:
            return " ".join(value.split())
    return ""


def _records(table: InputTable, root: Node) -> Iterator[TableRecord]:
    yield made_record(_HEADER, 1, table.delimiter)
    known = _known(root)
    for line, cells in _rows(root, known):
        yield made_record(cells, line, table.delimiter)


def _known(root: Node) -> _Known:
    found = _Known()
    for unit in _nodes(root, "GpUnit"):
        found.units[_text(unit, "@id")] = unit
        found.above |= dict.fromkeys(_texts(unit, "ComposingGpUnitIds"), _text(unit, "@id"))
    for party in _nodes(root, "Party"):
        found.parties[_text(party, "@id")] = _text(party, "Abbreviation", "Name")
    for election in _nodes(root, "Election"):
        found.candidates |= {_text(one, "@id"): one for one in _nodes(election, "Candidate")}
    return found


def _rows(root: Node, known: _Known) -> Iterator[tuple[int, Sequence[str]]]:
    for name, unit in known.units.items():
        yield from _counted(unit, _VOTERS, name, known)
        for counts in _nodes(unit, "SummaryCounts"):
            yield from _counted(counts, {**_COUNTS, **_BALLOTS}, name, known)
    for election in _nodes(root, "Election"):
        for counts in _nodes(election, "BallotCounts"):
            yield from _counted(counts, _BALLOTS, _text(counts, "GpUnitId"), known)
        for contest in _nodes(election, "Contest"):
            yield from _of_contest(contest, known)


def _counted(
    of: Node, names: Mapping[str, str], unit: str, known: _Known, *, office: str = ""
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield what an object states of turnout: as offices, or as choices of one."""
    for key, name in names.items():
        number = _text(of, key)
        if number:
            said = (office, name) if office else (name, "")
            yield _line(of), [*_place(unit, known), *said, "", _mode(of), number]


def _of_contest(contest: Node, known: _Known) -> Iterator[tuple[int, Sequence[str]]]:
    office = _text(contest, "Name", "BallotTitle")
    for selection in _nodes(contest, "ContestSelection") + _nodes(contest, "BallotSelection"):
        name, party = _selected(selection, known)
        for counts in _nodes(selection, "VoteCounts") + _nodes(selection, "VoteCountsCollection"):
            place = _place(_text(counts, "GpUnitId"), known)
            yield _line(counts), [*place, office, name, party, _mode(counts), _text(counts, "Count")]
    for counts in _nodes(contest, "OtherCounts") + _nodes(contest, "SummaryCounts"):
        yield from _counted(counts, _COUNTS, _text(counts, "GpUnitId"), known, office=office)


def _selected(selection: Node, known: _Known) -> tuple[str, str]:
    """Return the name of a selection, and the party on whose line it is."""
    people = [known.candidates[name] for name in _texts(selection, "CandidateIds") if name in known.candidates]
    parties = _texts(selection, "EndorsementPartyIds") + _texts(selection, "PartyIds")
    parties += [name for one in people for name in _texts(one, "PartyId")]
    party = next((known.parties[name] for name in parties if name in known.parties), "")
    name = " / ".join(_text(one, "BallotName") for one in people)
    name = name or _text(selection, "Selection", "Name")
    if not name and _text(selection, "IsWriteIn").lower() == "true":
        name = "Write-in"
    return name or party, party


def _place(unit: str, known: _Known) -> tuple[str, str]:
    """Return the county in which a place lies, and its name."""
    above, seen = known.above.get(unit, ""), {unit}
    county = ""
    while above in known.units and above not in seen and not county:
        seen.add(above)
        if _text(known.units[above], "Type") == "county":
            county = _text(known.units[above], "Name")
        above = known.above.get(above, "")
    return county, _text(known.units.get(unit, {}), "Name") or unit


def _mode(counts: Node) -> str:
    return _text(counts, "OtherType") if _text(counts, "Type") == "other" else _text(counts, "Type")


def _line(node: Node) -> int:
    line = node.get(_LINE)
    return line if isinstance(line, int) else 1
