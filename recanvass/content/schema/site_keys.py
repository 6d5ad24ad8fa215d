"""The keys of parts of site.yml: who publishes the site, former addresses, alerts."""

from recanvass.content.schema.records import Record, optional, required
from recanvass.content.schema.scalars import Text, Url
from recanvass.content.schema.site_paths import PagePath
from recanvass.content.schema.translated import Translated
from recanvass.core.alerts import VARIABLE
from recanvass.core.messages import worded


class PublisherRecord(Record, what="the publisher"):
    """Who publishes the site."""

    name = required(Translated("a name"), "Who publishes the site.")
    url = optional(Url(), "The publisher's website.")


class MovedRecord(Record, what="the former address"):
    """A page, or all pages of a folder, that had another address before."""

    from_ = required(PagePath(), "The former address, for example mayor/. An asterisk stands for any one folder.")
    to = required(PagePath(), "The address that took its place, for example mayor-2023/.")


class AlertsRecord(Record, what="alerts"):
    """To whom alerts go."""

    webhook = required(Url(), "The address that each alert is sent to, as JSON.")
    secret = optional(
        Text("a variable"),
        worded("The environment variable with the secret that signs alerts. Default: %(name)s.", name=VARIABLE),
        default=VARIABLE,
    )
