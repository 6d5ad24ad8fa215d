"""To whom alerts go."""

from msgspec import Struct

VARIABLE = "RECANVASS_ALERTS_SECRET"


class Alerts(Struct, frozen=True):
    """An address that gets a small JSON document for each event, and the variable with the secret that signs them."""

    webhook: str
    secret: str = VARIABLE
