"""Figures for machines: what the pages say, from the same questions, with the same powers."""

from ninja import Router

from servewell.web.insight.api import (
    comparing,
    driving,
    figures,
    limiting,
    meanings,
    outcoming,
    published,
    standing,
    weekly,
)

router = Router(tags=["Figures"])
for part in (meanings, figures, standing, comparing, driving, outcoming, limiting, weekly, published):
    router.add_router("", part.router)

__all__ = ["router"]
