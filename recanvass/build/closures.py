"""Which templates each template is made of, so that a change to one is known to reach the pages of others.

Owns the search for names of templates in their sources. Must not compile or render anything.
"""

import re
from collections.abc import Mapping

from recanvass.cache.fingerprint import digest
from recanvass.content.files import TEMPLATES

_QUOTED = re.compile(r"""["']([^"'\n]+)["']""")
_COMPUTED = re.compile(r"""\{%[-+]?\s*(?:extends|include|import|from)\s+[^"'\s]""")


def keys(templates: Mapping[str, str]) -> dict[str, bytes]:
    """Return one hash for each template, by its name below the folder of templates: of itself and all it is made of.

    Whatever stands in quotes and is the name of a template counts; a template that works out a name counts as made of
    all.
    """
    sources = {path.removeprefix(f"{TEMPLATES}/"): text for path, text in templates.items()}
    named = {name: _named(text, sources) for name, text in sources.items()}
    hashes = {name: digest((name, text)) for name, text in sources.items()}
    return {name: digest([hashes[part] for part in sorted(_closure(name, named))]) for name in sources}


def _named(text: str, sources: Mapping[str, str]) -> frozenset[str]:
    return frozenset(sources) if _COMPUTED.search(text) else frozenset(_QUOTED.findall(text)) & sources.keys()


def _closure(name: str, named: Mapping[str, frozenset[str]]) -> set[str]:
    found, pending = {name}, [name]
    while pending:
        more = named[pending.pop()] - found
        found |= more
        pending += more
    return found
