"""Numbers become words here, once, in the reader's language."""

from functools import lru_cache

from django.utils import formats, numberformat
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from servewell.web.kit.components import Chip, Definition, Figure

NARROW_SPACE = "\u202f"
MINUS = "\u2212"
MEAN_DECIMALS = 2


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


def signed(value: float, *, decimals: int = 1) -> str:
    """With its sign, as whoever reads a difference looks for it; what rounds to nothing has none."""
    said = number(abs(value), decimals=decimals)
    if not float(f"{value:.{decimals}f}"):
        return said
    return f"{MINUS if value < 0 else '+'}{said}"


def percent(share: float, *, decimals: int = 1) -> str:
    """Chinese writes no space before the sign; elsewhere a narrow one keeps it with its number."""
    said = pgettext("a share in hundredths", "%(number)s %%") % {"number": number(share * 100, decimals=decimals)}
    return said.replace(" ", NARROW_SPACE)


def between(low: float, high: float, *, decimals: int = 1) -> str:
    said = {"low": number(low, decimals=decimals), "high": number(high, decimals=decimals)}
    return _("between %(low)s and %(high)s") % said


def from_to(low: float, high: float, *, decimals: int = 1) -> str:
    """Between its ends, for a table."""
    return f"{number(low, decimals=decimals)} – {number(high, decimals=decimals)}"


def answers(n: int) -> str:
    return ngettext("%(number)s answer", "%(number)s answers", n) % {"number": number(n)}


def share_figure(
    *,
    label: str,
    value: float | None,
    low: float | None,
    high: float | None,
    n: int,
    count: str = "",
    definition: Definition | None = None,
    chip: Chip | None = None,
) -> Figure:
    """A share from 0 to 1 with the ends of its interval; without a value the figure says so.

    `count` says more than how many answers there were.
    """
    return Figure(
        label=label,
        value="" if value is None else percent(value),
        between="" if low is None or high is None else between(low * 100, high * 100),
        count=count or answers(n),
        definition=definition,
        chip=chip,
    )


def mean_figure(
    *,
    label: str,
    value: float | None,
    low: float | None,
    high: float | None,
    count: str,
    definition: Definition | None = None,
    chip: Chip | None = None,
) -> Figure:
    """A mean on its scale with the ends of its interval; `count` says how many answers on which scale."""
    return Figure(
        label=label,
        value="" if value is None else number(value, decimals=MEAN_DECIMALS),
        between="" if low is None or high is None else between(low, high, decimals=MEAN_DECIMALS),
        count=count,
        definition=definition,
        chip=chip,
    )


def scale(worst: float, best: float) -> str:
    """A scale as it stands in a sentence, the best answer last."""
    return _("%(worst)s to %(best)s") % {"worst": _end(worst), "best": _end(best)}


def _end(value: float) -> str:
    return number(value, decimals=0 if value == int(value) else 1)


def answers_on_a_scale(n: int, *, said: str) -> str:
    return ngettext("%(number)s answer on a scale of %(scale)s", "%(number)s answers on a scale of %(scale)s", n) % {
        "number": number(n),
        "scale": said,
    }
