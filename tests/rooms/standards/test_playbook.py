"""Processes from a playbook: faults with their lines, a plan, an installation that keeps what was changed here."""

from datetime import datetime

import pytest

from servewell.base.permissions import HOUSE
from servewell.base.playbook import PlaybookIsFaulty, Step
from servewell.rooms.standards import playbook, selectors, services
from servewell.rooms.standards.models import Process
from servewell.rooms.standards.terms import Stage
from tests.builders import a_company, a_person, a_promise, a_unit, an_aspect, words

pytestmark = pytest.mark.django_db

FILE = """
processes:
  - code: check-in
    name: {en: Arrival, es: Llegada}
    stage: serving
    unit: west
    owner: "7001"
    standards: [respect-1]
  - code: new-rooms
    name: {en: New rooms}
    stage: product
    unit: company
    standards: []
"""
FAULTY = """processes:
  - code: check-in
    name: {}
    stage: servign
    unit: north
    owner: "4711"
    standards: [respect-9]
  - code: check-in
    name: {en: Again}
    stage: serving
    unit: west
    standard: []
"""


@pytest.fixture(autouse=True)
def _a_company_on_that_monday(the_clock_stands: None) -> None:
    a_unit("west", under=a_company())
    a_promise(aspects=[an_aspect("respect")])
    a_person("Ann", number="7001")


def steps(planned: list[playbook.Planned]) -> list[tuple[str, Step]]:
    return [(each.written.code, each.step) for each in planned]


def installed(text: str, now: datetime, *, overwrite: tuple[str, ...] = ()) -> list[tuple[str, Step]]:
    written = playbook.read(text=text, file="p.yaml", at=now)
    return steps(playbook.install(written=written, by=HOUSE, at=now, overwrite=overwrite))


def test_a_second_installation_changes_nothing(now: datetime) -> None:
    assert steps(playbook.plan(written=playbook.read(text=FILE, file="p.yaml", at=now))) == [
        ("check-in", Step.ADD), ("new-rooms", Step.ADD),
    ]  # fmt: skip
    assert Process.objects.count() == 0

    installed(FILE, now)

    assert installed(FILE, now) == [("check-in", Step.SAME), ("new-rooms", Step.SAME)]
    assert Process.objects.count() == 2


def test_what_is_exported_installs_the_same(now: datetime) -> None:
    installed(FILE, now)

    assert installed(playbook.export(), now) == [("check-in", Step.SAME), ("new-rooms", Step.SAME)]


def test_what_was_changed_here_is_kept_until_it_is_named(now: datetime) -> None:
    installed(FILE, now)
    process = selectors.process_for(viewer=HOUSE, code="new-rooms").process
    draft = services.ProcessDraft(name=words("Rooms"), stage=Stage.PRODUCT, unit=a_company(), standards=("respect-1",))
    services.change_process(process=process, draft=draft, by=HOUSE, at=now)
    newer = FILE.replace("Arrival", "Coming in")

    assert installed(newer, now) == [("check-in", Step.CHANGE), ("new-rooms", Step.LOCAL)]
    assert str(selectors.process_for(viewer=HOUSE, code="new-rooms").process.name) == "Rooms"
    installed(newer, now, overwrite=("new-rooms",))
    assert str(selectors.process_for(viewer=HOUSE, code="new-rooms").process.name) == "New rooms"


def test_every_fault_is_told_with_its_line(now: datetime) -> None:
    with pytest.raises(PlaybookIsFaulty) as refused:
        playbook.read(text=FAULTY, file="p.yaml", at=now)

    told = [str(fault) for fault in refused.value.faults]
    assert [fault.split(": ", 1)[0] for fault in told] == [f"p.yaml, line {line}" for line in (3, 4, 5, 6, 7, 8, 8, 12)]
    assert told[1] == "p.yaml, line 4: there is no stage 'servign': did you mean 'serving'?"
    assert told[3] == "p.yaml, line 6: nobody has the staff number '4711'"
    assert told[4] == "p.yaml, line 7: there is no standard 'respect-9': did you mean 'respect-1'?"
