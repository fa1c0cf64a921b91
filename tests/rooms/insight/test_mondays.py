"""What Monday's page says: what signals nobody has explained, ranked; the figures of its reader's units; what waits."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.engines import stats
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.insight import rules, selectors, services, terms
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.selectors import Look, MondayFound, Waiting
from servewell.rooms.insight.selectors.counted import opening
from servewell.rooms.insight.selectors.counted.shares import Count
from servewell.rooms.insight.selectors.weekly import charting, ranking, sifting
from servewell.rooms.insight.terms import Verdict, Waits
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as staff
from servewell.rooms.people.models import Grant, Person, Unit
from servewell.rooms.voice import rules as voice_rules
from tests.builders import (
    a_channel,
    a_company,
    a_person,
    a_policy,
    a_promise,
    a_survey,
    a_unit,
    a_voice,
    an_aspect,
    an_indicator,
    words,
)
from tests.builders.company import LONG_AGO
from tests.builders.figures import Rated, a_mean, an_annotation, the_lake_holds
from tests.builders.mondays import MONTHS, a_leader, the_units_answered, two_years_of

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def defined(lake: Path) -> None:
    an_indicator()


def monday(reader: Person, *, at: datetime, units: list[Unit] | None = None, **asked: object) -> MondayFound:
    seen = units or people.units_seen(viewer=reader, power=rules.SEE)
    return selectors.monday(viewer=reader, units=seen, at=at, zone="Asia/Shanghai", **asked)  # type: ignore[arg-type]


def told(found: MondayFound) -> list[tuple[str, str | None, str, str, bool]]:
    return [(each.code, each.aspect, each.rule, each.side, each.is_new) for each in found.alarms]


def test_alarms_are_ranked_by_how_unlikely_chance_makes_them(defined: None, now: datetime) -> None:
    company = a_company()
    calm, fallen, sunk = (a_unit(code, under=company) for code in ("calm", "fallen", "sunk"))
    the_units_answered(calm=[calm], fallen=[fallen], sunk=[sunk])

    found = monday(a_leader(), at=now, units=[calm, fallen, sunk])

    assert told(found) == [
        ("sunk", None, "beyond-limits", "below", False),
        ("fallen", None, "beyond-limits", "below", False),
    ]
    assert [each.months for each in found.alarms] == [(NOVEMBER,), (NOVEMBER,)]
    assert found.alarms[0].surprise > found.alarms[1].surprise > 2
    assert [row.code for row in found.rows] == ["calm", "fallen", "sunk"]


def test_what_is_better_than_chance_is_good_news_and_no_alarm(defined: None, now: datetime) -> None:
    company = a_company()
    the_units_answered(risen=[company])

    found = monday(a_leader(), at=now)

    assert (told(found), [(each.code, each.is_good) for each in found.good]) == ([], [("company", True)])


def test_an_aspect_has_an_alarm_of_its_own(defined: None, now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(*two_years_of(company), *two_years_of(company, how="fallen", aspect="respect"))

    found = monday(a_leader(), at=now)

    assert told(found) == [("company", "respect", "beyond-limits", "below", False)]
    assert (found.units, found.figures, found.charts) == (1, 2, 2)


def test_what_the_last_page_did_not_know_is_new_and_comes_first(defined: None, now: datetime) -> None:
    company = a_company()
    fallen, sunk = a_unit("fallen", under=company), a_unit("sunk", under=company)
    the_units_answered(fallen=[fallen], sunk=[sunk])
    first = monday(a_leader(), at=now, units=[fallen, sunk])
    knew_of_the_sunk = [each for each in first.told if each[0] == "sunk"]

    second = monday(a_leader("Bo"), at=now, units=[fallen, sunk], told=knew_of_the_sunk)

    assert told(second) == [
        ("fallen", None, "beyond-limits", "below", True),
        ("sunk", None, "beyond-limits", "below", False),
    ]


def test_a_signal_whose_cause_was_said_is_not_asked_about_again(defined: None, now: datetime) -> None:
    company = a_company()
    the_units_answered(fallen=[company])
    ann = a_leader()
    [alarm] = monday(ann, at=now).alarms

    signal = stats.Signal(alarm.rule, alarm.side, ())  # type: ignore[arg-type]
    an_annotation(company, text="The boiler.", month=NOVEMBER, cause_of=signal, at=now)

    assert monday(ann, at=now).alarms == ()


def test_a_signal_of_long_ago_is_no_news(defined: None, now: datetime) -> None:
    company = a_company()
    answers = two_years_of(company)
    answers[8] = replace(answers[8], satisfied=30)
    the_lake_holds(*answers)

    assert monday(a_leader(), at=now).alarms == ()


def test_only_as_many_as_a_screen_holds_are_told_and_the_others_counted(defined: None, now: datetime) -> None:
    company = a_company()
    units = [a_unit(f"unit-{number:02}", under=company) for number in range(12)]
    the_units_answered(fallen=units)

    found = monday(a_leader(), at=now)

    assert (len(found.alarms), found.more_alarms) == (terms.ALARMS_SHOWN, 13 - terms.ALARMS_SHOWN)
    assert (len(found.rows), found.more_rows, found.units) == (terms.ROWS_SHOWN, 13 - terms.ROWS_SHOWN, 13)
    assert found.rows[0].code == "company"


def test_monday_and_the_satisfaction_page_say_the_same(defined: None, now: datetime) -> None:
    """The figure, its interval, its verdict, the months drawn and the signals that nobody has explained."""
    company = a_company()
    units = [a_unit(how, under=company) for how in ("calm", "fallen", "sunk", "risen")]
    the_lake_holds(*[each for unit in units for each in two_years_of(unit, how=unit.code)])

    found = monday(a_leader(), at=now)

    for row in found.rows:
        page = selectors.satisfaction(viewer=HOUSE, look=Look(unit=row.code), at=now)
        share = page.share
        assert (row.value, row.low, row.high, row.n) == (share.value, share.low, share.high, share.n)
        assert row.verdict == page.verdict
        assert row.points == tuple(each.share.value for each in page.periods[-terms.POINTS_DRAWN :])
        months = [each.first for each in page.periods]
        asked = {(each.rule, each.side, months[each.points[-1]]) for each in page.unexplained}
        alarms = [each for each in (*found.alarms, *found.good) if each.code == row.code]
        assert {(each.rule, each.side, each.months[-1]) for each in alarms} <= asked
        recent = {each for each in asked if each[2] >= page.spans.now.from_on}
        assert bool(alarms) == bool(recent)


def test_a_reader_gets_figures_of_no_units_but_theirs(defined: None, now: datetime) -> None:
    company = a_company()
    inn, lodge = a_unit("inn", under=company), a_unit("lodge", under=company)
    the_units_answered(fallen=[inn, lodge])

    found = monday(a_leader(unit=inn), at=now)

    assert ([row.code for row in found.rows], {each.code for each in found.alarms}) == (["inn"], {"inn"})


def test_means_have_alarms_too_and_a_scale_that_ends_with_the_best_is_told_apart(lake: Path, now: datetime) -> None:
    a_mean()
    inn = a_unit("inn", under=a_company())
    usual, low = [[4.0, 4.0, 5.0], [4.0, 5.0, 5.0]], [2.0, 2.0, 2.0]
    the_lake_holds(*[
        Rated(inn, month, low if month == MONTHS[-2] else usual[number % 2], worst=5.0, best=1.0)
        for number, month in enumerate(MONTHS)
    ])  # fmt: skip

    found = monday(a_leader(), at=now, units=[inn])

    assert (told(found), [(each.code, each.side) for each in found.good]) == ([], [("inn", "below")])


def test_promoters_less_detractors_have_alarms_too_and_none_by_aspect(
    lake_db: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charting, "may_signal", lambda *_counts: pytest.fail("the sieve knows shares alone"))
    asked = {"type": "rating", "name": "recommend", "title": "Recommend?", "rateMin": 0, "rateMax": 10}
    a_survey(code="stay", document={"title": "Stay", "pages": [{"elements": [asked]}]})
    services.define(
        code="css", title=words("Promoters"), definition=words("So."), kind=terms.Kind.NET_PROMOTERS,
        questions=["stay/recommend"], by=HOUSE, at=LONG_AGO,
    )  # fmt: skip
    a_promise(aspects=[an_aspect("respect")])
    company = a_company()
    usual, low = [[10.0, 9.0, 9.0, 8.0], [10.0, 9.0, 8.0, 8.0]], [0.0, 1.0, 2.0, 3.0]
    the_lake_holds(*[
        Rated(
            company, month, low if month == MONTHS[-2] else usual[number % 2], worst=0.0, best=10.0,
            item="recommend", is_overall=False, aspect="respect",
        )
        for number, month in enumerate(MONTHS)
    ])  # fmt: skip

    found = monday(a_leader(), at=now)

    assert told(found) == [("company", None, "beyond-limits", "below", False)]
    assert (found.figures, found.charts) == (1, 1)


def test_a_change_of_scale_is_not_taken_for_a_fall(defined: None, now: datetime) -> None:
    company = a_company()
    before = [Rated(company, month, [5.0, 4.0, 4.0, 2.0] * 5) for month in MONTHS[:-1]]
    the_lake_holds(*before, Rated(company, MONTHS[-1], [8.0, 7.0, 6.0, 2.0] * 5, best=10.0, series=2))

    found = monday(a_leader(), at=now)

    assert (found.alarms, found.rows[0].verdict) == ((), Verdict.WITHHELD)
    assert found.rows[0].cuts == (terms.POINTS_DRAWN - 1,)


def test_a_quiet_week_without_answers_is_said_to_be_one(defined: None, now: datetime) -> None:
    a_company()

    found = monday(a_leader(), at=now)

    assert (found.is_quiet, found.charts, found.chance, found.rows[0].n) == (True, 0, 0.0, 0)


def test_praise_is_told_to_who_may_read_it(lake_db: Path, now: datetime) -> None:
    company = a_company()
    a_survey()
    a_policy(company)
    an_indicator()
    kind = "She stayed until my bag was found, and it was past midnight."
    voice = a_voice(a_channel(company), 5, words=kind, at=now - timedelta(days=2))
    reader = a_person("Reader", rules.SEE, voice_rules.READ)

    assert monday(reader, at=now).praise == voice.pk
    assert monday(a_leader(), at=now).praise is None


def test_what_waited_by_a_power_is_told_only_to_who_still_holds_it(lake_db: Path, now: datetime) -> None:
    company = a_company()
    an_indicator()
    desk = a_person("Desk", rules.SEE, unit=company)
    role = Grant.objects.get(person=a_person("Clerk", case_rules.SEE, unit=company)).role
    lent = staff.grant(person=desk, role=role, unit=company, from_on=LONG_AGO.date(), by=HOUSE, at=now)
    waiting = (Waiting(Waits.CASES_OVERDUE, 3), Waiting(Waits.OWN_OVERDUE, 1))
    document = selectors.as_plain(found=replace(monday(desk, at=now), waiting=waiting))
    kept = Monday(person=desk, document=document)

    assert selectors.monday_as_seen(kept=kept).waiting == waiting
    staff.end_grant(grant=lent, on=date(2026, 1, 1), by=HOUSE, at=now)
    assert selectors.monday_as_seen(kept=kept).waiting == waiting[1:]


def test_what_waits_is_counted_from_the_rooms_that_it_waits_in(lake_db: Path, now: datetime) -> None:
    company = a_company()
    a_survey()
    a_policy(company)
    an_indicator()
    a_voice(a_channel(company), 1, words="Cold.", email="guest@example.com", at=now - timedelta(days=60))
    desk = a_person("Desk", rules.SEE, case_rules.SEE)

    assert [(each.what, each.count) for each in monday(desk, at=now).waiting] == [(Waits.CASES_OVERDUE, 1)]
    assert monday(a_leader(), at=now).waiting == ()


def test_the_page_is_kept_and_read_again_to_the_last_digit(defined: None, now: datetime) -> None:
    company = a_company()
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(*two_years_of(company), *two_years_of(company, how="sunk", aspect="respect"))
    found = monday(a_leader(), at=now)

    kept = json.loads(json.dumps(selectors.as_plain(found=found)))

    assert selectors.from_plain(kept=kept) == found
    assert (found.codes, found.left_out) == (("company",), 0)
    without_codes = {name: value for name, value in kept.items() if name != "codes"}
    assert selectors.from_plain(kept=without_codes) == found, "it was kept before a page said which units it is about"
    for damaged in (None, {}, {**kept, "alarms": 3}, {**kept, "kind": "other"}, {**kept, "week": "never"}):
        with pytest.raises(selectors.DocumentIsUnreadable):
            selectors.from_plain(kept=damaged)


@pytest.mark.parametrize("units", [1, 3, 30])
def test_the_page_costs_as_many_queries_and_asks_the_lake_twice_however_many_units(
    units: int, defined: None, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = a_company()
    the_units_answered(fallen=[a_unit(f"unit-{number}", under=company) for number in range(units)])
    reader = a_leader()
    asked: list[object] = []
    figures = opening.figures
    monkeypatch.setattr(opening, "figures", lambda **question: asked.append(1) or figures(**question))
    monday(reader, at=now)
    asked.clear()

    with CaptureQueriesContext(connection) as seen:
        monday(reader, at=now)

    assert (len(seen), len(asked)) == (13, 2)


def test_no_chart_that_signals_is_held_back_by_the_sieve() -> None:
    draw = np.random.default_rng(20261116)
    charts = []
    for number in range(300):
        n = draw.integers(0 if number % 5 == 0 else 20, 120, 24)
        n[-1] = draw.integers(0, 400)
        share = np.clip(0.8 + draw.normal(0, 0.05 * (number % 3), 24), 0, 1)
        share[-1] = draw.random()
        charts.append([Count(int(draw.binomial(many, p)), int(many)) for many, p in zip(n, share, strict=True)])
    limits = [None, stats.p_chart(successes=[80] * 12, n=[100] * 12).limits,
              stats.p_prime_chart(successes=[80, 70] * 6, n=[100] * 12).limits]  # fmt: skip
    kept = [limits[number % 4 % 3] for number in range(len(charts))]
    charts += [[Count(0, 0)] * 24, [*[Count(0, 0)] * 23, Count(1, 90)]]
    kept += [None, None]

    passed = sifting.may_signal(charts, kept)

    silent = 0
    for row, each, may in zip(charts, kept, passed.tolist(), strict=True):
        drawn = stats.stretches_of_shares(
            successes=[count.successes for count in row],
            n=[count.n for count in row],
            phases=[stats.Phase(start=-3, limits=each, reason="", by="1")] if each else [],
            is_last_open=True,
        )
        assert may or not any(stretch.signals for stretch in drawn)
        silent += each is not None and not may
    assert silent > 10
    assert not passed[-2:].any()


@pytest.mark.parametrize(
    ("rule", "places", "at_least", "below"),
    [
        ("beyond-limits", (23,), 2.5, 40.0),
        ("two-of-three", (21, 23), 2.4, 2.6),
        ("run-on-one-side", tuple(range(17, 24)), 1.8, 1.9),
        ("trend", tuple(range(17, 24)), 3.3, 3.5),
    ],
)
def test_how_unlikely_a_signal_is_is_told_in_powers_of_ten(
    rule: str, places: tuple[int, ...], at_least: float, below: float
) -> None:
    chart = stats.chart_of_shares(successes=[80 + n % 3 * 2 for n in range(23)] + [60], n=[100] * 24)

    found = ranking.surprise(stats.Signal(rule, "below", places), chart)

    assert at_least <= found < below


def test_a_point_far_out_is_told_from_one_farther_out() -> None:
    assert ranking._tail(36.0) < ranking._tail(37.5) < ranking._tail(60.0)
