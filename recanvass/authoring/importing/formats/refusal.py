"""How a file is refused that no table can be read from: what it was taken for, and the one thing to do.

Owns that message. Must not read a file.
"""

from recanvass.authoring.importing.tables import InputTable, StopError
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded


def refused(table: InputTable, what: str, hint: str, report: Report, *, line: int = 0) -> StopError:
    """Report that a file is not what can be read (E801), and return what ends the reading of it."""
    span = Span(table.name, line, 1) if line else Span(table.name)
    report.add("E801", span, worded("this file is %(what)s", what=what), hint=hint)
    return StopError()
