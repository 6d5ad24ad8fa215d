"""What the rules find: the page of all findings, and those of a place and of a release."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from recanvass.checks.engine import Finding
from recanvass.checks.registry import AnyRule, notes_of, rule_in_words
from recanvass.checks.rule import Level
from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.model import Place
from recanvass.pages.context import ContestContext, area_link, file_link, link
from recanvass.pages.finding_examples import examples, totals
from recanvass.pages.models.clashes import (
    AnsweredRow,
    CodeCountRow,
    FindingCountRow,
    FindingGroup,
    FindingRow,
    FindingSection,
    PlaceFinding,
    PlaceFindings,
    ReleaseFindings,
    RuleCard,
)
from recanvass.pages.models.pages import FindingsPage
from recanvass.pages.models.parts import Fact, Link
from recanvass.pages.page_frame import contest_frame
from recanvass.text.catalogue import Catalogue, msgid
from recanvass.text.lazy import said

LEVELS = {
    Level.FAULT: msgid("Breaks a rule"),
    Level.DOUBTFUL: msgid("Unusual"),
    Level.NOTICE: msgid("For information"),
}
MOST_LISTED = 20
"""Findings of one rule that are listed one by one; of more, the page counts them by place."""
FEW_ANSWERED = 2
_INTRO = msgid(
    "Numbers that don’t add up, flagged automatically. A finding is not evidence of wrongdoing, and not every "
    "finding is an error. We changed no number because of one."
)
_FAIR = msgid(
    "The checks compare published numbers with each other and with the rules of the contest. They can’t tell which "
    "number is wrong, why, or whom it helped. Most findings have an ordinary explanation, and each rule lists one."
)


def every(context: ContestContext) -> list[Finding]:
    """Return all findings by code, within a code in the order of areas."""
    return sorted((one for found in context.findings.values() for one in found), key=lambda one: one.code)


def _rule(context: ContestContext, one: Finding) -> AnyRule:
    return rule_in_words(one.code, context.rule_words, context.catalogue)


def findings_page(context: ContestContext) -> FindingsPage:
    """Return the list of everything the rules find, by rule, then by the place around."""
    here, text = urls.findings(context.contest), context.catalogue.text
    all_of_them = every(context)
    open_ones = [one for one in all_of_them if one.acknowledged is None]
    sections = tuple(_section(context, here, rule, found) for rule, found in _by_rule(context, all_of_them))
    answered = tuple(_answered(context, here, one) for one in all_of_them if one.acknowledged is not None)
    few = FEW_ANSWERED if len(answered) > FEW_ANSWERED + 1 else len(answered)
    more, catalogue = len(answered) - few, context.catalogue
    title = text("Findings")
    description = text("Automated checks of the numbers in %(contest)s", contest=context.contest.title)
    return FindingsPage(
        frame=contest_frame(context, here, (title, description)),
        heading=title,
        intro=text(_INTRO),
        notes=(text(_FAIR), *notes_of(context.contest, context.rule_words, context.catalogue)),
        totals=totals(context, all_of_them),
        examples=tuple(examples(context, here, all_of_them)),
        corrections=_corrections(context),
        codes=_codes(context, here, all_of_them),
        releases=release_rows_of_findings(context, here),
        around_title=_around_title(context, open_ones),
        around=tuple(_around(context, here, open_ones)),
        sections=sections,
        answered=answered,
        few_answered=few,
        more_answered=catalogue.plural("%(count)s more", "%(count)s more", more) if more else "",
        download=file_link(
            context.shared, here, text("All findings (CSV)"), urls.download(context.contest, "findings.csv")
        ),
    )


def _corrections(context: ContestContext) -> Link:
    """Return whom readers tell of a mistake, with the site's own address for it or the publisher's."""
    address = context.site.corrections or context.site.publisher.url or ""
    mail = address.removeprefix("mailto:")
    return Link(mail if mail != address else context.site.publisher.name, address)


def _by_rule(context: ContestContext, findings: Iterable[Finding]) -> list[tuple[AnyRule, list[Finding]]]:
    """Return findings by rule: those that cannot be right first, then by code."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for one in findings:
        found[one.code].append(one)
    order = list(Level)
    rules = ((_rule(context, listed[0]), listed) for listed in found.values())
    return sorted(rules, key=lambda pair: (order.index(pair[0].level), pair[0].code))


def _section(context: ContestContext, here: str, rule: AnyRule, findings: Sequence[Finding]) -> FindingSection:
    open_ones = [one for one in findings if one.acknowledged is None]
    standing = [one for one in open_ones if one.cured is None]
    ended = [one for one in open_ones if one.cured is not None]
    answered, catalogue = len(findings) - len(open_ones), context.catalogue
    looked_into = catalogue.plural("%(count)s explained", "%(count)s explained", answered)
    return FindingSection(
        rule=_card(catalogue, rule),
        standing_title=catalogue.plural("%(count)s open finding", "%(count)s open findings", len(standing))
        if standing
        else "",
        standing=_groups(context, here, standing),
        ended_title=catalogue.plural(
            "%(count)s resolved by a later release", "%(count)s resolved by a later release", len(ended)
        )
        if ended
        else "",
        ended=_groups(context, here, ended),
        answered=Link(looked_into, "#_acknowledged") if answered else None,
    )


