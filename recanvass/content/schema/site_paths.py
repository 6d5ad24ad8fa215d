"""Paths of files on the published site, as editors name them."""

import re

from msgspec import Struct

from recanvass.content.schema import json_schema
from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.scalars import Text
from recanvass.content.syntax import Node
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded

_PART = r"(?!\.\.?(?:/|$))[^/\\\x00-\x1f\x7f]+"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*/?")


class SitePath(Struct, frozen=True):
    """A file or, with a slash at its end, a folder of the published site."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return the path from the root of the site; emits E222 for any other text."""
        text = Text("a path").read(node, report)
        if text is not None and not _PATH.fullmatch(text):
            hint = worded("write it without the site's address, for example ads.txt; end a folder with a slash")
            report.add("E222", node.span, worded("'%(text)s' is not a path inside the site", text=text), hint=hint)
            return None
        return text

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a path without a slash before it."""
        return json_schema.text_like(f"^{_PATH.pattern}$", worded("write a path inside the site, for example ads.txt"))


class PagePath(Struct, frozen=True):
    """The address of a page, from the root of the site, with a slash at its end."""

    def read(self, node: Node, report: Report) -> str | None:
        """Return the address; emits E222 for any other text."""
        path = SitePath().read(node, report)
        if path is not None and not path.endswith("/"):
            hint = worded("end it with a slash: %(path)s/", path=path)
            report.add("E222", node.span, worded("'%(path)s' is not the address of a page", path=path), hint=hint)
            return None
        return path

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:  # noqa: ARG002 -- all types are asked alike
        """Describe a path that ends in a slash."""
        return json_schema.text_like(f"^(?:{_PART}/)+$", worded("write the address of a page, for example mayor/"))
