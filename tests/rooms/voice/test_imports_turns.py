"""Who comes first, who comes next, and that nothing keeps the others waiting for ever."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base.permissions import HOUSE
from servewell.engines import tables
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import jobs, rules, selectors, services
from servewell.rooms.voice.models import Import, RowKey, Voice
from servewell.rooms.voice.services.importing import naming
from servewell.rooms.voice.services.importing.storing_voices import VoiceStore
from tests.builders import a_company, a_person, a_unit
from tests.builders.company import LONG_AGO_ON
from tests.builders.stays import STAYS, a_brought_file, a_file, some_stays

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MAKES = STAYS.replace("names: {The Harbour: harbour}", "unknown: make, under: company")


@pytest.fixture(autouse=True)
def harbour(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("harbour", under=a_company())


def started(rows: Sequence[str], *, at: datetime = NOON) -> Import:
    run = a_brought_file(a_file(*rows), at=at)
    return services.start(run=run, document=STAYS, by=HOUSE, at=at, in_worker=False)


def now(run: Import) -> Import:
    return Import.objects.select_related("recipe__recipe").get(pk=run.pk)


class Killed(BaseException):
    """The process ends."""


def test_the_file_that_began_first_comes_first_whatever_the_clocks_say() -> None:
    rows = some_stays(1500)
    first = started(rows, at=NOON)
    others: list[Import] = []

    def another_begins(_: Import) -> None:
        if not others:
            others.append(started(rows, at=NOON - timedelta(seconds=1)))
            with pytest.raises(services.AnotherFileComesFirst):
                services.take_in_some(run=others[0], for_seconds=60, at=NOON)

    services.take_in_some(run=first, for_seconds=60, at=NOON, told=another_begins)
    services.show(run=first, at=NOON)
    services.take_in_some(run=others[0], for_seconds=60, at=NOON)
    services.show(run=others[0], at=NOON)

    assert (first.turn, others[0].turn, selectors.standing().count()) == (1, 2, 1500)


def test_a_file_is_shown_when_all_of_its_rows_have_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(some_stays(20))
    written, write = [], naming._write

    def until_killed(*, run: int, keys: Sequence[bytes]) -> None:
        written.append(keys)
        if len(written) == 3:
            raise Killed
        write(run=run, keys=keys)

    monkeypatch.setattr(naming, "AT_ONCE", 5)
    monkeypatch.setattr(naming, "_write", until_killed)
    with pytest.raises(Killed):
        services.take_in_some(run=run, for_seconds=60, at=NOON)
    monkeypatch.setattr(naming, "_write", write)

    with pytest.raises(services.TakenInElsewhere):
        services.show(run=now(run), at=NOON)
    jobs.take_in(run.pk)
    assert (now(run).state, now(run).named, RowKey.objects.count()) == ("shown", 20, 20)


def test_who_comes_late_to_naming_rows_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(some_stays(20))
    write = naming._write

    def killed(**_: object) -> None:
        raise Killed

    monkeypatch.setattr(naming, "AT_ONCE", 5)
    monkeypatch.setattr(naming, "_write", killed)
    with pytest.raises(Killed):
        services.take_in_some(run=run, for_seconds=60, at=NOON)
    late = now(run)
    monkeypatch.setattr(naming, "_write", write)
    services.take_in_some(run=now(run), for_seconds=60, at=NOON)

    with pytest.raises(services.TakenInElsewhere):
        services.take_in_some(run=late, for_seconds=60, at=NOON)
    services.show(run=now(run), at=NOON)
    assert (late.named, now(run).named, RowKey.objects.count()) == (0, 20, 20)


def test_a_file_that_breaks_off_again_and_again_has_failed_and_the_next_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bad, good = started(some_stays(3)), started(some_stays(3))
    take = VoiceStore.take

    def breaks(self: VoiceStore, batch: tables.Sorted, tally: selectors.Tally, at: datetime) -> list[tables.Held]:
        if self._run == bad.pk:
            raise ZeroDivisionError
        return take(self, batch, tally, at)

    monkeypatch.setattr(VoiceStore, "take", breaks)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            jobs.take_in(bad.pk)
    jobs.take_in(good.pk)
    before = now(good).state
    jobs.take_in(bad.pk)
    jobs.take_in(good.pk)

    assert (before, now(bad).state, now(bad).fault["code"]) == ("taking-in", "failed", "unforeseen")
    assert (now(good).state, selectors.counts_of(run=now(good)).kept) == ("shown", 3)


def test_a_file_that_is_broken_off_now_and_then_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    run = started(some_stays(3000))
    broken_off = 0

    def killed(_: Import) -> None:
        raise Killed

    while True:
        try:
            services.take_in_some(run=now(run), for_seconds=60, at=NOON, told=killed)
            break
        except Killed:
            broken_off += 1
    services.show(run=now(run), at=NOON)

    assert (broken_off >= 2, now(run).state, selectors.standing().count()) == (True, "shown", 3000)


def test_who_may_not_add_units_starts_no_file_that_makes_some() -> None:
    ann = a_person("Ann", rules.IMPORT)
    run = a_brought_file(a_file("1,New House,2026-03-02,4,A"), at=NOON, by=ann)

    with pytest.raises(tables.RecipeHasFaults) as refusal:
        services.start(run=run, document=MAKES, by=ann, at=NOON, in_worker=False)

    assert [(each.where, each.what) for each in refusal.value.faults] == [
        ("unit.unknown", "You may not add units under `company`.")
    ]
    assert now(run).state == "arrived"


def test_a_file_of_somebody_who_has_left_has_failed() -> None:
    a_person("Max", people_rules.MANAGE)  # somebody stays who manages the company
    ann = a_person("Ann", rules.IMPORT, people_rules.MANAGE)
    run = a_brought_file(a_file("1,New House,2026-03-02,4,A"), at=NOON, by=ann)
    services.start(run=run, document=MAKES, by=ann, at=NOON, in_worker=False)
    people.leave(person=ann, on=LONG_AGO_ON + timedelta(days=1), by=HOUSE, at=NOON)

    jobs.take_in(run.pk)

    assert (now(run).state, now(run).fault["code"], Voice.objects.count()) == ("failed", "not-allowed", 0)
