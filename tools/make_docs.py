"""Write the parts of docs/ that are derived from the project itself.

Owns docs/diagnostics.md, every code with its explanation and what the examples in tests/diagnostics really print,
docs/keys.md, every key of the content as the loader describes it, and docs/rules.md, every rule of the packs.

Usage: python3 tools/make_docs.py
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from recanvass.checks.registry import PACKS, RULES  # noqa: E402
from recanvass.content.schema import keys as shapes  # noqa: E402 -- found by way of the line above
from recanvass.content.schema.ballot_keys import OfficeRecord, PartyRecord  # noqa: E402
from recanvass.content.schema.correction_keys import CorrectionRecord  # noqa: E402
from recanvass.content.schema.figure_keys import OutcomeOrNone, OutcomeRecord, RowRecord  # noqa: E402
from recanvass.content.schema.mapping_keys import MappingRecord  # noqa: E402
from recanvass.content.schema.plan_keys import PlanRecord  # noqa: E402
from recanvass.content.schema.records import ListOf, Record, Tree, Type, record_of  # noqa: E402
from recanvass.content.schema.rule_keys import AcknowledgementRecord, RulesFileRecord  # noqa: E402
from recanvass.content.schema.scalars import OneOf  # noqa: E402
from recanvass.content.schema.shares import RequirementRecord, Threshold  # noqa: E402
from recanvass.core.codes import CODES  # noqa: E402

EXAMPLES = ROOT / "tests" / "diagnostics"
_SUMMARY = re.compile(r"\n\n\d+ (?:error|warning)s?(?:, \d+ warnings?)?\n$")
_CHAPTERS = (
    ("E1", "Files and YAML"),
    ("E2", "Values"),
    ("E3", "Ids"),
    ("E4", "The whole site"),
    ("E5", "Templates"),
    ("E6", "Figures in notes and pages"),
    ("E8", "Imports"),
    ("W6", "Warnings"),
    ("W7", "Warnings about figures in notes"),
    ("W8", "Warnings about imports"),
    ("W9", "Warnings about findings"),
)
_HEAD = """\
# Messages and how to fix what they report

A message starts with the file, line and column (`wards.yml:5:18`) and a code. Below that are the line as you typed it,
with `^` under the problem, and a hint that says what to write. If two lines disagree, `also:` gives the other one.

Codes that start with E are errors. Until you fix them, Recanvass writes nothing and keeps the old site. Codes that
start with W are warnings. They stop a build only with `--strict`.

For an explanation on the command line, run `python build.py explain E210`. `python tools/make_docs.py` writes this page
from `recanvass/core/codes.py` and from the output of the example sites in `tests/diagnostics/`.
"""
_FILES = (
    ("site.yml", shapes.SiteRecord),
    ("content/places/*.yml", shapes.PlacesFileRecord),
    ("content/parties.yml, each party", PartyRecord),
    ("content/offices.yml, each office", OfficeRecord),
    ("content/contests/CONTEST/contest.yml", shapes.ContestRecord),
    ("content/rules/NAME.yml", RulesFileRecord),
    ("content/contests/CONTEST/releases/RELEASE/release.yml", shapes.ReleaseRecord),
    ("content/contests/CONTEST/releases/RELEASE/NAME.yml, next to the figures of each place", RowRecord),
    ("content/contests/CONTEST/reviews/REVIEW.yml", shapes.RequestRecord),
    ("content/contests/CONTEST/acknowledged.yml, each entry", AcknowledgementRecord),
    ("content/contests/CONTEST/corrections.yml, each entry", CorrectionRecord),
    ("content/news/NOTE.md", shapes.NoteRecord),
    ("content/pages/PAGE.md", shapes.PageRecord),
    ("a mapping file for import", MappingRecord),
    ("a plan for import election", PlanRecord),
)
_RULES_HEAD = """\
# Every rule that checks results

