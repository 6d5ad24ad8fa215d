"""A trace as a person or a program reads it.

Owns the words. Figures stand as they were typed, sums in full: nothing is rounded here.
"""

from collections.abc import Iterator

from recanvass.authoring.explain.asking import described
from recanvass.authoring.explain.tracing import ReleaseAccount, Statement, Sum, Total, Trace
from recanvass.core.diagnostics import Span, location
from recanvass.core.ids import Number
from recanvass.core.kinds import Reporting
from recanvass.core.messages import listed, worded, worded_plural
from recanvass.core.model import Site, Source
from recanvass.results.figures import Basis
from recanvass.text import formatting, terms

INDENT = "    "


def text(site: Site, trace: Trace) -> str:
    """Return the answer in lines: the figure now and what states it, then every value it had, oldest first."""
    return "\n".join(line.rstrip() for line in _lines(site, trace)) + "\n"


def _lines(site: Site, trace: Trace) -> Iterator[str]:
    asked = trace.asked
    contest = asked.results.contest
    choice = contest.choices[asked.choice].name
    yield f"{contest.title}: {described(site, asked.area)} ({asked.area})"
    yield f"{asked.tally.name}, {choice}: {_figure_now(site, trace)}"
    yield worded("as of %(release)s", release=_release(site, trace, trace.release))
    for title, found in (
        ("", _origin(site, trace)),
        (worded("Every value it had, oldest first:"), _values(site, trace)),
    ):
        lines = [*([title] if title else []), *found]
        if lines != [title]:
            yield from ("", *lines) if lines else ()


def _figure_now(site: Site, trace: Trace) -> str:
    if trace.figure is None:
        return worded("no figure, %(missing)s", missing=missing(site, trace))
    return f"{_now(trace)} {formatting.unit(trace.asked.tally, trace.figure)}"


def _now(trace: Trace) -> str:
    stated = trace.in_force.stated if trace.in_force is not None else trace.statement
    same = stated is not None and stated.number == trace.figure
    return _as_typed(stated) if stated is not None and same else plain(trace.figure or 0)


_SILENT = {
    Reporting.NO_MEETING: worded("because it did not meet"),
    Reporting.EXCLUDED: worded("because it is excluded from the results"),
    Reporting.NOT_REPORTED: worded("because it has not reported"),
}


def missing(site: Site, trace: Trace) -> str:
    """Say why there is no figure."""
    asked = trace.asked
    tally, area = asked.tally, asked.area
    kind = site.places[area].kind if area in site.places else site.groups[area].kind
    if tally.only and kind not in tally.only:
        kinds = listed([formatting.lower_first(site.kinds[one].plural) for one in tally.only])
        return worded("because only these kinds of places report this tally: %(kinds)s", kinds=kinds)
    if trace.reporting in _SILENT:
        return _SILENT[trace.reporting]
    if trace.basis is not Basis.NONE:
        return worded("because the published total leaves out this candidate")
    title = asked.results.contest.releases[trace.release].title
    return worded("because no release through “%(title)s” has this tally for it", title=title)


def _origin(site: Site, trace: Trace) -> Iterator[str]:
    """Say what the figure rests on: the line that states it, or the units it is the sum of and a published total."""
    stated = trace.statement
    if stated is not None and trace.in_force is None:
        yield "Source:"
        yield from _stated(site, trace, stated)
        return
    if trace.in_force is not None:
        yield from _published(site, trace, trace.in_force)
    if trace.parts:
        total = plain(sum(part.number for part in trace.parts))
        silent = trace.units - len(trace.terms)
        also = (
            worded(
                "; %(places)s no figure",
                places=worded_plural("%(count)s other place has", "%(count)s other places have", silent),
            )
            if silent
            else ""
        )
        yield worded(
            "The sum of %(places)s: %(total)s%(also)s.",
            places=worded_plural("%(count)s place", "%(count)s places", len(trace.terms)),
            total=total,
            also=also,
        )
        yield worded("Their figures are from:")
        for part in trace.parts:
            units = worded_plural("%(count)s unit", "%(count)s units", part.units)
            yield worded(
                "%(indent)s%(release)s: %(units)s, together %(plain)s",
                indent=INDENT,
                release=_release(site, trace, part.release),
                units=units,
                plain=plain(part.number),
            )


def _published(site: Site, trace: Trace, total: Total) -> Iterator[str]:
    verdict = {
        None: worded("places don't report this tally"),
        True: worded("it matches the sum of the places at its own precision"),
        False: worded("it differs from the sum of the places, %(plain)s", plain=plain(total.sum_of_units or 0)),
    }[total.agrees]
    yield worded("A published total; %(verdict)s:", verdict=verdict)
    yield from _stated(site, trace, total.stated)


def _stated(site: Site, trace: Trace, stated: Statement) -> Iterator[str]:
    yield f"{INDENT}{_release(site, trace, stated.release)}"
    yield f"{INDENT}{location(stated.at)}{_left_out(stated)}"
    yield worded("%(indent)ssource: %(source)s", indent=INDENT, source=_source(stated.source))


