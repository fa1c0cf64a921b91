"""A customer who is erased takes their words off the satisfaction page, and no figure."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from servewell.base import today
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Customer
from servewell.rooms.insight import rules, services
from servewell.rooms.voice import rules as voice_rules
from tests.builders import a_browser, a_channel, a_company, a_person, a_unit, a_voice, an_indicator

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
NOT_A_FIGURE = (
    r"<figure class=\"kit-quote\">.*?</figure>",  # the latest words, hers among them
    r"What arrived since [^.]* is on its way into them\.",  # an erasure too is work for the loader
    r'name="csrfmiddlewaretoken" value="\w+"',
)


def page(browser: Client) -> str:
    return browser.get("/satisfaction?unit=inn").content.decode()


def figures(html: str) -> str:
    for each in NOT_A_FIGURE:
        html = re.sub(each, "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html)


def test_every_figure_stays_when_a_customer_is_erased_and_their_words_go(
    lake_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "now", lambda: NOON)
    an_indicator()
    channel = a_channel(a_unit("inn", under=a_company()))
    for number in range(35):
        day = NOON - timedelta(days=9 * number)
        a_voice(channel, 1 + number % 5, at=day, email=f"guest{number}@example.com", words="As always.")
    a_voice(channel, 1, at=NOON, email="elena@example.com", words="The zarzuela next door.")
    services.rebuild(at=NOON)
    browser = a_browser(a_person("Eve", rules.SEE, rules.EXPLAIN, voice_rules.READ))
    before = page(browser)

    customers.erase_for_host(
        customer=Customer.objects.get(contacts__folded="elena@example.com"), why="asked-for", closes_cases=True, at=NOON
    )

    after = page(browser)
    services.rebuild(at=NOON)
    assert [figures(each) for each in (after, page(browser))] == [figures(before)] * 2
    assert ["zarzuela" in each for each in (before, after)] == [True, False]
