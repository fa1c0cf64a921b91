"""A campaign over a real mail server: who gets which letter, once, and what becomes of them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.mail import outboxes
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import services as keeping
from servewell.rooms.voice import jobs, rules, selectors, services
from servewell.rooms.voice.models import Asked, AskingLetter, Campaign, ListedAddress, Voice
from servewell.rooms.voice.terms import AskedState, CampaignState
from tests.builders import a_company, a_person, a_unit, a_voice, mail_settings
from tests.builders.asking import (
    DAY,
    a_campaign,
    a_guest,
    a_list,
    a_plan,
    draw_up,
    letters_of,
    link_in,
    opt_out_in,
    send,
    states_of,
    taken_by,
)
from tests.engines.mail.smtp_servers import SHORT, Keeper, free_port, running, scripted, takes_the_letter_and_dies

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _no_job_is_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)


def answer(letter, at: datetime) -> Voice:
    link = selectors.invitation_by_token(token=link_in(letter))
    return a_voice(link.channel, invitation=link, at=at)


def test_those_who_stayed_are_asked_once_in_their_language(settings: Settings) -> None:
    harbour = a_unit("harbour", under=a_company())
    for name, language, on in [("ann", "en", 3), ("mei", "zh-Hant", 4), ("eva", "es", 5)]:
        a_guest(name, unit=harbour, language=language, on=datetime(2026, 11, on).date())  # noqa: DTZ001
    a_guest("ann", unit=harbour, on=datetime(2026, 11, 9).date())  # noqa: DTZ001
    a_guest("too-early", on=datetime(2026, 10, 31).date())  # noqa: DTZ001
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY)
        send(campaign, at=MONDAY)
        send(campaign, at=MONDAY + 2 * MINUTE)

    letters = {str(each["To"]): each for each in taken_by(keeper)}
    assert states_of(campaign) == dict.fromkeys(["ann@example.com", "eva@example.com", "mei@example.com"], "asked")
    assert len(keeper.taken) == 3
    assert {to: each["Content-Language"] for to, each in letters.items()} == {
        "ann@example.com": "en", "eva@example.com": "es", "mei@example.com": "zh-Hant",
    }  # fmt: skip
    assert "此連結只屬於您" in letters["mei@example.com"].get_content()
    assert letters["ann@example.com"]["Subject"] == "How was your stay?"
    assert re.fullmatch(
        r"We would like to know how it was\.\n\nhttp\S+/i/\S{4}-\S{4}-\S{4}-\S{4}\n\n"
        r"The link is yours alone\. It is for one answer and works until 16 December 2026\.\n\n--\nHarbour\n"
        r"If you do not want us to ask you any more, open this page:\nhttp\S+/o/\S+\n",
        letters["ann@example.com"].get_content().replace("\r\n", "\n"),
    )


def test_an_answer_is_about_the_unit_where_the_stay_was_and_ends_the_asking(settings: Settings) -> None:
    harbour = a_unit("harbour", under=a_company())
    guest = a_guest("ann", unit=harbour)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY, reminders=2, thanks=True)
        send(campaign, at=MONDAY)
        voice = answer(taken_by(keeper)[0], MONDAY + DAY)
        for day in (2, 6, 12):
            send(campaign, at=MONDAY + day * DAY)

    assert (voice.unit, voice.customer, voice.encounter is not None) == (harbour, guest, True)
    assert states_of(campaign) == {"ann@example.com": "answered"}
    assert [each["Subject"] for each in taken_by(keeper)] == ["How was your stay?", "Thank you for your answer"]


def test_reminders_go_only_to_those_missing_as_often_as_was_said(settings: Settings) -> None:
    for name in ("answers", "bounces", "opts-out", "silent"):
        a_guest(name)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY, reminders=2, gap_days=5)
        send(campaign, at=MONDAY)
        first = {str(each["To"]).partition("@")[0]: each for each in taken_by(keeper)}
        answer(first["answers"], MONDAY + DAY)
        services.opt_out(asked=selectors.asked_by_opt_out(token=opt_out_in(first["opts-out"])), at=MONDAY + DAY)
        keeping.suppress(kind="email", value="bounces@example.com", reason="bounce", by=HOUSE, at=MONDAY + DAY)
        for day in (4, 5, 6, 10, 11, 20, 25):
            send(campaign, at=MONDAY + day * DAY + MINUTE)

    reminded = [(str(each["To"]), each["Subject"], link_in(each)) for each in taken_by(keeper)[4:]]
    link = link_in(first["silent"])
    assert reminded == [("silent@example.com", "Once more: How was your stay?", link)] * 2
    assert states_of(campaign) == {
        "answers@example.com": "answered",
        "bounces@example.com": "bounced bounced",
        "opts-out@example.com": "opted-out opted-out",
        "silent@example.com": "asked",
    }


def test_a_letter_can_be_ended_with_one_click_and_says_whom_it_came_to(settings: Settings) -> None:
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port) | {"bounces_to": "bounces@example.com"}
        send(a_campaign(at=MONDAY), at=MONDAY)

    letter = taken_by(keeper)[0]
    assert re.fullmatch(r"<http\S+/o/\d+-\S{4}-\S{4}-\S{4}>", letter["List-Unsubscribe"])
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    tag = str(letter["Message-ID"]).strip("<>").partition("@")[0]
    assert keeper.taken[0].mail_from == f"bounces+{tag}@example.com"


def test_who_opted_out_is_left_in_peace_by_every_campaign(settings: Settings) -> None:
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        first, second = a_campaign(at=MONDAY), a_campaign(at=MONDAY)
        draw_up(second, at=MONDAY)
        send(first, at=MONDAY)
        asked = selectors.asked_by_opt_out(token=opt_out_in(taken_by(keeper)[0]))
        services.opt_out(asked=asked, at=MONDAY + MINUTE)
        services.opt_out(asked=asked, at=MONDAY + 2 * MINUTE)
        send(second, at=MONDAY + 3 * MINUTE)
        third = a_campaign(at=MONDAY + DAY)
        send(third, at=MONDAY + DAY)

    assert [states_of(each) for each in (first, second, third)] == [
        {"ann@example.com": "opted-out opted-out"},
        {"ann@example.com": "opted-out opted-out"},
        {"ann@example.com": "skipped consent-withdrawn"},
    ]
    assert len(keeper.taken) == 1


@pytest.mark.parametrize("token", ["", "1", "1-bcdf-ghjk-mnpq", "x-bcdf-ghjk-mnpq", "9" * 30 + "-b", "²-b", "1-é"])
def test_an_opt_out_link_that_was_guessed_leads_nowhere(token: str) -> None:
    a_guest("ann")
    draw_up(a_campaign(at=MONDAY), at=MONDAY)

    with pytest.raises(selectors.NoSuchOptOut):
        selectors.asked_by_opt_out(token=token)


def test_a_list_is_kept_line_by_line_and_only_what_was_understood_is_asked(settings: Settings) -> None:
    listed = a_list(
        "email;name;language",
        "ann@example.com;Ann;es",
        "not an address;Bob;en",
        ";Nobody;",
        "ANN@example.com;Ann again;en",
        "carl@example.com;Carl;klingon",
        "dora@example.com",
    )
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY, listed=listed)
        send(campaign, at=MONDAY)

    assert [(line.line, line.cells, line.fault) for line in ListedAddress.objects.order_by("line")] == [
        (2, "ann@example.com, Ann, es", ""),
        (3, "not an address, Bob, en", "not-an-address"),
        (4, ", Nobody, ", "no-address"),
        (5, "ANN@example.com, Ann again, en", "twice"),
        (6, "carl@example.com, Carl, klingon", "unknown-language"),
        (7, "dora@example.com", ""),
    ]
    assert sorted((str(each["To"]), each["Content-Language"]) for each in taken_by(keeper)) == [
        ("ann@example.com", "es"), ("dora@example.com", "en"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        (b"", "no-address"),
        (b"name\nAnn\n", "no-address"),
        ("correo\npeña@example.com".encode("latin-1"), "encoding"),
        (b"email\n" + b"x" * 200_000, "broken"),
        (b"email\n" * 100_002, "too-long"),
        (b"x" * 10_000_001, "too-large"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole_and_says_why(listed: bytes, why: str) -> None:
    with pytest.raises(services.ListIsUnreadable) as refused:
        services.plan_campaign(plan=a_plan(listed=listed), by=HOUSE, at=MONDAY)

    assert (refused.value.why, Campaign.objects.count(), ListedAddress.objects.count()) == (why, 0, 0)


@pytest.mark.parametrize(
    ("kept", "faulty"),
    [
        ({"name": " "}, ["name"]),
        ({"since": datetime(2026, 12, 1).date()}, ["until"]),  # noqa: DTZ001
        ({"from_hour": 18, "until_hour": 9}, ["until_hour"]),
        ({"reminders": 3, "gap_days": 10, "valid_days": 30}, ["valid_days"]),
        ({"per_minute": 0, "valid_days": 0, "reminders": 0}, ["valid_days", "per_minute"]),
        ({"reminders": 9}, ["reminders", "valid_days"]),
    ],
)
def test_a_plan_that_cannot_be_kept_names_its_fields(kept, faulty: list[str]) -> None:
    with pytest.raises(services.PlanHasFaults) as refused:
        services.plan_campaign(plan=a_plan(**kept), by=HOUSE, at=MONDAY)

    assert sorted(refused.value.faults) == sorted(faulty)


def test_letters_leave_in_their_hours_and_at_their_pace(settings: Settings) -> None:
    for number in range(5):
        a_guest(f"guest-{number}")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        # the wall of the company is eight hours ahead
        campaign = a_campaign(at=MONDAY, from_hour=9, until_hour=18, on_weekends=False, per_minute=2)
        numbers = []
        for day, hour in [(0, 0.99), (0, 1), (0, 1.01), (0, 1.03), (0, 9.99), (0, 10), (5, 2), (7, 2)]:
            send(campaign, at=datetime(2026, 11, 16, tzinfo=UTC) + day * DAY + timedelta(hours=hour))
            numbers.append(len(keeper.taken))

    # before nine, at nine, within the same minute, a minute later, before six, at six, on Saturday; reminders on Monday
    assert numbers == [0, 2, 2, 4, 5, 5, 5, 7]


def test_a_paused_campaign_sends_nothing_and_a_stopped_one_never_again(settings: Settings) -> None:
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY)
        draw_up(campaign, at=MONDAY)
        services.pause_campaign(campaign=campaign, by=HOUSE, at=MONDAY)
        letter = AskingLetter.objects.get()
        services.hand_over_letter(letter=letter.pk, at=MONDAY)
        while_paused = len(keeper.taken)
        services.go_on_with_campaign(campaign=campaign, by=HOUSE, at=MONDAY)
        services.stop_campaign(campaign=campaign, by=HOUSE, at=MONDAY)
        services.hand_over_letter(letter=letter.pk, at=MONDAY + DAY)
        send(campaign, at=MONDAY + DAY)

    assert (while_paused, keeper.taken, letters_of(campaign)) == (
        0, [], [("ann@example.com", "invitation", 0, "waiting")],
    )  # fmt: skip


MOVES = {
    "start": services.start_campaign,
    "pause": services.pause_campaign,
    "go-on": services.go_on_with_campaign,
    "stop": services.stop_campaign,
}


@pytest.mark.parametrize("state", list(CampaignState))
@pytest.mark.parametrize("move", list(MOVES))
def test_a_campaign_moves_only_where_it_can(state: CampaignState, move: str) -> None:
    campaign = services.plan_campaign(plan=a_plan(), by=HOUSE, at=MONDAY)
    ways = {CampaignState.ASKING: ["start"], CampaignState.PAUSED: ["start", "pause"], CampaignState.STOPPED: ["stop"]}
    for step in ways.get(state, []):
        MOVES[step](campaign=campaign, by=HOUSE, at=MONDAY)
    leads = {
        ("draft", "start"): "asking", ("draft", "stop"): "stopped", ("asking", "pause"): "paused",
        ("asking", "stop"): "stopped", ("paused", "go-on"): "asking", ("paused", "stop"): "stopped",
    }  # fmt: skip

    try:
        found = MOVES[move](campaign=campaign, by=HOUSE, at=MONDAY).state
    except services.CampaignIsElsewhere:
        found = "refused"

    assert found == leads.get((state, move), "refused")


def test_only_who_may_ask_at_the_unit_plans_starts_and_settles() -> None:
    harbour = a_unit("harbour", under=a_company())
    asker = a_person("Ask", rules.ASK, unit=harbour)
    with pytest.raises(NotAllowed):
        services.plan_campaign(plan=a_plan(), by=asker, at=MONDAY)

    services.plan_campaign(plan=a_plan(unit=harbour), by=asker, at=MONDAY)
    elsewhere = services.plan_campaign(plan=a_plan(), by=HOUSE, at=MONDAY)

    for move in MOVES.values():
        with pytest.raises(NotAllowed):
            move(campaign=elsewhere, by=asker, at=MONDAY)
    assert [each.channel.unit for each in selectors.campaigns(viewer=asker).items] == [harbour]
    with pytest.raises(selectors.NoSuchCampaign):
        selectors.campaign_for(viewer=asker, number=elsewhere.pk)


def test_a_worker_that_dies_while_it_sends_leaves_a_doubt_that_a_person_settles(settings: Settings) -> None:
    a_guest("ann")

    with scripted(takes_the_letter_and_dies) as (port, _):
        settings.MAIL = mail_settings(port, timeout_seconds=SHORT)
        campaign = a_campaign(at=MONDAY)
        send(campaign, at=MONDAY)
    doubted = (states_of(campaign), letters_of(campaign))
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(campaign, at=MONDAY + DAY)
        not_repeated = len(keeper.taken)
        letter = selectors.letter_in_doubt(campaign=campaign, number=AskingLetter.objects.get().pk)
        services.send_letter_again(letter=letter, by=HOUSE, at=MONDAY + DAY)
        with pytest.raises(services.NothingInDoubt):
            services.take_as_sent(letter=letter, by=HOUSE, at=MONDAY + DAY)
        send(campaign, at=MONDAY + DAY)

    assert doubted == ({"ann@example.com": "in-doubt"}, [("ann@example.com", "invitation", 0, "in-doubt")])
    assert (not_repeated, len(keeper.taken), states_of(campaign)) == (0, 1, {"ann@example.com": "asked"})


def test_a_mark_that_nobody_takes_away_becomes_a_doubt(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    a_guest("ann")
    settings.MAIL = mail_settings(25)

    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(outboxes, "hand_over", dies)
    campaign = a_campaign(at=MONDAY)
    with pytest.raises(KeyboardInterrupt):
        send(campaign, at=MONDAY)
    marked = letters_of(campaign)

    doubted = [services.doubt_stale_letters(at=MONDAY + each * MINUTE) for each in (9, 11, 12)]

    assert marked == [("ann@example.com", "invitation", 0, "handing-over")]
    assert (doubted, states_of(campaign)) == ([0, 1, 0], {"ann@example.com": "in-doubt"})


def test_what_a_server_says_decides_whether_a_letter_is_tried_again(settings: Settings) -> None:
    for name in ("gone", "later", "blocked"):
        a_guest(name)
    keeper = Keeper()
    found = {}
    for name, said in [
        ("gone", "550 5.1.1 No such user"), ("later", "451 4.7.1 Later"), ("blocked", "554 5.7.1 No mail of yours"),
    ]:  # fmt: skip
        with running(keeper) as port:
            settings.MAIL = mail_settings(port)
            keeper.to_recipient = said
            campaign = a_campaign(at=MONDAY, listed=a_list("email", f"{name}@example.com"))
            send(campaign, at=MONDAY)
            keeper.to_recipient = "250 OK"
            send(campaign, at=MONDAY + timedelta(minutes=4))
            early = len(keeper.taken)
            send(campaign, at=MONDAY + timedelta(minutes=6))
        may = customers.may_ask(
            viewer=HOUSE, customers=[Asked.objects.get(campaign=campaign).customer_id], purpose="survey"
        )
        found[name] = (early, states_of(campaign)[f"{name}@example.com"], [bool(each.why_not) for each in may.values()])

    assert found == {
        "gone": (0, "bounced bounced", [True]),
        "later": (0, "asked", [False]),
        "blocked": (1, "bounced bounced", [False]),
    }


def test_a_server_that_cannot_be_reached_loses_nothing(settings: Settings) -> None:
    a_guest("ann")
    settings.MAIL = mail_settings(free_port(), timeout_seconds=SHORT)
    campaign = a_campaign(at=MONDAY)
    send(campaign, at=MONDAY)
    waiting = letters_of(campaign)
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(campaign, at=MONDAY + timedelta(minutes=6))

    assert waiting == [("ann@example.com", "invitation", 0, "waiting")]
    assert (len(keeper.taken), states_of(campaign)) == (1, {"ann@example.com": "asked"})


def test_the_worker_goes_on_until_nothing_is_due(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        a_guest(f"guest-{number}")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY)
        jobs.ask()
        jobs.go_on_asking(campaign.pk)
        jobs.go_on_asking(campaign.pk)
        jobs.go_on_asking(987654)

    assert len(keeper.taken) == 30
    assert set(states_of(campaign).values()) == {"asked"}
    assert Campaign.objects.get().drawn_up_at is not None


def test_without_a_mail_server_the_worker_waits_and_does_not_spin(settings: Settings) -> None:
    a_guest("ann")
    campaign = a_campaign(at=MONDAY)
    settings.MAIL = mail_settings(25) | {"host": ""}

    jobs.go_on_asking(campaign.pk)

    assert letters_of(campaign) == [("ann@example.com", "invitation", 0, "waiting")]


def test_a_withdrawn_channel_ends_the_asking(settings: Settings) -> None:
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY)
        draw_up(campaign, at=MONDAY)
        services.withdraw_channel(channel=campaign.channel, by=HOUSE, at=MONDAY)
        send(campaign, at=MONDAY)

    assert (keeper.taken, selectors.campaigns_to_go_on_with()) == ([], [])


def test_the_rate_counts_answers_among_all_who_were_asked() -> None:
    counted = {
        AskedState.ANSWERED: 30, AskedState.ASKED: 50, AskedState.OPTED_OUT: 4, AskedState.COMPLAINED: 1,
        AskedState.BOUNCED: 10, AskedState.IN_DOUBT: 5, AskedState.SKIPPED: 400, AskedState.WAITING: 7,
    }  # fmt: skip

    rate = selectors.rate_of(counted=counted)

    assert (rate.n, rate.refused, rate.estimate.value) == (100, 5, 0.3)
    assert selectors.rate_of(counted={AskedState.SKIPPED: 3}).estimate is None


def test_who_is_erased_leaves_lists_letters_and_rows_and_still_counts(settings: Settings) -> None:
    listed = a_list("email,name", "Ann@example.com,Ann", "bob@example.com,Bob")
    with running(Keeper(to_recipient="550 5.1.1 ann@example.com unknown")) as port:
        settings.MAIL = mail_settings(port)
        campaign = a_campaign(at=MONDAY, listed=listed)
        send(campaign, at=MONDAY)
    ann = Asked.objects.get(address="Ann@example.com").customer_id

    forgotten = [services.forget_asked(customers=[ann], by=HOUSE, at=MONDAY) for _ in range(2)]

    assert forgotten == [1, 0]
    assert states_of(campaign) == {"": "bounced bounced", "bob@example.com": "bounced bounced"}
    assert [(line.cells, line.address, line.name, line.fault) for line in ListedAddress.objects.order_by("line")] == [
        ("", "", "", "erased"), ("bob@example.com, Bob", "bob@example.com", "Bob", ""),
    ]  # fmt: skip
    assert [bool(each.evidence) for each in AskingLetter.objects.order_by("pk")] == [False, True]
