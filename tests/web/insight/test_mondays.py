"""Monday's page on the screen and in the mail: one mail a week, at most once knowingly, in its reader's language."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.insight import selectors, services
from servewell.rooms.insight.models import Monday
from servewell.rooms.insight.terms import Kind
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import services as staff
from servewell.rooms.people.models import Grant, Person, Unit
from servewell.web.insight import jobs
from servewell.web.insight.shown.weekly.page import page_of
from tests.builders import a_browser, a_company, a_person, a_unit, an_indicator, mail_settings
from tests.builders.company import LONG_AGO
from tests.builders.mail_reports import a_bounce, a_complaint
from tests.builders.mondays import a_leader, a_subscription, sent_to, states, the_units_answered, work
from tests.engines.mail.smtp_servers import Keeper, free_port, running, scripted, takes_the_letter_and_dies

pytestmark = pytest.mark.django_db(transaction=True)
WEEK = date(2026, 11, 16)
LANGUAGES = {
    "en": "November 2026 lies below the lower limit",
    "zh-Hans": "2026年11月",
    "zh-Hant": "2026年11月",
    "es": "noviembre",
}


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Keeper]:
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        yield keeper


@pytest.fixture
def fallen(lake: Path) -> None:
    """A company whose November lies below the limit."""
    an_indicator()
    the_units_answered(fallen=[a_company()])


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_subscriber_gets_one_mail_in_their_language(
    language: str, fallen: None, mailbox: Keeper, now: datetime
) -> None:
    ann = a_leader(language=language)
    held = a_subscription(ann)

    work(at=now)
    work(at=now + timedelta(minutes=1))

    [message] = sent_to(mailbox)
    ends = f"{django_settings.BASE_URL}/m/{selectors.token_of(subscription=held)}"
    assert (message["To"], message["Content-Language"]) == ("ann@example.com", language)
    assert message["From"].addresses[0].display_name == "Company"
    assert message["Subject"].startswith("Company")
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (
        f"<{ends}>",
        "List-Unsubscribe=One-Click",
    )
    for kind in ("plain", "html"):
        said = part(message, kind)
        assert LANGUAGES[language] in said
        assert f"{django_settings.BASE_URL}/satisfaction?unit=company" in said
        assert ends in said
        assert re.search("75[.,]0", said)
    assert f'lang="{language}"' in part(message, "html")
    assert states(ann) == [(WEEK, "handed-over", "2.0.0 Ok: queued as 4F1A2B")]


def test_the_mail_needs_nothing_from_elsewhere(fallen: None, mailbox: Keeper, now: datetime) -> None:
    a_subscription(a_leader())

    work(at=now)

    html = part(sent_to(mailbox)[0], "html")
    assert re.findall(r"<(?:img|link|script|iframe|svg)\b", html) == []
    assert {each.split("/")[2] for each in re.findall(r'https?://[^"\s<]+', html)} == {
        django_settings.BASE_URL.split("/")[2]
    }


def test_each_reader_gets_one_mail_however_many_signals_there_are(lake: Path, mailbox: Keeper, now: datetime) -> None:
    an_indicator()
    company = a_company()
    the_units_answered(fallen=[a_unit(f"unit-{number}", under=company) for number in range(9)])
    for number in range(3):
        a_subscription(a_leader(f"Leader {number}", email=f"leader-{number}@example.com"))

    work(at=now)

    assert sorted(each["To"] for each in sent_to(mailbox)) == [f"leader-{number}@example.com" for number in range(3)]


@pytest.mark.parametrize(
    ("changed", "state"),
    [
        ({"by_mail": False}, [(WEEK, "page", "")]),
        ({"email": ""}, [(WEEK, "page", "no-address")]),
    ],
)
def test_without_a_mail_the_page_comes_all_the_same(
    changed: dict[str, object], state: list[object], fallen: None, mailbox: Keeper, now: datetime
) -> None:
    ann = a_leader(email=str(changed.get("email", "ann@example.com")))
    a_subscription(ann, by_mail=changed.get("by_mail", True))

    work(at=now)

    assert (sent_to(mailbox), states(ann)) == ([], state)
    assert "Company does worse than chance explains" in a_browser(ann).get("/monday").content.decode()


def test_where_no_mail_server_is_set_up_the_page_says_so(fallen: None, settings: Settings, now: datetime) -> None:
    settings.MAIL = {**mail_settings(1), "host": ""}
    a_subscription(ann := a_leader())

    work(at=now)

    assert states(ann) == [(WEEK, "page", "no-server")]
    assert "This host has no mail server set up" in a_browser(ann).get("/monday").content.decode()


def test_who_has_lost_the_power_gets_neither_page_nor_mail(fallen: None, mailbox: Keeper, now: datetime) -> None:
    ann, bo = a_leader(), a_leader("Bo", email="bo@example.com")
    a_subscription(ann)
    a_subscription(bo)
    lose_sight(ann, at=now)
    jobs.draw_up_due(at=now)
    lose_sight(bo, at=now)

    work(at=now)

    assert sent_to(mailbox) == []
    assert states(ann) == [(WEEK, "left-out", "no-units")]
    assert states(bo) == [(WEEK, "set-aside", "no-power")]
    assert a_browser(ann).get("/monday").status_code == 404


def lose_sight(person: Person, *, at: datetime) -> None:
    staff.end_grant(grant=Grant.objects.get(person=person), on=date(2026, 1, 1), by=HOUSE, at=at)


def test_a_server_that_is_away_is_tried_again_until_the_news_is_old(
    fallen: None, settings: Settings, now: datetime
) -> None:
    settings.MAIL = mail_settings(free_port())
    a_subscription(ann := a_leader())

    work(at=now)
    work(at=now + timedelta(minutes=1))
    assert Monday.objects.get().tries == 1

    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        work(at=now + timedelta(minutes=5))

    assert (len(sent_to(keeper)), [state for _week, state, _says in states(ann)]) == (1, ["handed-over"])


def test_old_news_is_set_aside_and_not_sent_with_the_next(fallen: None, settings: Settings, now: datetime) -> None:
    settings.MAIL = mail_settings(free_port())
    a_subscription(ann := a_leader())
    work(at=now)

    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        work(at=now + timedelta(days=7))

    assert len(sent_to(keeper)) == 1
    assert [state for _week, state, _says in states(ann)] == ["set-aside", "handed-over"]


def test_a_mail_in_doubt_is_never_sent_again_and_a_report_settles_it(
    fallen: None, settings: Settings, now: datetime
) -> None:
    a_subscription(ann := a_leader())
    with scripted(takes_the_letter_and_dies) as (port, _heard):
        settings.MAIL = mail_settings(port)
        work(at=now)
    kept = Monday.objects.get()
    assert kept.state == "in-doubt"
    assert "It is not sent twice." in a_browser(ann).get("/monday").content.decode()

    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        work(at=now + timedelta(hours=8))
    assert sent_to(keeper) == []

    outbox = mail.Outbox(settings.MAIL)
    named = outbox.message_id(key=f"monday-{kept.pk}", secret=django_settings.SECRET_KEY.encode())
    taken = services.take_monday_report(content=a_bounce(named), at=now)
    again = services.take_monday_report(content=a_bounce(named), at=now)
    assert (taken, again, Monday.objects.get().state) == ("came-back", "noted", "refused")


def test_a_worker_that_dies_while_it_hands_over_leaves_a_doubt(
    fallen: None, mailbox: Keeper, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_subscription(ann := a_leader())

    def dies(_outbox: object, _letter: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(mail.Outbox, "attempt", dies)
    with pytest.raises(KeyboardInterrupt):
        work(at=now)
    monkeypatch.undo()
    work(at=now + timedelta(minutes=5))
    assert [state for _week, state, _says in states(ann)] == ["handing-over"]
    work(at=now + timedelta(minutes=11))
    work(at=now + timedelta(hours=11))

    assert sent_to(mailbox) == []
    assert [state for _week, state, _says in states(ann)] == ["in-doubt"]


def test_a_mailbox_that_does_not_exist_gets_no_second_mail(fallen: None, mailbox: Keeper, now: datetime) -> None:
    a_subscription(ann := a_leader())
    work(at=now)
    services.take_monday_report(content=a_bounce(sent_to(mailbox)[0]["Message-ID"]), at=now)
    assert "came back" in a_browser(ann).get("/monday").content.decode()

    work(at=now + timedelta(days=7))
    work(at=now + timedelta(days=14))
    assert [state for _week, state, _says in states(ann)] == ["refused", "page", "page"]
    assert len(sent_to(mailbox)) == 1


def test_a_complaint_ends_the_mail(fallen: None, mailbox: Keeper, now: datetime) -> None:
    held = a_subscription(a_leader())
    work(at=now)

    taken = services.take_monday_report(content=a_complaint(sent_to(mailbox)[0]["Message-ID"]), at=now)

    held.refresh_from_db()
    assert (taken, held.by_mail, held.ended_at) == ("ended", False, None)


def test_a_report_about_somebody_elses_letter_is_not_taken(now: datetime) -> None:
    with pytest.raises(services.ReportIsNotAboutMonday):
        services.take_monday_report(content=a_bounce("<monday-1.0123@elsewhere.example>"), at=now)


def test_one_page_that_cannot_be_written_keeps_nobody_else_waiting(
    fallen: None, mailbox: Keeper, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ann", "Bo"):
        a_subscription(a_leader(name, email=f"{name}@example.com"))
    written = jobs.mailed

    def fails_for_ann(kept: Monday, **options: object) -> object:
        if kept.person.name == "Ann":
            raise RuntimeError("no words")
        return written(kept, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "mailed", fails_for_ann)

    work(at=now)

    assert [each["To"] for each in sent_to(mailbox)] == ["Bo@example.com"]
    ann = Monday.objects.get(person__name="Ann")
    assert (ann.state, ann.evidence, ann.due_at > now) == ("waiting", "RuntimeError('no words')", True)


@pytest.mark.parametrize("wrong", [{"port": "none"}, {"timeout_seconds": "long"}])
def test_a_wrong_setting_makes_all_mails_wait_and_none_is_in_doubt(
    wrong: dict[str, object], fallen: None, mailbox: Keeper, settings: Settings, now: datetime
) -> None:
    for name in ("Ann", "Bo"):
        a_subscription(a_leader(name, email=f"{name}@example.com"))
    right = settings.MAIL
    settings.MAIL = {**right, **wrong}

    work(at=now)
    assert list(Monday.objects.values_list("state", "tries")) == [("waiting", 1)] * 2
    settings.MAIL = right
    work(at=now + timedelta(minutes=5))

    assert sorted(each["To"] for each in sent_to(mailbox)) == ["Ann@example.com", "Bo@example.com"]


def test_a_fault_in_handing_over_keeps_nobody_else_waiting(
    fallen: None, mailbox: Keeper, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ann", "Bo"):
        a_subscription(a_leader(name, email=f"{name}@example.com"))
    handed = services.hand_over_monday

    def fails_for_ann(*, monday: int, **said: object) -> None:
        if Monday.objects.get(pk=monday).person.name == "Ann":
            raise RuntimeError("no hands")
        handed(monday=monday, **said)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "hand_over_monday", fails_for_ann)

    work(at=now)

    assert [each["To"] for each in sent_to(mailbox)] == ["Bo@example.com"]
    assert list(Monday.objects.order_by("person__name").values_list("state", flat=True)) == ["waiting", "handed-over"]


def test_a_mail_that_waits_while_its_reader_loses_a_unit_is_not_sent(
    lake: Path, mailbox: Keeper, now: datetime
) -> None:
    an_indicator()
    inn, lodge = a_unit("inn", under=a_company()), a_unit("lodge", under=a_company())
    the_units_answered(calm=[inn, lodge])
    ann = a_leader(unit=inn)
    grant = lent(ann, lodge, at=now)
    a_subscription(ann)
    jobs.draw_up_due(at=now)
    staff.end_grant(grant=grant, on=date(2026, 1, 1), by=HOUSE, at=now)

    work(at=now)

    assert (sent_to(mailbox), states(ann)) == ([], [(WEEK, "set-aside", "no-power")])


def lent(person: Person, unit: Unit, *, at: datetime) -> Grant:
    role = Grant.objects.filter(person=person).order_by("pk")[0].role
    return staff.grant(person=person, role=role, unit=unit, from_on=LONG_AGO.date(), by=HOUSE, at=at)


@pytest.fixture
def of_two_inns(lake: Path) -> tuple[Unit, Unit]:
    """An inn that is calm, and a lodge that has fallen."""
    an_indicator()
    company = a_company()
    inn, lodge = a_unit("inn", under=company), a_unit("lodge", under=company)
    the_units_answered(calm=[inn], fallen=[lodge])
    return inn, lodge


def test_a_page_opened_later_tells_nothing_of_a_unit_that_its_reader_sees_no_more(
    of_two_inns: tuple[Unit, Unit], now: datetime
) -> None:
    inn, lodge = of_two_inns
    ann = a_leader(unit=inn, email="")
    grant = lent(ann, lodge, at=now)
    a_subscription(ann)
    work(at=now)
    browser, kept = a_browser(ann), Monday.objects.get(person=ann).document
    before = browser.get("/monday").content.decode()
    staff.end_grant(grant=grant, on=date(2026, 1, 1), by=HOUSE, at=now)

    after = browser.get("/monday?week=2026-11-16").content.decode()

    told = ("Lodge", "such signal", "Inn", "is left out: today you may not see its figures", "What you may still see")
    assert [each in before for each in told] == [True, True, True, False, False]
    assert [each in after for each in told] == [False, False, True, True, True]
    assert ("60.0" in before, "60.0" in after) == (True, False)
    assert Monday.objects.get(person=ann).document == kept


def test_of_units_that_are_all_lost_nothing_stands_on_the_page(of_two_inns: tuple[Unit, Unit], now: datetime) -> None:
    inn, lodge = of_two_inns
    ann = a_leader(unit=lodge, email="")
    grant = Grant.objects.get(person=ann)
    a_subscription(ann)
    work(at=now)
    lent(ann, inn, at=now)
    staff.end_grant(grant=grant, on=date(2026, 1, 1), by=HOUSE, at=now)

    page = a_browser(ann).get("/monday").content.decode()

    assert ("Lodge" in page, "insight-my-units" in page, "is left out" in page) == (False, False, True)


def test_promoters_less_detractors_are_written_as_what_they_are(fallen: None, now: datetime) -> None:
    a_subscription(ann := a_leader(email=""))
    work(at=now)
    found = selectors.from_plain(kept=Monday.objects.get(person=ann).document)
    row = replace(found.rows[0], value=0.123, low=-0.05, high=0.296, points=(0.123,))

    def shown(kind: Kind) -> tuple[str, str, str]:
        page = page_of(replace(found, kind=kind, rows=(row,)), zone="UTC", praise=None)
        return page.column, page.rows[0].value, page.rows[0].between

    assert shown(Kind.NET_PROMOTERS) == ("Promoters less detractors", "+12.3", "−5.0 – +29.6")
    assert shown(Kind.COMPOSITE) == ("In hundredths", "12.3", "-5.0 – 29.6")
    assert shown(Kind.TOP_BOXES) == ("Satisfied", "12.3\N{NARROW NO-BREAK SPACE}%", "-5.0 – 29.6")


def test_the_link_ends_the_mail_by_a_post_without_signing_in_and_looking_changes_nothing(
    fallen: None, mailbox: Keeper, now: datetime
) -> None:
    held = a_subscription(a_leader())
    path = f"/m/{selectors.token_of(subscription=held)}"
    browser = Client(enforce_csrf_checks=True)

    looked = browser.get(path)
    held.refresh_from_db()
    assert (looked.status_code, held.by_mail, looked.cookies) == (200, True, {})

    posted = browser.post(path, {"List-Unsubscribe": "One-Click"})
    held.refresh_from_db()
    assert (posted.status_code, held.by_mail) == (200, False)
    assert "has stopped" in browser.get(path).content.decode()
    assert browser.post("/m/1-bbbbbbbbbbbbbbbb").status_code == 404
    work(at=now)
    assert sent_to(mailbox) == []


@pytest.fixture
def _standing(the_clock_stands: None) -> None:
    pass


@pytest.mark.usefixtures("_standing")
class TestForm:
    def test_a_leader_subscribes_by_the_form_and_ends_it(self, lake: Path) -> None:
        company = a_company()
        inn = a_unit("inn", under=company)
        ann = a_leader()
        browser = a_browser(ann)

        asked = {"weekday": "2", "hour": "8", "language": "es", "by_mail": "page", "units": ["inn"]}
        assert browser.post("/monday/subscription", asked).status_code == 303
        held = selectors.subscription_of(person=ann)
        assert held is not None
        assert (held.weekday, held.hour, held.language, held.by_mail) == (2, 8, "es", False)
        assert selectors.chosen_of(subscription=held) == [inn.pk]
        page = browser.get("/monday/subscription").content.decode()
        assert "Tuesday" in page

        assert browser.post("/monday/subscription/end").status_code == 303
        assert selectors.subscription_of(person=ann) is None

    @pytest.mark.parametrize("wrong", [{"hour": "24"}, {"units": ["elsewhere"]}, {"weekday": "x"}, {"by_mail": ""}])
    def test_what_makes_no_sense_is_refused_in_words(self, wrong: dict[str, object], lake: Path) -> None:
        ann = a_leader()
        asked = {"weekday": "1", "hour": "7", "language": "", "by_mail": "mail", "units": [], **wrong}

        refused = a_browser(ann).post("/monday/subscription", asked)

        assert (refused.status_code, selectors.subscription_of(person=ann)) == (422, None)

    def test_whoever_manages_people_subscribes_a_leader_and_not_against_their_wish(self, lake: Path) -> None:
        company = a_company()
        ann, nobody = a_leader(number="A-1"), a_person("Nobody", number="N-1")
        browser = a_browser(a_person("Host", people_rules.MANAGE, unit=company))

        assert browser.post("/monday/others", {"number": "a-1"}).status_code == 303
        assert "Ann" in browser.get("/monday/others").content.decode()
        held = selectors.subscription_of(person=ann)
        assert held is not None
        services.unsubscribe(subscription=held, by=ann, at=LONG_AGO)

        answers = [browser.post("/monday/others", {"number": each}) for each in ("a-1", nobody.number, "none")]
        assert [each.status_code for each in answers] == [422, 422, 422]
        said = [
            "ended it themselves",
            "may see the figures of no unit",
            "Nobody whom you manage has this staff number",
        ]
        assert [words in each.content.decode() for words, each in zip(said, answers, strict=True)] == [True] * 3


def test_a_page_of_the_past_shows_the_numbers_it_was_sent_with(fallen: None, now: datetime, mailbox: Keeper) -> None:
    a_subscription(ann := a_leader())
    work(at=now)
    the_units_answered(risen=[a_company()])
    work(at=now + timedelta(days=7))
    browser = a_browser(ann)

    past, latest = browser.get("/monday?week=2026-11-16"), browser.get("/monday")

    told = [[number in page.content.decode() for number in ("60.0", "84.8")] for page in (past, latest)]
    assert told == [[True, False], [False, True]]
    assert browser.get("/monday?week=2026-11-09").status_code == 404
    assert browser.get("/monday?week=never").status_code == 200


def test_nobody_reads_the_page_of_another(fallen: None, now: datetime, mailbox: Keeper) -> None:
    a_subscription(a_leader())
    work(at=now)

    other = a_browser(a_leader("Bo", email="bo@example.com")).get("/monday?week=2026-11-16")

    assert other.status_code == 404


def test_who_is_not_subscribed_is_offered_it(lake: Path) -> None:
    page = a_browser(a_leader()).get("/monday").content.decode()

    assert "You are not subscribed." in page


def test_every_step_leaves_its_line_in_the_record(fallen: None, mailbox: Keeper, now: datetime) -> None:
    a_subscription(a_leader())
    work(at=now)

    deeds = Entry.objects.filter(deed__startswith="insight.").exclude(deed="insight.define").order_by("pk")
    assert list(deeds.values_list("deed", flat=True)) == [
        "insight.subscribe",
        "insight.draw_up_monday",
        "insight.hand_over_monday",
    ]
