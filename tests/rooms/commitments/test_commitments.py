"""The pledge: bound to what was read, signed once, and it lets people begin."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.words import Words
from servewell.rooms.commitments import rules, selectors, services
from servewell.rooms.commitments.models import PledgeVersion, Signature
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.obligations.models import Owed
from servewell.rooms.people.models import Person, Posting
from tests.builders import a_company, a_person, a_pledge, a_unit, an_obligation, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
IN_TWO = Words(texts={"en": "I respect people.", "zh-Hans": "我尊重人。"})


def sign(version: PledgeVersion, by: Person, at: datetime, language: str = "en", **changed: str) -> Signature:
    said = {"own_words": "They will be heard.", "typed_name": by.name, **changed}
    return services.sign(version=version, language=language, by=by, at=at, **said)


def test_a_signature_binds_the_person_to_the_words_they_read(now: datetime) -> None:
    version = a_pledge(IN_TWO)
    chen = a_person("陈晓")

    signature = sign(version, chen, now, language="zh-Hans", own_words=" 我会听。 ", typed_name="陈 晓")

    assert signature.text_digest == version.digests["zh-Hans"] != version.digests["en"]
    assert (signature.own_words, signature.typed_name, signature.signed_at) == ("我会听。", "陈 晓", now)
    kept = selectors.signature_of(person=chen, code="service-pledge")
    assert kept == signature
    assert selectors.is_as_signed(signature=kept)
    assert list(Entry.objects.filter(deed="commitments.sign").values_list("actor", "detail")) == [
        (chen.actor_key, {"digest": signature.digest})
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version_id", 99), ("language", "es"), ("text_digest", "0" * 64), ("own_words", "Nothing."),
        ("typed_name", "Bob"), ("method", "on-paper"), ("person_id", 99), ("signed_at", date(2026, 1, 1)),
        ("digest", "0" * 64),
    ],
)  # fmt: skip
def test_whatever_is_changed_afterwards_shows(field: str, value: object, now: datetime) -> None:
    signature = sign(a_pledge(), a_person("Ann"), now)

    setattr(signature, field, signature.signed_at + timedelta(seconds=1) if field == "signed_at" else value)

    assert selectors.digest_of(signature=signature) != signature.digest


def test_a_text_that_was_changed_after_it_was_signed_shows(now: datetime) -> None:
    signature = sign(a_pledge(), a_person("Ann"), now)

    signature.version.text = words("I respect nobody.")

    assert not selectors.is_as_signed(signature=signature)


def test_signing_fulfils_what_was_owed_and_it_leaves_the_list(now: datetime) -> None:
    an_obligation()
    version, ann = a_pledge(), a_person("Ann")
    assert [todo.path for todo in obligations.todo_for(person=ann, on=now.date())] == ["/pledges/service-pledge"]

    signature = sign(version, ann, now)

    assert obligations.todo_for(person=ann, on=now.date()) == []
    assert Owed.objects.get().evidence == f"commitments.signature:{signature.pk}"


def test_nothing_is_signed_when_the_obligation_cannot_be_fulfilled(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    def breaks(**anything: object) -> int:
        raise OSError("disk full")

    version, ann = a_pledge(), a_person("Ann")
    monkeypatch.setattr(services.obligations, "fulfil", breaks)
    with pytest.raises(OSError, match="disk full"):
        sign(version, ann, now)
    assert Signature.objects.count() == 0


def test_the_second_signature_is_told_of_the_first(now: datetime) -> None:
    version, ann = a_pledge(), a_person("Ann")
    first = sign(version, ann, now)

    with pytest.raises(services.SignedAlready) as told:
        sign(version, ann, now, own_words="Other words.")

    assert told.value.signature == first
    assert Signature.objects.get().own_words == "They will be heard."


def test_of_two_phones_that_sign_at_once_the_second_is_told_of_the_first(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    """Both have looked before either has written: only the database sees it."""
    version, ann = a_pledge(), a_person("Ann")
    first = sign(version, ann, now)
    look = selectors.signature_under
    answers = [lambda **who: None, look, look]
    monkeypatch.setattr(selectors, "signature_under", lambda **who: answers.pop(0)(**who))

    with pytest.raises(services.SignedAlready) as told:
        sign(version, ann, now, own_words="Other words.")

    assert told.value.signature == first
    assert answers == [look]
    assert Signature.objects.get().own_words == "They will be heard."


def test_of_two_phones_that_really_sign_at_once_one_signature_stays(transactional_db: None, now: datetime) -> None:
    version, ann = a_pledge(), a_person("Ann")
    an_obligation()
    both_are_ready = Barrier(2)

    def phone(own_words: str) -> str:
        try:
            both_are_ready.wait(timeout=20)
            sign(version, ann, now, own_words=own_words)
        except services.SignedAlready as told:
            return f"already: {told.signature.own_words}"
        finally:
            connection.close()
        return f"signed: {own_words}"

    with ThreadPoolExecutor(2) as phones:
        told = sorted(phones.map(phone, ["One.", "Two."]))

    kept = Signature.objects.get().own_words
    assert told == [f"already: {kept}", f"signed: {kept}"]
    assert [row.evidence for row in Owed.objects.all()] == [selectors.evidence_of(signature=Signature.objects.get().pk)]


def test_another_fault_of_the_database_is_not_taken_for_a_second_signature(
    monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    version, ann = a_pledge(), a_person("Ann")
    monkeypatch.setattr(selectors, "digest_of", lambda signature: None)

    with pytest.raises(IntegrityError):
        sign(version, ann, now)


def test_who_signs_a_text_that_has_been_replaced_is_given_the_new_one(now: datetime) -> None:
    read, ann = a_pledge("I respect people."), a_person("Ann")
    newest = a_pledge("I respect everyone.", at=now)

    with pytest.raises(services.PledgeIsOutdated) as told:
        sign(read, ann, now)

    assert told.value.newest == newest == selectors.pledge_for(viewer=ann, code="service-pledge")
    assert Signature.objects.count() == 0


def test_the_same_publication_twice_changes_nothing(now: datetime) -> None:
    assert a_pledge("I respect people.") == a_pledge("I respect people.", at=now)
    assert a_pledge("I respect everyone.", at=now).number == 2


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"own_words": "  \n "}, services.OwnWordsMissing),
        ({"typed_name": "Bob"}, services.NameDiffers),
        ({"typed_name": ""}, services.NameDiffers),
        ({"language": "es"}, services.LanguageWasNotRead),
    ],
)
def test_half_a_signature_is_none(changed: dict[str, str], refusal: type[Exception], now: datetime) -> None:
    version, ann = a_pledge(IN_TWO), a_person("Ann")

    with pytest.raises(refusal):
        sign(version, ann, now, **changed)
    assert Signature.objects.count() == 0


@pytest.mark.parametrize("typed", ["elena  ruiz", " Elena Ruiz ", "ELENA RUIZ", "Ｅlena Ruiz"])
def test_the_typed_name_is_the_persons_up_to_case_and_space(typed: str, now: datetime) -> None:
    assert sign(a_pledge(), a_person("Elena Ruiz"), now, typed_name=typed).typed_name == typed.strip()


def test_a_pledge_of_another_region_is_not_there(now: datetime) -> None:
    west, east = (a_unit(code, under=a_company()) for code in ("west", "east"))
    version = a_pledge(unit=west)
    wendy, eve = a_person("Wendy", unit=west), a_person("Eve", unit=east)

    assert selectors.pledge_for(viewer=wendy, code="service-pledge") == version
    for person, code in ((eve, "service-pledge"), (wendy, "another")):
        with pytest.raises(selectors.NoSuchPledge):
            selectors.pledge_for(viewer=person, code=code)
    with pytest.raises(selectors.NoSuchPledge):
        sign(version, eve, now)


def test_only_who_may_publish_pledges_publishes(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    wendy = a_person("Wendy", rules.PUBLISH, unit=west)
    said = {"title": words("Ours"), "text": words("I"), "question": words("Why?"), "by": wendy, "at": now}

    assert services.publish(code="ours", unit=west, **said).number == 1
    with pytest.raises(NotAllowed):
        services.publish(code="all", unit=a_company(), **said)
    with pytest.raises(services.PledgeBelongsElsewhere, match="ours"):
        services.publish(code="ours", unit=a_company(), **{**said, "by": HOUSE})


def test_who_signed_owes_no_second_signature_for_a_second_posting_or_a_later_rule(now: datetime) -> None:
    version, ann = a_pledge(), a_person("Ann")
    sign(version, ann, now)

    an_obligation(at=now)

    assert [row.fulfilled_at for row in Owed.objects.all()] == [now]


def started() -> list[tuple[str, datetime | None]]:
    return list(Posting.objects.order_by("person__name").values_list("person__name", "started_at"))


def test_nobody_begins_before_the_pledge_is_signed_and_the_late_signature_lets_them_begin(now: datetime) -> None:
    an_obligation()
    version, ann = a_pledge(), a_person("Ann", from_on=now.date())

    assert services.start_postings_due(by=HOUSE, at=now) == 0
    assert started() == [("Ann", None)]
    sign(version, ann, now)
    assert started() == [("Ann", now)]


def test_who_signs_before_the_first_day_begins_on_it(now: datetime) -> None:
    an_obligation()
    version, ann = a_pledge(), a_person("Ann", from_on=date(2026, 11, 18))
    a_person("Bob", from_on=date(2026, 11, 18))
    sign(version, ann, now)
    assert services.start_postings_due(by=HOUSE, at=now) == 0

    just_before, just_after = (datetime.fromisoformat(f"2026-11-17T{hour}+00:00") for hour in ("15:59", "16:00"))
    assert services.start_postings_due(by=HOUSE, at=just_before) == 0
    assert services.start_postings_due(by=HOUSE, at=just_after) == 1
    assert services.start_postings_due(by=HOUSE, at=just_after) == 0
    assert started() == [("Ann", just_after), ("Bob", None)]
