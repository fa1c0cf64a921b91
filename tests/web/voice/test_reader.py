"""Reading what customers said: behind a figure, by search, from letter to letter."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules, services, terms
from servewell.rooms.voice.models import Comment, Voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit, a_voice, an_indicator
from tests.builders.files import a_file_of
from tests.house import save_guard

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NOVEMBER = "from=2026-11-01&until=2026-11-30"
MOST_QUERIES = 20


def letters(html: str) -> list[str]:
    return re.findall(r'<div class="kit-letter-text"[^>]*><p>(.*?)</p></div>', html)


def behind(html: str) -> list[str]:
    return re.findall(r'<p class="voice-behind">(.*?)</p>', html)


@pytest.fixture
def west() -> Unit:
    """Two hotels under one roof, the second of which is sold to the east."""
    an_indicator()
    west, east = a_unit("west", under=a_company()), a_unit("east", under=a_company())
    harbour = a_channel(a_unit("harbour", under=west), slug="harbour")
    lakeside = a_channel(a_unit("lakeside", under=west), slug="lakeside")
    a_voice(harbour, 5, words="Warm.", respect=5, at=NOON)
    a_voice(harbour, 2, words="Cold.", respect=2, at=NOON - timedelta(days=1))
    a_voice(harbour, 4, at=NOON)
    a_voice(lakeside, 3, words="So so.", at=NOON - timedelta(days=10))
    people.move_unit(unit=lakeside.unit, parent=east, on=date(2026, 11, 10), by=HOUSE, at=NOON)
    return west


def test_the_words_behind_a_figure_say_its_n_and_what_is_hidden(west: Unit) -> None:
    boss = a_browser(a_person("Bea", rules.READ, insight_rules.SEE))
    of_west = a_browser(a_person("Wei", rules.READ, insight_rules.SEE, unit=west))
    path = f"/voices?unit=west&{NOVEMBER}&behind=figure"

    whole, part = (browser.get(path).content.decode() for browser in (boss, of_west))

    assert (letters(whole), behind(whole)) == (
        ["Warm.", "Cold.", "So so."],
        ["n = 4 answers: 3 left words that you may read, 1 left none, 0 hidden."],
    )
    assert (letters(part), behind(part)) == (
        ["Warm.", "Cold."],
        ["n = 4 answers: 2 left words that you may read, 1 left none, 1 hidden."],
    )


def test_who_sees_figures_above_reads_the_words_below_and_nobody_else_may_name_that_unit(west: Unit) -> None:
    harbour = Voice.objects.filter(channel__slug="harbour").select_related("unit")[0].unit
    hal, eve = (a_person(name, rules.READ, unit=harbour) for name in ("Hal", "Eve"))
    people.grant(
        person=hal, role=people.define_roles(
            roles=[people.RoleDraft(code="sees", title=west.name, powers=(insight_rules.SEE.code,))], by=HOUSE, at=NOON
        )[0], unit=west, from_on=date(2020, 1, 1), by=HOUSE, at=NOON,
    )  # fmt: skip
    path = f"/voices?unit=west&{NOVEMBER}&aspect=respect&behind=figure"

    answers = [a_browser(person).get(path) for person in (hal, eve)]

    assert [answer.status_code for answer in answers] == [200, 404]
    assert behind(answers[0].content.decode()) == [
        "n = 2 answers: 2 left words that you may read, 0 left none, 0 hidden."
    ]


@pytest.mark.parametrize("query", ["unit=west&behind=figure", f"{NOVEMBER}&behind=figure", f"unit=west&{NOVEMBER}"])
def test_without_a_unit_a_period_or_a_figure_nothing_is_counted(west: Unit, query: str) -> None:
    browser = a_browser(a_person("Bea", rules.READ, insight_rules.SEE))

    assert behind(browser.get(f"/voices?{query}").content.decode()) == []


def test_words_are_searched_and_say_so(west: Unit, follow_ups: Callable[[], int]) -> None:
    follow_ups()
    browser = a_browser(a_person("Bea", rules.READ))

    page = browser.get("/voices?q=COLD&unit=west").content.decode()
    none = browser.get("/voices?q=zebra").content.decode()

    assert letters(page) == ["Cold."]
    assert "<span>“COLD”</span>" in page
    assert re.search(r'<input type="search" name="q" value="COLD"', page)
    assert "Nobody wrote these words" in none


def test_the_list_begins_with_the_day_on_which_a_customer_last_spoke(west: Unit) -> None:
    browser = a_browser(a_person("Bea", rules.READ))

    def title(path: str) -> str:
        return re.findall("<h1>(.*?)</h1>", browser.get(path).content.decode())[0]

    last = Voice.objects.order_by("-on").values_list("on", flat=True)[0]
    assert title("/voices") == f"A customer last spoke on {last.day} {last:%B %Y}"
    assert title("/voices?q=cold") == "What customers said"
    assert title("/voices?unit=west") == "What customers of West said"


def test_words_that_cannot_be_searched_yet_are_counted(west: Unit) -> None:
    browser = a_browser(a_person("Bea", rules.READ))

    assert "3 comments came in lately and cannot be searched yet." in browser.get("/voices?q=cold").content.decode()
    services.index_words()
    assert "cannot be searched yet" not in browser.get("/voices?q=cold").content.decode()


def test_what_somebody_searched_for_is_shown_as_words_and_never_as_markup(west: Unit) -> None:
    page = a_browser(a_person("Bea", rules.READ)).get("/voices", {"q": '"><b>x</b>' + "y" * 400}).content.decode()

    assert "<b>x" not in page


def test_a_letter_leads_to_its_neighbours_in_the_list_it_was_opened_from(west: Unit) -> None:
    browser = a_browser(a_person("Bea", rules.READ, insight_rules.SEE))
    path = f"/voices?unit=west&{NOVEMBER}&band=low"
    a_voice(Voice.objects.filter(channel__slug="harbour")[0].channel, 1, words="Colder.", at=NOON)
    listed = browser.get(path).content.decode()

    first, second = (unescape(each) for each in re.findall(r'data-letter="([^"]+)"', listed))
    pages = [browser.get(each).content.decode() for each in (first, second)]
    turns = [
        {rel: unescape(url) for rel, url in re.findall(r'<a class="btn" rel="(\w+)" href="([^"]+)"', page)}
        for page in pages
    ]

    assert letters(listed) == ["Colder.", "Cold."]
    assert turns == [{"next": second}, {"prev": first}]
    assert f'<a href="{path.replace("&", "&amp;")}">What customers said</a>' in pages[0]


def test_a_voice_of_a_file_says_its_row_and_who_took_it_in(monkeypatch: pytest.MonkeyPatch) -> None:
    ann = a_person("Ann Lee", rules.READ)
    voice = a_voice(a_channel(), 4, words="Nothing.", at=NOON)
    file = a_file_of(voice, brought_by=ann.actor_key)
    file.becomes(terms.ImportState.SHOWN, at=datetime(2026, 5, 2, 20, 0, tzinfo=UTC))
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    Comment.objects.update(question="What could we do better?")

    listed, whole = (a_browser(ann).get(path).content.decode() for path in ("/voices", f"/voices/{voice.pk}"))

    assert "Row 2 of passengers-2016.csv, taken in on 3 May 2026 by Ann Lee." in whole  # in Shanghai
    assert '<p class="kit-letter-came">What could we do better?</p>' in listed
    assert '<p class="kit-letter-came">What could we do better?</p>' in whole
    assert "kept byte for byte" not in whole


def test_a_voice_of_a_file_that_is_not_shown_is_not_there() -> None:
    voice = a_voice(a_channel(), 4, words="Nothing.", at=NOON)
    file = a_file_of(voice)
    browser = a_browser(a_person("Ann", rules.READ))

    seen = []
    for state in (terms.ImportState.TAKING_IN, terms.ImportState.SHOWN, terms.ImportState.WITHDRAWN):
        file.becomes(state)
        seen.append((letters(browser.get("/voices").content.decode()), browser.get(f"/voices/{voice.pk}").status_code))

    assert seen == [([], 404), (["Nothing."], 200), ([], 404)]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_reading_asks_at_most_twenty_times_however_much_there_is(number: int) -> None:
    an_indicator()
    channel = a_channel()
    for _ in range(number):
        voice = a_voice(channel, 1, words="Cold.", respect=1, at=NOON)
    services.index_words()
    browser = a_browser(a_person("Bea", rules.READ, insight_rules.SEE))
    asked = [
        "/voices", "/voices?q=cold", f"/voices?unit=company&{NOVEMBER}&aspect=respect&behind=figure",
        f"/voices/{voice.pk}?q=cold&unit=company",
    ]  # fmt: skip

    cost = {}
    for path in asked:
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(path).status_code == 200
        cost[path] = len(seen)

    assert {path: queries for path, queries in cost.items() if queries > MOST_QUERIES} == {}


def test_a_question_is_shown_in_its_one_language_and_the_ends_of_its_scale_in_the_readers() -> None:
    document = {
        "title": "Passengers",
        "pages": [
            {
                "elements": [
                    {"type": "rating", "name": "overall", "title": "The airport as a whole", "rateMin": 1, "rateMax": 5,
                     "servewell:overall": True},
                    {"type": "comment", "name": "words", "title": "What could we do better?"},
                ]
            }
        ],
    }  # fmt: skip
    voice = a_voice(a_channel(survey=a_survey(code="one", document=document)), 4, words="Nada.", language="es", at=NOON)
    reader = a_person("Ana", rules.READ, language="zh-Hant")

    html = a_browser(reader).get(f"/voices/{voice.pk}", headers={"accept-language": "zh-hant"}).content.decode()

    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>(\d)<small[^>]*>(.*?)</small>", html) == [
        ("The airport as a whole", "4", "1 最差，5 最好")
    ]


def test_a_described_step_of_a_scale_is_read_in_its_words() -> None:
    steps = [{"value": 1, "text": "Nobody listened"}, {"value": 3, "text": "I could finish"}]
    document = {
        "title": "Shop",
        "pages": [
            {
                "elements": [
                    {"type": "rating", "name": "overall", "title": "As a whole", "rateMin": 1, "rateMax": 5,
                     "servewell:anchors": steps},
                    {"type": "rating", "name": "listened", "title": "Listened", "rateMin": 1, "rateMax": 5,
                     "servewell:anchors": steps},
                ]
            }
        ],
    }  # fmt: skip
    voice = a_voice(a_channel(survey=a_survey(code="shop", document=document)), 4, listened=3, at=NOON)

    html = a_browser(a_person("Ana", rules.READ)).get(f"/voices/{voice.pk}").content.decode()

    assert re.findall(r"<dt>(.*?)</dt><dd[^>]*>([^<]*)<", html) == [
        ("As a whole", "4"),
        ("Listened", "3 – I could finish"),
    ]
