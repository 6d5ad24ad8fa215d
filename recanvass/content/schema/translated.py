"""Texts that readers see: one text, or one for each language of the site.

Owns which of several texts is read. A file says in which language it is read, so nothing after that knows another.
"""

from recanvass.content.schema.json_schema import JsonSchema, Vocabulary
from recanvass.content.schema.scalars import Text
from recanvass.content.syntax import Keys, Node
from recanvass.core import languages
from recanvass.core.diagnostics import Report
from recanvass.core.messages import worded


class Translated(Text, frozen=True):
    """A text that may be given in several languages: `{en: Results, es: Resultados}`.

    Where a language is missing, the text of the site's first language takes its place.
    """

    def read(self, node: Node, report: Report) -> str | None:
        """Return the text in the language that is read; faults in the others are reported too.

        Emits E202 where the site's first language is missing, and E203 for a language that the site does not have.
        """
        if not isinstance(node, Keys) or not (given := _given(node)):
            return Text.read(self, node, report)
        known = node.languages
        for key, _ in node.entries:
            if key.text not in known.all:
                hint = worded("site.yml names %(all)s", all=", ".join(known.all))
                report.add("E203", key.span, worded("the site has no language '%(key)s'", key=key.text), hint=hint)
        texts = {language: Text.read(self, text, report) for language, text in given.items()}
        if known.first not in texts:
            hint = worded("add '%(first)s: …'; pages use it if a translation is missing", first=known.first)
            message = worded("%(what)s is missing in the site's first language", what=worded(self.what))
            report.add("E202", node.span, message, hint=hint)
            return None
        return texts.get(known.read, texts[known.first])

    def json_schema(self, vocabulary: Vocabulary) -> JsonSchema:
        """Describe a text, or texts by the codes of languages."""
        text = Text.json_schema(self, vocabulary)
        names = {"pattern": f"^{languages.CODE.pattern}$"}
        return {
            "anyOf": [
                text,
                {"type": "object", "propertyNames": names, "additionalProperties": text, "minProperties": 1},
            ]
        }


def chosen(kind: object, node: Node) -> Node:
    """Return the text that a type reads where there are several, for its position."""
    if not isinstance(kind, Translated) or not isinstance(node, Keys):
        return node
    given, known = _given(node), node.languages
    return given.get(known.read, given.get(known.first, node))


def _given(node: Keys) -> dict[str, Node]:
    """Return the texts by language; none where no key is a language of the site."""
    return {key.text: value for key, value in node.entries if key.text in node.languages.all}
