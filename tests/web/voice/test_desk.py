"""What people of the company see of the voices, and what they do with survey links."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.cases.models import Case
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice import services as voices
from servewell.rooms.voice.models import Channel
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def signed_in(client: Client, person: Person) -> Client:
    client.force_login(people.give_sign_in(person=person, password="a-long-password", by=HOUSE, at=NOON))
    return client


@pytest.fixture
def reader(client: Client) -> Client:
    return signed_in(client, a_person("Ann", rules.READ, case_rules.SEE))


@pytest.fixture
def manager(client: Client) -> Client:
    return signed_in(client, a_person("Max", rules.MANAGE_CHANNELS))


def quotes(html: str) -> list[str]:
    return re.findall(r'<div class="kit-letter-text"[^>]*><p>(.*?)</p></div>', html)


def test_the_words_stand_with_their_question_unit_day_score_and_case(reader: Client) -> None:
    harbour = a_channel(a_unit("harbour", under=a_company()))
    voice = a_voice(harbour, 2, words="Forty minutes.", email="e@example.com", at=NOON)

    html = reader.get("/voices").content.decode()

    assert quotes(html) == ["Forty minutes."]
    letter = re.sub(r"<[^>]+>|\s+", " ", re.search(r"<article(?:[^>]*)>(.*?)</article>", html, re.DOTALL)[1])
    assert re.sub(r"\s+", " ", letter).strip() == (
        f"What should we know? Forty minutes. Harbour 16 November 2026 Case {Case.objects.get().pk} Dissatisfied"
    )
    assert f'href="/voices/{voice.pk}"' in html


def test_a_long_letter_begins_in_the_list_and_is_read_whole_on_its_own_page(reader: Client) -> None:
    letter = "Dear manager,\n\nNobody looked up. " + "We waited and waited. " * 90
    voice = a_voice(a_channel(a_unit("harbour", under=a_company())), 2, words=letter, at=NOON)

    listed, whole = (reader.get(path).content.decode() for path in ("/voices", f"/voices/{voice.pk}"))

    assert len("".join(re.findall(r"<article.*?</article>", listed, re.DOTALL))) < len(letter)
    assert f'<a href="/voices/{voice.pk}">Read it whole</a>' in listed
    assert (listed.count("We waited"), whole.count("We waited")) == (53, 90)
    assert re.findall(r"<h1[^>]*>\s*(?:<span[^>]*>)?(.*?)</", whole) == ["Nobody looked up"]


def test_the_list_is_narrowed_by_its_address_and_says_so(reader: Client) -> None:
    harbour = a_channel(a_unit("harbour", under=a_company()), slug="harbour")
    station = a_channel(a_unit("station", under=a_company()), slug="station")
    a_voice(harbour, 5, words="Warm.", respect=5, at=NOON)
    a_voice(harbour, 5, words="Warm in spring.", respect=5, at=NOON - timedelta(days=200))
    a_voice(station, 1, words="Cold.", respect=1, at=NOON)

    html = reader.get("/voices?unit=harbour&from=2026-11-01&until=2026-11-16&aspect=respect&band=high").content.decode()

    assert quotes(html) == ["Warm."]
    assert "<h1>What customers of Harbour said</h1>" in html
    below = re.search(r'<p class="kit-dots">(.*?)</p>', html)[1]
    assert re.findall(r"<span>(.*?)</span>", below) == ["Respect", "1 November 2026 to 16 November 2026", "Satisfied"]


@pytest.mark.parametrize("query", ["unit=nowhere", "from=2026-13-01", "aspect=beauty", "band=best", "language=fr"])
def test_an_address_that_asks_for_what_is_not_offered_is_not_found(reader: Client, query: str) -> None:
    assert reader.get(f"/voices?{query}").status_code == 404


def test_turning_the_page_keeps_what_the_list_is_narrowed_to(reader: Client) -> None:
    channel = a_channel(a_unit("harbour", under=a_company()))
    for number in range(26):
        a_voice(channel, words=f"Voice {number}.", at=NOON)

    first = reader.get("/voices?unit=harbour").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = reader.get(f"/voices{older}").content.decode()

    assert older.startswith("?unit=harbour&before=")
    assert (quotes(first)[0], len(quotes(first)), quotes(second)) == ("Voice 25.", 25, ["Voice 0."])


def test_an_empty_list_says_what_is_the_case(reader: Client) -> None:
    a_voice(at=NOON)

    assert "No customer has written yet" in reader.get("/voices").content.decode()
    assert "Nobody wrote anything here" in reader.get("/voices?band=low").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_at_most_fourteen_queries_however_long(reader: Client, number: int) -> None:
    channel = a_channel()
    for _ in range(number):
        a_voice(channel, 1, words="Cold.", at=NOON)

    with CaptureQueriesContext(connection) as seen:
        assert len(quotes(reader.get("/voices").content.decode())) == number

    assert len(seen) <= 14


def test_one_voice_shows_its_letter_and_every_answer_but_no_address(reader: Client) -> None:
    voice = a_voice(a_channel(), 4, words="One.\n\nTwo.", email="e@example.com", respect="na", price=3, at=NOON)

    html = reader.get(f"/voices/{voice.pk}").content.decode()

    rows = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    assert [(question, re.sub(r"<small.*", "", answer)) for question, answer in rows] == [
        ("Did we treat you with respect?", "Does not apply"),
        ("When you needed something, did one of us take it on?", "Not answered"),
        ("Was everything done well and on time?", "Not answered"),
        ("Did you always know what would happen next?", "Not answered"),
        ("All in all, how satisfied are you with us?", "4"),
        ("I would like an answer", "Yes"),
        ("Where should we send the answer?", "An address was left"),
    ]
    assert "<p>One.</p>\n\n<p>Two.</p>" in html
    assert "e@example.com" not in html
    assert "It holds one field that the survey does not ask for." in html


def test_a_voice_that_is_not_yours_reads_like_one_that_is_not_there(client: Client) -> None:
    elsewhere = a_voice(a_channel(a_unit("station", under=a_company())), at=NOON)
    signed_in(client, a_person("Sam", rules.READ, unit=a_unit("harbour", under=a_company())))

    answers = [client.get(f"/voices/{number}") for number in (elsewhere.pk, 999_999)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_link_is_opened_and_takes_an_answer(manager: Client, client: Client) -> None:
    a_unit("harbour", under=a_company())
    a_survey()

    response = manager.post(
        "/channels/open", {"unit": "harbour", "instrument": "four-aspects", "language": "es", "slug": "desk-1"}
    )

    assert (response.status_code, response["Location"]) == (303, "/channels")
    assert "/s/desk-1" in manager.get("/channels").content.decode()
    assert client.get("/s/desk-1").status_code == 200


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"slug": "harbour"}, "This address leads to another survey already."),
        ({"slug": "Harbour Hotel"}, "Use up to 40 small letters, digits and hyphens."),
        ({"unit": "nowhere"}, "nowhere is not one of the available choices."),
    ],
)
def test_a_link_that_cannot_be_opened_says_why(manager: Client, said, fault: str) -> None:
    a_channel(a_unit("harbour", under=a_company()), slug="harbour")
    good = {"unit": "harbour", "instrument": "four-aspects", "language": "en", "slug": "new"}

    response = manager.post("/channels/open", good | said)

    assert response.status_code == 422
    assert fault in response.content.decode()
    assert Channel.objects.count() == 1


def test_a_withdrawn_link_is_gone(manager: Client) -> None:
    channel = a_channel(slug="harbour")

    answers = [manager.post(f"/channels/{channel.pk}/withdraw") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert manager.get("/s/harbour").status_code == 410
    assert "withdrawn on" in manager.get("/channels").content.decode()


def test_the_links_of_others_cannot_be_withdrawn_or_printed(client: Client) -> None:
    channel = a_channel(a_unit("station", under=a_company()))
    signed_in(client, a_person("Max", rules.MANAGE_CHANNELS, unit=a_unit("harbour", under=a_company())))

    assert client.post(f"/channels/{channel.pk}/withdraw").status_code == 404
    assert client.get(f"/channels/{channel.pk}/sheet").status_code == 404
    channel.refresh_from_db()
    assert channel.withdrawn_at is None


def test_a_day_is_the_one_on_the_wall_of_the_unit(manager: Client) -> None:
    late_in_the_evening = datetime(2026, 11, 15, 22, 0, tzinfo=UTC)
    kiosk = a_channel(a_unit("kiosk", under=a_company(), zone="Asia/Shanghai"), at=late_in_the_evening)
    closed = a_channel(kiosk.unit, at=NOON)
    voices.withdraw_channel(channel=closed, by=HOUSE, at=late_in_the_evening + timedelta(days=3))

    html = manager.get("/channels").content.decode()

    assert re.findall(r"(?:open since|withdrawn on) [^<]+", html) == [
        "withdrawn on 19 November 2026", "open since 16 November 2026",
    ]  # fmt: skip


def test_links_are_leafed_through_the_newest_first(manager: Client) -> None:
    for each in range(26):
        a_channel(slug=f"link-{each}")

    first = manager.get("/channels").content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)[1]
    second = manager.get(f"/channels{older}").content.decode()

    slugs = [re.findall(r">[^<]*/s/(link-\d+)</a>", html) for html in (first, second)]
    assert slugs == [[f"link-{each}" for each in range(25, 0, -1)], ["link-0"]]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_links_costs_at_most_twelve_queries_however_many(manager: Client, number: int) -> None:
    for each in range(number):
        a_channel(slug=f"link-{each}")

    with CaptureQueriesContext(connection) as seen:
        assert manager.get("/channels").content.decode().count("Sheet, tablet, web site, paper") == number

    assert len(seen) <= 12


def test_the_sheet_stands_in_the_links_language_and_in_english(manager: Client) -> None:
    channel = a_channel(slug="harbour", language="zh-Hant")

    html = manager.get(f"/channels/{channel.pk}/sheet").content.decode()

    assert [re.search(r'lang="([\w-]+)">(我們做得如何？|How did we do)', line)[1]
            for line in html.splitlines() if "voice-sheet-asks" in line or "voice-sheet-second" in line] == [
        "zh-Hant", "en",
    ]  # fmt: skip
    assert re.search(r'<svg [^>]*viewBox="0 0 \d+ \d+"[^>]*>', html)
    assert html.count("localhost:8000/s/harbour") == 2
    assert "style=" not in re.search(r"<svg.*?</svg>", html, re.DOTALL)[0]


def test_a_channel_of_personal_links_has_no_sheet(manager: Client) -> None:
    channel = a_channel(kind=terms.PERSONAL_LINK)

    assert manager.get(f"/channels/{channel.pk}/sheet").status_code == 404
