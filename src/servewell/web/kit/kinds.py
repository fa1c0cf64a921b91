"""A figure as its kind is written.

A share stands in hundredths with its sign, a mean on its scale, promoters less detractors from −100 to +100, and a
composite in hundredths.
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.rooms.insight.terms import Kind
from servewell.web.kit.figures import MEAN_DECIMALS, number, percent, signed

if TYPE_CHECKING:
    from servewell.rooms.insight.selectors import Share


def said(value: float, kind: Kind) -> str:
    """One figure, or an end of its interval, as its kind is written."""
    if kind is Kind.MEAN:
        return number(value, decimals=MEAN_DECIMALS)
    if kind is Kind.NET_PROMOTERS:
        return signed(value * 100)
    return number(value * 100, decimals=1) if kind is Kind.COMPOSITE else percent(value)


def ends(low: float, high: float, kind: Kind) -> tuple[str, str]:
    """Of a share without its sign, which stands at the figure."""
    if kind is Kind.TOP_BOXES:
        return number(low * 100, decimals=1), number(high * 100, decimals=1)
    return said(low, kind), said(high, kind)


def between_in_words(share: "Share", kind: Kind) -> str:
    if share.low is None or share.high is None:
        return ""
    low, high = ends(share.low, share.high, kind)
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}
