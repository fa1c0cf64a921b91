"""Numbers become words here, once, in the reader's language."""

from functools import lru_cache

from django.utils import formats, numberformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from servewell.web.kit.components import Chip, Definition, Figure

NARROW_SPACE = "\u202f"


def number(value: float, *, decimals: int = 0) -> str:
    """Rounded here: Django's own formatting cuts, and knows no thousands in Chinese."""
    return _grouped(f"{value:.{decimals}f}", decimals, get_language() or "en")


@lru_cache(maxsize=4096)
def _grouped(digits: str, decimals: int, language: str) -> str:
    """``language`` is the active one: it is named only because the answer depends on it. A page asks 300 times."""
    return numberformat.format(
        digits,
        decimal_sep=formats.get_format("DECIMAL_SEPARATOR", lang=language),
        decimal_pos=decimals,
        grouping=3,
        thousand_sep=formats.get_format("THOUSAND_SEPARATOR", lang=language) or ",",
        force_grouping=True,
    )


def percent(share: float, *, decimals: int = 1) -> str:
    """Chinese writes no space before the sign; elsewhere a narrow one keeps it with its number."""
    said = pgettext("a share in hundredths", "%(number)s %%") % {"number": number(share * 100, decimals=decimals)}
    return said.replace(" ", NARROW_SPACE)


def between(low: float, high: float) -> str:
    return _("between %(low)s and %(high)s") % {"low": number(low, decimals=1), "high": number(high, decimals=1)}


def answers(n: int) -> str:
    return ngettext("%(number)s answer", "%(number)s answers", n) % {"number": number(n)}


def share_figure(
    *,
    label: str,
    value: float | None,
    low: float | None,
    high: float | None,
    n: int,
    definition: Definition | None = None,
    chip: Chip | None = None,
) -> Figure:
    """A share from 0 to 1 with the ends of its interval; without a value the figure says so."""
    return Figure(
        label=label,
        value="" if value is None else percent(value),
        between="" if low is None or high is None else between(low * 100, high * 100),
        count=answers(n),
        definition=definition,
        chip=chip,
    )
