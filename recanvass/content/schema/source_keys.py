"""Sources and addresses, which many files name."""

import re

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import Record, ValueOf, optional, required
from recanvass.content.schema.scalars import Url
from recanvass.content.schema.translated import Translated
from recanvass.content.syntax import Node, Scalar
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded
from recanvass.core.model import Source

# Compiled when a site needs it: that takes a quarter of a millisecond.
_MAIL = r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"


class Contact(Struct, frozen=True):
    """A web address, or a mail address."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return an absolute http or https address, or a mailto one; emits E219 for anything else."""
        if isinstance(node, Scalar) and re.fullmatch(_MAIL, node.text):
            return f"mailto:{node.text}"
        return Url().read(node, report)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe either."""
        hint = worded("write a mail address, or the whole address of a page")
        return json_schema.text_like("^https?://|@", hint)


class SourceRecord(Record, what="the source"):
    """Who published something."""

    name = required(Translated("a name"), "Who published it.")
    url = optional(Url(), "Where it was published.")


SOURCE = ValueOf(Source, SourceRecord)
