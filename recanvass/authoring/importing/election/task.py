"""What the import of an election is told, and what it works with.

Owns values that every step needs. Must not do a step.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from recanvass.authoring.importing.election.contests import RuleSet
from recanvass.authoring.importing.election.current import SiteBefore
from recanvass.authoring.importing.election.plan import ElectionPlan
from recanvass.authoring.importing.outcome import errors
from recanvass.authoring.importing.tables import InputTable
from recanvass.cache.store import Memory
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Diagnostic, Report


class ElectionImport(Struct, frozen=True):
    """What the command is told: the site's folder, the files, the plan and the rules.

    A release that is there already gets the time of its figures from `stamp`, where that is given.
    """

    root: Path
    tables: tuple[InputTable, ...]
    plan: ElectionPlan
    rules: RuleSet
    plan_file: SourceFile | None = None
    stamp: str | None = None


class Task(Struct, frozen=True):
    """One import: what it is told, the site before it, how to ask the editor, and the messages so far."""

    told: ElectionImport
    before: SiteBefore
    ask: Callable[[str], str | None]
    report: Report
    memory: Memory

    def stop_on_errors(self, more: Sequence[Diagnostic] = ()) -> None:
        """Add messages, and raise ImportStoppedError if there is any error."""
        self.report.items += more
        if errors(self.report.items):
            raise ImportStoppedError


class ImportStoppedError(Exception):
    """Ends the import; the report says why."""
