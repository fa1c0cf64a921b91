"""The register of processes: versions, gaps, and what no process serves."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base import today
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.people import services as people
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Process
from servewell.rooms.standards.terms import Gap, Stage
from tests.builders import a_company, a_person, a_process, a_promise, a_unit, an_aspect, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_promise(the_clock_stands: None) -> None:
    a_promise(aspects=[an_aspect("respect", "I look up.", "I listen.")])


def registered() -> list[tuple[str, list[str], tuple[Gap, ...]]]:
    return [(row.code, [each.code for each in row.standards], row.gaps) for row in selectors.register(viewer=HOUSE)]


def test_product_development_comes_first_and_each_process_says_what_it_lacks() -> None:
    ann = a_person("Ann")
    a_process("check-in", owner=ann, serves=("respect-1",))
    a_process("payroll", stage=Stage.SUPPORT)
    a_process("new-rooms", stage=Stage.PRODUCT, owner=ann)

    assert registered() == [
        ("new-rooms", [], (Gap.NO_STANDARDS,)),
        ("check-in", ["respect-1"], ()),
        ("payroll", [], (Gap.NO_OWNER, Gap.NO_STANDARDS)),
    ]


def test_an_owner_who_left_is_a_gap(now: datetime) -> None:
    ann = a_person("Ann")
    a_process(owner=ann, serves=("respect-1",))
    people.leave(person=ann, on=now.date() - timedelta(days=3), by=HOUSE, at=now)

    assert registered() == [("check-in", ["respect-1"], (Gap.OWNER_LEFT,))]


def test_a_change_is_a_new_version_and_the_same_again_changes_nothing(now: datetime) -> None:
    ann, bea = a_person("Ann"), a_person("Bea")
    process = a_process(owner=ann, serves=("respect-1",))
    draft = services.ProcessDraft(
        name=words("Check in"), stage=Stage.SERVING, unit=a_company(), owner=bea, standards=("respect-2",)
    )

    changed = services.change_process(process=process, draft=draft, by=HOUSE, at=now)

    assert services.change_process(process=changed, draft=draft, by=HOUSE, at=now) == changed
    history = selectors.history_of_process(process=changed)
    assert [(one.version, one.owner, one.retired_at) for one in history] == [(2, bea, None), (1, ann, now)]
    with pytest.raises(services.ProcessChangedMeanwhile):
        services.change_process(process=process, draft=draft, by=HOUSE, at=now)


def test_a_process_goes_on_serving_the_next_version_of_a_standard(now: datetime) -> None:
    a_process(owner=a_person("Ann"), serves=("respect-1",))
    a_promise(aspects=[an_aspect("respect", "I look up and greet.", "I listen.")], at=now)

    assert registered() == [("check-in", ["respect-1"], ())]
    a_promise(aspects=[an_aspect("respect", "I listen.")], at=now)
    services.retire_standard(code="respect-1", by=HOUSE, at=now)
    assert registered() == [("check-in", [], (Gap.NO_STANDARDS,))]


def test_what_no_process_serves_is_told_for_the_whole_company() -> None:
    a_process(serves=("respect-1",))

    missing = selectors.unserved()

    assert [one.code for one in missing.standards] == ["respect-2"]
    assert missing.stages == (Stage.PRODUCT, Stage.ANSWERING, Stage.PEOPLE, Stage.SUPPORT)


def test_nobody_who_left_and_no_unknown_standard_is_entered(now: datetime) -> None:
    ann = a_person("Ann")
    people.leave(person=ann, on=now.date() - timedelta(days=3), by=HOUSE, at=now)

    with pytest.raises(services.OwnerDoesNotWorkHere, match="Ann"):
        a_process(owner=ann, at=now)
    with pytest.raises(services.NoSuchStandard, match="speed-1"):
        a_process(serves=("speed-1",), at=now)
    assert Process.objects.count() == 0


def test_who_keeps_a_part_sees_and_enters_just_its_processes(now: datetime) -> None:
    west = a_unit("west", under=a_company())
    wendy = a_person("Wendy", rules.KEEP, unit=west)
    theirs = a_process("check-in", unit=west)
    a_process("payroll")

    assert [row.code for row in selectors.register(viewer=wendy)] == ["check-in"]
    with pytest.raises(selectors.NoSuchProcess):
        selectors.process_for(viewer=wendy, code="payroll")
    draft = services.ProcessDraft(name=words("Check in"), stage=Stage.SERVING, unit=a_company())
    with pytest.raises(NotAllowed):
        services.change_process(process=theirs, draft=draft, by=wendy, at=now)
    services.retire_process(process=theirs, by=wendy, at=now)
    assert registered() == [("payroll", [], (Gap.NO_OWNER, Gap.NO_STANDARDS))]


def test_a_process_gets_its_code_from_its_name_and_never_that_of_an_address() -> None:
    drafts = [
        services.ProcessDraft(name=words(name), stage=Stage.SERVING, unit=a_company()) for name in ("New", "New", "…")
    ]
    made = [services.register_process(draft=draft, by=HOUSE, at=today.now()).code for draft in drafts]

    assert made == ["new-2", "new-3", "process"]


@pytest.mark.parametrize("length", [1, 3])
def test_the_register_costs_as_many_queries_however_long(length: int) -> None:
    for number in range(length):
        a_process(f"process-{number}", owner=a_person(), serves=("respect-1",))

    with CaptureQueriesContext(connection) as seen:
        selectors.register(viewer=HOUSE)

    assert len(seen) == 4
