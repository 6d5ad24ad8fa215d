"""The release that an import makes or changes, and what a new one needs.

Owns its options. Must not know the table that is imported.
"""

from collections.abc import Mapping

from msgspec import Struct

from recanvass.authoring.importing import texts
from recanvass.authoring.importing.collect import (
    CollectionRules,
)
from recanvass.content.files import CONTENT
from recanvass.content.schema.keys import ReleaseRecord
from recanvass.content.schema.source_keys import SourceRecord
from recanvass.content.syntax import Scalar
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

_NEEDED = (
    ("title", ReleaseRecord.title),
    ("kind", ReleaseRecord.kind),
    ("status", ReleaseRecord.status),
    ("as_of", ReleaseRecord.as_of),
    ("source", SourceRecord.name),
)


class TargetRelease(Struct, frozen=True):
    """Which release of which contest is to state the figures, and what release.yml needs where it is new.

    `stamp` is the time that a release which is there gets as its `as_of` where figures change, None to leave it.
    """

    contest: str
    release: str
    head: Mapping[str, str]
    is_csv: bool
    rules: CollectionRules
    allows_new: bool
    new_kind: str | None
    stamp: str | None = None

    @property
    def path(self) -> str:
        """The path of release.yml."""
        return f"{CONTENT}/contests/{self.contest}/releases/{self.release}/release.yml"


def option_of(key: str) -> str:
    """Return the option that states a key of release.yml."""
    return f"--{key.replace('_', '-')}"


def missing_options(target: TargetRelease) -> list[str]:
    """Return the options that a new release needs and that were left out."""
    return [option_of(key) for key, _ in _NEEDED if key not in target.head]


def new_head(target: TargetRelease, report: Report) -> str:
    """Return the text of release.yml from options; emits E809 and what its keys emit."""
    missing = missing_options(target)
    if missing:
        message = worded(
            "the release '%(release)s' is new and needs %(missing)s", release=target.release, missing=", ".join(missing)
        )
        hint = worded(
            "--kind, for example partial or recount; --status, for example unofficial-complete; --as-of 2024-11-05"
        )
        report.add("E809", Span("--release"), message, hint=hint)
    for key, field in (*_NEEDED, ("source_url", SourceRecord.url)):
        if key in target.head:
            field.type.read(Scalar(target.head[key], option_of(key), 0, 0, 1), report)
    head = {key: target.head[key] for key, _ in _NEEDED[:-1] if key in target.head}
    source = {"name": target.head.get("source", "")}
    if "source_url" in target.head:
        source["url"] = target.head["source_url"]
    return texts.release(head, source)
