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
from recanvass.content.load.unknown_ids import KnownIds, look_up, path_id, read_record
from recanvass.content.schema.keys import SHORT_WORTH, ContestRecord
from recanvass.content.schema.records import Field
from recanvass.content.schema.rule_keys import PARAMETERS, RulesFileRecord, RulesRecord
from recanvass.content.schema.scalars import Whole
from recanvass.content.syntax import Keys, Node, Scalar
from recanvass.core.contest_rules import GENERAL, TURNOUT, Allocation, Caucus, PackName, Rules
from recanvass.core.diagnostics import Report, Span
from recanvass.core.ids import TallyId
from recanvass.core.messages import worded
from recanvass.core.model import Contest, Group, Place

T = TypeVar("T")

FOLDER = f"{CONTENT}/rules"
CAUCUS = PackName.CAUCUS.value
_SHARE = r"([0-9]{1,4})/([1-9][0-9]{0,3})"

RuleFiles = Mapping[str, RulesFileRecord | None]
"""What the files in content/rules/ state, by name; None for a file with an error."""


def load_rule_files(files: Iterable[SourceFile], report: Report) -> RuleFiles:
    """Return what the files in content/rules/ state; emits E333."""
    return {stem(file.path): _rule_file(file, report) for file in files}


def _rule_file(file: SourceFile, report: Report) -> RulesFileRecord | None:
    mark = len(report.items)
    if path_id(stem(file.path), file.path, report) == CAUCUS:
        message = worded("'%(caucus)s' is a pack of rules, so a file can't use that name", caucus=CAUCUS)
        report.add("E333", Span(file.path), message, hint=worded("rename the file, for example after the election"))
    record = read_record(file, RulesFileRecord, report)
    if record is not None:
        _shares(record.get(RulesFileRecord.viability), report)
        _counts(record.by_attendance, report)
    return record if len(report.items) == mark else None


def titles(files: RuleFiles) -> Mapping[str, str]:
    """Return the titles of the files that a contest can name, by name."""
    return {name: record.title for name, record in files.items() if record is not None}


def named_rules(contest: SourceFile) -> str | None:
    """Return the rules that a contest.yml names."""
    record = read_record(contest, ContestRecord, Report())
    rules = record.rules if record is not None else None
    return rules.pack.text if rules is not None and rules.pack is not None else None


class _Parameters(Struct, frozen=True):
    """What a contest states of its rules, and what the file states that it names. The contest's own values win."""

    own: RulesRecord
    file: RulesFileRecord | None

    def get(self, field: Field[T | None]) -> T | None:
        """Return a parameter, None if neither states it."""
        stated = self.own.get(field)
        return self.file.get(field) if stated is None and self.file is not None else stated

    def at(self, field: Field[object]) -> tuple[Span, ...]:
        """Return the position of a parameter. If it is in a file, add the position where the contest names the file."""
        if self.own.get(field) is not None:
            return (self.own.at(field),)
        named_at = self.own.at(RulesRecord.pack)
        if self.file is not None and self.file.get(field) is not None:
            return (self.file.at(field), named_at)
        return (named_at,)


def load_rules(
    record: RulesRecord | None, files: RuleFiles, known: KnownIds[TallyId], report: Report, *, deciding: str
) -> Rules:
    """Return the rules of a contest, whose tallies are `known`; emits E202, E303 and E333."""
    if record is None:
        return GENERAL
    fields = (RulesRecord.ballots, RulesRecord.registered)
    tallies = {field.key: look_up(record.get(field), known, report) for field in fields}
    return Rules(
        tallies={key: name for key, name in tallies.items() if name is not None},
        votes_each=record.votes_each or 1,
        caucus=_caucus(record, files, known, report, deciding=deciding),
    )


def _caucus(
    record: RulesRecord, files: RuleFiles, known: KnownIds[TallyId], report: Report, *, deciding: str
) -> Caucus | None:
    name = record.pack
    if name is None:
        _refuse_parameters(record, report)
        return None
    if name.text != CAUCUS and name.text not in files:
        message = worded(
            "'%(name)s' is neither a pack of rules nor %(folder)s/%(name)s.yml", name=name.text, folder=FOLDER
        )
        report.add("E333", name.span, message, hint=report.suggestion(name.text, [CAUCUS, *files]))
        return None
    file = files.get(name.text)
    is_readable = not record.faulty and bool(deciding) and (name.text == CAUCUS or file is not None)
    return _read_caucus(_Parameters(record, file), known, report, deciding=deciding) if is_readable else None


def _refuse_parameters(record: RulesRecord, report: Report) -> None:
    """Report parameters of a caucus without the pack that takes them."""
    for field in PARAMETERS if not record.faulty else ():
        if record.get(field) is not None:
            message = worded("'%(field)s' belongs to a pack of rules, but these rules name none", field=field.key)
            hint = worded("add 'pack: %(caucus)s' or delete the key", caucus=CAUCUS)
            report.add("E333", record.at(field), message, hint=hint)


