"""Figures of this moment: what waits for the worker on its way into them is done first."""

from datetime import datetime

from django.db import connection

from servewell.base import bus
from servewell.base.models import FollowUp
from servewell.rooms.insight import services as insight

OF_INSIGHT = "rooms.insight."


def catch_up(*, at: datetime) -> None:
    """Take up everything that was announced to the figures. Safe beside a worker: both may do the same.

    A home without a running worker, such as an analyst's, would otherwise answer with the figures of before its files.
    """
    if connection.in_atomic_block:  # the lake reads what is committed, so there is nothing to see yet
        return
    waiting = FollowUp.objects.filter(done_at__isnull=True, listener__startswith=OF_INSIGHT)
    for key in list(waiting.order_by("pk").values_list("pk", flat=True)):
        bus.perform(key=key, at=at)
    insight.load_dirty(at=at)
