"""The database itself refuses what no case, encounter or mark can be, whoever writes it."""

from datetime import datetime

import pytest
from django.db import IntegrityError, models, transaction

from servewell.base.permissions import HOUSE
from servewell.rooms.cases.models import Case, Delivery, LedgerLine, Policy
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Encounter
from servewell.rooms.insight import services as insight
from servewell.rooms.insight.models import DirtyMonth
from tests.builders import a_company, a_policy, a_waiting_answer, a_writer
from tests.house import save_guard


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "false", "says"),
    [
        (Policy, {"bar": 1.01}, "a_bar_is_a_score"),
        (Policy, {"bar": -0.01}, "a_bar_is_a_score"),
        (Case, {"state": "lost"}, "a_case_is_in_a_known_state"),
        (Case, {"reason": "whim"}, "a_case_has_a_known_reason"),
        (Delivery, {"state": "flying"}, "a_delivery_is_in_a_known_state"),
        (LedgerLine, {"stage": "dreamt-of"}, "a_ledger_line_is_of_a_known_stage"),
        (Encounter, {"volume": 0}, "an_encounter_happened_at_least_once"),
        (DirtyMonth, {"fact": "weather"}, "a_mark_is_of_a_known_fact"),
    ],
)
def test_what_cannot_be_true_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, model: type[models.Model], false: dict[str, object], says: str, now: datetime
) -> None:
    a_policy()
    a_waiting_answer(a_writer(), at=now)
    stay = customers.NewEncounter(kind="stay", unit=a_company(), on=now.date(), reference="7")
    customers.record_encounters(encounters=[stay], by=HOUSE, at=now)
    insight.mark_months(months=[now.date().replace(day=1)], at=now)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    before = list(model._default_manager.values())

    with pytest.raises(IntegrityError, match=says), transaction.atomic():
        model._default_manager.update(**false)

    assert before
    assert list(model._default_manager.values()) == before