def _read_caucus(stated: _Parameters, known: KnownIds[TallyId], report: Report, *, deciding: str) -> Caucus | None:
    mark = len(report.items)
    for field in PARAMETERS:
        if RulesFileRecord.fields[field.key].is_required and stated.get(field) is None:
            hint = worded("add '%(field)s: …' (%(doc)s)", field=field.key, doc=field.doc.rstrip("."))
            message = worded("the rules have no '%(field)s'", field=field.key)
            report.add("E202", stated.own.at(RulesRecord.pack), message, hint=hint)
    first = _tally(RulesRecord.first, RulesRecord.first.key, stated, known, report=report)
    people = stated.get(RulesRecord.people)
    source = stated.get(RulesRecord.source)
    caucus = Caucus(
        title=stated.get(RulesRecord.title) or "",
        first=first,
        final=_tally(RulesRecord.final, RulesRecord.final.key, stated, known, report=report),
        awards=_tally(RulesRecord.awards, deciding, stated, known, report=report),
        people=_people(people, first, stated, known, report=report),
        delegates=stated.get(RulesRecord.delegates) or RulesRecord.delegates.key,
        viability=_shares(stated.get(RulesRecord.viability), report),
        by_attendance=_counts(stated.get(RulesRecord.by_attendance), report),
        allocation=stated.get(RulesRecord.allocation) or Allocation.NEAREST,
        draw=stated.get(RulesRecord.draw) or "lot",
        source=source.name if source is not None else None,
        source_url=source.url if source is not None else None,
    )
    return caucus if len(report.items) == mark else None


def _people(scalar: Scalar | None, first: str, stated: _Parameters, known: KnownIds[TallyId], *, report: Report) -> str:
    """Return what says how many attended: the first alignment, the turnout of a place, or a tally of its own."""
    if scalar is None or scalar.text == RulesRecord.first.key:
        return first
    return TURNOUT if scalar.text == TURNOUT else _tally(RulesRecord.people, first, stated, known, report=report)


def _tally(
    field: Field[Scalar | None], default: str, stated: _Parameters, known: KnownIds[TallyId], *, report: Report
) -> str:
    """Return the id of the tally that a parameter names."""
    scalar = stated.get(field)
    name = scalar.text if scalar is not None else default
    if name not in known.ids:
        message = worded(
            "the rules need a tally '%(name)s' for '%(field)s', but this contest has none", name=name, field=field.key
        )
        default_hint = worded(
            "name one of the contest's tallies: '%(field)s: %(iter)s'", field=field.key, iter=next(iter(known.ids))
        )
        hint = report.suggestion(name, known.ids) if scalar is not None else default_hint
        at, *related = stated.at(field)
        report.add("E333", at, message, hint=hint, related=related)
    return name


def _shares(tree: Keys | None, report: Report) -> tuple[tuple[int, Fraction], ...]:
    """Return shares, each with the lowest number it applies to, lowest first."""
    if tree is not None and not tree.entries:
        hint = worded("write a share for each number of delegates, for example {2: 1/4, 3: 1/6, 4: 3/20}")
        report.add("E333", tree.span, worded("no share is given, so no group is viable"), hint=hint)
    return tuple(sorted(_each_share(tree, report)))


def _each_share(tree: Keys | None, report: Report) -> Iterator[tuple[int, Fraction]]:
    for key, node in tree.entries if tree is not None else ():
        least = Whole().read(key, report)
        match = re.fullmatch(_SHARE, node.text) if isinstance(node, Scalar) else None
        if match is None or int(match[1]) > int(match[2]):
            hint = worded("write a fraction of at most 1, for example 3/20 for 15 percent")
            report.add("E333", node.span, worded("%(node)s is not a share", node=_quoted(node)), hint=hint)
        elif least is not None:
            yield least, Fraction(int(match[1]), int(match[2]))


def _quoted(node: Node) -> str:
    return f"'{node.text}'" if isinstance(node, Scalar) else worded("this")


def _counts(tree: Keys | None, report: Report) -> tuple[tuple[int, int], ...]:
    """Return counts, each with the lowest number it applies to, lowest first."""
    read = [(Whole().read(key, report), Whole().read(node, report)) for key, node in tree.entries] if tree else []
    return tuple(sorted((least, count) for least, count in read if least is not None and count is not None))


def check_worth(areas: Iterable[Place | Group], contests: Sequence[Contest], report: Report) -> None:
    """Report what places and groups have to award of something that no contest of the site knows (E303)."""
    names: dict[str, None] = dict.fromkeys(SHORT_WORTH)
    for contest in contests:
        names |= dict.fromkeys(str(tally.id) for tally in contest.tallies)
        names |= {contest.rules.caucus.delegates: None} if contest.rules.caucus is not None else {}
    for area in areas if contests else ():
        for name in area.worth.keys() - names.keys():
            message = worded(
                "'%(area)s' has '%(name)s' to award, but no contest has that tally and no rules name it",
                area=area.id,
                name=name,
            )
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
            message = worded(
                "'%(place)s' elects %(delegates)s delegates, which is not a whole number",
                place=place.id,
                delegates=delegates,
            )
            hint = worded("correct '%(delegates)s' under 'worth'", delegates=caucus.delegates)
            report.add("E212", place.span, message, hint=hint)
    if caucus.delegates not in keys and not caucus.by_attendance:
        message = worded(
            "no place in this contest has '%(delegates)s' under 'worth', so its delegates are unknown",
            delegates=caucus.delegates,
        )
        hint = worded("add 'worth: {%(delegates)s: …}' to the places", delegates=caucus.delegates)
        report.add("E333", at, message, hint=report.suggestion(caucus.delegates, keys) if keys else hint)
