"""The figure by the definition before, beside the one that is shown."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from servewell.base import today
from servewell.rooms.insight.selectors import Former, Satisfaction, begin
from servewell.rooms.insight.terms import Kind
from servewell.web.insight.shown import figures
from servewell.web.kit import charts
from servewell.web.kit.figures import answers, number


def beside(found: Satisfaction) -> Sequence[str]:
    """Its figure of the same answers, and from when the newer one holds. The two are told, never compared."""
    if found.former is None:
        return ()
    return [_figure(found, found.former), _since(found, found.former)]


def _figure(found: Satisfaction, former: Former) -> str:
    share, kind = former.share, former.meaning.kind
    said = {
        "version": number(former.meaning.version),
        "day": _until(found, former),
        "value": figures.value(share, kind),
        "between": figures.ends(share, kind),
        "answers": figures.by_source(share) or answers(share.n),
    }
    if share.value is None:
        return _("By version %(version)s, in use until %(day)s, it cannot be told.") % said
    return _("By version %(version)s, in use until %(day)s: %(value)s (%(between)s; %(answers)s).") % said


def _since(found: Satisfaction, former: Former) -> str:
    said = {"version": number(found.meaning.version), "day": _until(found, former)}
    return _("Version %(version)s holds since %(day)s; what was answered before is counted by it anew.") % said


def _until(found: Satisfaction, former: Former) -> str:
    on = today.day_in(found.unit.zone, at=former.until)
    return formats.date_format(on, pgettext("day, as Django's date filter reads it", "j F Y"))


def series(found: Satisfaction) -> Sequence[float | None]:
    """Drawn where both lie on one axis: hundredths on hundredths, and a mean on none but its own."""
    former = found.former
    if former is None or not _on_one_axis(found.meaning.kind, former.meaning.kind):
        return ()
    return figures.drawn(former.values, former.meaning.kind)


def name(found: Satisfaction) -> str:
    if found.former is None:
        return ""
    return _("by version %(version)s") % {"version": number(found.former.meaning.version)}


def _on_one_axis(kind: Kind, other: Kind) -> bool:
    from_nought = {Kind.TOP_BOXES, Kind.COMPOSITE}
    return kind is other or {kind, other} <= from_nought


def change(found: Satisfaction) -> Sequence[charts.Note]:
    """Where on the chart the newer definition began to hold."""
    if found.former is None:
        return ()
    firsts = [each.first for each in found.periods]
    since = begin(day=today.day_in(found.unit.zone, at=found.former.until), by=found.look.by)
    if since not in firsts:
        return ()
    return [charts.Note(firsts.index(since), _("version %(version)s") % {"version": number(found.meaning.version)})]
