"""CSV of what the rules find.

Owns its columns, which are a contract. Acknowledged findings stand in it with what was found out.
"""

from collections.abc import Iterable, Iterator

from recanvass.checks.engine import Finding
from recanvass.checks.registry import rule_in_words, words_of
from recanvass.core.model import Place, Site
from recanvass.exports.cells import table, text
from recanvass.results.histories import Results
from recanvass.text.catalogue import ENGLISH, Catalogue, msgid
from recanvass.text.lazy import said

WHAT = msgid("Every finding, with its rule, the release it first appears in and the release that resolved it.")
FINDINGS = (
    ("code", msgid("the rule’s code; the findings page explains the rule")),
    ("rule", msgid("its title")),
    ("level", msgid("fault: breaks a rule; doubtful: unusual; notice: for information")),
    ("place", msgid("id of the place or group")),
    ("place_name", msgid("its name")),
    ("parent", msgid("id of the place that contains it")),
    ("since", msgid("id of the release where the finding first appears")),
    ("ended", msgid("id of the release that resolved it; empty if it is still open")),
    ("tallies", msgid("ids of the counts that disagree, the main one first, separated by spaces")),
    ("choice", msgid("id of the candidate or option, if the finding is about just one")),
    ("finding", msgid("the numbers that disagree, in words")),
    ("innocent_reading", msgid("a possible innocent explanation")),
    ("acknowledged", msgid("the explanation; empty if nobody has explained it")),
    ("acknowledged_by", msgid("who explained it")),
    ("acknowledged_on", msgid("when it was explained")),
    ("source", msgid("where the explanation was published")),
)


def findings_csv(site: Site, results: Results, findings: Iterable[Finding], catalogue: Catalogue = ENGLISH) -> bytes:
    """Return one row a finding, by code, then in the order of places."""
    return table(FINDINGS, _rows(site, results, findings, catalogue))


def _rows(site: Site, results: Results, findings: Iterable[Finding], catalogue: Catalogue) -> Iterator[tuple[str, ...]]:
    contest = results.contest
    words = words_of(site, contest, catalogue)
    for one in findings:
        rule = rule_in_words(one.code, words, catalogue)
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
            text(said(one.clash.said, catalogue)),
            text(rule.innocent),
            text(answer.reason) if answer is not None else "",
            text(answer.by) if answer is not None else "",
            answer.day.isoformat() if answer is not None else "",
            text(source.url or source.name) if source is not None else "",
        )
