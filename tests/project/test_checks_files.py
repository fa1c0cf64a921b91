"""``servewell check`` names imports that were broken off, and a disk that is full."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.project.checks import Finding, all_findings
from servewell.rooms.insight import selectors as insight
from servewell.rooms.voice import services
from servewell.rooms.voice.models import Import
from tests.builders import a_company, a_policy
from tests.builders.stays import STAYS, a_brought_file, a_file, some_stays


@pytest.fixture
def at_rest(db: None, follow_ups: Callable[[], int], monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    a_company()
    a_policy()
    monkeypatch.setattr(insight, "waiting_since", lambda: None)
    return follow_ups


def half_in(name: str, *, at: datetime, document: str = STAYS) -> Import:
    run = a_brought_file(a_file(*some_stays(3), name=name), at=at)
    return services.start(run=run, document=document, by=HOUSE, at=at, in_worker=False)


def test_imports_that_were_broken_off_are_named_with_the_way_on(at_rest: Callable[[], int], now: datetime) -> None:
    first, second = half_in("a.csv", at=now), half_in("b.csv", at=now)
    at_rest()
    moved = now + timedelta(minutes=2)
    half_in("c.csv", at=moved, document=STAYS.replace("recipe: stays", "recipe: other"))
    at_rest()

    way_on = "The worker goes on with it after some minutes; without a worker, run:"
    since = f"{now:%Y-%m-%d %H:%M} UTC"
    assert all_findings(at=now) == []
    assert all_findings(at=moved) == [
        Finding(
            f"Import {first.pk} (a.csv) was broken off at row 0 and has stood still since {since}.",
            f"{way_on} servewell imports resume {first.pk}",
        ),
        Finding(
            f"Import {second.pk} (b.csv) waits for import {first.pk}.",
            f"When that one is in, run: servewell imports resume {second.pk}",
        ),
    ]


def test_a_full_disk_is_named_once(
    at_rest: Callable[[], int], now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rest()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(100, 97, 3_000_000))
    settings.FILES_FOLDER.mkdir(parents=True, exist_ok=True)

    found = all_findings(at=now)

    assert [each.mend for each in found] == ["Make room there; nothing is lost."] * len(found)
    assert found[-1].what.endswith("is full: 3 MB are left on it.")
    assert 1 <= len(found) <= 2
