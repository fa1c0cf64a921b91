"""T3: everybody formally signs a commitment, read closely, before the first posting starts."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded
from servewell.rooms.commitments import selectors as commitments
from servewell.rooms.commitments import services
from servewell.rooms.commitments.models import PledgeVersion, Signature
from servewell.rooms.people.models import Person, Posting
from tests.builders import words
from tests.programmes.conftest import MONDAY
from tests.programmes.newcomers import LEADER, NAME, NEWCOMER, OWN_WORDS, PLEDGE, a_card, activated, signed
from tests.programmes.visitor import Visitor

FIRST_DAY = date(2026, 11, 21)


@pytest.fixture
def phone(company: Founded, signed_in: Callable[[str], Visitor]) -> Visitor:
    """The newcomer's, just activated."""
    return activated(a_card(signed_in(LEADER)))


def published_anew(company: Founded) -> PledgeVersion:
    return services.publish(
        code="service-pledge", unit=company.units["group"], title=words("My pledge"), text=words("Anew."),
        question=words("How?"), by=HOUSE, at=MONDAY,
    )  # fmt: skip


def test_t3_a_newcomer_without_e_mail_signs_in_own_words(phone: Visitor) -> None:
    assert (phone.address, phone.status) == ("/", 200)

    signed(phone)

    kept, version = Signature.objects.get(), PledgeVersion.objects.get()
    newcomer = Person.objects.get(number=NEWCOMER)
    assert (kept.person, kept.version, kept.language, kept.own_words, kept.typed_name, kept.signed_at) == (
        newcomer, version, "zh-Hans", OWN_WORDS, NAME, MONDAY,
    )  # fmt: skip
    assert (phone.address, phone.status, OWN_WORDS in phone.text) == (PLEDGE, 200, True)
    deeds = Entry.objects.filter(actor=newcomer.actor_key).order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["people.activate", "commitments.sign", "obligations.fulfil"]


def test_t3_each_language_is_signed_as_it_was_read(phone: Visitor) -> None:
    phone.open(PLEDGE).send("own_words", button="Español")
    assert "Mi compromiso de servicio" in phone.title

    phone.send("own_words", own_words=OWN_WORDS, typed_name=NAME)

    kept, version = Signature.objects.get(), PledgeVersion.objects.get()
    digests = {commitments.text_digest_of(version=version, language=each) for each in version.digests}
    assert (kept.language, kept.text_digest) == ("es", commitments.text_digest_of(version=version, language="es"))
    assert len(digests) == len(version.digests) == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "en"), ("own_words", "I shall see."), ("typed_name", "Somebody"), ("text_digest", "0" * 64),
        ("signed_at", MONDAY - timedelta(days=1)), ("person_id", 999),
    ],
)  # fmt: skip
def test_t3_a_signature_shows_whatever_was_changed_in_it(phone: Visitor, field: str, value: object) -> None:
    signed(phone)
    kept = Signature.objects.get()
    assert commitments.is_as_signed(signature=kept)

    setattr(kept, field, value)

    assert not commitments.is_as_signed(signature=kept)


def test_t3_a_signature_is_under_one_version_only(company: Founded, phone: Visitor) -> None:
    signed(phone)
    kept = Signature.objects.get()

    kept.version = published_anew(company)

    assert not commitments.is_as_signed(signature=kept)


def test_t3_work_starts_on_its_first_day_for_who_has_signed_and_for_nobody_else(
    phone: Visitor, clock: list[datetime]
) -> None:
    posting = Posting.objects.get(person__number=NEWCOMER)
    assert posting.from_on == FIRST_DAY
    clock[0] = MONDAY + timedelta(days=6)
    services.start_postings_due(by=HOUSE, at=clock[0])
    posting.refresh_from_db()
    assert posting.started_at is None, "the pledge was not signed"

    signed(phone)

    posting.refresh_from_db()
    assert posting.started_at == clock[0]


def test_t3_who_signs_early_starts_on_the_first_day(phone: Visitor, clock: list[datetime]) -> None:
    signed(phone)
    begun = []
    for days in (0, 4, 5):
        clock[0] = MONDAY + timedelta(days=days)
        services.start_postings_due(by=HOUSE, at=clock[0])
        begun.append(Posting.objects.get(person__number=NEWCOMER).started_at)

    assert begun == [None, None, MONDAY + timedelta(days=5)]


def test_t3_two_phones_that_sign_at_once_make_one_signature(phone: Visitor) -> None:
    phone.open(PLEDGE)
    _, form = phone.filled("own_words")
    first = form | {"own_words": [OWN_WORDS], "typed_name": [NAME]}

    seen = [phone.post(PLEDGE, first).status, phone.post(PLEDGE, first | {"own_words": ["别的话。"]}).status]

    assert (seen, list(Signature.objects.values_list("own_words", flat=True))) == ([200, 409], [OWN_WORDS])
    assert "别的话。" in phone.text


def test_t3_a_text_published_while_it_was_read_is_read_anew(company: Founded, phone: Visitor) -> None:
    phone.open(PLEDGE)
    published_anew(company)

    phone.send("own_words", own_words=OWN_WORDS, typed_name=NAME)

    assert (phone.status, Signature.objects.count()) == (422, 0)
    assert OWN_WORDS in phone.text


@pytest.mark.parametrize(("own_words", "name"), [("", NAME), (OWN_WORDS, "李文博"), (OWN_WORDS, "")])
def test_t3_half_a_signature_is_none_and_loses_no_word(phone: Visitor, own_words: str, name: str) -> None:
    signed(phone, own_words, name)

    assert (phone.status, Signature.objects.count()) == (422, 0)
    assert own_words in phone.text
