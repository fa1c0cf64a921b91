"""What happened stands beside the chart, with the name of who said it; the cause of a signal is said by a person."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.stats import Signal
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import Annotation
from servewell.rooms.insight.selectors import Look, Satisfaction
from servewell.rooms.people.models import Unit
from servewell.rooms.voice.terms import Audience
from tests.builders import a_company, a_person, a_unit, an_indicator
from tests.builders.figures import a_bad_may, an_annotation
from tests.house import save_guard

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _a_figure_is_defined(lake: Path) -> None:
    an_indicator()


def stands(now: datetime, unit: Unit, **asked: object) -> Satisfaction:
    return selectors.satisfaction(viewer=HOUSE, look=Look(unit=unit.code, **asked), at=now)  # type: ignore[arg-type]


def test_what_happened_is_told_with_months_words_and_name(now: datetime) -> None:
    company = a_company()
    an_annotation(company, text="  A strike\n of the trains. ", month=MAY, at=now)

    [told] = stands(now, company).happened

    assert (told.first_month, told.last_month, told.text) == (MAY, MAY, "A strike of the trains.")
    assert (told.said_by, told.said_on, told.unit_name) == ("Explainer of company", now.date(), None)


def test_a_signal_asks_for_its_cause_until_somebody_says_it(now: datetime) -> None:
    company = a_company()
    a_bad_may(company)
    [signal] = stands(now, company).unexplained

    an_annotation(company, text="The boiler broke.", month=MAY, cause_of=signal, at=now)

    found = stands(now, company)
    assert (signal.rule, signal.side, len(found.signals), found.unexplained) == ("beyond-limits", "below", 1, ())


@pytest.mark.parametrize(
    ("month", "cause"),
    [
        (date(2026, 4, 1), Signal("beyond-limits", "below", ())),
        (MAY, Signal("beyond-limits", "above", ())),
        (MAY, Signal("trend", "below", ())),
        (MAY, None),
    ],
)
def test_another_month_another_side_another_rule_or_no_cause_explains_no_signal(
    month: date, cause: Signal | None, now: datetime
) -> None:
    company = a_company()
    a_bad_may(company)

    an_annotation(company, month=month, cause_of=cause, at=now)

    assert len(stands(now, company).unexplained) == 1


def test_what_happened_above_is_told_below_but_no_cause_of_a_signal_above(now: datetime) -> None:
    company, inn = a_company(), a_unit("inn", under=a_company())
    an_annotation(company, text="A strike.", month=MAY, at=now)
    an_annotation(company, text="The boiler.", month=MAY, cause_of=Signal("trend", "rising", ()), at=now)
    an_annotation(inn, text="A wedding.", month=MAY, at=now)

    below, above = stands(now, inn).happened, stands(now, company).happened

    assert [(each.text, str(each.unit_name or "")) for each in below] == [
        ("A strike.", str(company.name)),
        ("A wedding.", ""),
    ]
    assert [each.text for each in above] == ["A strike.", "The boiler."]


def test_what_happened_to_guests_and_to_employees_is_told_apart(now: datetime) -> None:
    company = a_company()
    an_annotation(company, text="A new payslip.", month=MAY, audience=Audience.INTERNAL, at=now)

    inside = stands(now, company, audience=Audience.INTERNAL).happened

    assert ([each.text for each in inside], stands(now, company).happened) == (["A new payslip."], ())


def test_only_what_touches_the_months_that_are_shown_is_told(now: datetime) -> None:
    company = a_company()
    for month in (date(2024, 11, 1), date(2024, 12, 1), date(2026, 11, 1)):
        an_annotation(company, text=f"Of {month:%Y-%m}.", month=month, at=now)

    assert [each.text for each in stands(now, company).happened] == ["Of 2024-12.", "Of 2026-11."]


def test_the_same_words_twice_are_one_and_what_is_taken_back_stays_in_the_record(now: datetime) -> None:
    company = a_company()
    first, again = (an_annotation(company, month=MAY, at=now) for _ in range(2))

    for _ in range(2):
        services.withdraw_annotation(annotation=first, by=HOUSE, at=now)

    assert (first.pk, stands(now, company).happened) == (again.pk, ())
    assert list(Entry.objects.filter(deed__startswith="insight.").values_list("deed", flat=True)) == [
        "insight.define",
        "insight.annotate",
        "insight.withdraw_annotation",
    ]


def test_what_is_said_twice_at_one_time_is_kept_once(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    an_annotation(a_company(), month=MAY, at=now)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    again = Annotation.objects.get()
    again.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    again.withdrawn_at = now
    again.save()


def test_it_was_said_on_the_day_of_the_unit(now: datetime) -> None:
    company = a_company()
    late = now.replace(hour=23, minute=30)
    an_annotation(company, month=MAY, at=late)

    [told] = stands(late, company).happened

    assert company.zone == "Asia/Shanghai"
    assert told.said_on == late.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "months", "refusal", "why"),
    [
        (" \n ", (MAY, MAY), services.NothingIsSaid, "in a sentence"),
        ("x" * 241, (MAY, MAY), services.TooLongToStandBesideAChart, "241 characters; say it in 240"),
        ("A fair.", (date(2026, 12, 1), date(2026, 12, 1)), services.HasNotHappenedYet, "2026-12 to 2026-12"),
        ("A fair.", (MAY, date(2026, 4, 1)), services.HasNotHappenedYet, "in order"),
    ],
)
def test_what_cannot_stand_beside_a_chart_is_refused_in_words(
    text: str, months: tuple[date, date], refusal: type[Exception], why: str, now: datetime
) -> None:
    company = a_company()

    with pytest.raises(refusal, match=why):
        services.annotate(
            unit=company, months=services.Months(*months), text=text, by=a_person("Eve", rules.EXPLAIN), at=now
        )


def test_who_may_not_explain_a_unit_neither_writes_nor_takes_back(now: datetime) -> None:
    company, inn = a_company(), a_unit("inn", under=a_company())
    eve = a_person("Eve", rules.EXPLAIN, rules.SEE, unit=inn)
    said = an_annotation(company, at=now)

    with pytest.raises(NotAllowed):
        services.annotate(unit=company, months=services.Months(MAY, MAY), text="A fair.", by=eve, at=now)
    with pytest.raises(NotAllowed):
        services.withdraw_annotation(annotation=said, by=eve, at=now)
    with pytest.raises(selectors.NoSuchAnnotation):
        selectors.annotation_for(viewer=eve, unit=company.pk, key=said.pk)
    with pytest.raises(selectors.NoSuchAnnotation):
        selectors.annotation_for(viewer=HOUSE, unit=inn.pk, key=said.pk)
