"""Encounters reach the figures as what the answers are counted against; and homes of before keep what they defined."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from servewell.base import bus
from servewell.base.permissions import HOUSE
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.events import EncountersRecorded
from servewell.rooms.customers.services import NewEncounter
from servewell.rooms.insight import selectors, services
from servewell.rooms.insight.models import DirtyMonth
from tests.builders import a_channel, a_company, a_voice, an_indicator

NOON = datetime(2026, 11, 16, 4, 0, tzinfo=UTC)
NAME = "servewell_before_means"


def stays(*many: tuple[date, int]) -> None:
    new = [
        NewEncounter(kind="stay", unit=a_company(), on=day, reference=f"{day}", volume=volume) for day, volume in many
    ]
    customers.record_encounters(encounters=new, by=HOUSE, at=NOON)


def counted() -> list[tuple[str, int, int | None]]:
    return [(each.period, each.n, each.encounters) for each in selectors.measure(viewer=HOUSE)]


@pytest.mark.django_db
def test_encounters_follow_into_the_figures(lake_db: Path, follow_ups: Callable[[], int]) -> None:
    an_indicator()
    a_voice(a_channel(a_company()), 5, at=NOON)
    services.rebuild(at=NOON)
    before = counted()

    with transaction.atomic():
        stays((date(2026, 11, 3), 40), (date(2026, 11, 4), 2), (date(2026, 9, 1), 7))
        bus.announce(EncountersRecorded(at=NOON, months=("2026-09-01", "2026-11-01")))
    follow_ups()
    services.load_dirty(at=NOON)

    assert (before, counted()) == ([("2026-11", 1, None)], [("2026-11", 1, 42)])
    assert DirtyMonth.objects.count() == 0


@pytest.mark.django_db
def test_a_rebuilt_lake_holds_the_encounters_too(lake_db: Path) -> None:
    an_indicator()
    a_voice(a_channel(a_company()), 5, at=NOON)
    stays((date(2026, 11, 3), 40))

    services.rebuild(at=NOON)

    assert counted() == [("2026-11", 1, 40)]


@pytest.mark.django_db
def test_a_lake_of_before_the_encounters_is_rebuilt_by_the_next_load(lake_db: Path) -> None:
    an_indicator()
    a_voice(a_channel(a_company()), 5, at=NOON)
    stays((date(2026, 11, 3), 40))
    services.rebuild(at=NOON)
    manifest = lake_db / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"encounters":', '"former":'))

    services.load_soon(at=NOON)

    assert counted() == [("2026-11", 1, 40)]


@pytest.fixture
def earlier(transactional_db: None, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database of the same kind beside the one of the tests."""
    is_sqlite = connection.vendor == "sqlite"
    if not is_sqlite:
        connection.cursor().execute(f"CREATE DATABASE {NAME}")
    name = str(tmp_path / NAME) if is_sqlite else NAME
    connections.databases[NO_DB_ALIAS] = {**connection.settings_dict, "NAME": name}
    try:
        yield connections[NO_DB_ALIAS]
    finally:
        connections[NO_DB_ALIAS].close()
        del connections[NO_DB_ALIAS], connections.databases[NO_DB_ALIAS]
        if not is_sqlite:
            connection.cursor().execute(f"DROP DATABASE {NAME}")


def migrated(database: BaseDatabaseWrapper, name: str) -> Any:
    """The models as they are after this migration."""
    MigrationExecutor(database).migrate([("insight", name)])
    return MigrationExecutor(database).loader.project_state(("insight", name)).apps


def test_what_was_defined_before_means_is_the_share_that_it_was(earlier: BaseDatabaseWrapper) -> None:
    before = migrated(earlier, "0001_initial")
    words = {"source": "en", "en": "Satisfied"}
    before.get_model("insight", "Indicator").objects.using(NO_DB_ALIAS).create(
        code="css", version=1, title=words, definition=words, top_boxes=2, published_at=NOON
    )
    before.get_model("insight", "DirtyMonth").objects.using(NO_DB_ALIAS).create(
        fact="answers", month=date(2026, 11, 1), marked_at=NOON
    )

    after = migrated(earlier, "0002_means_beside_shares")

    kept = after.get_model("insight", "Indicator").objects.using(NO_DB_ALIAS)
    marks = after.get_model("insight", "DirtyMonth").objects.using(NO_DB_ALIAS)
    marks.create(fact="encounters", month=date(2026, 11, 1), marked_at=NOON)
    kept.create(
        code="css", version=2, title=words, definition=words, kind="mean", top_boxes=None, published_at=NOON
    )  # fmt: skip
    assert list(kept.order_by("version").values_list("kind", "top_boxes")) == [("top-boxes", 2), ("mean", None)]
    assert sorted(marks.values_list("fact", flat=True)) == ["answers", "encounters"]
