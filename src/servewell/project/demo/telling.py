"""What stands beside the charts: what happened at the units, told by who leads them, and what the company aims at."""

from datetime import datetime
from typing import cast

from servewell.project.demo import shelf
from servewell.project.demo.company import Founded
from servewell.project.demo.shelf import entries, entry, words
from servewell.rooms.insight import services as insight
from servewell.rooms.people import selectors as people

EXECUTIVE, TARGET = "1001", 0.85


def leaders_say(*, founded: Founded, at: datetime) -> None:
    """What happened, and what is aimed at."""
    _what_happened(founded=founded, at=at)
    _what_is_aimed_at(at=at)


def _what_happened(*, founded: Founded, at: datetime) -> None:
    """Each story of a unit in the unit's language; why its figure moved, the demo's visitor says."""
    for written in entries(founded.company["units"]):
        story = entry(written.get("story", {}))
        if "what" not in story:
            continue
        unit = founded.units[shelf.text(written["code"])]
        month = shelf.moved(story["from"], today=at.date())
        leader = people.person_by_number(number=_who_leads(unit.code, founded.company))
        assert leader is not None, f"nobody of the demo leads {unit.code}"
        insight.annotate(
            unit=unit,
            months=insight.Months(month, month),
            text=words(story["what"]).said(unit.language).text,
            by=leader,
            at=at,
        )


def _what_is_aimed_at(*, at: datetime) -> None:
    """The company's target of this year, set by its executive."""
    company, executive = people.top_unit(), people.person_by_number(number=EXECUTIVE)
    assert company is not None, "the demo's company stands in the tree"
    assert executive is not None, "the demo has an executive"
    insight.set_target(
        unit=company, aim=insight.Aim(), value=TARGET, from_on=at.date().replace(month=1, day=1), by=executive, at=at
    )


def _who_leads(unit: str, company: shelf.Entry) -> str:
    written = entries(company["people"])
    leaders = (one for one in written if one["unit"] == unit and "leader" in cast(list[str], one["roles"]))
    return shelf.text(next(leaders)["number"])
