"""Policies that were published before they kept by whom, on both databases."""

from datetime import UTC, datetime

from django.db.backends.base.base import BaseDatabaseWrapper

from tests.builders.earlier import EARLIER, migrated

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
HOURS = {"code": "desk", "version": 1, "zone": "UTC", "openings": [], "holidays": []}


def test_the_record_says_who_published_each_policy(earlier: BaseDatabaseWrapper) -> None:
    before = migrated(earlier, "cases", "0003_a_customer_may_be_erased")
    entries = migrated(earlier, "base", "0001_initial").get_model("base", "Entry").objects.using(EARLIER)
    unit = before.get_model("people", "Unit").objects.using(EARLIER).create(
        code="company", name={"source": "en", "en": "Company"}, kind="company", zone="UTC", language="en"
    )  # fmt: skip
    for version, deed, actor in ((1, "cases.set_default_policy", "house"), (2, "cases.set_policy", "person:7")):
        policy = before.get_model("cases", "Policy").objects.using(EARLIER).create(
            unit=unit, version=version, calendar=HOURS, answer_minutes=60, obligation_days=14, bar=0.25,
            published_at=NOON,
        )  # fmt: skip
        entries.create(deed=deed, thing=f"cases.policy:{policy.pk}", actor=actor, at=NOON)

    after = migrated(earlier, "cases", "0004_a_policy_says_how_it_came_about")

    policies = after.get_model("cases", "Policy").objects.using(EARLIER).order_by("version")
    assert list(policies.values_list("version", "published_by", "chosen")) == [(1, "house", {}), (2, "person:7", {})]
