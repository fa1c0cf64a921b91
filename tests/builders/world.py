"""A small company with one of everything in each of its units, to be seen from everywhere."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.rooms.cases import rules as cases_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.cases import services as case_services
from servewell.rooms.cases.models import Inquiry
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.services import LeftContact
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services as insight_services
from servewell.rooms.instruments import rules as instruments_rules
from servewell.rooms.instruments import services as instruments
from servewell.rooms.people import selectors as people_asked_for
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.standards import services as standards
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import services as voice
from servewell.rooms.voice import terms as kinds
from servewell.rooms.voice.models import Channel, Voice
from servewell.rooms.webhooks import services as webhooks
from tests import emptied
from tests.builders.asking import a_campaign, a_list, draw_up
from tests.builders.cases import a_point, a_policy, a_shared_view, an_inquiry
from tests.builders.company import LONG_AGO, a_company, a_person, a_unit, words
from tests.builders.customers import a_customer
from tests.builders.every_kind import EVERY_KIND
from tests.builders.figures import an_annotation, an_indicator, asked_to_publish
from tests.builders.harms import a_mark_of_harm
from tests.builders.imports import GUESTS, a_brought_file, an_import
from tests.builders.promises import a_chapter, a_pledge, a_promise, an_edition, an_obligation
from tests.builders.serving import a_place, a_process
from tests.builders.staff import a_brought_staff_file
from tests.builders.voice import a_channel, a_quota, a_survey, a_voice, a_voice_with_a_photo
from tests.builders.webhooks import a_keeper, a_webhook


@dataclass(frozen=True)
class Stand:
    """One unit, and what is there to be looked at: somebody who works in it, links, the case of a voice, and files."""

    unit: Unit
    person: Person
    grant: int
    brand: int
    channel: Channel
    token: str
    copy: str
    quota: int
    voice: int
    case: int
    view: int
    point: int
    inquiry: int
    brought: int
    taken_in: int
    draft: int
    dispute: int
    pictured: int
    photo: int
    staff: int
    campaign: int
    asking_rule: int
    opt_out: str
    customer: int
    left: int
    contact: int
    speaker: int
    suppression: int
    proposal: int
    merge: int
    erasure: int
    annotation: int
    reader: str
    mail_ends: str
    published: int
    harm: int
    webhook: int
    message: int
    chapter: str
    edition: int


def a_brand(unit: Unit) -> int:
    """With a logo: the key."""
    picture = b"\x89PNG\r\n\x1a\n" + unit.code.encode()
    draft = people.BrandDraft(name=unit.name, accent="#0b6e63", accent_dark="#5cc4b2", logo=picture)
    return people.give_brand(unit=unit, brand=draft, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO).pk


def a_grant(person: Person, unit: Unit) -> int:
    """Of a role that allows nothing: the key."""
    steward = people.RoleDraft(code="steward", title=words("Steward"), powers=())
    role = people.define_roles(roles=[steward], by=HOUSE, at=LONG_AGO)[0]
    return people.grant(person=person, role=role, unit=unit, from_on=LONG_AGO.date(), by=HOUSE, at=LONG_AGO).pk


def a_world(at: datetime) -> Mapping[str, Stand]:
    """Seen from ``own``: a unit below it, its sister, the region above it, and one that left it for the sister."""
    company = a_company()
    region = a_unit("region", under=company)
    own, sister = a_unit("harbour", under=region), a_unit("lakeside", under=region)
    below, moved = a_unit("front-desk", under=own), a_unit("laundry", under=own)
    people.move_unit(unit=moved, parent=sister, on=at.date() - timedelta(days=1), by=HOUSE, at=at)
    _what_holds_everywhere(company, at)
    units = {"own": own, "below": below, "sister": sister, "above": region, "moved": moved}
    return {place: _stand(unit, at) for place, unit in units.items()}


def a_world_of_one_unit(at: datetime) -> Mapping[str, Stand]:
    """``own`` alone, where nothing is compared with what stands elsewhere."""
    company = a_company()
    own = a_unit("harbour", under=company)
    _what_holds_everywhere(company, at)
    return {"own": _stand(own, at)}


def _what_holds_everywhere(company: Unit, at: datetime) -> None:
    a_survey()
    a_policy(company)
    an_indicator()
    a_promise(aspects=[])
    a_pledge()
    an_obligation()
    standards.publish_message(
        unit=company, year=at.year, line=words("Listen first."), text=words("Then act."), by=HOUSE, at=at
    )


def _stand(unit: Unit, at: datetime) -> Stand:
    channel = a_channel(unit, slug=unit.code)
    personal = a_channel(unit, slug=f"{unit.code}-by-mail", kind=kinds.PERSONAL_LINK)
    said = a_voice(channel, 1, words=f"Nobody came at {unit.code}.", email=f"{unit.code}@example.com", respect=2, at=at)
    return a_stand(channel, personal, person=a_person(f"Host of {unit.code}", unit=unit), said=said, at=at)


def a_stand(channel: Channel, personal: Channel, *, person: Person, said: Voice, at: datetime) -> Stand:
    """In the unit of the channel: whose link for one person is ``personal``, who works there and who said something."""
    unit = channel.unit
    a_process(f"check-in-{unit.code}", unit=unit, owner=person)
    a_place(unit=unit, code=f"front-desk-{unit.code}")
    taken_in = an_import(code=f"{unit.code}-guests", name=f"came at {unit.code}.csv", unit=unit, at=at)
    brought = a_brought_file(f"{GUESTS}\n7,{{unit}},,,,\n", name=f"came at {unit.code}.csv", unit=unit, at=at)
    return Stand(
        unit=unit,
        person=person,
        grant=a_grant(person, unit),
        brand=a_brand(unit),
        channel=channel,
        token=voice.invite(channel=personal, valid_until=at + timedelta(days=30), by=HOUSE, at=at),
        **a_copy_and_a_quota(channel),
        voice=said.pk,
        case=cases.case_of_voice(voice=said.pk, viewer=HOUSE).pk,
        view=a_shared_view(unit, at=at).pk,
        point=a_stands_point(said, at),
        inquiry=asked_of(said, person, at).number,
        brought=brought.pk,
        taken_in=taken_in.pk,
        draft=a_draft(unit, at),
        dispute=a_dispute(said, at),
        **a_photo(unit, at),
        staff=a_brought_staff_file(unit, at=at).pk,
        **people_asked(unit, channel, at),
        **customers_met(unit, at),
        annotation=an_annotation(unit, text=f"The lift of {unit.code} stood still.", at=at).pk,
        **a_reader(unit, at),
        published=asked_to_publish(unit, at=at).pk,
        harm=harm_at(channel, asks=person, at=at),
        **a_tried_webhook(unit, at),
        chapter=a_chapter(f"at-{unit.code}", unit=unit),
        edition=an_edition(unit, at=at).number,
    )


def harm_at(channel: Channel, *, asks: Person, at: datetime) -> int:
    """A voice that few may read, about whose case somebody was asked before: the number of its mark."""
    unit = channel.unit
    words = f"My wife slipped and broke her wrist at {unit.code}."
    said = a_voice(channel, 1, words=words, email=f"hurt-at-{unit.code}@example.com", respect=2, at=at)
    asked_of(said, asks, at)
    return a_mark_of_harm(said, at=at).pk


def asked_of(said: Voice, person: Person, at: datetime) -> Inquiry:
    """A writer of the unit asks one person about its case, and shows the whole letter."""
    case, writer = cases.case_of_voice(voice=said.pk, viewer=HOUSE), a_stands_writer(said.unit)
    return an_inquiry(case, person=person, by=writer, shows=case_services.Shown(whole=True), at=at)


def a_tried_webhook(unit: Unit, at: datetime) -> dict[str, int]:
    """With a message that waits."""
    keeper = a_keeper(unit, f"Keeper of {unit.code}", number=f"keeper-{unit.code}"[:20])
    kept = a_webhook(unit, by=keeper, at=at)
    return {"webhook": kept.pk, "message": webhooks.send_test(webhook=kept, by=HOUSE, at=at).pk}


def a_stands_point(said: Voice, at: datetime) -> int:
    """Of the case of what was said, marked by somebody who answers there: its number in the case."""
    writer = a_stands_writer(said.unit)
    words = voices.spoken(voice=said.pk, viewer=HOUSE)[0].text
    return a_point(cases.case_of_voice(voice=said.pk, viewer=HOUSE), words, by=writer, at=at).number


def a_stands_writer(unit: Unit) -> Person:
    number = f"writer-{unit.code}"[:20]
    known = people_asked_for.person_by_number(number=number)
    return known or a_person(f"Writer of {unit.code}", cases_rules.ANSWER, unit=unit, number=number)


def a_reader(unit: Unit, at: datetime) -> dict[str, str]:
    """Of Monday's page, by mail."""
    number = f"reader-{unit.code}"
    email = f"{number}@example.com"
    reader = a_person(f"Reader of {unit.code}", insight_rules.SEE, unit=unit, number=number[:20], email=email)
    held = insight_services.subscribe(person=reader, by=HOUSE, at=at)
    return {"reader": reader.number, "mail_ends": insight.token_of(subscription=held)}


