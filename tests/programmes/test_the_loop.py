"""One voice walks the whole loop: asked, said, owed, answered, arrived, counted, and read again."""

from collections.abc import Callable
from email import message_from_bytes, policy

from servewell.base.models import Entry
from servewell.project.demo.company import Founded
from servewell.rooms.cases.models import Case
from servewell.rooms.voice.models import Original, Voice
from tests.engines.mail.smtp_servers import Keeper
from tests.programmes.customers import ADDRESS, ANSWER, EXECUTIVE, TITLE, WORDS, WRITER, a_bad_evening, ledger, measured
from tests.programmes.visitor import Visitor


def test_one_voice_walks_the_whole_loop(
    company: Founded, mailbox: Keeper, signed_in: Callable[[str], Visitor], follow_ups: Callable[[], int]
) -> None:
    assert a_bad_evening().address == "/s/station-hotel/thanks?language=en"
    assert (Voice.objects.count(), Case.objects.count()) == (1, 1)
    follow_ups()

    writer = signed_in(WRITER).follow(f": {TITLE}")
    assert (writer.title, "Hence due on Tue 17 Nov at 11:00." in writer.text) == (TITLE, True)
    writer.send("text", button="Send the answer", text=ANSWER)
    assert ledger(writer)[-2:] == [
        "Under way: Waiting to be handed over to the mail server",
        "Still to come: Handed over to the mail server",
    ]
    follow_ups()

    [letter] = [message_from_bytes(each.original_content or b"", policy=policy.default) for each in mailbox.taken]
    assert letter["To"] == ADDRESS
    body = letter.get_content()
    assert (body.startswith(ANSWER), f"> {WORDS}" in body) == (True, True)
    assert ledger(writer.open(writer.address)) == [
        "Done: Received",
        "Done: Case opened The customer asked for an answer.",
        "Done: Given to Ana Beltrán",
        "Done: Answer written by Ana Beltrán",
        "Done: Handed over to the mail server 127.0.0.1 took it as 4F1A2B. Whether it was read, no mail server says.",
    ]

    executive = signed_in(EXECUTIVE).open("/satisfaction?unit=station-hotel")
    [whole] = [row for row in measured("--unit", "station-hotel") if row["aspect"] is None]
    assert (whole["period"], whole["value"], whole["n"]) == ("2026-11", 0.0, 1)
    assert ("0.0 %" in executive.text, "1 answer" in executive.text) == (True, True)
    assert "below the others" not in executive.text, "one answer sets nothing apart"
    executive.follow("Nov 2026")
    assert WORDS in executive.text
    executive.follow("15 Nov")
    assert executive.title == TITLE


def test_looking_records_nothing_and_whoever_presses_twice_is_heard_once(company: Founded) -> None:
    before = Entry.objects.count()
    customer = Visitor("en").open("/s/station-hotel").open("/s/station-hotel/thanks").open("/s/station-hotel")
    assert (Voice.objects.count(), Original.objects.count(), Entry.objects.count()) == (0, 0, before)

    _, form = customer.filled("overall")
    seen = [customer.post("/s/station-hotel", form | {"overall": ["1"], "words": [WORDS]}).address for _ in range(2)]

    assert seen == ["/s/station-hotel/thanks?language=en"] * 2
    assert (Voice.objects.count(), Original.objects.count(), Case.objects.count()) == (1, 1, 1)
