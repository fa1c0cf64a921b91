"""The public survey page, as a customer's browser sees it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.models import Entry, FollowUp
from servewell.base.permissions import HOUSE
from servewell.rooms.instruments import services as publishing
from servewell.rooms.instruments.models import Response
from servewell.rooms.voice import services, terms
from servewell.rooms.voice.models import Channel, Original, Voice
from servewell.web.voice.forms.tickets import Ticket
from tests.builders import a_channel, a_company, a_survey, a_unit, some_answers

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The time on the wall; put another first to move it."""
    wall = [NOON]
    monkeypatch.setattr(today, "now", lambda: wall[0])
    return wall


@pytest.fixture
def channel() -> Channel:
    return a_channel(a_unit("harbour", under=a_company()), slug="harbour")


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"the page has no hidden field {name}"
    return unescape(found.group(1))


def opened(client: Client, path: str = "/s/harbour") -> dict[str, list[str]]:
    """What the form of a fresh page carries."""
    html = client.get(path, headers={"Accept-Language": "en"}).content.decode()
    return {name: [hidden(html, name)] for name in ("form-ticket", "form-language")}


def sent(client: Client, form, path: str = "/s/harbour"):
    return client.post(path, urlencode(form, doseq=True), content_type=terms.FORM_POST)


def checked(html: str) -> list[tuple[str, str]]:
    """The radio buttons and ticks that are set."""
    inputs = re.findall(r'<input type="(?:radio|checkbox)" name="(\w+)" value="(\w+)"([^>]*)>', html)
    return [(name, value) for name, value, rest in inputs if "checked" in rest]


def test_looking_records_nothing_and_sets_no_cookie(client: Client, channel: Channel) -> None:
    before = Entry.objects.count()

    looks = [client.get("/s/harbour"), client.head("/s/harbour"), client.get("/s/harbour/thanks")]

    assert [look.status_code for look in looks] == [200, 200, 200]
    assert [dict(look.cookies) for look in looks] == [{}, {}, {}]
    assert (Voice.objects.count(), Original.objects.count(), FollowUp.objects.count()) == (0, 0, 0)
    assert Entry.objects.count() == before


def test_an_answer_is_stored_as_it_came_and_thanked_for(client: Client, channel: Channel) -> None:
    form = opened(client) | some_answers(4, words="Warm & kind.", respect=5)

    response = sent(client, form)

    assert (response.status_code, response["Location"], dict(response.cookies)) == (
        303, "/s/harbour/thanks?language=en", {},
    )  # fmt: skip
    voice = Voice.objects.get()
    assert bytes(voice.original.content) == urlencode(form, doseq=True).encode()
    assert (voice.channel, voice.overall, voice.received_at, voice.language) == (channel, 0.75, NOON, "en")
    assert "Your words have arrived" in client.get(response["Location"]).content.decode()


def test_a_double_post_gets_the_same_redirect_and_is_stored_once(client: Client, channel: Channel) -> None:
    form = opened(client) | some_answers(4)

    first, second = sent(client, form), sent(client, form)

    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Voice.objects.count() == 1


def test_a_post_that_says_something_else_than_before_asks_first(client: Client, channel: Channel) -> None:
    form = opened(client)
    sent(client, form | some_answers(4))

    changed = sent(client, form | some_answers(1, words="One more thing."))
    html = changed.content.decode()
    again = sent(client, {"form-ticket": [hidden(html, "form-ticket")]} | some_answers(1, words="One more thing."))

    assert (changed.status_code, checked(html), "One more thing." in html) == (422, [("overall", "1")], True)
    assert "We have your first answer already" in html
    assert again.status_code == 303
    assert sorted(Voice.objects.values_list("overall", flat=True)) == [0.0, 0.75]