def people_asked(unit: Unit, channel: Channel, at: datetime) -> dict[str, int | str]:
    """A campaign that has asked one of two addresses, and a rule."""
    rule = voice.set_asking_rule(unit=unit, at_most=5, days=300, by=HOUSE, at=at)
    campaign = a_campaign(
        name=f"came at {unit.code}", unit=unit, instrument=channel.instrument, at=at,
        listed=a_list("email", f"asked-at-{unit.code}@example.com", "nobody"),
    )  # fmt: skip
    draw_up(campaign, at=at)
    asked = voices.asked_in(campaign=campaign).items[0]
    return {"campaign": campaign.pk, "asking_rule": rule.pk, "opt_out": voices.opt_out_token_of(asked=asked)}


def a_draft(unit: Unit, at: datetime) -> int:
    """Of a form with a question of every kind: the number."""
    item = {"type": "rating", "name": "smile", "title": f"Smiled at {unit.code}?", "visibleIf": "{recommend} > 2"}
    every: Any = EVERY_KIND
    document = {**every, "pages": [*every["pages"], {"elements": [item]}]}
    return instruments.begin_draft(
        code=f"walk-{unit.code}", unit=unit, document=document, thanks={"en": "Thanks."}, by=HOUSE, at=at
    ).pk


def a_dispute(judged: Voice, at: datetime, raiser: Person | None = None) -> int:
    """About an answer of a voice: the number."""
    if judged.response is None:
        raise ValueError("a voice without answers is no judgement")
    instruments.set_dispute_window(instrument=judged.channel.instrument, days=300, by=HOUSE, at=at)
    number = f"raiser-{judged.unit.code}"
    raiser = raiser or a_person(
        f"Raiser of {judged.unit.code}", instruments_rules.DISPUTE, unit=judged.unit, number=number
    )
    proposed = "3" if judged.response.answers.get("respect") == 4 else "4"
    return voice.dispute(voice=judged.pk, item="respect", proposed=proposed, comment="It was so.", by=raiser, at=at).pk