def _card(catalogue: Catalogue, rule: AnyRule) -> RuleCard:
    return RuleCard(
        id=anchor(rule),
        code=rule.code,
        title=rule.title,
        level=rule.level.value,
        level_text=catalogue.text(LEVELS[rule.level]),
        text=rule.text,
        source=Link(rule.source.name, rule.source.url or ""),
        innocent=rule.innocent,
    )


def anchor(rule: AnyRule) -> str:
    """Return where a rule stands on the page of findings."""
    return rule.code.lower()


def rule_link(context: ContestContext, here: str, rule: AnyRule) -> Link:
    """Return a link to a rule on the page of findings."""
    if here == urls.findings(context.contest):
        return Link(rule.title, f"#{anchor(rule)}")
    return link(here, rule.title, f"{urls.findings(context.contest)}#{anchor(rule)}")


def _groups(context: ContestContext, here: str, findings: Sequence[Finding]) -> tuple[FindingGroup, ...]:
    found: dict[AreaId | None, list[Finding]] = defaultdict(list)
    for one in findings:
        found[_parent(context, one.area)].append(one)
    is_long = len(findings) > MOST_LISTED and len(found) > 1
    return tuple(_group(context, here, parent, inside, is_long=is_long) for parent, inside in found.items())


def _group(
    context: ContestContext, here: str, parent: AreaId | None, findings: Sequence[Finding], *, is_long: bool
) -> FindingGroup:
    is_counted = is_long and parent is not None
    place = area_link(context.shared, context.contest, here, parent) if parent is not None else None
    if place is not None and is_counted and all(one.cured is None for one in findings):
        place = Link(place.text, f"{place.href}#_findings")
    return FindingGroup(
        place,
        context.catalogue.number(len(findings)) if is_counted else "",
        () if is_counted else tuple(_row(context, here, one) for one in findings),
    )


def _parent(context: ContestContext, area: AreaId) -> AreaId | None:
    place = context.site.places.get(area)
    return place.parent if place is not None and area != context.contest.root else None


def _row(context: ContestContext, here: str, one: Finding) -> FindingRow:
    return FindingRow(
        place=area_link(context.shared, context.contest, here, one.area),
        text=said(one.clash.said, context.catalogue),
        level_text=context.catalogue.text(LEVELS[one.level]) if one.level is not _rule(context, one).level else "",
        life=_life(context, one),
    )


def _life(context: ContestContext, one: Finding) -> str:
    releases, text = context.contest.releases, context.catalogue.text
    since = releases[one.since].title
    if one.cured is None:
        return text("First seen in “%(release)s.”", release=since)
    return text("First seen in “%(release)s.” Resolved in “%(ended)s.”", release=since, ended=releases[one.cured].title)


def _answered(context: ContestContext, here: str, one: Finding) -> AnsweredRow:
    answer = one.acknowledged
    source = answer.source if answer is not None else None
    return AnsweredRow(
        place=area_link(context.shared, context.contest, here, one.area),
        rule=rule_link(context, here, _rule(context, one)),
        text=said(one.clash.said, context.catalogue),
        life=_life(context, one),
        reason=answer.reason if answer is not None else "",
        source=Link(source.name, source.url or "") if source is not None else None,
        by=answer.by if answer is not None else "",
        time=context.catalogue.day(answer.day, context.site.timezone) if answer is not None else "",
    )


def _codes(context: ContestContext, here: str, findings: Iterable[Finding]) -> tuple[CodeCountRow, ...]:
    rows = []
    for rule, found in _by_rule(context, findings):
        standing = sum(one.cured is None for one in found)
        rows.append(_code_row(context, here, rule, (standing, len(found) - standing)))
    return tuple(rows)


def _code_row(context: ContestContext, here: str, rule: AnyRule, counts: tuple[int, int]) -> CodeCountRow:
    first, second = counts
    return CodeCountRow(
        rule=rule_link(context, here, rule),
        code=rule.code,
        level_text=context.catalogue.text(LEVELS[rule.level]),
        standing=context.catalogue.number(first) if first else "",
        ended=context.catalogue.number(second) if second else "",
    )


def _release_row(context: ContestContext, here: str, index: int) -> FindingCountRow:
    release = context.contest.releases[index]
    came, ended, standing = context.finding_counts[index]
    return FindingCountRow(
        release=link(here, release.title, urls.release(context.contest, release)),
        came=context.catalogue.number(came) if came else "",
        ended=context.catalogue.number(ended) if ended else "",
        standing=context.catalogue.number(standing),
    )


