"""The log holds what happened, and nothing that customers said or where they can be reached."""

import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
from django.middleware.locale import LocaleMiddleware
from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.project.quiet import Document, Line, logging_settings, without_customers
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as cases
from tests.builders import a_channel, a_policy, a_writer, mail_settings

WORDS = "The porter laughed at my mother's wheelchair"
ADDRESS = "elena.rivera@example.com"
ANSWER = "Dear Ms Rivera, nobody may laugh at that"


def a_record(message: str, *args: object, fault: BaseException | None = None) -> logging.LogRecord:
    held = (type(fault), fault, fault.__traceback__) if fault else None
    return logging.LogRecord("servewell.base.bus", logging.ERROR, "", 0, message, args, held)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"550 <{ADDRESS}>: user unknown", "550 <(address)>: user unknown"),
        ("Internal Server Error: /i/bcdf23456789/thanks", "Internal Server Error: /i/(token)/thanks"),
        (
            f"duplicate key\nDETAIL:  Key (value)=({WORDS}) already exists.\nCONTEXT: none",
            "duplicate key\nDETAIL: (left out)\nCONTEXT: none",
        ),
        ("12 follow-ups wait", "12 follow-ups wait"),
    ],
)
def test_addresses_tokens_and_quoted_rows_are_left_out(line: str, left: str) -> None:
    assert without_customers(line) == left


def test_a_fault_is_logged_without_the_address_it_names() -> None:
    record = a_record("follow-up %s failed", 7, fault=ValueError(f"no mail to {ADDRESS}"))

    first, second = Line().format(record).splitlines()
    assert (first.split(" ", 2)[2], second) == (
        "ERROR servewell.base.bus: follow-up 7 failed",
        "ValueError: no mail to (address)",
    )


def test_a_line_can_be_one_json_document() -> None:
    said = json.loads(Document().format(a_record("follow-up %s failed", 7, fault=ValueError(f"no {ADDRESS}"))))

    assert set(said) == {"at", "level", "from", "process", "message", "fault"}
    assert (said["level"], said["from"], said["message"]) == ("ERROR", "servewell.base.bus", "follow-up 7 failed")
    assert said["fault"] == "ValueError: no (address)"


def test_the_setting_chooses_between_lines_and_documents() -> None:
    chosen = [logging_settings(as_json=as_json)["formatters"] for as_json in (False, True)]

    assert chosen == [{"chosen": {"()": Line}}, {"chosen": {"()": Document}}]


class Kept(logging.Handler):
    """Keeps every line as the console would have printed it, and deeper levels too."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Line())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Kept]:
    kept, root = Kept(), logging.getLogger()
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)


def test_an_address_that_is_not_ours_is_one_line_and_answered_in_words(log: Kept, client: Client) -> None:
    answer = client.get("/", headers={"host": "elsewhere.example"})

    assert (answer.status_code, "We cannot read this request" in answer.content.decode()) == (400, True)
    (line,) = log.lines
    assert line.partition("django.security.DisallowedHost: ")[2].startswith("Invalid HTTP_HOST header: 'elsewhere.")
    assert "\n" not in line


def test_a_post_a_case_an_answer_and_a_failed_mail_leave_no_words_in_the_log(
    log: Kept, client: Client, follow_ups: Callable[[], int], settings: pytest.FixtureRequest
) -> None:
    settings.MAIL = mail_settings(port=1, timeout_seconds=1)  # type: ignore[attr-defined]  # nothing listens there
    a_policy()
    channel = a_channel()
    writer = a_writer()
    page = client.get(f"/s/{channel.slug}").content.decode()
    hidden = dict(fields_of(page))
    posted = {**hidden, "overall": "1", "words": WORDS, "answer": "true", "email": ADDRESS, "unasked": WORDS}
    assert client.post(f"/s/{channel.slug}", posted).status_code == 303

    case = cases_asked.cases_seen(viewer=HOUSE).items[0]
    held = cases_asked.case_for(viewer=HOUSE, number=case.number)
    cases.answer(case=held, text=ANSWER, by=writer, at=held.opened_at)
    follow_ups()
    logging.getLogger("servewell.test").error("the end: %s", sys.version)

    assert log.lines[-1].startswith("20")
    assert [line for line in log.lines for secret in (WORDS, ADDRESS, ANSWER) if secret in line] == []


def fields_of(page: str) -> Iterator[tuple[str, str]]:
    from bench.served import hidden_fields

    yield from hidden_fields(page).items()


@pytest.mark.django_db
@pytest.mark.parametrize("formatter", [Line(), Document()])
def test_a_page_that_fails_shows_and_logs_nothing_of_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, formatter: logging.Formatter
) -> None:
    def fails(*_: object) -> None:
        raise ValueError(f"nothing fits {ADDRESS}")

    monkeypatch.setattr(LocaleMiddleware, "process_request", fails)
    sent = {"words": WORDS, "email": ADDRESS}

    page = Client(raise_request_exception=False).post(f"/s/harbour?from={ADDRESS}", sent, headers={"X-Words": WORDS})

    logged = "\n".join(formatter.format(record) for record in caplog.records)
    assert page.status_code == 500
    assert "ValueError: nothing fits (address)" in logged
    assert [each for each in (WORDS, ADDRESS) if each in logged or each in page.content.decode()] == []
