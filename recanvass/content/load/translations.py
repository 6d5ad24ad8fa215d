"""Notes and pages in several languages: `recount.es.md` beside `recount.md`.

Owns which file is a translation of which. A translation has a text, and what readers see of the front matter; all else
is that of the original.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recanvass.content import files as sources
from recanvass.content.files import SourceFile
from recanvass.content.load.layout import stem
from recanvass.content.schema.keys import NoteRecord
from recanvass.content.syntax import Document, read_front_matter
from recanvass.core.diagnostics import Report, Span
from recanvass.core.languages import CODE
from recanvass.core.messages import worded

_OWN = tuple(field.key for field in (NoteRecord.title, NoteRecord.summary, NoteRecord.author, NoteRecord.source))


class TextFiles(Struct, frozen=True):
    """Files of notes or pages, and by their paths the translations into the language that is read."""

    originals: tuple[SourceFile, ...]
    translations: Mapping[str, SourceFile]


def texts(files: Sequence[SourceFile], report: Report) -> TextFiles:
    """Tell originals from translations; emits E405 for a translation that belongs to no original or no language."""
    paths = {file.path for file in files}
    originals, translations = [], {}
    for file in files:
        name, _, language = stem(file.path).rpartition(".")
        original = f"{file.path.rpartition('/')[0]}/{name}.md"
        if not name or not CODE.fullmatch(language) or not sources.has_texts(language):
            originals.append(file)
        elif language not in file.languages.others:
            hint = worded("add it to 'languages' in %(settings)s, or delete the file", settings=sources.SETTINGS)
            if language == file.languages.first:
                hint = worded("rename it to %(name)s.md", name=name)
            message = worded("'%(language)s' is not one of the site's other languages", language=language)
            report.add("E405", Span(file.path), message, hint=hint)
        elif original not in paths:
            message = worded("the original of this translation is missing")
            report.add("E405", Span(file.path), message, hint=worded("create %(original)s first", original=original))
        elif language == file.languages.read:
            translations[original] = file
    return TextFiles(tuple(originals), translations)


def document(file: SourceFile, translation: SourceFile | None, report: Report) -> Document | None:
    """Return a file, or its translation with what that leaves out."""
    original = read_front_matter(file, report)
    if translation is None:
        return original
    translated = read_front_matter(translation, report)
    if original is None or translated is None:
        return None
    for key, _ in translated.front.entries:
        if key.text not in _OWN:
            message = worded("a translation can't have its own '%(key)s'", key=key.text)
            report.add(
                "E203", key.span, message, hint=worded("delete it; a translation has only %(own)s", own=", ".join(_OWN))
            )
    own = {key.text: (key, value) for key, value in translated.front.entries if key.text in _OWN}
    others = [(key, value) for key, value in original.front.entries if key.text not in own]
    return replace(translated, front=replace(translated.front, entries=[*own.values(), *others]))
