"""What a reading is imported as: the figures of one contest, or of every contest in a file.

Owns into which release it goes, and what it must not add to a site unasked. Must not write anything.
"""

import argparse
from collections.abc import Iterator
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from recanvass.authoring.importing.command import read_result, target_release
from recanvass.authoring.importing.election.command import read_election, rules_of, told_release
from recanvass.authoring.importing.election.importing import ElectionOutcome, import_election
from recanvass.authoring.importing.election.plan import NEEDED, load_plan
from recanvass.authoring.importing.election.task import ElectionImport
from recanvass.authoring.importing.outcome import ImportOptions, ImportResult, errors
from recanvass.authoring.importing.reading import InputTable, ReadResult
from recanvass.authoring.importing.results import import_results
from recanvass.authoring.importing.target import missing_options
from recanvass.content.files import CONTENT
from recanvass.core.diagnostics import Report, did_you_mean, texts
from recanvass.core.messages import worded, worded_plural

_MAX_SHOWN = 5
_OF_ONE_CONTEST = (
    *(("contest", "--contest"), ("mapping", "--mapping"), ("office", "--office"), ("district", "--district")),
    *(("party", "--party"), ("only", "--only"), ("sum_over", "--sum-over"), ("place", "--place")),
    *(("thousands", "--thousands"), ("ignore_zeros", "--ignore-zeros"), ("place_kind", "--place-kind")),
)
"""The options that say how a table is read of which one contest is taken."""


class ReleaseTime(Struct, frozen=True):
    """The time of the figures as release.yml has it.

    Where releases begin at stated times, `suffix` goes behind the id of the release and `title` behind its title.
    """

    moment: str
    suffix: str = ""
    title: str = ""


class Imported(Struct, frozen=True):
    """The result of a reading: the release that it is of, and what an editor has to agree to first."""

    release: str
    result: ImportResult
    reasons: tuple[str, ...] = ()


class NightImport(Protocol):
    """What makes content of a reading. `name` is the contest or the plan, `contest` is None for all contests."""

    name: str
    contest: str | None
    release: str
    form: ReadResult

    def run(self, table: InputTable, time: ReleaseTime) -> Imported:
        """Return what would be written."""


class UsageError(Exception):
    """A night can't begin with these options; the text says why."""


def import_of(options: argparse.Namespace) -> NightImport:
    """Return what the options ask for; raises UsageError."""
    if (options.followed is None) == (options.replay is None):
        raise UsageError(worded("name a source with --from, or a recorded night with --replay"))
    if options.as_of is not None:
        raise UsageError(worded("a night takes its times from the source; leave out --as-of"))
    return ContestImport(options) if options.plan is None else BallotImport(options)


class ContestImport:
    """A table of which one contest is taken, as `import results` reads it."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Check the options; raises UsageError."""
        absent = [f"--{name}" for name in ("contest", "release") if getattr(options, name) is None]
        if absent:
            message = worded("night needs %(absent)s", absent=" and ".join(absent))
            raise UsageError(
                message + (worded("; for all contests of a file, name a --plan") if "--contest" in absent else "")
            )
        if options.keep or options.repeated_rows != "refuse":
            raise UsageError(worded("--keep and --repeated-rows go with --plan"))
        contests = [path.parent.name for path in options.directory.glob(f"{CONTENT}/contests/*/contest.yml")]
        if options.contest not in contests:
            hint = did_you_mean(options.contest, contests)
            raise UsageError(
                worded("unknown contest '%(contest)s'", contest=options.contest) + (f"; {hint}" if hint else "")
            )
        target = target_release(options)
        # The time of its figures comes from the source.
        needed = [one for one in missing_options(target) if one != "--as-of"]
        if needed and not (options.directory / target.path).exists():
            raise UsageError(
                worded(
                    "the release '%(release)s' is new and needs %(needed)s",
                    release=options.release,
                    needed=", ".join(needed),
                )
            )
        self._options = options
        self.name: str = options.contest
        self.contest: str | None = options.contest
        self.release: str = options.release
        self.form = read_result(options)

    def run(self, table: InputTable, time: ReleaseTime) -> Imported:
        """Return what would be written."""
        root = self._options.directory
        plain = target_release(self._options)
        head = dict(plain.head)
        if "title" in head:
            head["title"] += time.title
        target = replace(plain, release=f"{plain.release}{time.suffix}", head={**head, "as_of": time.moment})
        if (root / target.path).exists():
            target = replace(target, head={}, stamp=time.moment)
        result = import_results(ImportOptions(root, table, self._options.mapping), target)
        return Imported(target.release, result)


