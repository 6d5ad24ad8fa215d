"""Who published something, and where people can be reached: small records that many files share."""

import re

from msgspec import Struct

from recanvass.content.schema import json_schema as described
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.records import Field, Record
from recanvass.content.schema.scalars import Text, Url
from recanvass.content.syntax import Node, Scalar
from recanvass.core.diagnostics import Report

_MAIL = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Contact(Struct, frozen=True):
    """A web address, or a mail address."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return an absolute http or https address, or a mailto one; anything else is refused."""
        if isinstance(node, Scalar) and _MAIL.fullmatch(node.text):
            return f"mailto:{node.text}"
        return Url().read(node, report)

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe either."""
        return described.text_like("^https?://|@", "write a mail address, or the whole address of a page")


SOURCE_NAME = Field("name", Text("a name"), "Who published it.", is_required=True)
SOURCE_URL = Field("url", Url(), "Where it was published.")
SOURCE = Record("the source", (SOURCE_NAME, SOURCE_URL))
