"""Asking customers through the pages: planning, watching, settling, rules; and opting out from a letter."""

import re
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Asked, AskingRule, Campaign
from tests.builders import a_browser, a_company, a_person, a_survey, mail_settings
from tests.builders.asking import DAY, a_campaign, a_guest, a_list, draw_up, opt_out_in, send, states_of, taken_by
from tests.engines.mail.smtp_servers import SHORT, Keeper, running, scripted, takes_the_letter_and_dies

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)
    standing = [MONDAY]
    monkeypatch.setattr(today, "now", lambda: standing[0])
    return standing


@pytest.fixture
def desk() -> Client:
    return a_browser(a_person("Ask", rules.ASK, rules.SET_ASKING_RULES, unit=a_company()))


def said(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def a_filled_form(**kept) -> dict[str, object]:
    return {
        "name": "November", "unit": "company", "instrument": "four-aspects", "language": "en", "whom": "encounters",
        "since": "2026-11-01", "until": "2026-11-30", "valid_days": 30, "reminders": 1, "gap_days": 5,
        "from_hour": 0, "until_hour": 24, "on_weekends": "on", "per_minute": 60,
        "subject_en": "How was it?", "words_en": "Tell us.", "subject_es": "¿Qué tal?", "words_es": "Díganos.", **kept,
    }  # fmt: skip


def test_a_campaign_is_planned_looked_at_started_and_watched(desk: Client, settings: Settings) -> None:
    a_survey()
    for name, language in (("ann", "en"), ("eva", "es")):
        a_guest(name, language=language)
    planned = desk.post("/asking/plan", a_filled_form())
    campaign = Campaign.objects.get()
    draft = said(desk.get(planned["Location"]))
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        started = desk.post(f"/asking/{campaign.pk}/start")
        send(campaign, at=MONDAY)
        running_page = said(desk.get(f"/asking/{campaign.pk}"))

    assert (planned.status_code, started.status_code) == (303, 303)
    assert "2 customers would be asked." in draft
    assert "Díganos." in draft
    assert "El enlace es solo para usted." in draft
    assert sorted(str(each["Subject"]) for each in taken_by(keeper)) == ["How was it?", "¿Qué tal?"]
    assert "All 2 customers were looked at, and no first letter waits." in running_page
    assert "Response rate 0.0 %" in running_page
    assert "AAPOR RR1" in running_page
    assert "Missing: asked, not answered 2" in running_page


def test_a_list_with_bad_lines_shows_each_of_them(desk: Client) -> None:
    a_survey()
    listed = SimpleUploadedFile("guests.csv", a_list("email", "ann@example.com", "nobody", "", "=1+1@"))
    planned = desk.post("/asking/plan", a_filled_form(whom="list", listed=listed))
    draft = said(desk.get(planned["Location"]))
    lines = said(desk.get(f"{planned['Location']}/lines"))

    assert "1 line of the list holds an address." in draft
    assert "2 lines were not understood" in draft
    assert "5 =1+1@ This is no e-mail address: write it like name@example.com." in lines
    assert "3 nobody This is no e-mail address" in lines


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ({"since": ""}, "Say from which day until which day."),
        ({"since": "2026-12-24"}, "The first day comes before the last one."),
        ({"whom": "list"}, "Choose the file with the addresses."),
        ({"whom": "list", "listed": "latin"}, "This file is not UTF-8."),
        ({"reminders": 5, "gap_days": 30}, "Links must work for longer than the last reminder takes."),
        ({"until_hour": 0}, "Ensure this value is greater than or equal to 1."),
        ({"from_hour": 20, "until_hour": 8}, "This hour lies after the one from which letters leave."),
        ({"subject_en": "", "words_es": ""}, "Write a subject and words in one language at least."),
        ({"unit": "elsewhere"}, "elsewhere"),
    ],
)
def test_a_plan_that_cannot_be_kept_comes_back_with_its_words(desk: Client, kept, says: str) -> None:
    a_survey()
    if kept.get("listed"):
        kept["listed"] = SimpleUploadedFile("guests.csv", "email\npeña@example.com".encode("latin-1"))
    refused = desk.post("/asking/plan", a_filled_form(**kept))

    assert (refused.status_code, Campaign.objects.count()) == (422, 0)
    assert says in said(refused)
    assert "Tell us." in said(refused)


def test_a_campaign_is_paused_goes_on_and_stops_and_a_second_press_says_so(desk: Client) -> None:
    a_guest("ann")
    campaign = a_campaign(at=MONDAY)
    states = []
    for move in ("pause", "pause", "go-on", "stop", "start"):
        desk.post(f"/asking/{campaign.pk}/{move}")
        campaign.refresh_from_db()
        states.append(campaign.state)

    assert states == ["paused", "paused", "asking", "stopped", "stopped"]
    assert "Somebody else was faster" in said(desk.get(f"/asking/{campaign.pk}"))


def test_a_letter_in_doubt_is_shown_and_settled(desk: Client, settings: Settings) -> None:
    a_guest("ann")

    with scripted(takes_the_letter_and_dies) as (port, _):
        settings.MAIL = mail_settings(port, timeout_seconds=SHORT)
        campaign = a_campaign(at=MONDAY)
        send(campaign, at=MONDAY)
    page = desk.get(f"/asking/{campaign.pk}")
    path = re.search(r'action="(/asking/\d+/letters/\d+/sent)"', page.content.decode())
    desk.post(path.group(1))

    assert "Nobody knows whether it left." in said(page)
    assert states_of(campaign) == {"ann@example.com": "asked"}
    desk.post(path.group(1))
    assert "Nothing about this letter is in doubt any more." in said(desk.get(f"/asking/{campaign.pk}"))


