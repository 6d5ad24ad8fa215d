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
    ("E1", "Files and how they are written"),
    ("E2", "Values"),
    ("E3", "Ids and what they refer to"),
    ("E4", "The site as a whole"),
    ("E5", "Templates"),
    ("E6", "Figures in texts"),
    ("E8", "Imports"),
    ("W6", "Warnings"),
    ("W7", "Warnings about figures in texts"),
    ("W8", "Warnings of imports"),
    ("W9", "Warnings about findings"),
)
_HEAD = """\
# Messages and what to do about them

Made by `python3 tools/make_docs.py` from the explanations in `recanvass/core/codes.py` and from what the example sites
in `tests/diagnostics/` print. `python3 build.py explain E210` prints an explanation on the command line.

A message begins with the file, the line and the column (`wards.yml:5:18`), then comes its code. Below it stands the
line as it was typed, with `^` under what the message is about, and a hint: what to write. `also:` names the other place
where two are at odds. Codes with E are errors: nothing is written until they are gone, and the site stays as it was.
Codes with W are warnings, which stop a build only with `--strict`.
"""
_FILES = (
    ("site.yml", shapes.SiteRecord),
    ("content/places/*.yml", shapes.PlacesFileRecord),
    ("content/parties.yml, each party", PartyRecord),
    ("content/offices.yml, each office", OfficeRecord),
    ("content/contests/CONTEST/contest.yml", shapes.ContestRecord),
    ("content/rules/NAME.yml", RulesFileRecord),
    ("content/contests/CONTEST/releases/RELEASE/release.yml", shapes.ReleaseRecord),
    ("content/contests/CONTEST/releases/RELEASE/NAME.yml, beside the figures of each place", RowRecord),
    ("content/contests/CONTEST/reviews/REVIEW.yml", shapes.RequestRecord),
    ("content/contests/CONTEST/acknowledged.yml, each entry", AcknowledgementRecord),
    ("content/news/NOTE.md", shapes.NoteRecord),
    ("content/pages/PAGE.md", shapes.PageRecord),
    ("a mapping file of the command import", MappingRecord),
    ("a plan of the command import election", PlanRecord),
)
_RULES_HEAD = """\
# Every rule that results are held to

Made by `python3 tools/make_docs.py` from the packs in `recanvass/checks/packs/`. What a finding is and what to do about
one is told in [findings.md](findings.md).
"""
_OWN_WORDS = """\
A contest names it with parameters of its own, which [content.md](content.md#rules-of-a-caucus) explains. On a site,
these texts use the names of its rules, tallies and kinds of places. Here they are those of a contest that did not
publish attendance.\
"""
_KEYS_HEAD = """\
# Every key of the content

Made by `python3 tools/make_docs.py` from the descriptions in `recanvass/content/schema/keys.py`, which the loader
itself uses. What the files are for and how they play together is told in [content.md](content.md).
A text that readers see may be given in several languages: [languages.md](languages.md).
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