def _values(site: Site, trace: Trace) -> Iterator[str]:
    found: list[tuple[int, int, ReleaseAccount | Sum | Total]] = []
    found += [(one.release, 0, one) for one in trace.accounts]
    found += [(one.release, 0, one) for one in trace.sums]
    found += [(one.stated.release, 1, one) for one in trace.totals]
    for release, _, one in sorted(found, key=lambda each: each[:2]):
        if isinstance(one, Sum):
            units = worded_plural("%(count)s unit", "%(count)s units", one.units)
            yield f"{INDENT}{plain(one.number)}  {_release(site, trace, release)}"
            yield worded(
                "%(indent)ssum of the places; this release has new figures for %(units)s",
                indent=INDENT * 2,
                units=units,
            )
        elif isinstance(one, Total):
            yield from _value(site, trace, one.stated, worded("published total, "))
        else:
            yield from _account(site, trace, one)


def _account(site: Site, trace: Trace, account: ReleaseAccount) -> Iterator[str]:
    if account.stated is not None:
        yield from _value(site, trace, account.stated)
    for other in account.others:
        yield from _value(site, trace, other, worded("from another source, not used: "))


def _value(site: Site, trace: Trace, stated: Statement, what: str = "") -> Iterator[str]:
    yield f"{INDENT}{_as_typed(stated)}  {what}{_release(site, trace, stated.release)}"
    yield f"{INDENT * 2}{location(stated.at)}{_left_out(stated)}"
    yield worded("%(indent)ssource: %(source)s", indent=INDENT * 2, source=_source(stated.source))
    if stated.note:
        yield worded("%(indent)snote: %(note)s", indent=INDENT * 2, note=stated.note)


def _left_out(stated: Statement) -> str:
    return worded(" (left out of the tally that starts here, so it is zero)") if stated.text is None else ""


def _as_typed(stated: Statement) -> str:
    return stated.text if stated.text is not None else "0"


def _release(site: Site, trace: Trace, index: int) -> str:
    release = trace.asked.results.contest.releases[index]
    status = terms.STATUSES[release.status].lower()
    return f"{release.title} ({formatting.moment(release.as_of, site.timezone)}; {status})"


def _source(source: Source) -> str:
    return f"{source.name}, {source.url}" if source.url else source.name


def plain(number: Number | None) -> str:
    """Return a figure in plain digits with all its decimals."""
    if number is None:
        return worded("unknown")
    return f"{number:f}" if not isinstance(number, int) else str(number)


def as_record(site: Site, trace: Trace) -> dict[str, object]:
    """Return the same as plain values for programs; figures are strings, so that none is rounded."""
    asked = trace.asked
    contest = asked.results.contest
    now = trace.in_force.stated if trace.in_force is not None else trace.statement
    return {
        "contest": contest.id,
        "place": asked.area,
        "place_name": described(site, asked.area),
        "tally": asked.tally.id,
        "choice": contest.choices[asked.choice].id,
        "release": contest.releases[trace.release].id,
        "figure": _now(trace) if trace.figure is not None else None,
        "why_missing": missing(site, trace) if trace.figure is None else None,
        "basis": trace.basis.value,
        "stated": _record(trace, now) if now is not None and trace.figure is not None else None,
        "values": [_account_record(trace, one) for one in trace.accounts],
        "sums": [_sum_record(trace, one) for one in trace.sums],
        "units": [{"place": term.area, **_record(trace, term.stated)} for term in trace.terms],
        "units_silent": trace.units - len(trace.terms),
        "totals": [_total_record(trace, one) for one in trace.totals],
    }


def _account_record(trace: Trace, account: ReleaseAccount) -> dict[str, object]:
    return {
        "release": trace.asked.results.contest.releases[account.release].id,
        "stated": _record(trace, account.stated) if account.stated is not None else None,
        "others": [_record(trace, other) for other in account.others],
    }


def _sum_record(trace: Trace, one: Sum) -> dict[str, object]:
    release = trace.asked.results.contest.releases[one.release]
    return {"release": release.id, "title": release.title, "figure": plain(one.number), "units_changed": one.units}


def _total_record(trace: Trace, total: Total) -> dict[str, object]:
    return {
        **_record(trace, total.stated),
        "in_force": total is trace.in_force,
        "sum_of_units": plain(total.sum_of_units) if total.sum_of_units is not None else None,
        "agrees": total.agrees,
    }


def _record(trace: Trace, stated: Statement) -> dict[str, object]:
    release = trace.asked.results.contest.releases[stated.release]
    return {
        "figure": _as_typed(stated),
        "is_typed": stated.text is not None,
        "release": release.id,
        "title": release.title,
        "as_of": release.as_of.isoformat(),
        **_position(stated.at),
        "source": stated.source.name,
        "source_url": stated.source.url,
    }


def _position(at: Span) -> dict[str, object]:
    return {"file": at.path, "line": at.line, "column": at.column}