def release_rows_of_findings(context: ContestContext, here: str) -> tuple[FindingCountRow, ...]:
    """Return the counts of findings a release, newest first; none where the contest has no findings."""
    return (
        tuple(_release_row(context, here, i) for i in reversed(range(context.shown + 1)))
        if context.contest.id in context.shared.found_in
        else ()
    )


def _around_title(context: ContestContext, findings: Iterable[Finding]) -> str:
    parents = {parent for one in findings if (parent := _parent(context, one.area)) is not None}
    kinds = {context.site.places[parent].kind for parent in parents - {context.contest.root}}
    names = [kind.name for kind in context.site.kinds.values() if kind.id in kinds]
    catalogue = context.catalogue
    listed = catalogue.listed([catalogue.within(name) for name in names])
    return catalogue.text("By %(kinds)s", kinds=listed) if names else ""


def _around(context: ContestContext, here: str, findings: Iterable[Finding]) -> Iterator[Fact]:
    counts = Counter(_parent(context, one.area) for one in findings if one.cured is None)
    for area in context.results.areas:
        if counts[area] and area != context.contest.root:
            place = area_link(context.shared, context.contest, here, area)
            yield Fact(place.text, context.catalogue.number(counts[area]), f"{place.href}#_findings")


def findings_of(context: ContestContext, here: str, area: AreaId) -> PlaceFindings | None:
    """Return what the rules find in a place and in those right below it; None where they find nothing."""
    own: Sequence[Finding] = context.findings.get(area, ())
    inside = tuple(_inside(context, here, area)) if area != context.contest.root else ()
    if not own and not inside:
        return None
    order, catalogue = list(Level), context.catalogue
    own = sorted(own, key=lambda one: order.index(one.level))
    standing = [one for one in own if one.cured is None]
    ended = [one for one in own if one.cured is not None]
    return PlaceFindings(
        intro=catalogue.text(
            "Numbers that don’t add up. A finding is not evidence of wrongdoing. It doesn’t tell which number is "
            "wrong, or why."
        )
        if standing or inside
        else "",
        standing=tuple(_place_finding(context, here, one) for one in standing),
        ended_title=catalogue.text("Resolved by a later release (%(count)s)", count=catalogue.number(len(ended)))
        if ended
        else "",
        ended=tuple(_place_finding(context, here, one) for one in ended),
        inside_title=catalogue.plural(
            "%(count)s finding in a place here", "%(count)s findings in places here", len(inside)
        ),
        inside=inside,
        all=link(here, catalogue.text("All findings and rules"), urls.findings(context.contest)),
    )


def _inside(context: ContestContext, here: str, area: AreaId) -> Iterator[FindingRow]:
    if not isinstance(context.shared.area(area), Place):
        return
    for place in context.inside.get(area, ()):
        for one in context.findings.get(place, ()):
            if one.cured is None and one.acknowledged is None:
                row = _row(context, here, one)
                yield FindingRow(row.place, f"{_rule(context, one).title}. {row.text}", row.level_text, "")


def _place_finding(context: ContestContext, here: str, one: Finding) -> PlaceFinding:
    answer, rule = one.acknowledged, _rule(context, one)
    return PlaceFinding(
        rule=rule_link(context, here, rule),
        level=one.level.value,
        level_text=context.catalogue.text(LEVELS[one.level]),
        text=said(one.clash.said, context.catalogue),
        rule_text=rule.text,
        innocent=rule.innocent,
        life=_life(context, one),
        answer=f"{answer.reason} ({answer.by}, {context.catalogue.day(answer.day, context.site.timezone)})"
        if answer
        else "",
    )


def findings_at(context: ContestContext, here: str, index: int) -> ReleaseFindings | None:
    """Return what the rules find at a release; None where nothing stands and nothing ended."""
    came, ended, standing = context.finding_counts[index]
    if not came and not ended and not standing:
        return None
    moved = [one for one in every(context) if index in (one.since, one.cured)]
    catalogue = context.catalogue
    plural, parts = catalogue.plural, []
    if came:
        parts.append(plural("%(count)s new finding in this release", "%(count)s new findings in this release", came))
    if ended:
        parts.append(plural("%(count)s resolved", "%(count)s resolved", ended))
    parts.append(plural("%(count)s open", "%(count)s open", standing))
    return ReleaseFindings(
        text=f"{catalogue.listed(parts)}.",
        codes=tuple(
            _code_row(
                context,
                here,
                rule,
                (sum(one.since == index for one in found), sum(one.cured == index for one in found)),
            )
            for rule, found in _by_rule(context, moved)
        ),
        all=link(here, catalogue.text("All findings and rules"), urls.findings(context.contest)),
    )
