"""A mail server pipes in what came back."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from servewell.base import jobs as queue
from servewell.project.command import servewell
from tests.builders import mail_settings
from tests.builders.asking import a_campaign, a_guest, send, states_of, taken_by
from tests.builders.mail_reports import a_bounce
from tests.engines.mail.smtp_servers import Keeper, running

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def piped(content: bytes, *words: str) -> Result:
    return CliRunner().invoke(servewell, ["mail-report", *words], input=content, prog_name="servewell")


def test_a_bounce_that_is_piped_in_ends_the_asking(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda **_: None)
    a_guest("ann")
    with running(keeper := Keeper()) as port:
        settings.MAIL = mail_settings(port)
        send(campaign := a_campaign(at=MONDAY), at=MONDAY)
    bounce = a_bounce(taken_by(keeper)[0]["Message-ID"])

    first, second = piped(bounce), piped(bounce, "--json")

    assert (first.exit_code, first.output) == (0, "Nobody is asked at this address any more.\n")
    assert (second.exit_code, json.loads(second.output)) == (0, {"taken": "noted"})
    assert states_of(campaign) == {"ann@example.com": "bounced bounced"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This is no bounce and no complaint"),
        (b"Subject: I am away\n\nUntil Monday.\n", "This is no bounce and no complaint"),
        (a_bounce("<somebody-elses@example.com>"), "This report is not about a letter that asked for an answer"),
        (b"x" * 10_000_001, "This message is larger than 10 MB"),
    ],
)
def test_what_cannot_be_acted_on_is_said_in_words_and_ends_with_one(content: bytes, says: str) -> None:
    refused = piped(content)

    assert (refused.exit_code, says in refused.output) == (1, True)
