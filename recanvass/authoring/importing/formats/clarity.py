"""The file detail.xml of a Clarity results site as rows: one for each contest, choice, way to vote and precinct.

Owns the names of its elements. What the file sums itself is compared, and never taken for a figure.
"""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from recanvass.authoring.importing.formats.xml_events import Event
from recanvass.authoring.importing.tables import InputTable, TableRecord, made_record
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

ROOT = "ElectionResult"
_PLACES = ("Precinct", "County")
_BEHIND = re.compile(r"\s*\((\w{1,4})\)$")
_TURNOUT = {"totalVoters": "Registered Voters", "ballotsCast": "Ballots Cast"}


class _State(Struct):
    """Where in the file the reading is."""

    region: str = ""
    contest: str = ""
    choice: str = ""
    party: str = ""
    mode: str = ""
    stated: str = ""
    of_mode: int = 0
    line: int = 0
    is_by_county: bool = False
    has_header: bool = False


def clarity_records(table: InputTable, given: Iterator[Event], report: Report) -> Iterator[TableRecord]:
    """Yield a header, and rows as they stand in the file; emits W801."""
    state = _State()
    for event in given:
        if event.attributes is None:
            _end(table, state, event, report)
            continue
        for cells in _started(state, event, event.attributes):
            if not state.has_header:
                state.has_header = True
                place = [] if state.is_by_county else ["precinct"]
                names = ["county", *place, "office", "candidate", "party", "mode", "votes"]
                yield made_record(names, event.line, table.delimiter)
            yield made_record(cells, event.line, table.delimiter)


def _end(table: InputTable, state: _State, event: Event, report: Report) -> None:
    if event.name == "Region":
        state.region = event.text
    elif event.name == "Choice":
        state.choice = state.party = ""
    elif event.name == "Contest":
        state.contest = ""
    elif event.name == "VoteType":
        if state.stated.isdigit() and int(state.stated) != state.of_mode and state.of_mode:
            name = f"{state.contest}, {state.choice or state.mode}, {state.mode}".strip(", ")
            record = made_record([name], state.line, table.delimiter)
            message = worded(
                "the precincts of '%(name)s' add up to %(of_mode)s, but the file says %(stated)s",
                name=name,
                of_mode=state.of_mode,
                stated=state.stated,
            )
            hint = worded("ask the county which is right")
            table.fault("W801", record, None, message, hint=hint, report=report)
        state.mode = ""


def _started(state: _State, event: Event, given: Mapping[str, str]) -> Iterator[list[str]]:
    name = event.name
    if name == "Contest":
        state.contest = given.get("text", "")
    elif name == "Choice":
        state.choice, state.party = _named(given.get("text", ""), given.get("party", ""))
    elif name == "VoteType":
        state.line = event.line
        state.mode, state.stated, state.of_mode = given.get("name", ""), given.get("votes", ""), 0
    elif name in _PLACES and not state.contest:
        state.is_by_county |= name == "County"
        for key, office in _TURNOUT.items():
            if given.get(key):
                yield _row(state, given.get("name", ""), (office, "", "", "", given[key]))
    elif name in _PLACES and state.mode:
        state.is_by_county |= name == "County"
        votes = given.get("votes", "")
        state.of_mode += int(votes) if votes.isdigit() else 0
        is_choice = bool(state.choice)
        said = (state.choice, state.party, state.mode) if is_choice else (state.mode, "", "")
        yield _row(state, given.get("name", ""), (state.contest, *said, votes))


def _named(text: str, party: str) -> tuple[str, str]:
    """Return a name without the party or the mark of an incumbent behind it, and the party."""
    name, found = text.strip(), party
    while behind := _BEHIND.search(name):
        name = name[: behind.start()]
        found = found or ("" if behind[1].upper() == "I" else behind[1])
    return name, found


def _row(state: _State, place: str, cells: tuple[str, ...]) -> list[str]:
    return [place, *cells] if state.is_by_county else [state.region, place, *cells]
