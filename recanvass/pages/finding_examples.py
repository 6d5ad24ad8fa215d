"""What the page of findings says first: how many there are of each weight, and an example of the gravest rules."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from recanvass.checks.engine import Finding
from recanvass.checks.registry import rule_in_words
from recanvass.checks.rule import Level
from recanvass.pages.context import ContestContext, area_link
from recanvass.pages.models.summaries import KeyFact
from recanvass.text.catalogue import msgids
from recanvass.text.lazy import said

MOST_EXAMPLES = 3
_LEVELS = {
    Level.FAULT: msgids("%(count)s breaks a rule", "%(count)s break a rule"),
    Level.DOUBTFUL: msgids("%(count)s is unusual", "%(count)s are unusual"),
    Level.NOTICE: msgids("%(count)s is for information", "%(count)s are for information"),
}


def examples(context: ContestContext, here: str, findings: Sequence[Finding]) -> Iterator[KeyFact]:
    """Yield a fact for each of the gravest rules with open findings, those with the most places first."""
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    of_place = Counter(one.area for one in findings if _is_open(one))
    for one in findings:
        if _is_open(one):
            by_rule[one.code].append(one)
    order = list(Level)
    rules = ((rule_in_words(code, context.rule_words, context.catalogue), found) for code, found in by_rule.items())
    gravest = sorted(rules, key=lambda pair: (order.index(pair[0].level), -len(pair[1]), pair[0].code))
    for rule, found in gravest[:MOST_EXAMPLES]:
        # The place with the most open findings says the most on its own page.
        weighty = [one for one in found if one.level is rule.level] or found
        example = max(weighty, key=lambda one: of_place[one.area])
        places = len({one.area for one in found})
        yield KeyFact(
            label=rule.title,
            figure=context.catalogue.plural("%(count)s place", "%(count)s places", places),
            text=said(example.clash.said, context.catalogue),
            example=area_link(context.shared, context.contest, here, example.area),
        )


def totals(context: ContestContext, findings: Sequence[Finding]) -> str:
    """Say how many findings are open and how much they weigh, how many are not, and in how many places they are."""
    catalogue = context.catalogue
    still = [one for one in findings if _is_open(one)]
    counts = Counter(one.level for one in still)
    weights = [catalogue.plural(*_LEVELS[level], counts[level]) for level in Level if counts[level]]
    ended = sum(one.cured is not None and one.acknowledged is None for one in findings)
    explained = sum(one.acknowledged is not None for one in findings)
    sentences = []
    if still:
        number = catalogue.plural("%(count)s open finding", "%(count)s open findings", len(still))
        places = catalogue.plural("in %(count)s place", "in %(count)s places", len({one.area for one in still}))
        sentences.append(f"{number} {places}: {catalogue.listed(weights)}.")
    closed = []
    if ended:
        closed.append(
            catalogue.plural(
                "%(count)s was resolved by a later release", "%(count)s were resolved by a later release", ended
            )
        )
    if explained:
        closed.append(catalogue.plural("%(count)s has been explained", "%(count)s have been explained", explained))
    if closed:
        sentences.append(f"{catalogue.listed(closed)}.")
    return " ".join(sentences)


def _is_open(one: Finding) -> bool:
    return one.cured is None and one.acknowledged is None
