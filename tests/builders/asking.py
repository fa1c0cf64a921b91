"""Campaigns that ask customers by mail, and the worker that sends their letters."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from servewell.base.permissions import HOUSE, Actor
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.models import Customer
from servewell.rooms.customers.services import NewEncounter
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import selectors, services
from servewell.rooms.voice.models import Asked, AskingLetter, Campaign
from tests.builders.company import LONG_AGO, a_company, words
from tests.builders.voice import a_survey
from tests.engines.mail.smtp_servers import Keeper

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def a_guest(name: str, *, unit: Unit | None = None, language: str = "en", on: date = date(2026, 11, 10)) -> Customer:
    """Somebody who stayed at the unit and left an e-mail address."""
    guest = customers.recognise(
        kind="email", value=f"{name}@example.com", language=language, name=name, by=HOUSE, at=LONG_AGO
    )
    stay = NewEncounter(kind="stay", unit=unit or a_company(), on=on, customer=guest, reference=f"{name} {on}")
    customers.record_encounters(encounters=[stay], by=HOUSE, at=LONG_AGO)
    return guest


def a_plan(**kept) -> services.Plan:
    """To ask who stayed in November; letters leave at any hour."""
    given = {
        "name": "November", "unit": kept.get("unit") or a_company(), "language": "en",
        "instrument": kept.get("instrument") or a_survey().instrument,
        "subject": words("How was your stay?"), "words": words("We would like to know how it was."),
        "from_hour": 0, "until_hour": 24, "on_weekends": True,
    }  # fmt: skip
    if "listed" not in kept:
        given |= {"since": NOVEMBER[0], "until": NOVEMBER[1]}
    return services.Plan(**(given | kept))


def a_campaign(*, at: datetime, by: Actor = HOUSE, **kept) -> Campaign:
    """One that has been started."""
    campaign = services.plan_campaign(plan=a_plan(**kept), by=by, at=at)
    return services.start_campaign(campaign=campaign, by=by, at=at)


def a_list(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def draw_up(campaign: Campaign, *, at: datetime) -> None:
    while services.draw_up_some(campaign=campaign.pk, at=at):
        pass


def send(campaign: Campaign, *, at: datetime) -> None:
    """What the worker does at a moment: draw up, remind, and hand over all that is due."""
    draw_up(campaign, at=at)
    while services.remind_some(campaign=campaign.pk, at=at):
        pass
    for letter in selectors.letters_due(campaign=campaign.pk, at=at):
        services.hand_over_letter(letter=letter, at=at)


def states_of(campaign: Campaign) -> dict[str, str]:
    """How far each one has come, with the reason where there is one, by address."""
    asked = Asked.objects.filter(campaign=campaign).order_by("address")
    return {each.address: " ".join(filter(None, (each.state, each.reason))) for each in asked}


def letters_of(campaign: Campaign) -> Sequence[tuple[str, str, int, str]]:
    """Every letter as (address, kind, number, state)."""
    written = AskingLetter.objects.filter(campaign=campaign).select_related("asked").order_by("pk")
    return [(each.asked.address, each.kind, each.number, each.state) for each in written]


def taken_by(keeper: Keeper) -> Sequence[EmailMessage]:
    """The letters that a server took."""
    return [message_from_bytes(each.original_content or b"", policy=policy.default) for each in keeper.taken]


def link_in(letter: EmailMessage) -> str:
    """The token of the personal link that a letter holds."""
    return next(line for line in letter.get_content().splitlines() if "/i/" in line).rpartition("/i/")[2]


def opt_out_in(letter: EmailMessage) -> str:
    return str(letter["List-Unsubscribe"]).strip("<>").rpartition("/o/")[2]


DAY = timedelta(days=1)
