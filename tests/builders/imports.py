"""Files that somebody brings, at each stage of their way."""

from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import services
from servewell.rooms.voice.models import Import
from tests.builders.company import a_company

GUESTS = """\
Survey no,Hotel,Stayed on,Welcome,Stay as a whole,What could we do better?
1,{unit},2026-10-01,5,5,Nothing. The night porter carried our bags up two flights of stairs.
2,{unit},2026-10-02,4,3,The lift was out of order for the whole weekend and nobody said so.
3,{unit},2026-10-05,9,4,A quieter room would have been a blessing after the long flight home.
4,{unit},2026-10-09,2,1,We waited for half an hour and the young man at the desk did not look up once.
5,{unit},2026-10-12,5,4,Breakfast could begin earlier for those who have a train to catch at seven.
6,{unit},2026-10-20,3,9,More light in the bathroom please and perhaps a hook for the towels.
"""
RECIPE = """\
recipe: {code}
title: Guest survey
unit: {{column: Hotel}}
date: {{column: Stayed on, formats: [YYYY-MM-DD]}}
language: {{is: en}}
duplicate: [Survey no]
items:
  welcome: {{column: Welcome, question: How were you welcomed?, scale: {{worst: 1, best: 5}}, does not apply: [9]}}
  whole: {{column: Stay as a whole, question: Your stay as a whole, scale: {{worst: 1, best: 5}}, overall: true}}
comments:
  better: {{column: What could we do better?, question: What could we do better?}}
"""


def a_file(text: str = GUESTS, *, unit: Unit | None = None, name: str = "guests-2026.csv") -> Path:
    """On this machine, where ``{unit}`` stands for the unit's code."""
    path = Path(mkdtemp()) / name
    path.write_text(text.replace("{unit}", (unit or a_company()).code), encoding="utf-8")
    return path


def a_brought_file(
    text: str = GUESTS, *, unit: Unit | None = None, at: datetime, by: Actor = HOUSE, name: str = "guests-2026.csv"
) -> Import:
    """It has arrived and was looked into; a recipe is drafted, and nothing is decided."""
    place = unit or a_company()
    run = services.bring_file(name=name, path=a_file(text, unit=place, name=name), unit=place, by=by, at=at)
    return services.look_into(run=run, by=by, at=at)


def a_decided_file(
    text: str = GUESTS, recipe: str = RECIPE, *, code: str = "guests", unit: Unit | None = None, at: datetime,
    by: Actor = HOUSE, name: str = "guests-2026.csv",
) -> Import:  # fmt: skip
    """A person has decided what its columns mean."""
    run = a_brought_file(text, unit=unit, at=at, by=by, name=name)
    return services.decide(run=run, draft=recipe.format(code=code), by=by, at=at)


def an_import(
    text: str = GUESTS, recipe: str = RECIPE, *, code: str = "guests", unit: Unit | None = None, at: datetime,
    by: Actor = HOUSE, name: str = "guests-2026.csv",
) -> Import:  # fmt: skip
    """Taken in and shown. Of the six guests one gave an answer off the scale and is held back."""
    run = a_decided_file(text, recipe, code=code, unit=unit, at=at, by=by, name=name)
    run = services.start(run=run, document=run.draft, by=by, at=at, in_worker=False)
    while not services.take_in_some(run=run, for_seconds=60, at=at):
        run.refresh_from_db()
    run.refresh_from_db()
    return services.show(run=run, at=at)
