"""S7: everyone who writes gets an answer, and the ledger follows it until it has arrived."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.engines.clocks import Calendar
from servewell.project.demo.company import Founded
from servewell.rooms.cases import jobs, services
from servewell.rooms.cases.models import Case, Delivery
from servewell.rooms.instruments.models import Response
from servewell.rooms.voice.models import Original, Voice
from tests.builders import a_calendar
from tests.engines.mail.smtp_servers import Keeper
from tests.programmes.conftest import MONDAY
from tests.programmes.customers import ANSWER, TITLE, WORDS, WRITER, a_bad_evening, ledger
from tests.programmes.visitor import Visitor

MINUTE = timedelta(minutes=1)
OTHERWISE = "I would have said it differently."


def answered(writer: Visitor) -> Visitor:
    return writer.open("/cases").follow(TITLE).send("text", button="Send the answer", text=ANSWER)


def test_s7_a_low_score_or_a_wish_for_an_answer_opens_a_case_with_an_owner_and_a_reckoned_deadline(
    company: Founded, signed_in: Callable[[str], Visitor]
) -> None:
    a_bad_evening()
    Visitor("en").open("/s/station-hotel").send("overall", overall="5", words="All well.")
    Visitor("en").open("/s/station-hotel").send("overall", overall="1", words="Cold soup.")

    cases = list(Case.objects.order_by("pk").values_list("reason", "owner__number", "due_at"))
    due_at = MONDAY.replace(day=17, hour=3)
    assert cases == [("asks-for-answer", WRITER, due_at), ("below-bar", WRITER, due_at)]
    writer = signed_in(WRITER).open("/cases").follow(TITLE)
    reckoned = next(each for each in writer.page.all("details") if "cases-why" in each.attributes["class"])
    assert [each.text for each in reckoned.all("dd")] == [
        "10:00 to 12:00 open: 2 h counted",
        "12:00 to 13:00 closed",
        "13:00 to 18:00 open: 5 h counted",
        "18:00 to Tue 17 Nov, 09:00 closed",
        "09:00 to 11:00 open: 2 h counted",
    ]


def test_s7_where_no_case_can_be_opened_the_customer_is_told_and_keeps_every_word(company: Founded) -> None:
    never_open = frozenset(MONDAY.date() + timedelta(days=day) for day in range(800))
    calendar: Calendar = a_calendar(holidays=never_open)
    early = MONDAY - timedelta(days=300)
    services.set_policy(
        unit=company.units["station-hotel"], calendar=calendar, answer_minutes=60, obligation_days=1, bar=0.5,
        by=HOUSE, at=early,
    )  # fmt: skip

    customer = Visitor("en").open("/s/station-hotel").send("overall", overall="1", words=WORDS)

    assert (Voice.objects.count(), Original.objects.count(), Response.objects.count()) == (0, 0, 0)
    assert (customer.status, WORDS in customer.text) == (503, True)


def test_s7_an_answer_leaves_once_however_often_its_follow_up_runs(
    company: Founded, mailbox: Keeper, signed_in: Callable[[str], Visitor], follow_ups: Callable[[], int]
) -> None:
    a_bad_evening()
    answered(signed_in(WRITER))

    follow_ups()
    jobs.settle_deliveries()

    assert (len(mailbox.taken), list(Delivery.objects.values_list("state", "tries"))) == (1, [("handed-over", 1)])


def test_s7_a_refused_answer_is_not_called_answered_and_can_be_sent_again(
    company: Founded, mailbox: Keeper, signed_in: Callable[[str], Visitor], follow_ups: Callable[[], int]
) -> None:
    mailbox.to_recipient = "550 5.1.1 no such mailbox"
    a_bad_evening()
    writer = answered(signed_in(WRITER))
    follow_ups()

    assert (Case.objects.get().state, mailbox.taken) == ("open", [])
    assert ledger(writer.open(writer.address))[-3:] == [
        "Done: Refused by the mail server 550 5.1.1 no such mailbox",
        "Under way: To be sent again, or answered anew",
        "Still to come: Handed over to the mail server",
    ]

    mailbox.to_recipient = "250 OK"
    writer.send("delivery", button="Send it again", reason="Their mailbox is back.")
    follow_ups()

    assert (Case.objects.get().state, len(mailbox.taken)) == ("answered", 1)


def test_s7_without_a_mail_server_the_answer_waits_and_leaves_when_there_is_one(
    company: Founded,
    mailbox: Keeper,
    signed_in: Callable[[str], Visitor],
    follow_ups: Callable[[], int],
    clock: list[datetime],
    settings: Settings,
) -> None:
    there, settings.MAIL = settings.MAIL, settings.MAIL | {"host": ""}
    a_bad_evening()
    writer = answered(signed_in(WRITER))
    follow_ups()
    assert ledger(writer.open(writer.address))[-2].startswith("Under way: Waiting to be handed over to the mail server")
    assert mailbox.taken == []

    settings.MAIL = there
    clock[0] += MINUTE
    services.hand_over(delivery=Delivery.objects.get().pk, at=clock[0])

    assert (Case.objects.get().state, len(mailbox.taken)) == ("answered", 1)


def test_s7_of_two_writers_one_answers_and_the_other_keeps_their_words(
    company: Founded, mailbox: Keeper, signed_in: Callable[[str], Visitor], follow_ups: Callable[[], int]
) -> None:
    a_bad_evening()
    ana = signed_in(WRITER).open("/cases").follow(TITLE)
    jingyi = signed_in("1004").open("/cases?shelf=open").follow(TITLE)

    ana.send("text", button="Send the answer", text=ANSWER)
    jingyi.send("text", text=OTHERWISE)
    follow_ups()

    assert (jingyi.status, OTHERWISE in jingyi.text, len(mailbox.taken)) == (422, True, 1)
    assert OTHERWISE in jingyi.open(jingyi.address.removesuffix("/answer")).text
