"""What really happened to a letter, against servers that behave well and badly."""

import smtplib
from datetime import timedelta

import pytest

from servewell.engines import mail
from tests.builders import mail_settings
from tests.engines.mail.smtp_servers import SHORT, Keeper, Line, free_port, running, scripted

LETTER = mail.Letter(
    sender="Customer care <care@hotel.example>",
    recipient="mei@guest.example",
    subject="Your stay in room 12",
    text="Dear Ms Lin,\n.\n..and a line that begins with dots\nYours",
    language="en",
    message_id=mail.message_id(key="answer-7", secret=b"secret", host="hotel.example"),
)


def handed_to(port: int) -> mail.Outcome:
    return mail.hand_over(server=mail.Server("127.0.0.1", port, security="none", timeout_seconds=SHORT), letter=LETTER)


def up_to_data(line: Line) -> None:
    line.say("220 here")
    line.hear_and_say("250 hello", "250 sender ok", "250 recipient ok", "354 go ahead")


def test_a_letter_that_is_taken_is_handed_over_whole_and_once():
    keeper = Keeper()

    with running(keeper) as port:
        outcome = handed_to(port)

    assert outcome == mail.HandedOver(reply="2.0.0 Ok: queued as 4F1A2B", queue_id="4F1A2B")
    assert [(each.mail_from, each.rcpt_tos, each.content) for each in keeper.taken] == [
        ("care@hotel.example", ["mei@guest.example"], mail.compose(LETTER))
    ]


@pytest.mark.parametrize(
    ("reply", "queue_id"),
    [
        ("250 OK id=1rXyZ-0004aB-7c", "1rXyZ-0004aB-7c"),
        ("250 2.0.0 44LAbc123 Message accepted for delivery", "44LAbc123"),
        ("250 OK", None),
    ],
)
def test_the_queue_id_is_read_from_what_common_servers_say(reply, queue_id):
    with running(Keeper(to_content=reply)) as port:
        outcome = handed_to(port)

    assert outcome == mail.HandedOver(reply=reply.removeprefix("250 "), queue_id=queue_id)


def test_an_unknown_recipient_is_refused_for_good():
    keeper = Keeper(to_recipient="550 5.1.1 No such guest")

    with running(keeper) as port:
        outcome = handed_to(port)

    assert outcome == mail.Refused(code=550, reply="5.1.1 No such guest", is_permanent=True)
    assert keeper.taken == []


def test_a_full_server_refuses_for_now():
    keeper = Keeper(to_content="451 4.3.0 Try again later")

    with running(keeper) as port:
        outcome = handed_to(port)

    assert outcome == mail.Refused(code=451, reply="4.3.0 Try again later", is_permanent=False)
    assert keeper.taken == []


def test_a_letter_larger_than_the_server_takes_is_refused_before_it_is_sent():
    keeper = Keeper()

    with running(keeper, data_size_limit=100) as port:
        outcome = handed_to(port)

    assert outcome == mail.Refused(
        code=552, reply="Error: message size exceeds fixed maximum message size", is_permanent=True
    )


def test_a_server_that_is_not_there_is_not_reached():
    port = free_port()

    assert handed_to(port) == mail.NotReached(
        why=f"127.0.0.1:{port} did not open a session: [Errno 111] Connection refused"
    )


@pytest.mark.parametrize("wrong", [{"port": "none"}, {"timeout_seconds": "long"}, {"security": "maybe"}])
def test_under_a_setting_that_makes_no_sense_no_server_is_reached(wrong):
    outbox = mail.Outbox({**mail_settings(free_port()), **wrong})

    assert isinstance(outbox.attempt(LETTER), mail.NotReached)


def test_what_nobody_foresaw_after_the_letters_end_leaves_a_doubt(monkeypatch):
    def unforeseen(_session):
        raise ValueError("no such answer")

    monkeypatch.setattr(smtplib.SMTP, "quit", unforeseen)
    with running(Keeper()) as port:
        assert isinstance(handed_to(port), mail.HandedOver)
    replies = smtplib.SMTP.getreply

    def lost_at_the_end(session):
        code, words = replies(session)
        if b"queued" in words:
            raise ValueError("no such answer")
        return code, words

    monkeypatch.setattr(smtplib.SMTP, "getreply", lost_at_the_end)
    with running(Keeper()) as port:
        assert isinstance(handed_to(port), mail.InDoubt)


def test_a_server_that_hangs_before_its_greeting_is_not_reached():
    with scripted(Line.hang) as (port, _):
        outcome = handed_to(port)

    assert outcome == mail.NotReached(
        why=f"127.0.0.1:{port} did not open a session: Connection unexpectedly closed: timed out"
    )


def test_a_server_that_is_shutting_down_is_not_reached():
    with scripted(lambda line: line.say("421 going down")) as (port, _):
        outcome = handed_to(port)

    assert outcome == mail.NotReached(why=f"127.0.0.1:{port} did not open a session: 421 going down")


