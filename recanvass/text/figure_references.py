"""Figures that texts ask for by name: `[[lead]]`, `[[count gray votes at 2024-11-06-recount]]`.

Owns the words between the brackets and what they stand for: the figure of record, as the tables show it. Must not know
Markdown or pages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NoReturn

from msgspec import Struct
from msgspec.structs import replace

from recanvass.cache.store import Memory
from recanvass.content.markdown import figure_marks
from recanvass.core.ballot import Choice, Tally
from recanvass.core.diagnostics import MAX_LISTED, Report, Severity, Span
from recanvass.core.ids import AreaId, ContestId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Group, Note, Page, Place, Site
from recanvass.results.figures import Figures, figures, lead_of
from recanvass.results.histories import Results
from recanvass.results.ranking import stated_decimals
from recanvass.results.shares import whole
from recanvass.text import formatting
from recanvass.text.catalogue import ENGLISH, Catalogue

USAGE: Mapping[str, str] = {
    "lead": "lead [TALLY]",
    "leader": "leader [TALLY]",
    "count": "count CHOICE [TALLY]",
    "share": "share CHOICE [TALLY]",
    "total": "total [TALLY]",
    "places-changed": "places-changed",
}
"""What may follow the name of each figure; `in PLACE`, `at RELEASE` and `of CONTEST` may follow any."""
CLAUSES = ("in", "at", "of")
LATEST = "latest"
TEXTS = ("content/news/", "content/pages/")
"""Where texts stand, whose faults make no figure wrong."""
_WORD = re.compile(r"\S+")


class _FaultyError(Exception):
    """Stops the reading of one figure; its fault is already in the report."""


class _Word(Struct, frozen=True):
    text: str
    span: Span


class _Asked(Struct, frozen=True):
    """The words of one figure: its name, what follows it, and the word after each of `in`, `at` and `of`."""

    name: _Word
    arguments: tuple[_Word, ...]
    clauses: Mapping[str, _Word]


class _Subject(Struct, frozen=True):
    """What a figure is of: the results, the index of the release, the area and the tally; and how it is written."""

    site: Site
    results: Results
    release: int
    area: AreaId
    tally: Tally
    catalogue: Catalogue

    @property
    def contest(self) -> Contest:
        return self.results.contest

    @property
    def figures(self) -> Figures:
        return figures(self.results, self.area, self.tally, self.release)


def resolve(
    site: Site,
    results: Mapping[ContestId, Results],
    report: Report,
    *,
    latest: Mapping[ContestId, int] | None = None,
    memory: Memory | None = None,
    catalogue: Catalogue = ENGLISH,
) -> Mapping[str, Mapping[str, str]]:
    """Return the text of every figure asked for, by file and by the words between its brackets.

    `catalogue` says how a language writes figures, `latest` which release counts as the newest of a contest, where that
    is not the last one in `results`.
    A text with an error of its own is passed over. Emits E301 to E304, E307, E313, E314, E601, E602 and E603.
    """
    faulty = {fault.span.path for fault in report.items if fault.severity is Severity.ERROR}
    texts: tuple[Note | Page, ...] = (*site.notes, *site.pages)
    sound = (text for text in texts if text.span.path not in faulty)
    known = memory if memory is not None else Memory()
    readers = (_Reader(site, results, text, report, latest or {}, catalogue) for text in sound)
    return {reader.text.span.path: dict(_figures(reader, known)) for reader in readers}


def _figures(reader: "_Reader", memory: Memory) -> Iterator[tuple[str, str]]:
    text = reader.text
    for mark in memory.recall(("marks", text.span.path), text.body, lambda _: figure_marks(text.body), reader.report):
        words = [
            _Word(match[0], position(text, mark.start + 2 + match.start(), len(match[0])))
            for match in _WORD.finditer(mark.words)
        ]
        try:
            yield mark.key, reader.read(position(text, mark.start, len(mark.words) + 4), words)
        except _FaultyError:
            continue


def position(text: Note | Page, offset: int, length: int) -> Span:
    """Return where a stretch of the body stands in its file."""
    before = text.body[:offset]
    line = text.body_line + before.count("\n")
    return Span(text.span.path, line, offset - (before.rfind("\n") + 1) + 1, length)


class _Reader(Struct, frozen=True):
    """Reads the figures of one text."""

    site: Site
    results: Mapping[ContestId, Results]
    text: Note | Page
    report: Report
    latest: Mapping[ContestId, int]
    catalogue: Catalogue

    def read(self, span: Span, words: list[_Word]) -> str:
        """Return what the words of one figure stand for."""
        asked = self._asked(span, words)
        results = self._results(asked)
        release = self._release(asked, results.contest)
        arguments = list(asked.arguments)
        choice = None
        if "CHOICE" in USAGE[asked.name.text]:
            choice = self._choice(arguments.pop(0), results.contest)
        tally = self._tally(arguments, results.contest)
        area = self._area(asked, results)
        place = self.site.places.get(area)
        subject = _Subject(self.site, results, release, area, tally, self.catalogue)
        if tally.only and (place is None or place.kind not in tally.only):
            at = asked.clauses.get("in") or (arguments[0] if arguments else asked.name)
            kinds = formatting.listed([self.site.kinds[kind].name for kind in tally.only if kind in self.site.kinds])
            self._refuse(
                "E314",
                at.span,
                worded("'%(area)s' doesn't report '%(tally)s'", area=area, tally=tally.id),
                worded("these do: %(kinds)s", kinds=kinds),
            )
        found = _text(asked.name.text, subject, choice)
        if found is None:
            self._refuse_missing(asked, subject, choice)
        return found

    def _asked(self, span: Span, words: list[_Word]) -> _Asked:
        if not words:
            known = ", ".join(USAGE)
            self._refuse(
                "E601", span, worded("no figure named between the brackets"), worded("known: %(known)s", known=known)
            )
        name, *rest = words
        if name.text not in USAGE:
            hint = worded("%(hint)s For plain brackets, write \\[[…]].", hint=self.report.suggestion(name.text, USAGE))
            self._refuse("E601", name.span, worded("unknown figure '%(name)s'", name=name.text), hint)
        usage = worded(
            "write '%(usage)s', then 'in PLACE', 'at RELEASE' or 'of CONTEST' if needed", usage=USAGE[name.text]
        )
        arguments: list[_Word] = []
        clauses: dict[str, _Word] = {}
        while rest:
            word = rest.pop(0)
            if word.text not in CLAUSES:
                if clauses:
                    self._refuse("E601", word.span, worded("unexpected word '%(word)s'", word=word.text), usage)
                arguments.append(word)
            elif not rest or rest[0].text in CLAUSES:
                self._refuse("E601", word.span, worded("missing id after '%(word)s'", word=word.text), usage)
            elif word.text in clauses:
                self._refuse("E601", word.span, worded("duplicate '%(word)s'", word=word.text), usage)
            else:
                clauses[word.text] = rest.pop(0)
        most = USAGE[name.text].count(" ")
        if len(arguments) > most:
            self._refuse(
                "E601", arguments[most].span, worded("unexpected word '%(text)s'", text=arguments[most].text), usage
            )
        if "CHOICE" in USAGE[name.text] and not arguments:
            self._refuse("E601", name.span, worded("'%(name)s' needs a candidate or option", name=name.text), usage)
        return _Asked(name, tuple(arguments), clauses)

    def _results(self, asked: _Asked) -> Results:
        named = asked.clauses.get("of")
        own = self.text.contest if isinstance(self.text, Note) else None
        if named is not None:
            self._look_up(named, ("contest", "E307"), self.results)
            return self.results[ContestId(named.text)]
        if own is not None:
            return self.results[own]
        if len(self.results) > 1:
            hint = worded("add 'of CONTEST', one of: %(results)s", results=", ".join(self.results))
            self._refuse("E602", asked.name.span, worded("the figure doesn't name its contest"), hint)
        return next(iter(self.results.values()))

    def _release(self, asked: _Asked, contest: Contest) -> int:
        named = asked.clauses.get("at")
        ids = [release.id for release in contest.releases]
        own = self.text.release if isinstance(self.text, Note) and self.text.contest == contest.id else None
        if named is None and isinstance(self.text, Note):
            if own is not None:
                return ids.index(own)
            hint = worded(
                "add 'release: …' at the top of the note, or 'at …' to the figure; the newest is %(ids)s", ids=ids[-1]
            )
            self._refuse("E602", asked.name.span, worded("the figure doesn't name its release"), hint)
        if named is None or named.text == LATEST:
            return self.latest.get(contest.id, len(ids) - 1)
        self._look_up(named, ("release", "E304"), ids)
        return next(index for index, name in enumerate(ids) if name == named.text)

    def _choice(self, word: _Word, contest: Contest) -> Choice:
        known = {choice.id: choice for choice in contest.choices}
        names = {name: choice.id for choice in contest.choices for name in (choice.name, choice.short, *choice.aliases)}
        self._look_up(word, ("choice", "E302"), known, names)
        return next(choice for name, choice in known.items() if name == word.text)

    def _tally(self, words: list[_Word], contest: Contest) -> Tally:
        if not words:
            return next(tally for tally in contest.tallies if tally.decides)
        known = {tally.id: tally for tally in contest.tallies}
        names = {name: tally.id for tally in contest.tallies for name in (tally.name, tally.short)}
        self._look_up(words[0], ("tally", "E303"), known, names)
        return next(tally for name, tally in known.items() if name == words[0].text)

    def _area(self, asked: _Asked, results: Results) -> AreaId:
        word = asked.clauses.get("in")
        if word is None:
            return results.contest.root
        area = AreaId(word.text)
        everything: Mapping[AreaId, Place | Group] = {**self.site.places, **self.site.groups}
        names = {found.name: name for name, found in everything.items()}
        self._look_up(word, ("place", "E301"), everything, names)
        if area != results.contest.root and area not in results.areas and area not in results.contest.units:
            message = worded("'%(area)s' is not part of this contest", area=area)
            self._refuse("E313", word.span, message, worded("name a place or group in the contest"))
        return area

    def _look_up(
        self, word: _Word, kind: tuple[str, str], known: Iterable[str], names: Mapping[str, str] | None = None
    ) -> None:
        """Refuse a word that is no known id; `kind` says of what, and by which code."""
        ids = list(known)
        if word.text in ids:
            return
        what, code = kind
        folded = {name.casefold(): found for name, found in (names or {}).items()}
        named = folded.get(word.text.casefold())
        hint = worded("write its id: %(named)s", named=named) if named else self.report.suggestion(word.text, ids)
        self._refuse(code, word.span, worded("unknown %(what)s '%(word)s'", what=what, word=word.text), hint)

    def _refuse_missing(self, asked: _Asked, subject: _Subject, choice: Choice | None) -> NoReturn:
        title = subject.contest.releases[subject.release].title
        if asked.name.text == "places-changed":
            message = worded("we don't know which places '%(title)s' changed", title=title)
            self._refuse(
                "E603", asked.name.span, message, worded("only a release with figures for individual places shows that")
            )
        of = worded(" of %(choice)s", choice=choice.name) if choice is not None else ""
        known = [
            release.id
            for index, release in enumerate(subject.contest.releases)
            if _text(asked.name.text, replace(subject, release=index), choice) is not None
        ]
        hint = (
            worded("these releases have it: %(known)s", known=", ".join(known[-MAX_LISTED:]))
            if known
            else worded("no release has it")
        )
        message = worded(
            "no %(asked)s%(of)s in '%(tally)s' for '%(area)s' at '%(title)s'",
            asked=asked.name.text,
            of=of,
            tally=subject.tally.id,
            area=subject.area,
            title=title,
        )
        self._refuse("E603", asked.name.span, message, hint)

    def _refuse(self, code: str, span: Span, message: str, hint: str) -> NoReturn:
        self.report.add(code, span, message, hint=hint)
        raise _FaultyError


def _text(name: str, subject: _Subject, choice: Choice | None) -> str | None:
    """Return a figure as the tables show it; None where there is none."""
    if name == "places-changed":
        return _places_changed(subject)
    shown = subject.figures
    if choice is not None:
        return _of_choice(name, subject, shown, subject.contest.choices.index(choice))
    if name == "total":
        return subject.catalogue.number(shown.total, subject.tally.show) if shown.total is not None else None
    return _lead(name, subject, shown)


def _of_choice(name: str, subject: _Subject, shown: Figures, choice: int) -> str | None:
    count = shown.counts[choice]
    if count is None:
        return None
    if name == "count":
        return subject.catalogue.number(count, min(subject.tally.show, shown.decimals[choice]))
    base = whole(subject.site, subject.results, subject.area, shown, release=subject.release)
    is_counted = subject.contest.choices[choice].in_total
    return subject.catalogue.percent(count, base) if base is not None and is_counted else None


def _lead(name: str, subject: _Subject, shown: Figures) -> str | None:
    found = lead_of(subject.contest, shown)
    if found is None or not found.leaders:
        return None
    if name == "leader":
        return subject.catalogue.listed([subject.contest.choices[leader].name for leader in found.leaders])
    return subject.catalogue.number(found.margin, stated_decimals(found, shown.decimals, subject.tally.show))


def _places_changed(subject: _Subject) -> str | None:
    if not subject.release or not subject.contest.releases[subject.release].rows:
        return None
    inside = set(subject.results.areas.get(subject.area, (subject.area,)))
    changes = subject.results.changes[subject.release]
    moved = {change.area for change in changes if change.before is not None and change.area in inside}
    return subject.catalogue.number(len(moved))