class BallotImport:
    """A file of all contests, as `import election` reads it. The plan is read again with every reading."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Check the options and the plan; raises UsageError."""
        given = [option for name, option in _OF_ONE_CONTEST if getattr(options, name)]
        if given or options.form != "yaml":
            named = ", ".join([*given, *(["--as"] if options.form != "yaml" else [])])
            raise UsageError(worded("--plan takes all contests of a file; leave out %(named)s", named=named))
        if not options.plan.is_file():
            raise UsageError(
                worded("there is no plan %(plan)s; write it with 'import election FILE --plan'", plan=options.plan)
            )
        report = Report()
        plan, file = load_plan(options.plan, report)
        if errors(report.items):
            raise UsageError(
                worded(
                    "the plan has errors:\n%(texts)s",
                    texts=texts(report.ordered(), lambda _, number: file.line(number)),
                )
            )
        head = {**plan.release, **told_release(options)}
        lacking = [f"--{key.replace('_', '-')}" for key in NEEDED if key not in head and key != "as_of"]
        lacking = [*(["--release"] if "id" not in head else []), *lacking]
        if lacking:
            raise UsageError(
                worded(
                    "the plan doesn't say all of the release; write it there, or add %(lacking)s",
                    lacking=", ".join(lacking),
                )
            )
        self._options = options
        self.name = str(options.plan)
        self.contest: str | None = None
        self.release = head["id"]
        self.form = read_election(options)

    def run(self, table: InputTable, time: ReleaseTime) -> Imported:
        """Return what would be written, and what of it is not figures."""
        options, report = self._options, Report()
        plan, file = load_plan(options.plan, report)
        if errors(report.items):
            return Imported(self.release, ImportResult(report.ordered(), sources={file.path: file}))
        head = {**plan.release, **told_release(options), "as_of": time.moment}
        head = {**head, "id": f"{self.release}{time.suffix}", "title": f"{head.get('title', '')}{time.title}"}
        told = ElectionImport(
            options.directory,
            (table,),
            replace(plan, release=head),
            rules_of(options),
            plan_file=file,
            stamp=time.moment,
        )
        outcome = import_election(told, lambda _: None)
        return Imported(head["id"], outcome.result, tuple(_additions(outcome, places=options.allow_new_places)))


def _additions(outcome: ElectionOutcome, *, places: bool) -> Iterator[str]:
    """Yield what an import would add to a site beside figures. New places are no reason where they are allowed."""
    proposal = outcome.proposal
    if proposal is None:
        return
    own = [one.title for one in proposal.contests if one.existing is None]
    if own:
        yield _new(own, worded_plural("%(count)s contest", "%(count)s contests", len(own)))
    new = [proposal.book.name[area] for area in proposal.book.new]
    if new and not places:
        yield _new(new, worded_plural("%(count)s place", "%(count)s places", len(new)))
    if not own:
        expected = (f"{CONTENT}/contests/", *([f"{CONTENT}/places/"] if new else []))
        yield from (
            worded("It would change %(path)s.", path=path)
            for path in outcome.result.files
            if not path.startswith(expected)
        )


def _new(names: list[str], counted: str) -> str:
    shown = ", ".join(names[:_MAX_SHOWN])
    more = worded(" and %(count)s more", count=f"{len(names) - _MAX_SHOWN:,}") if len(names) > _MAX_SHOWN else ""
    return worded(
        "It has %(counted)s that the site doesn't have: %(shown)s%(more)s.",
        counted=counted,
        shown=shown,
        more=more,
    )
