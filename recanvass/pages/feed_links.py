"""The feeds that pages of places and requests name in their heads.

Owns which page has which. Must not make a feed.
"""

from recanvass.core import urls
from recanvass.core.ids import AreaId
from recanvass.core.model import Request
from recanvass.pages.context import ContestContext
from recanvass.pages.models.parts import FeedLink, Frame
from recanvass.pages.page_frame import ATOM, with_feed
from recanvass.text import terms

_CALENDAR = "text/calendar"


def request_frame(context: ContestContext, frame: Frame, request: Request) -> Frame:
    """Return the frame of a request's page with its feed."""
    path = urls.feed_of(urls.request(context.contest, request))
    return with_feed(context.shared, frame, FeedLink(terms.request_title(context.catalogue, request), path, ATOM))


def requests_frame(context: ContestContext, frame: Frame) -> Frame:
    """Return the frame of the list of requests with the calendar of its deadlines."""
    if not has_deadlines(context):
        return frame
    title = context.catalogue.text("Days on which answers are due")
    return with_feed(context.shared, frame, FeedLink(title, urls.deadlines(context.contest), _CALENDAR))


def place_frame(context: ContestContext, frame: Frame, area: AreaId) -> Frame:
    """Return the frame of a place's page with its feed, if places have feeds."""
    if not context.site.has_place_feeds:
        return frame
    path = urls.feed_of(urls.area(context.contest, context.shared.area(area)))
    return with_feed(context.shared, frame, FeedLink(context.shared.area(area).name, path, ATOM))


def has_deadlines(context: ContestContext) -> bool:
    """Tell whether an answer to a request of a contest is or was due on a known day."""
    return any(request.answer_due is not None for request in context.contest.requests)
