"""CSV of what the rules find.

Owns its columns, which are a contract. Acknowledged findings stand in it with what was found out.
"""

from collections.abc import Iterable, Iterator

from recanvass.checks.engine import Finding
from recanvass.checks.registry import rule_in_words, words_of
from recanvass.core.model import Place, Site
from recanvass.exports.cells import table, text
from recanvass.results.histories import Results
from recanvass.text.catalogue import msgid

WHAT = msgid(
    "Figures that do not go together, by the rule that says so, with the releases that brought and ended each."
)
FINDINGS = (
    ("code", msgid("code of the rule; the page of findings says what it asks for")),
    ("rule", msgid("its title")),
    ("level", msgid("fault: cannot be right by the rule; doubtful: may well be right; notice: worth knowing")),
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("parent", msgid("id of the place it lies in")),
    ("since", msgid("id of the release that brought the finding")),
    ("ended", msgid("id of the release that ended it; empty where it still stands")),
    ("tallies", msgid("ids of the tallies whose figures clash, the main one first, separated by blanks")),
    ("choice", msgid("id of the candidate or option, where only one is concerned")),
    ("finding", msgid("the figures that clash, in words")),
    ("innocent_reading", msgid("how they may be in order after all")),
    ("acknowledged", msgid("what was found out about it; empty where nobody has looked into it")),
    ("acknowledged_by", msgid("who says so")),
    ("acknowledged_on", msgid("when")),
    ("source", msgid("where that was published")),
)


def findings_csv(site: Site, results: Results, findings: Iterable[Finding]) -> bytes:
    """Return one row a finding, by code, then in the order of places."""
    return table(FINDINGS, _rows(site, results, findings))


def _rows(site: Site, results: Results, findings: Iterable[Finding]) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    words = words_of(site, contest)
    for one in findings:
        rule = rule_in_words(one.code, words)
        area = site.places.get(one.area) or site.groups[one.area]
        answer = one.acknowledged
        source = answer.source if answer is not None else None
        yield (
            one.code,
            text(rule.title),
            one.level.value,
            one.area,
            text(area.name),
            (area.parent or "") if isinstance(area, Place) else "",
            contest.releases[one.since].id,
            contest.releases[one.cured].id if one.cured is not None else "",
            " ".join(one.clash.tallies),
            contest.choices[one.clash.choice].id if one.clash.choice is not None else "",
            text(one.clash.text),
            text(rule.innocent),
            text(answer.reason) if answer is not None else "",
            text(answer.by) if answer is not None else "",
            answer.day.isoformat() if answer is not None else "",
            text(source.url or source.name) if source is not None else "",
        )
