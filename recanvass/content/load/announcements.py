"""Counts of places as they were announced: of those that were asked for or checked, how many were decided which way."""

from msgspec.structs import asdict

from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded
from recanvass.core.model import Announced, Checked


def check_counts(stated: Announced | Checked | None, span: Span, report: Report) -> None:
    """Emit E449 for each count of some of the places that is larger than that of all of them."""
    if stated is None:
        return
    for name, count in asdict(stated).items():
        if count is not None and count > stated.places:
            message = worded(
                "'%(name)s' is %(count)s, but there were only %(places)s places",
                name=name,
                count=f"{count:,}",
                places=f"{stated.places:,}",
            )
            report.add("E449", span, message, hint=worded("correct 'places' or '%(name)s'", name=name))
