"""The rules of a contest: `rules` in contest.yml, and the files in content/rules/ that it may name.

Owns how the two come together. Must not know what a check makes of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct

from recanvass.content.files import CONTENT, SourceFile
from recanvass.content.load.layout import stem
from recanvass.content.load.names import Known, look_up, path_id, record, source
from recanvass.content.schema.keys import CONTEST, CONTEST_RULES, PLACE_SHORT_WORTH
from recanvass.content.schema.records import Field, Values
from recanvass.content.schema.rule_keys import (
    RULES_ALLOCATION,
    RULES_AWARDS,
    RULES_BY_ATTENDANCE,
    RULES_DELEGATES,
    RULES_DRAW,
    RULES_FILE,
    RULES_FINAL,
    RULES_FIRST,
    RULES_NEEDED,
    RULES_OF_CAUCUS,
    RULES_PACK,
    RULES_PEOPLE,
    RULES_SOURCE,
    RULES_TALLIES,
    RULES_TITLE,
    RULES_VIABILITY,
    RULES_VOTES_EACH,
)
from recanvass.content.schema.scalars import Whole
from recanvass.content.syntax import Mapping as Keys
from recanvass.content.syntax import Node, Scalar
from recanvass.core.contest_rules import GENERAL, Allocation, Caucus, PackName, Rules
from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import Contest, Group, Place

T = TypeVar("T")

FOLDER = f"{CONTENT}/rules"
CAUCUS = PackName.CAUCUS.value
_SHARE = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})", re.ASCII)

RuleFiles = Mapping[str, Values | None]
"""What the files in content/rules/ state, by name; None for a file with an error."""


def rule_files(files: Iterable[SourceFile], report: Report) -> RuleFiles:
    """Return what the files in content/rules/ state; emits E333."""
    return {stem(file.path): _file(file, report) for file in files}


def _file(file: SourceFile, report: Report) -> Values | None:
    mark = len(report.items)
    if path_id(stem(file.path), file.path, report) == CAUCUS:
        message = f"'{CAUCUS}' is a pack of rules, and a file cannot have its name"
        report.add("E333", Span(file.path), message, hint="rename the file, for example after the election")
    values = record(file, RULES_FILE, report)
    if values is not None:
        _shares(values.get(RULES_VIABILITY), report)
        _counts(values.get(RULES_BY_ATTENDANCE), report)
    return values if len(report.items) == mark else None


def titles(files: RuleFiles) -> Mapping[str, str]:
    """Return the titles of the files that a contest can name, by name."""
    return {name: values[RULES_TITLE] for name, values in files.items() if values is not None}


def named_rules(contest: SourceFile) -> str | None:
    """Return the rules that a contest.yml names."""
    values = record(contest, CONTEST, Report())
    stated = values.get(CONTEST_RULES) if values is not None else None
    pack = stated.get(RULES_PACK) if stated is not None else None
    return pack.text if pack is not None else None


class _Parameters(Struct, frozen=True):
    """What a contest states of its rules, and what the file states that it names. The contest's own values win."""

    own: Values
    file: Values | None

    def get(self, field: Field[T]) -> T | None:
        """Return a parameter, None if neither states it."""
        stated = self.own.get(field)
        return self.file.get(field) if stated is None and self.file is not None else stated

    def at(self, field: Field[T]) -> tuple[Span, ...]:
        """Return where a parameter is stated, and in a file also where the contest names the file."""
        if self.own.get(field) is not None:
            return (self.own.at(field),)
        named_at = self.own.at(RULES_PACK)
        if self.file is not None and self.file.get(field) is not None:
            return (self.file.at(field), named_at)
        return (named_at,)


def rules(values: Values | None, files: RuleFiles, known: Known, report: Report, *, deciding: str) -> Rules:
    """Return the rules of a contest, whose tallies are `known`; emits E202, E303 and E333."""
    if values is None:
        return GENERAL
    given = [(field.key, scalar) for field in RULES_TALLIES if (scalar := values.get(field)) is not None]
    tallies = {key: look_up(scalar, known, report) for key, scalar in given}
    return Rules(
        tallies={key: name for key, name in tallies.items() if name is not None},
        votes_each=values.get(RULES_VOTES_EACH) or 1,
        caucus=_caucus(values, files, known, report, deciding=deciding),
    )


def _caucus(values: Values, files: RuleFiles, known: Known, report: Report, *, deciding: str) -> Caucus | None:
    named = values.get(RULES_PACK)
    if named is None:
        _refuse_parameters(values, report)
        return None
    if named.text != CAUCUS and named.text not in files:
        message = f"'{named.text}' is neither a pack of rules nor {FOLDER}/{named.text}.yml"
        report.add("E333", named.span, message, hint=report.suggestion(named.text, [CAUCUS, *files]))
        return None
    file = files.get(named.text)
    is_readable = values.is_whole and bool(deciding) and (named.text == CAUCUS or file is not None)
    return _read(_Parameters(values, file), known, report, deciding=deciding) if is_readable else None


def _refuse_parameters(values: Values, report: Report) -> None:
    """Report parameters of a caucus without the pack that takes them."""
    for field in RULES_OF_CAUCUS if values.is_whole else ():
        if values.get(field) is not None:
            message = f"'{field.key}' is a parameter of a pack of rules, and these rules name none"
            report.add("E333", values.at(field), message, hint=f"add 'pack: {CAUCUS}', or remove the key")


