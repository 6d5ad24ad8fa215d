"""Pictures and documents that lie beside notes and pages, and the site's icon: published as they are.

Owns which kinds of files are published. A file has to be what its name says.
"""

import re
from collections.abc import Iterable, Iterator

from recanvass.content.files import CONTENT, PUBLISHED, SourceFile
from recanvass.core.addresses import PublishedFile
from recanvass.core.diagnostics import Report, Span
from recanvass.core.messages import worded

_SIGNS = {
    ".jpg": rb"\xff\xd8\xff",
    ".jpeg": rb"\xff\xd8\xff",
    ".png": rb"\x89PNG\r\n\x1a\n",
    ".gif": rb"GIF8[79]a",
    ".webp": rb"RIFF....WEBP",
    ".avif": rb"....ftypavi[fs]",
    ".pdf": rb"%PDF-",
    ".ico": rb"\x00\x00\x01\x00",
}
"""What the files of each kind begin with."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def ending(name: str) -> str:
    """Return the ending of a file that is published, in small letters; nothing for any other."""
    found = name[name.rfind(".") :].lower() if "." in name else ""
    return found if found in PUBLISHED else ""


def load_files(files: Iterable[SourceFile], report: Report) -> tuple[PublishedFile, ...]:
    """Return the files with their paths on the site: beside the pages of the texts they lie beside.

    Emits E124 and E204.
    """
    return tuple(_files(files, report))


def _files(files: Iterable[SourceFile], report: Report) -> Iterator[PublishedFile]:
    for file in files:
        path = file.path.removeprefix(f"{CONTENT}/").removeprefix("pages/")
        name = path.rpartition("/")[2]
        if file.raw is None:
            continue  # it could not be read, which was said
        if not _NAME.fullmatch(name):
            hint = worded("use letters without accents, digits, hyphens and dots")
            report.add(
                "E204", Span(file.path), worded("'%(name)s' can't be part of a web address", name=name), hint=hint
            )
        elif not re.match(_SIGNS[ending(name)], file.raw, re.DOTALL):
            hint = worded("save it again in the format that its name ends in, or rename it")
            message = worded("the file is not what its name says: %(ending)s", ending=ending(name))
            report.add("E124", Span(file.path), message, hint=hint)
        else:
            yield PublishedFile(path, file.raw)
