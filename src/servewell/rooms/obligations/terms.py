"""The words of this room."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servewell.base import links

BEFORE_THE_FIRST_DAY = 0


@dataclass(frozen=True)
class Opening:
    """Where a kind of obligation is fulfilled: the page of its subject, and the word on the button that leads there."""

    link: links.Link
    action: "str | Promise"


OPENINGS = {"commitments.pledge": Opening(link=links.PLEDGE, action=_("Read and sign"))}
