"""Pages at former addresses, which lead readers to where a page is now."""

from msgspec.structs import replace

from recanvass.core import urls
from recanvass.pages.context import SharedContext, link
from recanvass.pages.models.site_pages import MovedPage
from recanvass.pages.page_frame import frame


def moved_page(shared: SharedContext, old: str, new: str) -> MovedPage:
    """Return the page at a former address; programs take the new one for it."""
    text = shared.catalogue.text
    title = text("This page has moved")
    around = frame(shared, old, (title, title))
    canonical = urls.public(new, shared.base_url) if shared.base_url else ""
    return MovedPage(replace(around, canonical=canonical), title, link(old, text("Go to the page"), new))