If results break a rule, you get a finding. [findings.md](findings.md) explains what to do about it.
`python tools/make_docs.py` writes this page from the packs in `recanvass/checks/packs/`.
"""
_OWN_WORDS = """\
To use it, name its rules in contest.yml, as [content.md](content.md#rules-of-a-caucus) explains. On a site, these texts
use the site's own names for rules, tallies and places. The texts below are for a contest without published attendance.\
"""
_KEYS_HEAD = """\
# Every key

[content.md](content.md) explains what each file is for. `python tools/make_docs.py` writes this page from the
descriptions in `recanvass/content/schema/`, which Recanvass itself uses to read the files. You can write any text
that readers see in several languages; see [languages.md](languages.md).
"""


def documents() -> Mapping[Path, str]:
    """Return every derived document by its path."""
    made = {"diagnostics.md": diagnostics(), "keys.md": keys(), "rules.md": rules()}
    return {ROOT / "docs" / name: text for name, text in made.items()}


def rules() -> str:
    """Return the document of all rules, pack by pack."""
    parts = [_RULES_HEAD]
    for pack in PACKS:
        note = _OWN_WORDS if pack.generic else pack.note
        parts.append(f"\n## {pack.title}\n\nThe pack `{pack.name}`. {note}".rstrip() + "\n")
        for rule in (RULES[template.code] for template in pack.rules()):
            parts.append(f"\n### {rule.code}\n\n**{rule.title}** ({rule.level.value})\n\n{rule.text}\n\n")
            parts.append(f"Possible explanation: {rule.innocent}\n\nSource: {rule.source.name}.\n")
    return "".join(parts)


def diagnostics() -> str:
    """Return the document of all codes, in the order of the codes."""
    parts = [_HEAD]
    for letters, title in _CHAPTERS:
        parts.append(f"\n## {title}\n")
        parts += [_entry(code) for code in CODES if code.startswith(letters)]
    return "".join(parts)


def _entry(code: str) -> str:
    printed = [_printed(folder) for folder in sorted(EXAMPLES.glob(f"{code}*")) if (folder / "expected.txt").is_file()]
    block = "\n\n".join(printed)
    return f"\n### {code}\n\n{CODES[code]}\n" + (f"\n```text\n{block}\n```\n" if block else "")


def _printed(folder: Path) -> str:
    return _SUMMARY.sub("", (folder / "expected.txt").read_text(encoding="utf-8"))


def keys() -> str:
    """Return the document of all keys: a table a kind of file, nested records behind the first that has them."""
    parts = [_KEYS_HEAD]
    seen: set[type[Record]] = set()
    for title, shape in _FILES:
        parts.append(f"\n## {title}\n\n")
        parts += _tables(shape, seen)
    return "".join(parts)


def _tables(shape: type[Record], seen: set[type[Record]]) -> Iterator[str]:
    yield "| key | | meaning |\n|---|---|---|\n"
    nested: list[tuple[str, type[Record]]] = []
    for field in shape.fields.values():
        yield f"| `{field.key}` | {'needed' if field.is_required else ''} | {field.doc}{_words(field.type)} |\n"
        inner = _record_in(field.type)
        if inner is not None and inner not in seen:
            seen.add(inner)
            nested.append((field.key, inner))
    for key, inner in nested:
        yield f"\nWithin `{key}`:\n\n"
        yield from _tables(inner, seen)


def _record_in(kind: Type[object]) -> type[Record] | None:
    if isinstance(kind, ListOf):
        return _record_in(kind.item)
    if isinstance(kind, Tree):
        return _record_in(kind.values) or kind.beside
    if isinstance(kind, OutcomeOrNone):
        return OutcomeRecord
    return RequirementRecord if isinstance(kind, Threshold) else record_of(kind)


def _words(kind: object) -> str:
    if not isinstance(kind, OneOf):
        return ""
    return f" One of: {', '.join(kind.known())}."


if __name__ == "__main__":
    for path, text in documents().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
