"""Three facts of a contest whose count was checked: who asked, where it was checked, and what changed."""

from collections.abc import Iterable, Iterator, Sequence

from recanvass.core.kinds import RequestKind
from recanvass.core.model import Checked, Request
from recanvass.pages.context import ContestContext
from recanvass.pages.models.summaries import KeyFact
from recanvass.pages.requests.requests import listed_alone
from recanvass.results.rechecks import Recheck
from recanvass.text.catalogue import msgid

_ASKED = {RequestKind.RECANVASS: msgid("a recanvass"), RequestKind.RECOUNT: msgid("a recount")}
_CHECKED = {RequestKind.RECANVASS: msgid("in the recanvass"), RequestKind.RECOUNT: msgid("in the recount")}


def key_facts(context: ContestContext) -> tuple[KeyFact, ...]:
    """Return what is known of the three; nothing if nobody asked for anything."""
    return tuple(_facts(context)) if context.contest.requests else ()


def _facts(context: ContestContext) -> Iterator[KeyFact]:
    text = context.catalogue.text
    yield KeyFact(text("Who asked"), _askers(context), _asked(context))
    releases = context.contest.releases
    settled = [(one, releases[one.settled].checked) for one in context.rechecks if one.settled is not None]
    known = [(one, checked) for one, checked in settled if checked is not None]
    if known:
        yield KeyFact(text("Where"), _then(context, [checked.places for _, checked in known]), _where(context, known))
    corrected = [(one, checked.corrected) for one, checked in known if checked.corrected is not None]
    if corrected:
        counts = [count for _, count in corrected]
        yield KeyFact(text("What changed"), _then(context, counts), _changed(context, corrected))


def _then(context: ContestContext, counts: Iterable[int]) -> str:
    """Return figures in their order: 29, then 19."""
    return context.catalogue.text(", then ").join(map(context.catalogue.number, counts))


def _in_order(context: ContestContext, words: Iterable[str]) -> str:
    """Return phrases in their order, each once: a recanvass, then a recount."""
    text = context.catalogue.text
    return text(", then ").join(map(text, dict.fromkeys(words)))


def _requesters(context: ContestContext, requests: Iterable[Request]) -> list[str]:
    """Return who asked, in short, each once."""
    short = {choice.id: choice.short for choice in context.contest.choices}
    found = (short[one.requester] if one.requester is not None else one.requested_by for one in requests)
    return list(dict.fromkeys(found))


def _are_campaigns(context: ContestContext) -> bool:
    return all(request.requester is not None for request in context.contest.requests)


def _askers(context: ContestContext) -> str:
    catalogue, requests = context.catalogue, context.contest.requests
    if _are_campaigns(context):
        return catalogue.plural("%(count)s campaign", "%(count)s campaigns", len(_requesters(context, requests)))
    return catalogue.plural("%(count)s request", "%(count)s requests", len(requests))


def _asked(context: ContestContext) -> str:
    """Say who asked for what; in one sentence only if the same asked for all of it."""
    by_names: dict[tuple[str, ...], list[str]] = {}
    for one in context.rechecks:
        by_names.setdefault(tuple(_requesters(context, one.requests)), []).append(_ASKED[one.kind])
    if len({frozenset(names) for names in by_names}) == 1:
        by_names = {next(iter(by_names)): [_ASKED[one.kind] for one in context.rechecks]}
    return " ".join(_asked_for(context, names, _in_order(context, what)) for names, what in by_names.items())


def _asked_for(context: ContestContext, names: Sequence[str], what: str) -> str:
    catalogue = context.catalogue
    values = {"names": catalogue.listed(list(names)), "what": what}
    if _are_campaigns(context):
        return catalogue.plural(
            "The %(names)s campaign asked for %(what)s.",
            "The %(names)s campaigns asked for %(what)s.",
            len(names),
            **values,
        )
    return catalogue.text("%(names)s asked for %(what)s.", **values)


def _where(context: ContestContext, known: Sequence[tuple[Recheck, Checked]]) -> str:
    catalogue = context.catalogue
    how = _in_order(context, [_CHECKED[one.kind] for one, _ in known])
    total = sum(checked.places for _, checked in known)
    said = catalogue.plural("place was checked %(how)s.", "places were checked %(how)s.", total, how=how)
    asked = [request for one, _ in known for request in one.requests]
    named = len({unit for request in asked for unit in listed_alone(context, request)})
    if not named:
        return said
    more = catalogue.plural("We know %(count)s of them by name.", "We know %(count)s of them by name.", named)
    return f"{said} {more}"


def _changed(context: ContestContext, corrected: Sequence[tuple[Recheck, int]]) -> str:
    catalogue = context.catalogue
    how = _in_order(context, [_CHECKED[one.kind] for one, _ in corrected])
    total = sum(count for _, count in corrected)
    said = catalogue.plural("place was corrected %(how)s.", "places were corrected %(how)s.", total, how=how)
    path = _path(context, [one for one, _ in corrected])
    return catalogue.text("%(said)s The lead went from %(path)s.", said=said, path=path) if path else said


def _path(context: ContestContext, corrected: Sequence[Recheck]) -> str:
    """Return the lead before the first recheck and after each; nothing where one is not known or changed hands."""
    if context.race is None or corrected[0].before is None:
        return ""
    at = [corrected[0].before, *(one.settled for one in corrected if one.settled is not None)]
    margins = [margin for one in at if (margin := context.race.margins[one]) is not None]
    if len(margins) < len(at) or any(margin.value < 0 for margin in margins):
        return ""
    catalogue = context.catalogue
    before, first, *later = (catalogue.number(one.value, one.decimals) for one in margins)
    path = catalogue.text("%(before)s to %(after)s", before=before, after=first)
    for after in later:
        path = catalogue.text("%(path)s, then to %(after)s", path=path, after=after)
    return path