def _read(stated: _Parameters, known: Known, report: Report, *, deciding: str) -> Caucus | None:
    mark = len(report.items)
    for field in RULES_NEEDED:
        if stated.get(field) is None:
            hint = f"add '{field.key}: …' ({field.doc.rstrip('.')})"
            report.add("E202", stated.own.at(RULES_PACK), f"the rules have no '{field.key}'", hint=hint)
    first = _tally(RULES_FIRST, RULES_FIRST.key, stated, known, report=report)
    people = stated.get(RULES_PEOPLE)
    is_published = people is not None and people.text != RULES_FIRST.key
    published_by = source(stated.get(RULES_SOURCE))
    caucus = Caucus(
        title=stated.get(RULES_TITLE) or "",
        first=first,
        final=_tally(RULES_FINAL, RULES_FINAL.key, stated, known, report=report),
        awards=_tally(RULES_AWARDS, deciding, stated, known, report=report),
        people=_tally(RULES_PEOPLE, first, stated, known, report=report) if is_published else first,
        delegates=stated.get(RULES_DELEGATES) or RULES_DELEGATES.key,
        viability=_shares(stated.get(RULES_VIABILITY), report),
        by_attendance=_counts(stated.get(RULES_BY_ATTENDANCE), report),
        allocation=stated.get(RULES_ALLOCATION) or Allocation.NEAREST,
        draw=stated.get(RULES_DRAW) or "lot",
        source=published_by.name if published_by is not None else None,
        source_url=published_by.url if published_by is not None else None,
    )
    return caucus if len(report.items) == mark else None


def _tally(field: Field[Scalar], default: str, stated: _Parameters, known: Known, *, report: Report) -> str:
    """Return the id of the tally that a parameter names."""
    scalar = stated.get(field)
    name = scalar.text if scalar is not None else default
    if name not in known.ids:
        message = f"this contest has no tally '{name}', which its rules need for '{field.key}'"
        own = f"name the contest's own: '{field.key}: {next(iter(known.ids))}'"
        hint = report.suggestion(name, known.ids) if scalar is not None else own
        at, *related = stated.at(field)
        report.add("E333", at, message, hint=hint, related=related)
    return name


def _shares(tree: Keys | None, report: Report) -> tuple[tuple[int, Fraction], ...]:
    """Return shares with the number from which on each of them holds, lowest first."""
    if tree is not None and not tree.entries:
        hint = "write a share for each number of delegates, for example {2: 1/4, 3: 1/6, 4: 3/20}"
        report.add("E333", tree.span, "without a share, no group is viable", hint=hint)
    return tuple(sorted(_each_share(tree, report)))


def _each_share(tree: Keys | None, report: Report) -> Iterator[tuple[int, Fraction]]:
    for key, node in tree.entries if tree is not None else ():
        least = Whole().read(key, report)
        match = _SHARE.fullmatch(node.text) if isinstance(node, Scalar) else None
        if match is None or int(match[1]) > int(match[2]):
            hint = "write a fraction of at most 1, for example 3/20 for 15 percent"
            report.add("E333", node.span, f"{_quoted(node)} is not a share", hint=hint)
        elif least is not None:
            yield least, Fraction(int(match[1]), int(match[2]))


def _quoted(node: Node) -> str:
    return f"'{node.text}'" if isinstance(node, Scalar) else "this"


def _counts(tree: Keys | None, report: Report) -> tuple[tuple[int, int], ...]:
    """Return counts with the number from which on each of them holds, lowest first."""
    read = [(Whole().read(key, report), Whole().read(node, report)) for key, node in tree.entries] if tree else []
    return tuple(sorted((least, count) for least, count in read if least is not None and count is not None))


def check_worth(areas: Iterable[Place | Group], contests: Sequence[Contest], report: Report) -> None:
    """Report what places and groups have to award of something that no contest of the site knows (E303)."""
    names: dict[str, None] = dict.fromkeys(PLACE_SHORT_WORTH)
    for contest in contests:
        names |= dict.fromkeys(str(tally.id) for tally in contest.tallies)
        names |= {contest.rules.caucus.delegates: None} if contest.rules.caucus is not None else {}
    for area in areas if contests else ():
        for name in area.worth.keys() - names.keys():
            message = f"'{area.id}' has '{name}' to award, but no contest has a tally of that id and no rules name it"
            report.add("E303", area.span, message, hint=report.suggestion(name, names))


def check_delegates(rules: Rules, units: Iterable[Place], at: Span, report: Report) -> None:
    """Report units whose number of delegates is not whole (E212), and rules that find none at any unit (E333)."""
    caucus = rules.caucus
    if caucus is None:
        return
    keys: dict[str, None] = {}
    for place in units:
        keys |= dict.fromkeys(place.worth)
        delegates = place.worth.get(caucus.delegates)
        if delegates is not None and delegates != int(delegates):
            message = f"'{place.id}' elects {delegates} delegates, which is not a whole number"
            report.add("E212", place.span, message, hint=f"correct '{caucus.delegates}' in its worth")
    if caucus.delegates not in keys and not caucus.by_attendance:
        message = f"no place of this contest has '{caucus.delegates}' in its worth, so nobody knows its delegates"
        hint = f"add 'worth: {{{caucus.delegates}: …}}' to the places"
        report.add("E333", at, message, hint=report.suggestion(caucus.delegates, keys) if keys else hint)
