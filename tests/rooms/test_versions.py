"""A version has a number of its own, also where two people publish in the same instant."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import IntegrityError, connection

from servewell.base import versions
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.rooms.cases.models import Policy
from servewell.rooms.insight import services as insight
from servewell.rooms.insight.models import Indicator
from servewell.rooms.instruments import services as instruments
from servewell.rooms.instruments.models import Version
from tests.builders import a_company, a_policy, words

pytestmark = pytest.mark.django_db
SHORT = {"title": "Short", "pages": [{"elements": [{"type": "rating", "name": "whole", "title": "Well?"}]}]}


def test_the_next_number_is_one_more_than_the_highest(now: datetime) -> None:
    before = versions.next_number(Policy.objects.all())
    for _ in range(3):
        a_policy(at=now)

    assert (before, versions.next_number(Policy.objects.all())) == (1, 4)
    assert versions.next_number(Policy.objects.filter(version=3)) == 4  # a gap is no reason to give a number again


def test_who_looked_before_another_published_is_told_so(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    a_policy(at=now)
    monkeypatch.setattr(versions, "next_number", lambda _: 1)
    written = Entry.objects.count()

    with pytest.raises(versions.PublishedMeanwhile, match="read theirs, then publish yours again"):
        a_policy(at=now)

    assert (Policy.objects.count(), Entry.objects.count()) == (1, written)


def test_another_fault_of_the_database_is_not_taken_for_another_publisher(now: datetime) -> None:
    policy = a_policy(at=now)

    with pytest.raises(IntegrityError, match="UNIQUE"), versions.written_once(Policy.objects.none()):
        raise IntegrityError("UNIQUE constraint failed")

    assert Policy.objects.get() == policy


@pytest.mark.parametrize("thing", ["indicator", "instrument"])
def test_two_who_really_publish_at_once_get_two_numbers_or_one_is_told(
    transactional_db: None, now: datetime, thing: str
) -> None:
    both_are_ready, company = Barrier(2), a_company()

    def publish(title: str) -> str:
        try:
            both_are_ready.wait(timeout=20)
            if thing == "indicator":
                said = {"title": words(title), "definition": words("Share."), "top_boxes": 2}
                return str(insight.define(code="css", **said, by=HOUSE, at=now).version)
            survey = {"code": "stay", "title": words(title), "thanks": words("Thanks."), "document": SHORT}
            return str(instruments.publish(**survey, unit=company, by=HOUSE, at=now).number)
        except versions.PublishedMeanwhile:
            return "meanwhile"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as publishers:
        told = sorted(publishers.map(publish, ["One", "Two"]))

    rows = Indicator.objects.filter(code="css") if thing == "indicator" else Version.objects.all()
    counted_by = "version" if thing == "indicator" else "number"
    kept = sorted(rows.values_list(counted_by, flat=True))
    assert (told, kept) in [(["1", "2"], [1, 2]), (["1", "meanwhile"], [1])]
