"""Ids of what content declares, figures and moments: the smallest values of all."""

from datetime import date, datetime
from decimal import Decimal
from typing import NewType

AreaId = NewType("AreaId", str)
"""Id of a place or of a group; the two share one namespace."""
KindId = NewType("KindId", str)
ContestId = NewType("ContestId", str)
ChoiceId = NewType("ChoiceId", str)
TallyId = NewType("TallyId", str)
ReleaseId = NewType("ReleaseId", str)
RequestId = NewType("RequestId", str)
SourceId = NewType("SourceId", str)
PartyId = NewType("PartyId", str)
OfficeId = NewType("OfficeId", str)

Number = int | Decimal
"""A figure: int for a tally of whole units, Decimal for one with decimals. Never a float."""

Moment = date | datetime
"""A day, or a time with its offset if the hour is known."""