@pytest.mark.parametrize(
    ("posted", "says"),
    [
        (some_answers(words="Kind.") | {"overall": []}, "Please answer this question."),
        (some_answers(6, words="Kind."), "Please choose one of the answers shown."),
        (some_answers(words="Kind.") | {"overall": ["1", "5"]}, "This came with more than one answer."),
        (some_answers(words="Kind." * 1000), "There is room for 4000 characters; this is 5000."),
        (some_answers(words="Kind.", email="at home"), "We cannot write to this address."),
        (some_answers(words="Kind.", answer="true"), "Please tell us where to send the answer"),
        (some_answers(words="Kind.\x07"), "This holds characters that cannot be read."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_it_and_the_answers_are_kept(
    client: Client, channel: Channel, posted, says: str
) -> None:
    response = sent(client, opened(client) | posted | {"respect": ["2"]})
    html = response.content.decode()

    assert response.status_code == 422
    assert says in html
    assert "One answer needs another look." in html
    assert ("respect", "2") in checked(html)
    assert posted["words"][0] in unescape(html)
    assert Voice.objects.count() == 0


def test_a_form_that_is_not_ours_is_shown_again_with_a_new_ticket(client: Client, channel: Channel) -> None:
    elsewhere = a_channel(slug="elsewhere")
    other = Ticket.new(link=f"channel:{elsewhere.pk}", version=1, at=NOON).signed()
    good = opened(client)["form-ticket"][0]

    answers = [
        sent(client, {"form-ticket": [ticket]} | some_answers(2, words="Kept."))
        for ticket in ("", "made-up", good[:-2] + "xx", other)
    ]

    assert [each.status_code for each in answers] == [422] * 4
    pages = [each.content.decode() for each in answers]
    assert all("We could not recognise this form" in page and "Kept." in page for page in pages)
    assert Voice.objects.count() == 0
    assert sent(client, {"form-ticket": [hidden(pages[0], "form-ticket")]} | some_answers(2)).status_code == 303


def test_fields_that_nobody_asked_for_stay_in_the_original(client: Client, channel: Channel) -> None:
    response = sent(client, opened(client) | some_answers(4, price=3))

    assert response.status_code == 303
    assert parse_qs(bytes(Original.objects.get().content).decode())["price"] == ["3"]


def test_more_than_the_limit_is_refused_with_words(client: Client, channel: Channel) -> None:
    large = sent(client, opened(client) | some_answers(4, words="x" * 300_000))
    many = sent(client, opened(client) | {f"field{number}": ["1"] for number in range(2_100)})

    assert [(each.status_code, "more than we can take" in each.content.decode()) for each in (large, many)] == [
        (413, True),
        (413, True),
    ]
    assert Voice.objects.count() == 0


def test_switching_the_language_keeps_the_answers_and_writes_nothing(client: Client, channel: Channel) -> None:
    form = opened(client) | some_answers(2, words="Zu spät & 迟到.", email="e@example.com", respect="na")

    response = sent(client, form | {"form-to": ["zh-Hant"]}, "/s/harbour/language")
    html = response.content.decode()

    assert response.status_code == 200
    assert '<html lang="zh-Hant">' in html
    assert "整體而言，您對我們滿意嗎？" in html
    assert checked(html) == [("respect", "na"), ("overall", "2"), ("answer", "true")]
    assert "Zu spät &amp; 迟到." in html
    assert 'value="e@example.com"' in html
    assert hidden(html, "form-ticket") == form["form-ticket"][0] or Voice.objects.count() == 0
    assert (Voice.objects.count(), dict(response.cookies)) == (0, {})

    sent(client, form | {"form-ticket": [hidden(html, "form-ticket")], "form-language": ["zh-Hant"]})
    assert Voice.objects.get().language == "zh-Hant"


@pytest.mark.parametrize(
    ("accepts", "speaks"),
    [("es-MX,en;q=0.5", "es"), ("zh-TW", "zh-Hant"), ("zh-CN", "zh-Hans"), ("fr", "zh-Hans"), ("en-GB", "en")],
)
def test_the_page_speaks_the_browsers_language_else_the_channels(client: Client, accepts: str, speaks: str) -> None:
    a_channel(slug="east", language="zh-Hans")

    html = client.get("/s/east", headers={"Accept-Language": accepts}).content.decode()

    assert f'<html lang="{speaks}">' in html


def test_a_link_that_leads_nowhere_says_so(client: Client, channel: Channel) -> None:
    answers = [client.get("/s/nowhere"), client.get("/i/nowhere"), client.post("/s/nowhere")]

    assert [each.status_code for each in answers] == [404, 404, 404]
    assert all("There is no survey at this address" in each.content.decode() for each in answers)


def test_a_withdrawn_survey_is_gone_for_who_begins_and_open_for_who_has_begun(
    client: Client, channel: Channel, clock: list[datetime]
) -> None:
    early, late = opened(client), opened(client)
    services.withdraw_channel(channel=channel, by=HOUSE, at=NOON + timedelta(minutes=5))

    clock[0] = NOON + timedelta(minutes=30)
    finished = sent(client, early | some_answers(4))
    looked = client.get("/s/harbour")
    clock[0] = NOON + timedelta(minutes=70)
    too_late = sent(client, late | some_answers(1, words="I was slow."))

    assert [each.status_code for each in (finished, looked, too_late)] == [303, 410, 410]
    assert "I was slow." in too_late.content.decode()
    assert Voice.objects.count() == 1


def test_an_answer_to_an_earlier_version_is_kept_in_that_version(client: Client, channel: Channel) -> None:
    begun = opened(client)
    a_survey(
        document={"title": "Anew", "pages": [{"elements": [{"type": "comment", "name": "say", "title": "Say"}]}]},
        at=NOON,
    )

    assert sent(client, begun | some_answers(4)).status_code == 303
    assert Response.objects.get().version.number == 1
    assert 'name="say"' in client.get("/s/harbour").content.decode()


def test_a_personal_link_takes_one_answer_and_knows_its_end(client: Client, clock: list[datetime]) -> None:
    personal = a_channel(slug="by-mail", kind=terms.PERSONAL_LINK)
    links = [
        services.invite(channel=personal, valid_until=NOON + timedelta(days=3), by=HOUSE, at=NOON) for _ in range(2)
    ]
    used, idle = (f"/i/{token}" for token in links)
    form = opened(client, used) | some_answers(5)

    answers = [sent(client, form, used), sent(client, form, used), client.get(used)]
    other = sent(client, form | some_answers(1), used)
    clock[0] = NOON + timedelta(days=3)
    run_out = client.get(idle)

    assert [each.status_code for each in answers] == [303, 303, 410]
    assert answers[0]["Location"] == f"{used}/thanks?language=en"
    assert (other.status_code, run_out.status_code) == (410, 410)
    assert "This link is for one answer" in answers[2].content.decode()
    assert "This link has run out" in run_out.content.decode()
    assert client.get("/s/by-mail").status_code == 404
    assert Voice.objects.count() == 1


def test_a_personal_link_says_when_it_opens_and_is_not_used_up_before(client: Client, clock: list[datetime]) -> None:
    personal = a_channel(slug="by-mail", kind=terms.PERSONAL_LINK)
    begins = NOON + timedelta(days=1)
    token = services.invite(
        channel=personal, valid_from=begins, valid_until=NOON + timedelta(days=3), by=HOUSE, at=NOON
    )

    early = client.get(f"/i/{token}")
    clock[0] = begins
    in_time = sent(client, opened(client, f"/i/{token}") | some_answers(5), f"/i/{token}")

    assert (early.status_code, in_time.status_code) == (403, 303)
    assert "This link is not open yet" in early.content.decode()
    assert "It opens on 17 Nov, 20:00." in early.content.decode()


def test_a_link_for_two_answers_takes_two_and_thanks_each(client: Client, clock: list[datetime]) -> None:
    personal = a_channel(slug="by-mail", kind=terms.PERSONAL_LINK)
    token = services.invite(channel=personal, uses=2, valid_until=NOON + timedelta(days=3), by=HOUSE, at=NOON)
    path = f"/i/{token}"

    answers = [sent(client, opened(client, path) | some_answers(each), path).status_code for each in (5, 1)]

    assert (answers, client.get(path).status_code, Voice.objects.count()) == ([303, 303], 410, 2)


def test_a_clock_that_was_set_back_turns_no_voice_away(client: Client, channel: Channel, clock: list[datetime]) -> None:
    form = opened(client) | some_answers(3)
    clock[0] = NOON - timedelta(days=400)

    assert sent(client, {**form, **some_answers(5)}).status_code == 303
    assert Voice.objects.get().received_at == clock[0]


def test_one_post_reads_the_link_and_writes_five_tables_once_each(client: Client, channel: Channel) -> None:
    """What hears of the voice adds its own; what a process may remember is not read again."""
    form = opened(client) | some_answers(4, words="Fine.", respect=5)

    with CaptureQueriesContext(connection) as seen:
        assert sent(client, form).status_code == 303

    mine = re.compile(r'\s*(SELECT|INSERT|UPDATE|DELETE)\s.*?(?:FROM|INTO|UPDATE)? "?(voice|instruments)_(\w+)"?')
    deeds = [found.groups() for query in seen if (found := mine.match(query["sql"]))]
    assert [deed for deed in deeds if deed != ("SELECT", "voice", "voice")] == [
        ("SELECT", "voice", "channel"),
        ("SELECT", "voice", "quota"),
        ("INSERT", "voice", "original"),
        ("INSERT", "instruments", "response"),
        ("INSERT", "instruments", "score"),
        ("INSERT", "voice", "voice"),
        ("INSERT", "voice", "comment"),
    ]


def test_a_retired_survey_is_closed_and_who_had_it_open_may_still_send_it(client: Client, channel: Channel) -> None:
    form = opened(client)
    publishing.retire(instrument=channel.instrument, by=HOUSE, at=NOON)

    closed = client.get("/s/harbour", headers={"Accept-Language": "en"})

    assert (closed.status_code, "This survey is closed" in closed.content.decode()) == (410, True)
    assert sent(client, {**form, **some_answers(5)}).status_code == 303
    assert client.get("/s/harbour/thanks").status_code == 200
    assert Voice.objects.count() == 1
