"""Whatever stands in the place of a key or value of a contest: it is read or refused, and nothing raises."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from recanvass.content import syntax
from recanvass.content.files import SourceFile
from recanvass.core.diagnostics import Report
from recanvass.core.kinds import ReleaseKind
from recanvass.results import answers, tabulate
from recanvass.text.catalogue import ENGLISH
from recanvass.text.sentences import sentence
from tests.sites import read
from tests.test_guide_to_contests import FILES

WORDS = (
    *('""', "null", "[]", "{}", "-1", "0", "1", "2", "9", "1.5", "99999999999999", "true", "yes", "60%", "any", "none"),
    *("gray", "moss", "lund", "[gray, moss]", "votes", "r1", "absentee", "lee", "alder", "fern", "mayor", "dem", "wor"),
    *("majority", "measure", "retention", "audit", "court", "lot", "complete", "certified", "withheld", "2025-11-04"),
    *("[majority, {share: 40%, of: registered, by: ballots}]", "{share: 60%, of: ballots}", "{count: 5}", "[[]]", "]"),
)


def scalars(node: syntax.Node | None) -> Iterator[syntax.Scalar]:
    """Yield every key and value."""
    match node:
        case syntax.Keys(entries):
            for key, value in entries:
                yield key
                yield from scalars(value)
        case syntax.Items(items):
            for item in items:
                yield from scalars(item)
        case syntax.Scalar():
            yield node


def places_of(path: str) -> list[tuple[str, int, int, int]]:
    """Return where the keys and values of a file are."""
    node = syntax.read_yaml(SourceFile(path, FILES[path]), Report())
    return [(path, scalar.line, scalar.column - 1, scalar.length) for scalar in scalars(node)]


SPOTS = [spot for path in FILES if path.endswith(".yml") for spot in places_of(path)]


def site_around(path: str) -> dict[str, str]:
    """Return the files that a contest of the guide needs, and the contest of a runoff."""
    folder = path.rpartition("/releases/")[0] or path.rpartition("/")[0]
    known = (folder, "content/contests/senate-runoff", "content/places", "content/parties", "site.yml")
    return {
        name: text for name, text in FILES.items() if name.startswith(known) or not path.startswith("content/contests/")
    }


@given(st.lists(st.tuples(st.sampled_from(SPOTS), st.sampled_from(WORDS)), min_size=1, max_size=3))
def test_nothing_that_is_typed_raises(changes: list[tuple[tuple[str, int, int, int], str]]) -> None:
    (first, *_), _ = changes[0]
    files = site_around(first)
    for (path, line, column, length), word in changes:
        if path not in files or files[path] != FILES[path]:
            continue
        lines = files[path].splitlines(keepends=True)
        text = lines[line - 1]
        lines[line - 1] = f"{text[:column]}{word}{text[column + length :]}"
        files[path] = "".join(lines)
    site, faults = read(files)
    if site is None or any(fault.code.startswith("E") for fault in faults):
        return
    for contest in site.contests:
        results = tabulate.results(site, contest)
        for index, release in enumerate(contest.releases):
            for area in (contest.root, *results.areas, *contest.units):
                assert sentence(ENGLISH, site, answers.answer(site, results, area, index)).endswith(".")
            if release.kind is ReleaseKind.AUDIT:
                assert sentence(ENGLISH, site, answers.audit_answer(site, results, index)).endswith(".")
