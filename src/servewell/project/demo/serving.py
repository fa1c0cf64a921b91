"""How the demo company serves: its own desks are asked about, its processes have owners, its chain is drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast

from servewell.base.permissions import HOUSE
from servewell.project.demo import shelf
from servewell.project.demo.published import publish
from servewell.project.demo.shelf import entries, entry, text, words
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import services as standards
from servewell.rooms.standards.terms import Stage
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as voice_terms

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.rooms.standards.models import Place
    from servewell.rooms.voice.models import Channel

Units = Mapping[str, "Unit"]


def ask_employees(top: "Unit", units: Units, at: datetime) -> "dict[str, Channel]":
    """A survey of employees about the HR desk, to the same aspects as customers'."""
    asked = shelf.book("demo/internal")
    survey, desk = entry(asked["survey"]), entry(asked["desk"])
    instrument = publish(survey, unit=top, at=at)
    unit = units[text(desk["unit"])]
    channel = voice.open_channel(
        unit=unit,
        instrument=instrument,
        kind=voice_terms.OPEN_LINK,
        slug=unit.code,
        language=unit.language,
        audience=voice_terms.Audience.INTERNAL,
        by=HOUSE,
        at=at,
    )
    return {unit.code: channel}


def register(units: Units, at: datetime) -> None:
    """The processes, with the gaps that a company has."""
    for one in entries(shelf.book("demo/serving")["processes"]):
        draft = standards.ProcessDraft(
            name=words(one["name"]),
            stage=Stage(text(one["stage"])),
            unit=units[text(one["unit"])],
            owner=people.person_by_number(number=text(one["owner"])) if "owner" in one else None,
            standards=tuple(cast(list[str], one["standards"])),
        )
        standards.register_process(draft=draft, code=text(one["code"]), by=HOUSE, at=at)


def draw_the_chain(units: Units, at: datetime) -> None:
    """Who serves whom, up to the guests and the households."""
    drawn, jobs = shelf.book("demo/serving"), entry(shelf.book("demo/company")["jobs"])
    places: dict[str, Place] = {}
    for one in entries(drawn["places"]):
        places[text(one["code"])] = standards.add_place(
            unit=units[text(one["unit"])],
            name=words(one["name"] if "name" in one else jobs[text(one["job"])]),
            job=words(jobs[text(one["job"])]) if "job" in one else None,
            is_customer=bool(one.get("is_customer")),
            code=text(one["code"]),
            by=HOUSE,
            at=at,
        )
    for one in entries(drawn["services"]):
        server, served = places[text(one["from"])], places[text(one["to"])]
        standards.serve(server=server, served=served, what=words(one["what"]), by=HOUSE, at=at)
