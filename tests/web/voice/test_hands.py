"""A relative or an aide may answer, with a mark that every reader sees."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.insight import rules as figures
from servewell.rooms.people.models import Person
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Channel, Voice
from servewell.rooms.voice.terms import Hand, Helper
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, an_indicator, some_answers
from tests.web.voice.test_survey import checked, opened, sent

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)


@pytest.fixture
def channel() -> Channel:
    return a_channel(a_unit("harbour", under=a_company()), slug="harbour")


def reader(*powers) -> Person:
    return a_person("Ria", rules.READ, *powers, unit=a_company())


def filled_in_by(hand: str, helper: str = "") -> dict[str, list[str]]:
    return {"form-hand": [hand], "form-helper": [helper]}


def hands() -> list[tuple[str, str]]:
    return list(Voice.objects.order_by("pk").values_list("hand", "helper"))


def chips(html: str) -> list[str]:
    return re.findall(r'kit-chip-needs">([^<]+)<', html)


def test_the_customer_is_asked_in_whose_hand_it_is_and_the_answer_is_recorded(client: Client, channel: Channel) -> None:
    form = opened(client)

    for number, who in enumerate(
        [filled_in_by("own", "relative"), filled_in_by("helped", "aide"), filled_in_by("behalf"), {}]
    ):
        sent(client, opened(client) | some_answers(4, words=f"Number {number}") | who)

    assert "form-ticket" in form
    assert hands() == [("own", ""), ("helped", "aide"), ("behalf", ""), ("", "")]


def test_what_no_form_of_ours_offers_is_not_taken_for_an_answer(client: Client, channel: Channel) -> None:
    sent(client, opened(client) | some_answers(4) | filled_in_by("nobody"))
    sent(client, opened(client) | some_answers(4) | filled_in_by("helped", "a-parrot"))

    assert hands() == [("", ""), ("", "")]


def test_who_fills_it_in_is_kept_when_something_else_is_wrong_or_the_language_changes(
    client: Client, channel: Channel
) -> None:
    said = opened(client) | {"overall": ["9"]} | filled_in_by("behalf", "relative")

    refused = sent(client, said).content.decode()
    switched = sent(client, said | {"form-to": ["es"]}, "/s/harbour/language").content.decode()

    for html in (refused, switched):
        assert ("form-hand", "behalf") in re.findall(r'type="radio" name="([\w-]+)" value="(\w+)" checked', html)
        assert '<option value="relative" selected>' in html
        assert '<details class="voice-who" open>' in html
    assert checked(refused) == []


def test_every_reader_sees_whose_hand_it_is_on_the_voice_and_in_the_list(client: Client, channel: Channel) -> None:
    for hand, helper in (("own", ""), ("helped", "aide"), ("behalf", "relative")):
        sent(client, opened(client) | some_answers(4, words=f"By {hand}.") | filled_in_by(hand, helper))
    browser = a_browser(reader())

    listed = browser.get("/voices").content.decode()
    pages = [browser.get(f"/voices/{voice.pk}").content.decode() for voice in Voice.objects.order_by("pk")]

    assert chips(listed) == ["On the customer&#x27;s behalf", "With somebody&#x27;s help"]
    assert [chips(page) for page in pages] == [[], ["With somebody&#x27;s help"], ["On the customer&#x27;s behalf"]]
    assert "The customer filled it in themself." in pages[0]
    assert "A carer, aide or interpreter helped the customer to fill it in." in pages[1]
    assert "A relative or friend filled it in on the customer&#x27;s behalf." in pages[2]


def test_the_list_can_be_narrowed_to_one_hand(client: Client, channel: Channel) -> None:
    for hand in ("own", "helped", "behalf"):
        sent(client, opened(client) | some_answers(4, words=f"By {hand}.") | filled_in_by(hand))

    found = selectors.heard(viewer=HOUSE, filters=selectors.Filters(hand=Hand.BEHALF)).items
    shown = a_browser(reader()).get("/voices?hand=behalf").content.decode()

    assert [voice.words[0].text for voice in found] == ["By behalf."]
    assert ["By own." in shown, "By helped." in shown, "By behalf." in shown] == [False, False, True]


def test_what_stands_behind_a_figure_says_how_many_were_not_the_customers_own_hand(
    client: Client, channel: Channel
) -> None:
    an_indicator()
    for hand in ("own", "helped", "behalf"):
        sent(client, opened(client) | some_answers(4, words="Fine.") | filled_in_by(hand))
    leader = a_browser(reader(figures.SEE))
    asked = selectors.Filters(unit=channel.unit_id, from_on=date(2026, 11, 1), until_on=date(2026, 12, 1))

    behind = selectors.behind(viewer=HOUSE, filters=asked, sees_figures=figures.SEE, narrowest=4)
    html = leader.get("/voices?unit=harbour&from=2026-11-01&until=2026-11-30&behind=figure").content.decode()

    assert behind == selectors.Behind(n=3, with_words=3, without_words=0, in_anothers_hand=2)
    assert "2 of them were filled in with somebody&#x27;s help or on the customer&#x27;s behalf." in html


def test_nobody_helps_a_customer_whose_own_hand_it_is() -> None:
    with pytest.raises(ValueError, match="no helper"):
        services.FilledIn(Hand.OWN, Helper.AIDE)
