"""Machines that ask the API by a token, and what they may ask for by its number."""

import json
from datetime import date, datetime
from typing import Any

from django.test import Client

from servewell.base.permissions import HOUSE, Power
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.terms import Form
from servewell.rooms.people import services
from servewell.rooms.people.models import Person, Token, Unit
from servewell.web.insight import jobs, printing
from tests.builders.company import LONG_AGO, words
from tests.builders.figures import asked_to_publish
from tests.builders.mondays import a_subscription


def a_token(unit: Unit, *powers: Power) -> tuple[Token, str]:
    """With its secret. It sees figures, or may what is named."""
    codes = tuple(power.code for power in powers or (rules.SEE,))
    draft = services.RoleDraft(code="reader", title=words("Reader"), powers=codes)
    role = services.define_roles(roles=[draft], by=HOUSE, at=LONG_AGO)[0]
    return services.make_token(name="Spreadsheet", unit=unit, role=role, by=HOUSE, at=LONG_AGO)


class Machine:
    def __init__(self, secret: str) -> None:
        self._client, self._headers = Client(), {"Authorization": f"Bearer {secret}"}

    def ask(self, path: str, **headers: str) -> tuple[int, Any]:
        response = self._client.get(f"/api/{path}", headers={**self._headers, **headers})
        return response.status_code, json.loads(response.content)

    def told(self, path: str, **headers: str) -> Any:
        status, told = self.ask(path, **headers)
        assert status == 200, told
        return told


def a_machine(unit: Unit, *powers: Power) -> Machine:
    return Machine(a_token(unit, *powers)[1])


def a_finding_of(unit: Unit, *, at: datetime) -> int:
    """The number of figures that were published as a table."""
    published = asked_to_publish(unit, form=Form.CSV, at=at)
    printing.make(number=published.pk)
    return published.pk


def a_monday_of(reader: Person, *, at: datetime) -> date:
    """The week of the page that was made for somebody, without a mail."""
    a_subscription(reader, by_mail=False)
    jobs.draw_up_due(at=at)
    return Monday.objects.get(person=reader).week
