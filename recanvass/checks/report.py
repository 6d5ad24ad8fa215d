"""Findings as a command prints them: chosen so that no kind is drowned, and counted.

Owns the choice and the text. Must not print; the command line does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest

from recanvass.checks.engine import Finding, spans
from recanvass.checks.registry import RULES, AnyRule, rule_in_words, words_of
from recanvass.checks.rule import Level
from recanvass.core import urls
from recanvass.core.diagnostics import annotation_of, location
from recanvass.core.ids import AreaId, ContestId
from recanvass.core.messages import listed, worded, worded_plural
from recanvass.core.model import Site
from recanvass.results.histories import Results
from recanvass.text.catalogue import ENGLISH, Catalogue
from recanvass.text.lazy import said

MAX_PRINTED = 50
_WEIGHT = {Level.FAULT: 0, Level.DOUBTFUL: 1, Level.NOTICE: 2}
_ANNOTATIONS = {Level.FAULT: "warning", Level.DOUBTFUL: "notice", Level.NOTICE: "notice"}

Found = Sequence[tuple[Results, Finding]]
"""Findings, each with the results it is of."""
_Words = Mapping[ContestId, Mapping[str, str]]
"""What fills the texts of rules, by contest."""


def _words(site: Site, found: Found, catalogue: Catalogue) -> _Words:
    contests = {results.contest.id: results.contest for results, _ in found}
    return {name: words_of(site, contest, catalogue) for name, contest in contests.items()}


def unanswered(found: Found) -> Found:
    """Return the findings that nobody has acknowledged."""
    return [pair for pair in found if pair[1].acknowledged is None]


def faults(found: Found) -> int:
    """Count the faults that stand at the newest release."""
    return sum(one.level is Level.FAULT and one.cured is None for _, one in found)


def chosen(found: Found, limit: int = MAX_PRINTED) -> Found:
    """Return the findings to print, newest release first.

    Every code has its turn, the rarest first, so that one finding among hundreds of others is among them. Within a code
    what still stands goes first, the newest release in turn with places that stand out in several ways at once.
    """
    by_code: dict[str, list[tuple[Results, Finding]]] = defaultdict(list)
    for pair in found:
        by_code[pair[1].code].append(pair)
    together = Counter((id(results), one.area, one.since) for results, one in found)
    codes = sorted(by_code, key=lambda code: (len(by_code[code]), code))
    turns = zip_longest(*(_in_turn(by_code[code], together) for code in codes))
    picked = [pair for pair in chain.from_iterable(turns) if pair is not None][:limit]
    return sorted(picked, key=lambda pair: (-pair[1].since, _WEIGHT[pair[1].level], pair[1].code))


def _in_turn(found: Found, together: Mapping[tuple[int, AreaId, int], int]) -> Iterator[tuple[Results, Finding]]:
    newest = sorted(found, key=lambda pair: (_is_over(pair[1]), -pair[1].since, _WEIGHT[pair[1].level]))
    loudest = sorted(found, key=lambda pair: (_is_over(pair[1]), -together[id(pair[0]), pair[1].area, pair[1].since]))
    seen: set[int] = set()
    for pair in chain.from_iterable(zip(newest, loudest, strict=True)):
        if id(pair[1]) not in seen:
            seen.add(id(pair[1]))
            yield pair


def _is_over(one: Finding) -> bool:
    return one.cured is not None


def lines(site: Site, found: Found, catalogue: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield what `check` prints: the chosen findings, then one line a code with the counts of all of them."""
    yield from ("",) if found else ()
    words = _words(site, found, catalogue)
    for results, one in chosen(found):
        rule = rule_in_words(one.code, words[results.contest.id], catalogue)
        yield from _block(site, results, one, rule, catalogue=catalogue)
        yield ""
    counts = Counter(one.code for _, one in found)
    standing = Counter(one.code for _, one in found if one.cured is None)
    for code in sorted(counts):
        total = worded_plural("%(count)s finding", "%(count)s findings", counts[code])
        some = worded("%(count)s open", count=f"{standing[code]:,}")
        yield f"{code}  {total}, {some}: {catalogue.text(RULES[code].title)}"
    if counts:
        pages = dict.fromkeys(urls.findings(results.contest).removesuffix("index.html") for results, _ in found)
        more = len(found) - min(len(found), MAX_PRINTED)
        rest = worded("%(count)s not shown. ", count=f"{more:,}") if more else ""
        yield rest + worded("All findings: %(pages)s on the site", pages=", ".join(pages))


