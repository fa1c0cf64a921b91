"""Letters as bytes, and Message-IDs that come back."""

import datetime
import email
import email.policy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import mail
from servewell.engines.mail.letters import address_in

LETTER = mail.Letter(
    sender="李梅，客户关怀 <care@hotel.example>",
    recipient="José Núñez <jose@guest.example>",
    subject="关于您的来信",
    text="尊敬的客人：\r\n\r\n谢谢。\r\n",
    language="zh-Hans",
    message_id="<answer-7@hotel.example>",
    in_reply_to="<letter-1@guest.example>",
    reply_to="care+7@hotel.example",
    written_at=datetime.datetime(2026, 3, 5, 14, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=8))),
    auto_submitted="auto-replied",
)
SECRET = b"a secret of the house"
same_every_time = settings(derandomize=True, deadline=None)


def read_back(letter: mail.Letter) -> email.message.EmailMessage:
    message = email.message_from_bytes(mail.compose(letter), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def test_a_letter_says_everything_that_it_was_given():
    message = read_back(LETTER)

    assert dict(message.items()) == {
        "From": "李梅，客户关怀 <care@hotel.example>",
        "To": "José Núñez <jose@guest.example>",
        "Reply-To": "care+7@hotel.example",
        "Subject": "关于您的来信",
        "Date": "Thu, 05 Mar 2026 14:30:00 +0800",
        "Message-ID": "<answer-7@hotel.example>",
        "In-Reply-To": "<letter-1@guest.example>",
        "References": "<letter-1@guest.example>",
        "Auto-Submitted": "auto-replied",
        "Content-Language": "zh-Hans",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "base64",
        "MIME-Version": "1.0",
    }
    assert message.get_content() == "尊敬的客人：\r\n\r\n谢谢。\r\n"


def test_a_letter_says_nothing_that_it_was_not_given():
    plain = mail.Letter("a@hotel.example", "b@guest.example", "Hello", "Text", "en", "<x@hotel.example>")

    assert mail.compose(plain) == (
        b"From: a@hotel.example\r\n"
        b"To: b@guest.example\r\n"
        b"Subject: Hello\r\n"
        b"Message-ID: <x@hotel.example>\r\n"
        b'Content-Type: text/plain; charset="utf-8"\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Language: en\r\n"
        b"\r\n"
        b"Text\r\n"
    )


@pytest.mark.parametrize(
    "field", ["sender", "recipient", "subject", "language", "message_id", "in_reply_to", "reply_to", "auto_submitted"]
)
@pytest.mark.parametrize("smuggled", ["\nBcc: all@guest.example", "\r\n\r\nNot what we wrote", "\r", "\x00", "\u2028"])
def test_a_line_break_in_any_header_is_refused_by_name(field, smuggled):
    with pytest.raises(mail.HeaderHasLineBreak) as refused:
        mail.compose(replace(LETTER, **{field: f"care@hotel.example{smuggled}"}))

    assert refused.value.field == field


@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@",
        "@b.example",
        "a@b.example, c@d.example",
        "guests: a@b.example;",
        "a b@c.example",
        "名@guest.example",
        "a@b..example",
        "a@" + "x" * 64 + ".example",
        "<a@b.example",
    ],
)
def test_what_is_not_one_address_is_refused_by_name(field, address):
    with pytest.raises(mail.NotOneAddress) as refused:
        mail.compose(replace(LETTER, **{field: address}))

    assert refused.value.field == field


def test_a_domain_in_chinese_is_written_as_servers_write_it():
    assert read_back(replace(LETTER, recipient="mei@酒店.example"))["To"] == "mei@xn--hxt324i.example"


@pytest.mark.parametrize("wrong", ["", "x", "x@y", "<x>", "<x@y> <z@y>", "<x@>"])
def test_what_is_not_a_message_id_is_refused_by_name(wrong):
    with pytest.raises(mail.NotAMessageId) as refused:
        mail.compose(replace(LETTER, in_reply_to=wrong))

    assert refused.value.field == "in_reply_to"


readable = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


@same_every_time
@given(subject=readable, text=st.text(st.characters(exclude_categories=["Cs"]), max_size=400))
def test_any_letter_fits_every_server_and_its_text_comes_out_as_it_went_in(subject, text):
    letter = replace(LETTER, subject=subject, text=text)
    written = mail.compose(letter)

    assert written.isascii()
    assert written == mail.compose(letter)
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in written.split(b"\r\n")) <= 998
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    assert read_back(letter).get_content() == "".join(f"{line}\r\n" for line in lines)


@same_every_time
@given(subject=readable.map(str.strip))
def test_no_subject_can_add_a_header(subject):
    assert [name for name, _ in read_back(replace(LETTER, subject=subject)).items()] == [
        name for name, _ in read_back(LETTER).items()
    ]


keys = st.from_regex(r"[A-Za-z0-9_-]{1,20}(\.[A-Za-z0-9_-]{1,20}){0,3}", fullmatch=True)


@same_every_time
@given(key=keys)
def test_a_message_id_gives_its_key_back_with_and_without_brackets(key):
    written = mail.message_id(key=key, secret=SECRET, host="hotel.example")

    assert [mail.key_of(form, SECRET) for form in (written, written.strip("<>"), f" {written}\r\n")] == [key] * 3


@same_every_time
@given(key=keys, other=keys)
def test_a_message_id_that_we_did_not_sign_gives_no_key(key, other):
    written = mail.message_id(key=key, secret=SECRET, host="hotel.example")
    forged = written.replace(f"<{key}.", f"<{other}x.", 1)

    assert mail.key_of(written, b"another secret") is None
    assert mail.key_of(forged, SECRET) is None


@pytest.mark.parametrize("written", ["", "<>", "<answer-7@hotel.example>", "answer-7", "<a.b.c@d> <e@f>"])
def test_what_is_not_our_message_id_gives_no_key(written):
    assert mail.key_of(written, SECRET) is None


@pytest.mark.parametrize("key", ["", "a b", "a@b", "a..b", ".a", "a.", "名", "a\n", "x" * 101])
def test_a_key_that_would_not_survive_in_a_header_is_refused(key):
    with pytest.raises(mail.KeyNotSafe):
        mail.message_id(key=key, secret=SECRET, host="hotel.example")


@pytest.mark.parametrize(
    ("setting", "name", "sender"),
    [
        ("care@hotel.example", "Station Hotel", "Station Hotel <care@hotel.example>"),
        ("care@hotel.example", "Casa, Jardín\n <me>", '"Casa, Jardín <me>" <care@hotel.example>'),
        ("care@hotel.example", "车站酒店", "车站酒店 <care@hotel.example>"),
        ("Customer care <care@hotel.example>", "Station Hotel", "Customer care <care@hotel.example>"),
        ("care@hotel.example", " ", "care@hotel.example"),
        ("no address", "Station Hotel", "no address"),
    ],
)
def test_a_sender_is_named_as_its_reader_knows_it_unless_the_host_named_it(
    setting: str, name: str, sender: str
) -> None:
    named = mail.Outbox({"sender": setting}).sender_named(name)

    assert named == sender
    if setting != "no address":
        assert "\n" not in str(address_in(named, field="sender"))
