"""How units know those who were known before there was a difference, on both databases."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.builders.earlier import EARLIER, migrated

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WORDS = {"source": "en", "en": "?"}


def test_who_was_met_or_answered_is_known_and_the_others_left_their_only_contact(earlier: BaseDatabaseWrapper) -> None:
    models = migrated(earlier, "voice", "0017_lists_are_walked_by_day_and_key")

    def made(model: str, **fields: object) -> Any:
        return models.get_model(*model.split(".")).objects.using(EARLIER).create(**fields)

    inn, lake = (made("people.Unit", code=code, name=WORDS, kind="hotel", zone="UTC") for code in ("inn", "lake"))
    form = made("instruments.Instrument", code="short", title=WORDS, thanks=WORDS)
    link = made(
        "voice.Channel", kind="personal-link", unit=inn, instrument=form, slug="inn", language="en", opened_at=NOON
    )
    asking = made(
        "voice.Campaign", name="May", channel=link, whom="list", subject=WORDS, words=WORDS, valid_days=30,
        reminders=0, gap_days=7, thanks=False, from_hour=9, until_hour=20, on_weekends=False, per_minute=60,
        planned_by="house", planned_at=NOON,
    )  # fmt: skip

    def known(name: str, *contacts: str, at: Any = inn) -> Any:
        customer = made("customers.Customer", name=name, language="en", known_since=NOON)
        for each in contacts:
            made("customers.Contact", customer=customer, kind="email", value=each, folded=each)
        made("customers.KnownAt", customer=customer, unit=at)
        return customer

    def asked(customer: Any, **how: object) -> None:
        sent = made(
            "voice.Invitation", channel=link, customer=customer, token_digest=customer.name, made_at=NOON,
            valid_until=NOON,
        )  # fmt: skip
        row = {"campaign": asking, "customer": customer, "unit": inn, "language": "en", "made_at": NOON}
        made("voice.Asked", **row, invitation=sent, **how)

    met, elsewhere = known("met", "met@example.com"), known("elsewhere", "elsewhere@example.com")
    for customer, unit in ((met, inn), (elsewhere, lake)):
        made("customers.Encounter", kind="stay", unit=unit, on=NOON.date(), customer=customer)
    asked(known("answered", "answered@example.com"), state="answered", answered_at=NOON)
    asked(known("silent", "silent@example.com"), state="asked")
    known("two", "one@example.com", "other@example.com")
    known("none")
    corrected = known("corrected", "right@example.com")
    made(
        "customers.Correction", customer=corrected, field="email", before="0" * 64, after="1" * 64, by="house", at=NOON
    )

    after = migrated(earlier, "voice", "0018_who_answered_is_known")

    found = after.get_model("customers", "KnownAt").objects.using(EARLIER).order_by("pk")
    assert list(found.values_list("customer__name", "how", "contact__value")) == [
        ("met", "met", None),
        ("elsewhere", "left", "elsewhere@example.com"),
        ("answered", "answered", None),
        ("silent", "left", "silent@example.com"),
        ("two", "left", None),
        ("none", "left", None),
        ("corrected", "left", None),
    ]
