"""Dates, and times with their offset from UTC.

Owns how they are typed. Must not know any file or key of the domain.
"""

import re
from datetime import date, datetime

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.scalars import read_scalar
from recanvass.content.syntax import Node, Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.ids import Moment
from recanvass.core.messages import worded

FIRST_YEAR, LAST_YEAR = 1600, 2999
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?", re.ASCII)


class Day(Struct, frozen=True):
    """A calendar date."""

    def read(self, node: Node, report: Report) -> date | None:
        """Return the date written year-month-day."""
        scalar = read_scalar(node, report, worded("a date"), worded("a date such as 2024-11-05"))
        return (
            _date(scalar, worded("write year-month-day, for example 2024-11-05"), report)
            if scalar is not None
            else None
        )

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a date."""
        return json_schema.text_like(f"^{_DATE.pattern}$", worded("write 2024-11-05"))


class Time(Struct, frozen=True):
    """A date, or a time with its offset from UTC."""

    def read(self, node: Node, report: Report) -> Moment | None:
        """Return a date or an aware time; a time without an offset is refused."""
        scalar = read_scalar(node, report, worded("a time"), worded("a time such as 2024-11-05T12:00-06:00"))
        if scalar is None:
            return None
        match = _TIME.fullmatch(scalar.text)
        if match is None:
            return _date(
                scalar, worded("write a date, for example 2024-11-05, or a time: 2024-11-05T12:00-06:00"), report
            )
        if match[2] is None:
            hint = worded(
                "add the offset from UTC, for example %(text)s-06:00 for Central Standard Time", text=scalar.text
            )
            report.add(
                "E216", scalar.span, worded("the time '%(text)s' has no UTC offset", text=scalar.text), hint=hint
            )
            return None
        try:
            time = datetime.fromisoformat(scalar.text)
        except ValueError:
            hint = worded("check the month, day, hour, minute and offset")
            report.add(
                "E215", scalar.span, worded("'%(text)s' is not a time on the calendar", text=scalar.text), hint=hint
            )
            return None
        return time if _is_in_range(time, scalar, report) else None

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a date or a time with an offset."""
        what_to_write = worded("write 2024-11-05, or 2024-11-05T12:00-06:00 with the offset from UTC")
        return json_schema.text_like(f"^({_DATE.pattern}|{_TIME.pattern.rstrip('?')})$", what_to_write)


def _date(scalar: Scalar, hint: str, report: Report) -> date | None:
    if not _DATE.fullmatch(scalar.text):
        report.add("E215", scalar.span, worded("'%(text)s' is not a date", text=scalar.text), hint=hint)
        return None
    try:
        day = date.fromisoformat(scalar.text)
    except ValueError:
        message = worded("'%(text)s' is not a date on the calendar", text=scalar.text)
        report.add("E215", scalar.span, message, hint=worded("check the month and day"))
        return None
    return day if _is_in_range(day, scalar, report) else None


def _is_in_range(day: date, scalar: Scalar, report: Report) -> bool:
    # Far outside this range, Python cannot convert a time to another time zone.
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return True
    hint = worded("use a year from %(first_year)s to %(last_year)s", first_year=FIRST_YEAR, last_year=LAST_YEAR)
    report.add(
        "E215", scalar.span, worded("'%(text)s' is in the year %(year)s", text=scalar.text, year=day.year), hint=hint
    )
    return False
