"""The corrections of a contest: what readers saw before, what replaced it, and why."""

from recanvass.core import urls
from recanvass.core.corrections import CorrectedAnswer, CorrectedFigure, Correction
from recanvass.core.ids import ReleaseId
from recanvass.pages.context import ContestContext, area_link, file_link, link
from recanvass.pages.models.parts import Link
from recanvass.pages.models.site_pages import CorrectedAnswerRow, CorrectedRow, CorrectionSection, CorrectionsPage
from recanvass.pages.page_frame import contest_frame
from recanvass.results.ranking import decimals_of
from recanvass.text import terms


def corrections_page(context: ContestContext) -> CorrectionsPage:
    """Return every correction of a contest, newest first."""
    contest, text = context.contest, context.catalogue.text
    here = urls.corrections(contest)
    heading = text("Corrections")
    description = text("Every published number that we corrected: %(contest)s", contest=contest.title)
    return CorrectionsPage(
        frame=contest_frame(context, here, (heading, description)),
        heading=heading,
        intro=text(
            "What we published and later corrected, with the reason. New results that officials release are "
            "not corrections; they are on the releases page."
        ),
        sections=tuple(_section(context, here, index, one) for index, one in enumerate(contest.corrections)),
        download=file_link(
            context.shared, here, text("All corrections (CSV)"), urls.download(contest, "corrections.csv")
        ),
        has_candidates=not contest.is_question,
    )


def anchor(context: ContestContext, index: int) -> str:
    """Return the part of the address of a correction; the oldest is the first, so that it never changes."""
    return f"_correction-{len(context.contest.corrections) - index}"


def corrected_when(context: ContestContext, correction: Correction) -> str:
    """Say when a correction was published."""
    moment = context.catalogue.moment(correction.published, context.site.timezone)
    return context.catalogue.text("Corrected %(time)s", time=moment)


def what_changed(context: ContestContext, correction: Correction) -> str:
    """Say in one text what a correction changed, for feeds."""
    here = urls.corrections(context.contest)
    rows = [_row(context, here, figure) for figure in correction.figures]
    figures = [((row.area.text, row.choice, row.tally), row.before, row.after) for row in rows]
    told = [_answer(context, here, answer) for answer in correction.answers]
    answers = [
        ((row.request.text, row.area.text if row.area is not None else ""), row.before, row.after) for row in told
    ]
    text = context.catalogue.text
    parts = (
        text(
            "%(what)s: %(before)s before, now %(after)s.", what=", ".join(filter(None, of)), before=before, after=after
        )
        for of, before, after in (*figures, *answers)
    )
    return " ".join([correction.reason, *parts])


def links_to_corrections(context: ContestContext, here: str, release: ReleaseId | None = None) -> tuple[Link, ...]:
    """Return the link to the corrections of a contest, or of one of its releases, if there are any."""
    contest, text = context.contest, context.catalogue.text
    if release is None and contest.corrections:
        return (link(here, text("Corrections"), urls.corrections(contest)),)
    newest = next((index for index, one in enumerate(contest.corrections) if release and one.release == release), None)
    if newest is None:
        return ()
    to = link(here, text("Corrections to this release"), urls.corrections(contest))
    return (Link(to.text, f"{to.href}#{anchor(context, newest)}"),)


def _section(context: ContestContext, here: str, index: int, one: Correction) -> CorrectionSection:
    contest = context.contest
    release = next((release for release in contest.releases if release.id == one.release), None)
    by = context.catalogue.text("Corrected by %(name)s.", name=one.by) if one.by else ""
    return CorrectionSection(
        id=anchor(context, index),
        heading=corrected_when(context, one),
        reason=one.reason,
        release=link(here, release.title, urls.release(contest, release)) if release is not None else None,
        by=by,
        rows=tuple(_row(context, here, figure) for figure in one.figures),
        answers=tuple(_answer(context, here, answer) for answer in one.answers),
    )


def _row(context: ContestContext, here: str, figure: CorrectedFigure) -> CorrectedRow:
    contest, catalogue = context.contest, context.catalogue
    tally = next((one.name for one in contest.tallies if one.id == figure.tally), None)
    choice = next((one.name for one in contest.choices if one.id == figure.choice), "")
    decimals = max(decimals_of(count) for count in (figure.before or 0, figure.after or 0))
    return CorrectedRow(
        area=area_link(context.shared, contest, here, figure.area),
        tally=terms.turnout_name(catalogue, figure.turnout.value, tally) if figure.turnout is not None else tally or "",
        choice=choice,
        before=catalogue.number(figure.before, decimals),
        after=catalogue.number(figure.after, decimals),
    )


def _answer(context: ContestContext, here: str, answer: CorrectedAnswer) -> CorrectedAnswerRow:
    contest, catalogue, area = context.contest, context.catalogue, answer.area
    request = next(one for one in contest.requests if one.id == answer.request)
    before, after = (
        terms.answer_name(catalogue, one, is_of_place=area is not None)
        if one is not None
        else catalogue.text("Not listed")
        for one in (answer.before, answer.after)
    )
    return CorrectedAnswerRow(
        request=link(here, terms.request_title(catalogue, request), urls.request(contest, request)),
        area=area_link(context.shared, contest, here, area) if area is not None else None,
        before=before,
        after=after,
    )
