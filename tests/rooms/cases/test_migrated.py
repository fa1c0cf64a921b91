"""What earlier versions wrote down of policies and cases is whole afterwards, on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

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


def test_a_case_has_the_language_of_its_voice(earlier: BaseDatabaseWrapper) -> None:
    before = migrated(earlier, "cases", "0011_voices_have_points")

    def made(model: str, **fields: Any) -> Any:
        return before.get_model(*model.split(".")).objects.using(EARLIER).create(**fields)

    words = {"source": "en", "en": "Company"}
    unit = made("people.Unit", code="company", name=words, kind="company", zone="UTC", language="en")
    form = made("instruments.Instrument", code="short", title=words, thanks=words)
    link = made(
        "voice.Channel", kind="personal-link", unit=unit, instrument=form, slug="inn", language="en", opened_at=NOON
    )
    policy = made(
        "cases.Policy", unit=unit, version=1, calendar=HOURS, answer_minutes=60, obligation_days=14, bar=0.25,
        published_at=NOON, published_by="house", chosen={},
    )  # fmt: skip
    for language in ("en", "zh-Hant", "es"):
        original = made("voice.Original", content=b"{}", media_type="text/plain", digest="0" * 64, received_at=NOON)
        voice = made(
            "voice.Voice", channel=link, unit=unit, original=original, language=language, received_at=NOON,
            on=date(2026, 11, 16),
        )  # fmt: skip
        made(
            "cases.Case", voice=voice, unit=unit, policy=policy, reason="below-bar", state="open", opened_at=NOON,
            due_at=NOON + timedelta(hours=1), obligation_due_at=NOON + timedelta(days=14), clock=[],
        )  # fmt: skip

    after = migrated(earlier, "cases", "0012_cases_know_their_language")

    cases = after.get_model("cases", "Case").objects.using(EARLIER).order_by("pk")
    assert list(cases.values_list("language", flat=True)) == ["en", "zh-Hant", "es"]


def test_what_suggested_harm_in_an_erased_letter_is_gone(earlier: BaseDatabaseWrapper) -> None:
    before = migrated(earlier, "cases", "0014_harm_is_mended")

    def made(model: str, **fields: Any) -> Any:
        return before.get_model(*model.split(".")).objects.using(EARLIER).create(**fields)

    words = {"source": "en", "en": "Company"}
    unit = made("people.Unit", code="company", name=words, kind="company", zone="UTC", language="en")
    form = made("instruments.Instrument", code="short", title=words, thanks=words)
    link = made(
        "voice.Channel", kind="open-link", unit=unit, instrument=form, slug="inn", language="en", opened_at=NOON
    )
    for erased_at in (None, NOON):
        original = made("voice.Original", content=b"{}", media_type="text/plain", digest="0" * 64, received_at=NOON)
        voice = made(
            "voice.Voice", channel=link, unit=unit, original=original, language="en", received_at=NOON,
            on=date(2026, 11, 16), customer=made("customers.Customer", erased_at=erased_at, known_since=NOON),
        )  # fmt: skip
        mark = made("cases.HarmMark", voice=voice, unit=unit, kind="injury", state="suggested", began_at=NOON)
        made("cases.HarmLine", mark=mark, stage="suggested", at=NOON, actor="house", detail={"words": ["hurt"]})

    after = migrated(earlier, "cases", "0015_suggestions_go_with_their_voice")

    lines = after.get_model("cases", "HarmLine").objects.using(EARLIER).order_by("pk")
    assert list(lines.values_list("mark__state", "detail")) == [("suggested", {"words": ["hurt"]}), ("gone", {})]
