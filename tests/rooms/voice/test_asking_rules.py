"""How often one customer may be asked, over all campaigns; whom a rule skips, and that it says so."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.customers import services as keeping
from servewell.rooms.customers.models import Customer
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Asked, AskingLetter, AskingRule
from tests.builders import a_company, a_person, a_survey, a_unit, mail_settings
from tests.builders.asking import DAY, a_campaign, a_guest, draw_up, send, states_of
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_job_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


def a_rule(**kept) -> AskingRule:
    kept.setdefault("unit", a_company())
    return services.set_asking_rule(**{"at_most": 1, "days": 30, "by": HOUSE, "at": MONDAY - DAY, **kept})


def asked_in_turn(*campaigns_at: tuple[timedelta, dict]) -> list[str]:
    """Ann is asked by one campaign after the other; what became of each."""
    a_guest("ann", unit=kept_unit())
    found = []
    for after, kept in campaigns_at:
        campaign = a_campaign(at=MONDAY + after, **kept)
        draw_up(campaign, at=MONDAY + after)
        found += states_of(campaign).values() or ["nobody"]
    return found


def kept_unit():
    return a_unit("harbour", under=a_company())


def test_a_customer_is_asked_as_often_as_a_rule_allows_and_the_skip_says_why() -> None:
    rule = a_rule(at_most=2)

    found = asked_in_turn((0 * DAY, {}), (10 * DAY, {}), (29 * DAY, {}), (31 * DAY, {}), (32 * DAY, {}))

    assert found == ["waiting", "waiting", "skipped too-often", "waiting", "skipped too-often"]
    skipped = Asked.objects.filter(state="skipped").values_list("rule", "invitation")
    assert list(skipped) == [(rule.pk, None)] * 2
    assert AskingLetter.objects.count() == 3


def test_without_a_rule_nobody_is_skipped() -> None:
    assert asked_in_turn((0 * DAY, {}), (DAY, {})) == ["waiting", "waiting"]


def test_a_rule_of_a_unit_counts_and_holds_back_what_is_asked_below_it_only() -> None:
    harbour, lakeside = kept_unit(), a_unit("lakeside", under=a_company())
    a_guest("ann", unit=harbour)
    a_guest("ann", unit=lakeside, on=datetime(2026, 11, 12, tzinfo=UTC).date())
    a_rule(unit=harbour)
    found = []
    for unit in (lakeside, harbour, harbour, lakeside):
        campaign = a_campaign(at=MONDAY, unit=unit)
        draw_up(campaign, at=MONDAY)
        found += states_of(campaign).values()

    assert found == ["waiting", "waiting", "skipped too-often", "waiting"]


def test_a_rule_of_one_survey_counts_that_survey_only() -> None:
    stay, meal = a_survey(code="stay").instrument, a_survey(code="meal").instrument
    a_rule(instrument=stay)

    found = asked_in_turn(*[(0 * DAY, {"instrument": each}) for each in (stay, meal, stay, meal)])

    assert found == ["waiting", "waiting", "skipped too-often", "waiting"]


def test_a_rule_that_was_withdrawn_holds_nobody_back() -> None:
    rule = a_rule()
    services.withdraw_asking_rule(rule=rule, by=HOUSE, at=MONDAY)
    services.withdraw_asking_rule(rule=rule, by=HOUSE, at=MONDAY)

    assert asked_in_turn((0 * DAY, {}), (DAY, {})) == ["waiting", "waiting"]


@pytest.mark.parametrize(("counts_reminders", "letters"), [(False, 2), (True, 1)])
def test_a_reminder_counts_where_the_rule_says_so(counts_reminders: bool, letters: int, settings: Settings) -> None:
    rule = a_rule(counts_reminders=counts_reminders)
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY, reminders=1, gap_days=5)
        for day in (0, 6, 12):
            send(campaign, at=MONDAY + day * DAY)

    assert len(keeper.taken) == letters
    said = AskingLetter.objects.filter(kind="reminder").values_list("state", "evidence")
    assert list(said) == [
        ("set-aside", f"too-often:{rule.pk}") if counts_reminders else ("handed-over", "2.0.0 Ok: queued as 4F1A2B")
    ]


def test_whoever_is_skipped_has_not_been_asked() -> None:
    a_rule(at_most=1, days=7)

    found = asked_in_turn((0 * DAY, {}), (6 * DAY, {}), (8 * DAY, {}))

    assert found == ["waiting", "skipped too-often", "waiting"]


def suppressed(reason: str) -> None:
    keeping.suppress(kind="email", value="ANN@example.com", reason=reason, by=HOUSE, at=MONDAY)


def withdrawn(guest: Customer) -> None:
    keeping.withdraw_consent(customer=guest, purpose="survey", how="desk", by=HOUSE, at=MONDAY)


@pytest.mark.parametrize(
    ("left", "reason"),
    [
        (lambda _: suppressed("bounce"), "bounced"),
        (lambda _: suppressed("complaint"), "complained"),
        (withdrawn, "consent-withdrawn"),
    ],
)
def test_a_draft_says_before_it_starts_whom_it_would_skip_and_why(left, reason: str) -> None:
    left(a_guest("ann"))
    a_guest("bob")
    campaign = a_campaign(at=MONDAY)

    foreseen = selectors.rehearsed(campaign=campaign, at=MONDAY)
    before = Asked.objects.count()
    draw_up(campaign, at=MONDAY)

    assert foreseen == selectors.Rehearsal(asked=1, reasons={reason: 1}, is_all=True)
    assert before == 0
    assert states_of(campaign) == {"ann@example.com": f"skipped {reason}", "bob@example.com": "waiting"}


def test_only_who_may_set_rules_over_a_unit_sets_them_there() -> None:
    harbour = kept_unit()
    setter = a_person("Set", rules.SET_ASKING_RULES, unit=harbour)
    above = a_rule()

    own = a_rule(unit=harbour, by=setter)
    for forbidden in (
        lambda: a_rule(by=setter),
        lambda: services.withdraw_asking_rule(rule=above, by=setter, at=MONDAY),
    ):
        with pytest.raises(NotAllowed):
            forbidden()

    assert list(selectors.asking_rules(viewer=setter).items) == [own]
    with pytest.raises(selectors.NoSuchRule):
        selectors.asking_rule_for(viewer=setter, number=above.pk)


@pytest.mark.parametrize(("at_most", "days"), [(0, 30), (101, 30), (1, 0), (1, 1096)])
def test_a_rule_that_could_not_be_kept_is_not_set(at_most: int, days: int) -> None:
    with pytest.raises(services.RuleIsUnsound):
        a_rule(at_most=at_most, days=days)
