"""S7: a quality lead asks guests by mail; one answers in her language and is owed an answer; one wants no more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from servewell.base import today
from servewell.project.demo.company import Founded
from servewell.rooms.cases.models import Case
from servewell.rooms.voice import jobs
from servewell.rooms.voice.models import Campaign, Voice
from tests.builders.asking import a_guest, link_in, opt_out_in, taken_by
from tests.engines.mail.smtp_servers import Keeper
from tests.programmes.visitor import Visitor

QUALITY = "1006"


def the_worker_goes_on() -> None:
    for key in Campaign.objects.values_list("pk", flat=True):
        jobs.go_on_asking(key)


def test_s7_who_is_asked_by_mail_is_heard_and_who_wants_no_more_is_left_in_peace(
    company: Founded, signed_in: Callable[[str], Visitor], mailbox: Keeper, clock: list[datetime]
) -> None:
    hotel = company.units["harbour-hotel"]
    yesterday = today.now().date() - timedelta(days=1)
    for name, language in (("elena", "es"), ("mei", "zh-Hans"), ("sam", "en")):
        a_guest(name, unit=hotel, language=language, on=yesterday)

    desk = signed_in(QUALITY).open("/asking/plan")
    desk.send(
        "per_minute", name="Guests of yesterday", unit="harbour-hotel", instrument="four-aspects", language="en",
        since=str(yesterday), until=str(yesterday),
    )  # fmt: skip
    assert "3 customers would be asked." in desk.text
    desk.press("start")
    the_worker_goes_on()
    letters = {str(each["To"]).partition("@")[0]: each for each in taken_by(mailbox)}
    assert {name: each["Content-Language"] for name, each in letters.items()} == {
        "elena": "es", "mei": "zh-Hans", "sam": "en",
    }  # fmt: skip

    Visitor("es").open(f"/i/{link_in(letters['elena'])}").send("overall", overall="1", words="Nadie nos miró.")
    Visitor("en").open(f"/o/{opt_out_in(letters['sam'])}").press("/o/")
    clock.insert(0, today.now() + timedelta(days=7))
    the_worker_goes_on()

    voice = Voice.objects.get()
    assert (voice.unit, voice.language, Case.objects.get().voice) == (hotel, "es", voice)
    assert [str(each["To"]) for each in taken_by(mailbox)[3:]] == ["mei@example.com"]
    desk.open(f"/asking/{Campaign.objects.get().pk}")
    assert desk.title.startswith("Guests of yesterday: 1 of 3 have answered")
