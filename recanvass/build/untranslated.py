"""What a site of several languages shows in its first language everywhere: texts of the program, and of content.

Names of places, parties and persons are passed over: most of them are the same in all languages.
"""

from collections.abc import Iterator, Sequence

from recanvass.build.pipeline import Loaded
from recanvass.content import files
from recanvass.core.messages import worded
from recanvass.core.model import Site
from recanvass.text import catalogue

NAMED = 5
"""How many entries of a catalogue are named; the rest are counted."""


def lines(loaded: Loaded) -> Iterator[str]:
    """Yield a line for the entries that are missing in each language, then one for each kind of text of content."""
    if loaded.site is None:
        return
    for language in loaded.site.languages.all:
        source = files.catalogue(language)
        if source is not None and (missing := catalogue.untranslated(source)):
            yield worded(
                "%(language)s: %(count)s texts of the pages have no translation: %(named)s",
                language=language,
                count=f"{len(missing):,}",
                named=_named(missing),
            )
    first = _texts(loaded.site)
    for site in (other.site for other in loaded.others if other.site is not None):
        for what, texts in _texts(site).items():
            same = sum(one == other for one, other in zip(texts, first[what], strict=True))
            if same:
                of = site.languages
                yield worded(
                    "%(language)s: %(same)s of %(count)s %(what)s are the same as in %(first)s",
                    language=of.read,
                    same=f"{same:,}",
                    count=f"{len(texts):,}",
                    what=what,
                    first=of.first,
                )


def _named(texts: Sequence[str]) -> str:
    named = ", ".join(f"'{text}'" for text in texts[:NAMED])
    return (
        worded("%(named)s and %(count)s more", named=named, count=f"{len(texts) - NAMED:,}")
        if len(texts) > NAMED
        else named
    )


def _texts(site: Site) -> dict[str, list[str]]:
    """Return the texts that readers see, by what they are; those of the same site in another language match them."""
    contests = site.contests
    releases = [release for contest in contests for release in contest.releases]
    requests = [request for contest in contests for request in contest.requests]
    tallies = [tally for contest in contests for tally in contest.tallies]
    options = [choice for contest in contests for choice in contest.choices if not choice.is_candidate]
    return {
        worded("titles and descriptions of the site"): [site.title, site.description],
        worded("names of kinds of places"): [text for kind in site.kinds.values() for text in (kind.name, kind.plural)],
        worded("names of groups"): [group.name for group in site.groups.values()],
        worded("names of offices"): [office.name for office in site.offices.values()],
        worded("titles of contests"): [contest.title for contest in contests],
        worded("names of tallies"): [tally.name for tally in tallies],
        worded("units of tallies"): [tally.unit for tally in tallies],
        worded("names of options"): [choice.name for choice in options],
        worded("titles of releases"): [release.title for release in releases],
        worded("notes of releases"): [release.note for release in releases if release.note],
        worded("titles of requests"): [request.title for request in requests if request.title],
        worded("notes of requests"): [request.note for request in requests if request.note],
        worded("news notes"): [note.body for note in site.notes],
        worded("pages"): [page.body for page in site.pages],
    }
