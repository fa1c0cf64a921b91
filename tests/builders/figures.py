"""Figures: what they mean, and a lake that holds them."""

from datetime import datetime

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import services
from servewell.rooms.insight.models import Indicator
from tests.builders.company import LONG_AGO, words


def an_indicator(
    code: str = "css", *, definition: str = "The two best answers.", top_boxes: int = 2, at: datetime = LONG_AGO
) -> Indicator:
    return services.define(
        code=code, title=words("Satisfied customers"), definition=words(definition), top_boxes=top_boxes, by=HOUSE, at=at
    )  # fmt: skip
