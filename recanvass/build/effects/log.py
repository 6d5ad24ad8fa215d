"""The corrections log: what is added to corrections.yml, and which changes it does not explain.

Owns the text of an entry. A file is only ever added to, so nothing that an editor wrote in it is lost.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from recanvass.build.effects import guards, telling
from recanvass.build.effects.changes import ContestEffect, FigureChange, RequestChange
from recanvass.build.effects.guards import BrokenGuard, GuardKind
from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.schema.correction_keys import CORRECTIONS
from recanvass.content.syntax import read_yaml
from recanvass.core.diagnostics import Diagnostic, Report, Span
from recanvass.core.ids import AreaId, Number, TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Site
from recanvass.results.histories import entry

_HEAD = """\
# yaml-language-server: $schema=../../../.recanvass/schema/{contest}/corrections.json
# What we corrected after readers had seen it, and why. `publish --confirm "…"` adds to this file.
"""
_PLAIN = re.compile(r"[a-z][a-z0-9-]*[a-z0-9]")
_WORDS_OF_YAML = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
_FIRST_ITEM = re.compile(r"^( *)-( |$)", re.MULTILINE)
_OF_FIGURES = frozenset({GuardKind.LEADER, GuardKind.TOTAL, GuardKind.FIGURES})
_EXPLAINED = _OF_FIGURES | {GuardKind.REQUEST}
"""What the log can explain."""


class Why(Struct, frozen=True):
    """The reason of a correction, who gives it, and when it is published."""

    reason: str
    by: str
    published: datetime


def path_of(contest: Contest) -> str:
    """Return the file of a contest's corrections."""
    return f"{CONTENT}/contests/{contest.id}/corrections.yml"


def contests_to_log(broken: Iterable[BrokenGuard]) -> tuple[ContestEffect, ...]:
    """Return the contests whose changes have to be explained, each once; what is gone altogether has no log."""
    return tuple({guard.effect.contest.id: guard.effect for guard in broken if guard.effect is not None}.values())


def with_entries(text: str | None, effect: ContestEffect, why: Why) -> str | None:
    """Return corrections.yml with what changed added to its end; None if its text leaves no way to add to it."""
    contest = effect.contest
    before = text if text is not None else _HEAD.format(contest=contest.id)
    first = _FIRST_ITEM.search(before)
    indent = first[1] if first is not None else ""
    added = [f"{indent}{line}\n" for line in _entries(effect, why)]
    after = before + ("" if before.endswith("\n") or not before else "\n") + "".join(added)
    old = _count(before, contest)
    return after if _count(after, contest) == old + sum(line.startswith(f"{indent}- ") for line in added) else None


def _count(text: str, contest: Contest) -> int:
    report = Report()
    node = read_yaml(SourceFile(path_of(contest), text), report)
    return len(CORRECTIONS.read(node, report) or ()) if node is not None else 0


def _entries(effect: ContestEffect, why: Why) -> Iterator[str]:
    """Yield the lines of one entry a release, and of one without a release for what is of none."""
    contest = effect.contest
    by_release: dict[int, list[FigureChange]] = {}
    for change in effect.figures:
        by_release.setdefault(change.releases[0], []).append(change)
    for fact in filter(guards.is_less_final, effect.facts):
        by_release.setdefault(next(index for index, one in enumerate(contest.releases) if one.id == fact.id), [])
    known = _known(effect)
    answers = [_answer(one) for one in effect.requests if guards.takes_back(one) and _is_known(effect, one)]
    releases: Sequence[int | None] = sorted(by_release)
    for index in (*releases, None) if answers or not releases else releases:
        yield f"- published: {why.published.isoformat(timespec='minutes')}"
        if index is not None:
            yield f"  release: {_scalar(effect.contest.releases[index].id)}"
        yield f"  reason: {json.dumps(why.reason, ensure_ascii=False)}"
        if why.by:
            yield f"  by: {json.dumps(why.by, ensure_ascii=False)}"
        changes = [change for change in by_release.get(index, ()) if known(change)] if index is not None else []
        if changes:
            yield "  figures:"
            yield from (f"    - {_figure(change)}" for change in changes)
        if answers and index is None:
            yield "  requests:"
            yield from (f"    - {answer}" for answer in answers)


