"""The catalogue of a language, from the one text file that a language is.

Owns that what was compiled of it is kept from one run to the next.
"""

from functools import cache

from recanvass.cache.fingerprint import seal, unseal
from recanvass.content import files
from recanvass.core import messages
from recanvass.publish.state_files import UserCache
from recanvass.text import catalogue
from recanvass.text.catalogue import Catalogue


def of_terminal() -> Catalogue:
    """Return the texts for readers in the language of the terminal, where findings and results are told."""
    language = messages.language()
    return catalogue_of(language) if files.has_texts(language) else catalogue.ENGLISH


@cache
def catalogue_of(language: str) -> Catalogue:
    """Return the texts of a language that the program speaks."""
    source = files.catalogue(language)
    if source is None:
        return catalogue.ENGLISH
    kept = UserCache("texts", files.program().hex())
    compiled = unseal(kept.read(language) or b"", bytes)
    if compiled is None:
        compiled = catalogue.compiled(source)
        kept.write(language, seal(compiled))
    return catalogue.load(language, compiled)
