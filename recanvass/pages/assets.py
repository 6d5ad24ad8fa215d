"""The site's style sheet and script, each one file that is named after what it holds.

Owns their order and names. Must not change what is in them; the blank space and the remarks of a style sheet are for
its readers and stay behind.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from recanvass.content.files import TEMPLATES
from recanvass.core.artifact import Artifact, ready

PALETTE = 5
"""How many colours for candidates the style sheet has."""
_FIRST = ("tokens", "base")
_LAST = "print"
_LOOSE = re.compile(
    r"""(?P<quoted>"[^"]*"|'[^']*')|/\*.*?\*/|;?\s*(?P<end>\})\s*|\s*(?P<mark>[{;,>])\s*|(?<=:)\s+|(?P<blank>\s+)""",
    re.DOTALL,
)


class Assets(Struct, frozen=True):
    """Where style sheet and script lie, from the root of the site, and the files themselves."""

    style: str
    script: str
    artifacts: tuple[Artifact, ...]


def bundle(templates: Mapping[str, str], colours: Sequence[str] = ()) -> Assets:
    """Join the styles and the scripts among the templates: `tokens` and `base` first, `print` last, the others by name.

    `colours` are those that content declares; their numbers follow those of the palette. Scripts stand in one block, so
    that the names they share are their own, and a page may be written anew into the same window.
    """
    declared = [f".c{PALETTE + number} {{ --c: {colour}; }}" for number, colour in enumerate(colours, 1)]
    style = _joined(map(_tight, (*_ordered(templates, "styles", ".css"), *declared)), ".css")
    script = _joined(("{", *_ordered(templates, "scripts", ".js"), "}"), ".js")
    return Assets(style.path, script.path, (style, script))


def _tight(style: str) -> str:
    """Return a style sheet without remarks and blank space; what stands in quotes is left as it is."""

    def kept(match: re.Match[str]) -> str:
        return match["quoted"] or match["end"] or match["mark"] or (" " if match["blank"] else "")

    return _LOOSE.sub(kept, style).strip()


def _joined(texts: Iterable[str], ending: str) -> Artifact:
    body = "\n".join(text.strip("\n") for text in texts).encode()
    digest = hashlib.sha256(body).hexdigest()[:8]
    return ready(f"assets/site-{digest}{ending}", body)


def _ordered(templates: Mapping[str, str], folder: str, ending: str) -> Iterator[str]:
    def place(path: PurePosixPath) -> tuple[bool, int, str]:
        return (path.stem == _LAST, _FIRST.index(path.stem) if path.stem in _FIRST else len(_FIRST), path.stem)

    paths = [PurePosixPath(path) for path in templates if path.startswith(f"{TEMPLATES}/{folder}/")]
    return (templates[str(path)] for path in sorted(paths, key=place) if path.suffix == ending)
