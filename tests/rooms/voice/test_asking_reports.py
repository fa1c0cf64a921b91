"""Bounces and complaints about letters that asked: what follows from each, and that nobody can forge one."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors, services, terms
from servewell.rooms.voice.models import Asked, Campaign
from tests.builders import a_voice, mail_settings
from tests.builders.asking import DAY, a_campaign, a_guest, letters_of, link_in, opt_out_in, send, states_of, taken_by
from tests.builders.mail_reports import a_bounce, a_complaint
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _no_job_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


@pytest.fixture
def keeper(settings: Settings):
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        yield keeper


@pytest.fixture
def campaign(keeper: Keeper) -> Campaign:
    a_guest("ann")
    campaign = a_campaign(at=MONDAY, reminders=1, gap_days=5)
    send(campaign, at=MONDAY)
    return campaign


def the_letter(keeper: Keeper):
    return taken_by(keeper)[-1]


def is_suppressed() -> bool:
    customer = Asked.objects.get().customer_id
    return bool(customers.may_ask(viewer=HOUSE, customers=[customer], purpose="survey")[customer].why_not)


def take(content: bytes, hours: int = 1) -> services.Taken:
    return services.take_report(content=content, at=MONDAY + hours * HOUR)


def test_a_hard_bounce_stops_all_mail_to_the_address_once(campaign: Campaign, keeper: Keeper) -> None:
    bounce = a_bounce(the_letter(keeper)["Message-ID"])

    taken = [take(bounce), take(bounce, 2)]
    send(campaign, at=MONDAY + 6 * DAY)

    assert taken == [services.Taken.ENDED, services.Taken.NOTED]
    assert (states_of(campaign), is_suppressed(), len(keeper.taken)) == (
        {"ann@example.com": "bounced bounced"},
        True,
        1,
    )


def test_a_refusal_that_is_about_us_ends_this_asking_only(campaign: Campaign, keeper: Keeper) -> None:
    taken = take(a_bounce(the_letter(keeper)["Message-ID"], status="5.7.1", says="smtp; 554 5.7.1 Blocked"))

    assert (taken, states_of(campaign), is_suppressed()) == (
        services.Taken.ENDED, {"ann@example.com": "bounced bounced"}, False,
    )  # fmt: skip


def test_a_soft_bounce_is_sent_again_a_day_later_three_times(campaign: Campaign, keeper: Keeper) -> None:
    found = []
    for day in range(5):
        bounce = a_bounce(the_letter(keeper)["Message-ID"], status="4.2.2", says="smtp; 452 4.2.2 Mailbox full")
        found.append((str(take(bounce, 24 * day + 1)), str(take(bounce, 24 * day + 1))))
        send(campaign, at=MONDAY + day * DAY + 2 * HOUR)
        send(campaign, at=MONDAY + (day + 1) * DAY + HOUR)

    assert found == [
        *[("sent-again", "noted")] * 3, ("ended", "noted"), ("noted", "noted"),
    ]  # fmt: skip
    assert (len(keeper.taken), states_of(campaign), is_suppressed()) == (
        4,
        {"ann@example.com": "bounced bounced"},
        False,
    )


def test_a_complaint_stops_all_mail_even_after_an_answer(campaign: Campaign, keeper: Keeper) -> None:
    link = selectors.invitation_by_token(token=link_in(the_letter(keeper)))
    a_voice(link.channel, invitation=link, at=MONDAY + HOUR)

    taken = take(a_complaint(the_letter(keeper)["Message-ID"]), 2)

    assert (taken, states_of(campaign), is_suppressed()) == (
        services.Taken.NOTED,
        {"ann@example.com": "answered"},
        True,
    )


@pytest.mark.parametrize(
    "report",
    [
        lambda message_id: a_bounce(message_id, action="delayed", status="4.4.1"),
        lambda message_id: a_bounce(message_id, action="delivered", status="2.0.0"),
        lambda message_id: a_complaint(message_id, kind="not-spam"),
    ],
)
def test_a_report_from_which_nothing_follows_changes_nothing(campaign: Campaign, keeper: Keeper, report) -> None:
    taken = take(report(the_letter(keeper)["Message-ID"]))

    assert (taken, states_of(campaign), is_suppressed()) == (services.Taken.NOTED, {"ann@example.com": "asked"}, False)


def test_a_report_is_known_by_its_return_address_where_it_holds_no_letter(campaign: Campaign, keeper: Keeper) -> None:
    tag = str(the_letter(keeper)["Message-ID"]).strip("<>").partition("@")[0]

    assert take(a_bounce("<lost@mx>", back_to=f"bounces+{tag}@example.com")) == services.Taken.ENDED


def test_nobody_can_end_an_asking_with_a_report_of_their_own(campaign: Campaign, keeper: Keeper) -> None:
    signed = str(the_letter(keeper)["Message-ID"])
    forged = [
        "<asked-1@example.com>",
        signed.replace("asked-", "asked-9"),
        signed.replace("asked-", "answer-"),
        "<" + mail.message_id(key="asked-1", secret=b"another", host="example.com").strip("<>") + ">",
    ]

    for each in forged:
        for report in (a_bounce(each), a_complaint(each)):
            with pytest.raises(services.ReportIsNotOurs):
                take(report.replace(b"bounces+asked-7.ab", b"bounces"))

    assert (states_of(campaign), is_suppressed()) == ({"ann@example.com": "asked"}, False)


# what may happen to somebody who was asked, one thing after the other, and what they are then
HAPPENS = ("answer", "opt-out", "bounce", "complaint", "remind")
ENDS = {"opt-out": "opted-out", "bounce": "bounced", "complaint": "complained", "remind": "asked", "answer": "answered"}


@pytest.mark.parametrize(("first", "second"), list(product(HAPPENS, HAPPENS)))
def test_what_ended_the_asking_first_stays_but_an_answer_counts_whenever_it_comes(
    campaign: Campaign, keeper: Keeper, first: str, second: str
) -> None:
    letter = the_letter(keeper)
    for hours, happens in ((1, first), (2, second)):
        at = MONDAY + hours * HOUR
        if happens == "answer":
            link = selectors.invitation_by_token(token=link_in(letter))
            if link.used_at is None:
                a_voice(link.channel, invitation=link, at=at)
        elif happens == "opt-out":
            services.opt_out(asked=selectors.asked_by_opt_out(token=opt_out_in(letter)), at=at)
        elif happens == "remind":
            send(campaign, at=at + 6 * DAY)
        else:
            take((a_bounce if happens == "bounce" else a_complaint)(letter["Message-ID"]), hours)

    decides = "answer" if "answer" in (first, second) else second if first == "remind" else first
    expected = ENDS[decides]
    assert Asked.objects.get().state == expected
    waiting = [each for each in letters_of(campaign) if each[3] == "waiting"]
    assert waiting == []
    assert terms.REMINDER not in [each[1] for each in letters_of(campaign)] or "remind" in (first, second)