def a_photo(unit: Unit, at: datetime) -> dict[str, int]:
    """A voice with a photo, and the photo; the same form for the field."""
    survey = a_survey(code="with-photos", document=EVERY_KIND, at=at)
    voice_ = a_voice_with_a_photo(a_channel(unit, slug=f"{unit.code}-photos", survey=survey), at=at)
    a_channel(unit, slug=f"{unit.code}-field", kind=kinds.FIELD, survey=survey)
    return {"pictured": voice_.pk, "photo": voice_.attachments.get().pk}


def a_copy_and_a_quota(channel: Channel) -> dict[str, Any]:
    """Of a link: a questionnaire on paper that is not back yet, and a quota that has room."""
    [copy] = voice.print_copies(channel=channel, copies=1, language="en", by=HOUSE, at=LONG_AGO)
    return {"copy": copy.number, "quota": a_quota(channel.unit, places=900).pk}


def customers_met(unit: Unit, at: datetime) -> dict[str, int]:
    """Customers of the unit alone: one who can be corrected, two who may be one person, two who are, one erased."""
    names = ("guest", "one", "other", "gone", "into", "erased")
    met = {name: a_customer(f"{name}@{unit.code}.example.com", unit=unit, at=at) for name in names}
    bounced = customers.suppress(kind="email", value=f"guest@{unit.code}.example.com", reason="bounce", by=HOUSE, at=at)
    customers.propose(pairs={(met["one"].pk, met["other"].pk): ["same-phone"]}, at=at)
    merged = customers.merge(one=met["into"], other=met["gone"], by=HOUSE, at=at)
    erased = customers.erase_for_host(customer=met["erased"], why="asked-for", closes_cases=False, at=at)
    speaks = customers.let_speak(
        speaker=met["one"], customer=met["guest"], relation="relative", scope="complaints", evidence="told",
        from_on=at.date(), by=HOUSE, at=at,
    )  # fmt: skip
    typed = LeftContact(kind="email", value=f"typed@{unit.code}.example.com", language="en", unit=unit.pk)
    left = customers.recognise_many(contacts=[typed], by=HOUSE, at=at)[0]
    return {
        "customer": met["guest"].pk,
        "left": left.known_at.get().pk,
        "speaker": speaks.pk,
        "contact": met["guest"].contacts.get().pk,
        "suppression": bounced.pk,
        "proposal": met["one"].proposals.get().pk,
        "merge": merged.pk,
        "erasure": erased.pk,
    }


@contextmanager
def a_standing_world(
    blocker: DjangoDbBlocker, at: datetime, *, made: Callable[[datetime], Mapping[str, Stand]] = a_world
) -> Iterator[Mapping[str, Stand]]:
    """One world for all tests of a module, on a clock that stands still; each test takes back what it did itself."""
    with pytest.MonkeyPatch.context() as clock, blocker.unblock():
        clock.setattr(today, "now", lambda: at)
        try:
            yield made(at)
        finally:
            emptied.now()