def test_the_list_of_those_asked_is_narrowed_to_one_state_and_says_why(desk: Client) -> None:
    rule = services.set_asking_rule(unit=a_company(), at_most=1, days=30, by=HOUSE, at=MONDAY)
    a_guest("ann")
    draw_up(a_campaign(at=MONDAY), at=MONDAY)
    a_guest("bob")
    campaign = a_campaign(at=MONDAY)
    draw_up(campaign, at=MONDAY)

    skipped = said(desk.get(f"/asking/{campaign.pk}?state=skipped"))

    assert rule.at_most == 1
    assert "ann@example.com Company Left in peace the rule allows 1 in 30 days" in skipped
    assert "bob@example.com" not in skipped
    assert "they were asked as often as a rule allows 1" in skipped


@pytest.mark.parametrize("path", ["/asking", "/asking/{campaign}", "/asking/{campaign}/lines", "/asking/rules"])
def test_a_page_asks_the_same_however_long_its_list(desk: Client, path: str) -> None:
    asked = []
    campaign = a_campaign(
        at=MONDAY, listed=a_list("email", *(f"guest-{each}@example.com" for each in range(40)), *"xyz")
    )
    for length in range(3):
        a_campaign(at=MONDAY) if length else draw_up(campaign, at=MONDAY)
        services.set_asking_rule(unit=a_company(), at_most=9, days=30, by=HOUSE, at=MONDAY)
        desk.get(path.format(campaign=campaign.pk))
        with CaptureQueriesContext(connection) as seen:
            assert desk.get(path.format(campaign=campaign.pk)).status_code == 200
        asked.append(len(seen))

    assert asked[0] == asked[1] == asked[2]
    assert asked[0] <= 20


def test_a_rule_is_set_and_withdrawn(desk: Client) -> None:
    a_survey()
    wrong = desk.post("/asking/rules", {"unit": "company", "at_most": 0, "days": 90})
    desk.post("/asking/rules", {"unit": "company", "at_most": 2, "days": 90, "counts_reminders": "on"})
    standing = said(desk.get("/asking/rules"))
    desk.post(f"/asking/rules/{AskingRule.objects.get().pk}/withdraw")

    assert wrong.status_code == 422
    assert "At most 2 times in 90 days" in standing
    assert "Company all surveys together reminders count" in standing
    assert "withdrawn on 16 November 2026" in said(desk.get("/asking/rules"))


@pytest.fixture
def letter(settings: Settings):
    a_guest("eva", language="es")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(a_campaign(at=MONDAY), at=MONDAY)
    return taken_by(keeper)[0]


def test_looking_at_the_opt_out_page_changes_nothing_and_one_press_ends_the_asking(letter) -> None:
    strict, path = Client(enforce_csrf_checks=True), f"/o/{opt_out_in(letter)}"
    looked = [strict.get(path), strict.head(path)]
    before = Asked.objects.get().state
    pressed = strict.post(path)

    assert ([each.status_code for each in looked], before) == ([200, 200], "asked")
    assert "¿Dejamos de preguntarle?" in said(looked[0])
    assert (pressed.status_code, Asked.objects.get().state) == (200, "opted-out")
    assert "Hemos dejado de preguntarle" in said(pressed)
    assert strict.cookies == {}


def test_the_survey_speaks_as_the_letter_did_whatever_the_browser_speaks_until_another_is_chosen(letter) -> None:
    link = re.search(r"/i/[\w-]+", letter.get_content()).group(0)
    abroad = Client(headers={"accept-language": "en"})

    pages = [abroad.get(link), abroad.get(link, {"language": "en"})]

    assert [re.search(r'<html[^>]* lang="([^"]+)"', each.content.decode()).group(1) for each in pages] == ["es", "en"]


def test_whoever_opens_the_opt_out_page_again_reads_that_it_is_done(letter) -> None:
    path = f"/o/{opt_out_in(letter)}"
    Client().post(path)

    page = said(Client().get(path))

    assert "Hemos dejado de preguntarle" in page
    assert "<form" not in page


def test_the_opt_out_link_of_somebody_erased_says_that_it_is_done(letter) -> None:
    path = f"/o/{opt_out_in(letter)}"
    services.forget_asked(customers=[Asked.objects.get().customer_id], by=HOUSE, at=MONDAY)

    answers = [Client().get(path), Client().post(path)]

    assert [(each.status_code, "Hemos dejado de preguntarle" in said(each)) for each in answers] == [(200, True)] * 2


def test_a_mail_programs_own_button_needs_no_sign_in_no_cookie_and_no_redirect(letter) -> None:
    mail_program = Client(enforce_csrf_checks=True)

    answers = [
        mail_program.post(
            f"/o/{opt_out_in(letter)}", "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
        ).status_code
        for _ in range(2)
    ]

    assert (answers, Asked.objects.get().state) == ([200, 200], "opted-out")


def test_a_forged_opt_out_link_is_not_found_and_ends_nothing(letter) -> None:
    forged = opt_out_in(letter)[:-4] + "2222"

    assert [Client().get(f"/o/{forged}").status_code, Client().post(f"/o/{forged}").status_code] == [404, 404]
    assert Asked.objects.get().state == "asked"


def test_nobody_is_asked_again_after_the_press(letter, settings: Settings) -> None:
    Client().post(f"/o/{opt_out_in(letter)}")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(Campaign.objects.get(), at=MONDAY + 6 * DAY)

    assert keeper.taken == []
    assert selectors.counts_of_asked(campaigns=[Campaign.objects.get()]) == {
        Campaign.objects.get().pk: {"opted-out": 1}
    }


def test_the_list_says_whether_anybody_is_being_asked() -> None:
    page = a_browser(a_person("Asa", rules.ASK, unit=a_company())).get("/asking")

    assert "<h1>No campaign is asking customers just now</h1>" in page.content.decode()