@pytest.mark.parametrize("taken", [0, 1, 2, 3], ids=["greeting", "hello", "sender", "recipient"])
def test_a_server_that_hangs_at_any_step_before_the_letter_is_not_reached(taken):
    def hang_after(line: Line) -> None:
        line.say("220 here")
        line.hear_and_say(*["250 ok"] * taken)
        line.hear()
        line.hang()

    with scripted(hang_after) as (port, _):
        outcome = handed_to(port)

    assert outcome == mail.NotReached(
        why=f"127.0.0.1:{port} broke off before the letter's end was sent: Connection unexpectedly closed: timed out"
    )


def test_a_server_that_closes_at_the_data_command_is_not_reached():
    def close_at_data(line: Line) -> None:
        line.say("220 here")
        line.hear_and_say("250 hello", "250 ok", "250 ok")
        line.hear()

    with scripted(close_at_data) as (port, heard):
        outcome = handed_to(port)

    assert heard[-1] == b"DATA\r\n"
    assert isinstance(outcome, mail.NotReached)


@pytest.mark.parametrize("end", [Line.hang, lambda line: None], ids=["hangs", "dies"])
def test_a_server_that_fails_in_the_middle_of_the_letter_is_not_reached(end):
    text = "word " * 2_000_000
    long_letter = mail.Letter("a@hotel.example", "b@guest.example", "Long", text, "en", "<a@hotel.example>")

    def stop_reading(line: Line) -> None:
        up_to_data(line)
        line.hear()
        end(line)

    with scripted(stop_reading) as (port, heard):
        server = mail.Server("127.0.0.1", port, security="none", timeout_seconds=SHORT)
        outcome = mail.hand_over(server=server, letter=long_letter)

    assert isinstance(outcome, mail.NotReached)
    assert heard[-1] == b"From: a@hotel.example\r\n"


@pytest.mark.parametrize("end", [Line.hang, lambda line: None], ids=["hangs", "dies"])
def test_a_server_that_takes_everything_and_then_falls_silent_leaves_the_letter_in_doubt(end):
    def take_and_end(line: Line) -> None:
        up_to_data(line)
        line.hear_the_whole_letter()
        end(line)

    with scripted(take_and_end) as (port, heard):
        outcome = handed_to(port)

    assert heard[-1] == b".\r\n"
    assert isinstance(outcome, mail.InDoubt)


def test_an_answer_that_is_no_answer_leaves_the_letter_in_doubt():
    def babble(line: Line) -> None:
        up_to_data(line)
        line.hear_the_whole_letter()
        line.say("hm, let me think")
        line.hear()

    with scripted(babble) as (port, _):
        outcome = handed_to(port)

    assert isinstance(outcome, mail.InDoubt)


def test_a_server_that_dies_after_its_yes_still_took_the_letter():
    def yes_and_die(line: Line) -> None:
        up_to_data(line)
        line.hear_the_whole_letter()
        line.say("250 2.0.0 Ok: queued as LAST")

    with scripted(yes_and_die) as (port, _):
        outcome = handed_to(port)

    assert outcome == mail.HandedOver(reply="2.0.0 Ok: queued as LAST", queue_id="LAST")


def test_lines_that_begin_with_a_dot_do_not_end_the_letter_early():
    def take(line: Line) -> None:
        up_to_data(line)
        line.hear_the_whole_letter()
        line.say("250 ok")
        line.hear()

    with scripted(take) as (port, heard):
        handed_to(port)

    body = heard[heard.index(b"\r\n") + 1 : heard.index(b".\r\n")]
    assert body == [
        b"Dear Ms Lin,\r\n",
        b"..\r\n",
        b"...and a line that begins with dots\r\n",
        b"Yours\r\n",
    ]


def test_a_server_that_wants_a_sign_in_says_nothing_about_the_letter():
    def ask_to_sign_in(line: Line) -> None:
        line.say("220 here")
        line.hear_and_say("250 hello", "530 5.7.0 Authentication required")
        line.hear()

    with scripted(ask_to_sign_in) as (port, _):
        outcome = handed_to(port)

    assert outcome == mail.NotReached(why="the server wants another sign-in: 530 5.7.0 Authentication required")


def test_each_try_waits_twice_as_long_as_the_one_before_up_to_the_longest() -> None:
    first, longest = timedelta(minutes=5), timedelta(hours=1)

    waits = [mail.wait_after(tries, first=first, longest=longest) for tries in (0, 1, 2, 3, 4, 5, 1000)]

    assert [wait.total_seconds() / 60 for wait in waits] == [5, 5, 10, 20, 40, 60, 60]
    assert [mail.Refused(code, "No", is_permanent=True).says for code in (550, 0)] == ["550 No", "No"]
