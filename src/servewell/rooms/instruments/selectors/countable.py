"""What can be counted in figures: the items that have a scale, in every version that was ever published."""

from dataclasses import dataclass

from servewell.base.words import Words
from servewell.rooms.instruments.models import Instrument, Item


@dataclass(frozen=True)
class Countable:
    """An item in the latest version that has it. ``scales`` are all that it was ever asked on, from worst to best."""

    instrument: str
    instrument_title: Words
    item: str
    title: Words
    aspect: str | None
    is_overall: bool
    scales: tuple[tuple[float, float], ...]

    @property
    def code(self) -> str:
        return f"{self.instrument}/{self.item}"


def countable() -> tuple[Countable, ...]:
    """By instrument, in the order of their questions; those that are asked no more stand behind."""
    found: dict[tuple[str, str], list[Item]] = {}
    rows = Item.objects.filter(worst__isnull=False).select_related("version__instrument", "aspect")
    for row in rows.order_by("version__instrument__code", "-version__number", "position"):
        found.setdefault((row.version.instrument.code, row.name), []).append(row)
    return tuple(_on_a_scale(items) for items in found.values())


def published_codes() -> frozenset[str]:
    """The codes of all instruments of which a version was ever published."""
    return frozenset(Instrument.objects.filter(versions__isnull=False).values_list("code", flat=True))


def _on_a_scale(items: list[Item]) -> Countable:
    latest = items[0]
    return Countable(
        instrument=latest.version.instrument.code,
        instrument_title=latest.version.instrument.title,
        item=latest.name,
        title=latest.title,
        aspect=latest.aspect.code if latest.aspect else None,
        is_overall=latest.is_overall,
        scales=tuple(dict.fromkeys((each.worst or 0.0, each.best or 0.0) for each in items)),
    )
