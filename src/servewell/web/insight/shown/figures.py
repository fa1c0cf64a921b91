"""A figure in words, by its kind, and what the answers are counted against.

A share stands in hundredths with its sign, a mean on its scale, promoters less detractors from −100 to +100, and a
composite in hundredths.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.rooms.insight.selectors import Satisfaction, Share, ends_of
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people.terms import Tree
from servewell.web.kit import kinds
from servewell.web.kit.components import Chip, Definition, Figure
from servewell.web.kit.figures import (
    answers,
    answers_on_a_scale,
    mean_figure,
    number,
    percent,
    scale,
    share_figure,
)

if TYPE_CHECKING:
    from servewell.engines import stats

NO_VALUE = "–"


def value(share: Share, kind: Kind) -> str:
    return NO_VALUE if share.value is None else kinds.said(share.value, kind)


def column(kind: Kind) -> str:
    """What stands above a column of such figures."""
    return {
        Kind.TOP_BOXES: _("Satisfied"),
        Kind.MEAN: _("Mean"),
        Kind.NET_PROMOTERS: _("Promoters less detractors"),
        Kind.COMPOSITE: _("In hundredths"),
    }[kind]


def ends(share: Share, kind: Kind) -> str:
    if share.low is None or share.high is None:
        return NO_VALUE
    return between(share.low, share.high, kind)


def between(low: float, high: float, kind: Kind) -> str:
    first, last = kinds.ends(low, high, kind)
    return f"{first} – {last}"


def limits(found: "stats.Limits", n: int, kind: Kind) -> str:
    """Between what a period of so many answers lies by limits."""
    ends = ends_of(limits=found, n=n)
    return NO_VALUE if ends is None else between(*ends, kind)


def drawn(values: Sequence[float | None], kind: Kind) -> Sequence[float | None]:
    """All but means are drawn in hundredths."""
    return values if kind is Kind.MEAN else [None if each is None else each * 100 for each in values]


def cannot_be_told(share: Share) -> str:
    """Why there is no figure although somebody answered; nothing where there is one, or nobody did."""
    if share.value is not None or not share.n:
        return ""
    if share.missing:
        named = _(", ").join(str(name) for name in share.missing)
        return _("cannot be told: no answers to %(sources)s") % {"sources": named}
    return _("given on several scales, which have no mean in common")


def figure(found: Satisfaction, *, label: str, chip: Chip | None) -> Figure:
    meaning, share = found.meaning, found.share
    definition = Definition(str(meaning.title), f"{found.definition} {_by_tree(meaning.tree)}", str(meaning.version))
    if meaning.kind is Kind.MEAN:
        return mean_figure(
            label=label,
            value=share.value,
            low=share.low,
            high=share.high,
            count=_of_encounters(found) or _on_its_scale(share),
            definition=definition,
            chip=chip,
        )
    if meaning.kind in (Kind.NET_PROMOTERS, Kind.COMPOSITE):
        return Figure(
            label=label,
            value="" if share.value is None else kinds.said(share.value, meaning.kind),
            between=kinds.between_in_words(share, meaning.kind),
            count=by_source(share) or _of_encounters(found) or answers(share.n),
            definition=definition,
            chip=chip,
        )
    return share_figure(
        label=label,
        value=share.value,
        low=share.low,
        high=share.high,
        n=share.n,
        count=_of_encounters(found),
        definition=definition,
        chip=chip,
    )


def by_source(share: Share) -> str:
    """How many answered to each source of a composite: many to one do not make up for few to another."""
    told = [
        _("%(source)s: %(answers)s") % {"source": str(part.name), "answers": answers(part.count.n)}
        for part in share.count.parts
    ]
    return _("; ").join(told)


def _by_tree(tree: Tree) -> str:
    if tree is Tree.TODAY:
        return _("Counted by today's tree: each answer where its unit stands today.")
    return _("Counted by the tree as it was: each answer where its unit stood on the day.")


def _on_its_scale(share: Share) -> str:
    on = share.count.scale
    return answers(share.n) if on is None else answers_on_a_scale(share.n, said=scale(on.worst, on.best))


def _of_encounters(found: Satisfaction) -> str:
    """Nothing where the encounters are not wholly known."""
    there_were = sum(found.encounters.values()) if found.encounters else 0
    if not found.encounters or not there_were or not found.share.n:
        return ""
    said = {
        "answers": answers(found.share.n),
        "encounters": encounters(found.encounters),
        "share": percent(found.share.n / there_were),
    }
    return _("%(answers)s from %(encounters)s (%(share)s)") % said


def encounters(kinds: Mapping[str, int]) -> str:
    """Encounters of several kinds are counted together."""
    count = sum(kinds.values())
    return _encounters(next(iter(kinds)) if len(kinds) == 1 else "", count) % {"number": number(count)}


def _encounters(kind: str, count: int) -> str:
    if kind == "stay":
        return ngettext("%(number)s stay", "%(number)s stays", count)
    if kind == "flight":
        return ngettext("%(number)s flight", "%(number)s flights", count)
    if kind == "job":
        return ngettext("%(number)s job", "%(number)s jobs", count)
    if kind == "visit":
        return ngettext("%(number)s visit", "%(number)s visits", count)
    return ngettext("%(number)s encounter", "%(number)s encounters", count)