def _known(effect: ContestEffect) -> Callable[[FigureChange], bool]:
    """Return what tells whether content still has the place, tally and choice of a figure, so a log may name them."""
    contest = effect.contest
    areas = {*effect.results.areas, *contest.units}
    ids = {*(tally.id for tally in contest.tallies)}, {*(choice.id for choice in contest.choices)}
    return lambda change: (
        change.area in areas and change.tally in {"", *ids[0]} and (bool(change.turnout) or change.choice in ids[1])
    )


def _is_known(effect: ContestEffect, change: RequestChange) -> bool:
    """Tell whether content still has a request and a place of it, so that a log may name them."""
    requests = {request.id for request in effect.contest.requests}
    return change.request in requests and change.area in {"", *effect.results.areas, *effect.contest.units}


def _answer(change: RequestChange) -> str:
    keys = {"request": change.request, "place": change.area, "before": change.before, "after": change.after}
    return "{" + ", ".join(f"{key}: {_scalar(value)}" for key, value in keys.items() if value) + "}"


def _figure(change: FigureChange) -> str:
    names = {"place": change.area, "turnout": change.turnout, "tally": change.tally, "choice": change.choice}
    keys = {key: _scalar(name) for key, name in names.items() if name}
    keys |= {key: _digits(n) for key, n in (("before", change.before), ("after", change.after)) if n is not None}
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _WORDS_OF_YAML else json.dumps(text, ensure_ascii=False)


def _digits(number: Number) -> str:
    return str(number) if isinstance(number, int) else f"{number:f}"


def diagnostics(site: Site, broken: Sequence[BrokenGuard]) -> Iterator[Diagnostic]:
    """Yield W902 for each place whose published figures, and each request whose answers, change without a reason."""
    effects = {guard.effect.contest.id: guard.effect for guard in broken if guard.effect and guard.kind in _EXPLAINED}
    of_figures = {guard.effect.contest.id for guard in broken if guard.effect and guard.kind in _OF_FIGURES}
    for effect in effects.values():
        file = path_of(effect.contest)
        hint = worded(
            'undo the edit, or say why: publish with --confirm "…", which adds the reason to %(file)s', file=file
        )
        for some, text in telling.changes_by_place(site, effect) if effect.contest.id in of_figures else ():
            yield Diagnostic(
                "W902", _span(site, effect, some), worded("readers have seen another figure: %(text)s", text=text), hint
            )
        for request, text in telling.answers_taken_back(site, effect):
            yield Diagnostic(
                "W902", request.span, worded("readers have seen another answer: %(text)s", text=text), hint
            )


def _span(site: Site, effect: ContestEffect, change: FigureChange) -> Span:
    """Return where a figure is stated, or the release that states it."""
    contest, area, tally = effect.contest, AreaId(change.area), TallyId(change.tally)
    if change.turnout:
        return _span_of_turnout(site, contest, area, change.releases[0])
    found = entry(effect.results, area, tally, change.releases[0])
    release = contest.releases[found.release if found is not None and not change.is_total else change.releases[0]]
    total = next((one for one in release.totals if (one.area, one.tally) == (area, tally)), None)
    if change.is_total:
        return total.span if total is not None else release.span
    row = release.rows.get(area)
    stated = row.tallies.get(tally) if row is not None else None
    return stated.span if stated is not None else row.span if row is not None else release.span


def _span_of_turnout(site: Site, contest: Contest, area: AreaId, release: int) -> Span:
    """Return where turnout is stated: the newest row up to a release, or the place itself."""
    for one in reversed(contest.releases[: release + 1]):
        row = one.rows.get(area) or one.higher.get(area)
        if row is not None and row.turnout is not None:
            return row.span
    place = site.places.get(area)
    return place.span if place is not None else contest.releases[release].span
