"""Counts of places as they were announced: of those that were asked for or checked, how many were decided which way."""

from msgspec.structs import asdict

from recanvass.core.diagnostics import Report, Span
from recanvass.core.model import Announced, Checked


def check_counts(stated: Announced | Checked | None, span: Span, report: Report) -> None:
    """Emit E449 for each count of some of the places that is larger than that of all of them."""
    if stated is None:
        return
    for name, count in asdict(stated).items():
        if count is not None and count > stated.places:
            message = f"'{name}' is {count:,}, but there were only {stated.places:,} places"
            report.add("E449", span, message, hint=f"correct 'places' or '{name}'")