def _block(site: Site, results: Results, one: Finding, rule: AnyRule, *, catalogue: Catalogue) -> Iterator[str]:
    at = spans(results.contest, one)
    place = location(at[0]) if at else results.contest.span.path
    text = said(one.clash.said, catalogue)
    yield f"{place}: {one.level.value}[{one.code}]: {_name(site, one)}: {text}"
    yield from (worded("  also: %(location)s", location=location(other)) for other in at[1:])
    yield worded("  rule: %(rule)s", rule=rule.text)
    yield worded("  possible explanation: %(innocent)s", innocent=rule.innocent)
    yield f"  {_life(results, one)}"


def _name(site: Site, one: Finding) -> str:
    place = site.places.get(one.area)
    name = place.name if place is not None else site.groups[one.area].name
    return f"{name} ({one.area})"


def _life(results: Results, one: Finding) -> str:
    releases = results.contest.releases
    since = releases[one.since].title
    if one.cured is None:
        return worded("since “%(since)s”, open", since=since)
    return worded("since “%(since)s”, resolved in “%(cured)s”", since=since, cured=releases[one.cured].title)


def summary(findings: Iterable[Sequence[Finding]]) -> str:
    """Say in one line how many findings there are; empty where there are none."""
    found = [one for some in findings for one in some]
    if not found:
        return ""
    standing = [one for one in found if one.cured is None]
    levels = Counter(one.level for one in standing)
    faults, doubtful, notices = levels[Level.FAULT], levels[Level.DOUBTFUL], levels[Level.NOTICE]
    parts = [worded_plural("%(count)s fault", "%(count)s faults", faults)] if faults else []
    parts += [worded_plural("%(count)s doubtful", "%(count)s doubtful", doubtful)] if doubtful else []
    parts += [worded_plural("%(count)s notice", "%(count)s notices", notices)] if notices else []
    answered = sum(one.acknowledged is not None for one in found)
    text = worded("Findings: %(all)s in all, %(open)s open", all=f"{len(found):,}", open=f"{len(standing):,}")
    text += f" ({listed(parts)})" if parts else ""
    return text + (worded(", %(answered)s explained", answered=f"{answered:,}") if answered else "")


def records(site: Site | None, found: Found) -> Iterator[dict[str, object]]:
    """Yield findings as plain values for programs."""
    if site is not None:
        words = _words(site, found, ENGLISH)
        yield from (_record(site, *pair, words) for pair in found)


def _record(site: Site, results: Results, one: Finding, words: _Words) -> dict[str, object]:
    contest = results.contest
    rule = rule_in_words(one.code, words[contest.id])
    return {
        "code": one.code,
        "level": one.level.value,
        "contest": contest.id,
        "place": one.area,
        "place_name": _name(site, one).rpartition(" (")[0],
        "since": contest.releases[one.since].id,
        "cured": contest.releases[one.cured].id if one.cured is not None else None,
        "tallies": list(one.clash.tallies),
        "choice": contest.choices[one.clash.choice].id if one.clash.choice is not None else None,
        "text": one.clash.text,
        "rule": rule.text,
        "innocent": rule.innocent,
        "acknowledged": one.acknowledged.reason if one.acknowledged is not None else None,
        "at": [{"file": span.path, "line": span.line, "column": span.column} for span in spans(contest, one)],
    }


def annotations(site: Site, found: Found, catalogue: Catalogue = ENGLISH) -> Iterator[str]:
    """Yield the chosen findings as workflow commands, which GitHub shows beside the lines of a pull request."""
    words = _words(site, found, catalogue)
    for results, one in chosen(found):
        at = spans(results.contest, one) or (results.contest.span,)
        innocent = rule_in_words(one.code, words[results.contest.id], catalogue).innocent
        sentence = said(one.clash.said, catalogue)
        text = worded(
            "%(name)s: %(sentence)s Possible explanation: %(innocent)s",
            name=_name(site, one),
            sentence=sentence,
            innocent=innocent,
        )
        yield annotation_of(_ANNOTATIONS[one.level], at[0], one.code, text)
