"""Which figures the company has defined, in all their versions."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from servewell.base.permissions import Actor
from servewell.base.words import Words
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Indicator, IndicatorSource, Target
from servewell.rooms.people import selectors as people


def indicators(*, viewer: Actor) -> list[Indicator]:
    """By code, the newest version first; none for who may see no figures. What a figure means holds in every unit."""
    if not people.holds(actor=viewer, power=rules.SEE):
        return []
    return list(Indicator.objects.order_by("code", "-version"))


@dataclass(frozen=True)
class FiguresAbout:
    """What is measured about an aspect: figures that count answers about it, by code, and how many targets hold."""

    figures: tuple[tuple[str, Words], ...]
    targets: int


def figures_about_aspects(*, viewer: Actor, on: date) -> dict[str, FiguresAbout]:
    """By the code of the aspect; nothing for who may see no figures. What a figure means holds in every unit, targets
    are those that hold on a day in units whose figures the viewer sees. Three queries.
    """
    if not people.holds(actor=viewer, power=rules.SEE):
        return {}
    counting: dict[str, dict[str, Words]] = {}
    sources = IndicatorSource.objects.exclude(aspect="").select_related("indicator")
    for source in sources.filter(indicator=_of_the_newest("pk", code="indicator__code")):
        counting.setdefault(source.aspect, {})[source.indicator.code] = source.indicator.title
    aimed = _targets(viewer, on)
    return {
        aspect: FiguresAbout(tuple(sorted(counting.get(aspect, {}).items(), key=lambda each: each[0])), n)
        for aspect, n in {**dict.fromkeys(counting, 0), **aimed}.items()
    }


def _of_the_newest(field: str, *, code: str) -> Subquery:
    """What the newest version of the figure says whose code stands in a column of the row."""
    return Subquery(Indicator.objects.filter(code=OuterRef(code)).order_by("-version").values(field)[:1])


def _targets(viewer: Actor, on: date) -> dict[str, int]:
    """By aspect, how many hold: the latest of each unit, figure and audience, unless it ended the one before, or is for
    a figure of another kind than it is now.
    """
    seen = people.units_with(viewer=viewer, power=rules.SEE).values("unit")
    begun = Target.objects.filter(unit__in=seen, from_on__lte=on).exclude(aspect="").order_by("from_on", "pk")
    latest: dict[tuple[str, int, str, str], bool] = {}
    for each in begun.annotate(kind_now=_of_the_newest("kind", code="indicator")):
        holds = each.value is not None and each.kind == each.kind_now
        latest[each.aspect, each.unit_id, each.indicator, each.audience] = holds
    return dict(Counter(aspect for (aspect, *_), holds in latest.items() if holds))
