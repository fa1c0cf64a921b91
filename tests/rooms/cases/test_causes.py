"""The tree of causes, what somebody says caused a case, and that a complaint may need a cause before it is done."""

from datetime import datetime, timedelta

import pytest

from servewell.base import bus
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.playbook import PlaybookIsFaulty
from servewell.rooms.cases import events, rules, selectors, services
from servewell.rooms.cases.models import Case, Cause, CauseRule, FoundCause
from servewell.rooms.cases.terms import DEEPEST_CAUSE, CauseKind, Certainty, Ends, PointKind
from servewell.rooms.people.models import Person
from servewell.rooms.playbooks import selectors as playbooks
from servewell.rooms.playbooks import services as installing
from servewell.rooms.standards import services as standards
from tests.builders import a_company, a_person, a_point, a_policy, a_process, a_unit, a_writer, an_open_case, words
from tests.builders.causes import a_cause, a_found_cause
from tests.builders.kinds import a_kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]
BOOK = """\
aspects:
  - code: respect
    name: {en: Respect}
    description: {en: We look up.}
standards:
  - code: respect-1
    aspect: respect
    text: {en: We greet within ten seconds.}
causes:
  - code: us
    name: {en: How we behaved, es: Cómo nos portamos}
  - code: hurry
    under: us
    name: {en: In a hurry, es: Con prisas}
    kind: attitude
    standards: [respect-1]
cause-rule:
  - required: true
"""
FAULTY = """\
causes:
  - code: hurry
    under: us
    name: {en: In a hurry}
    kind: haste
    standards: [respect-9]
  - code: us
    name: {en: Us}
    standards: [respect-1]
  - code: new
    under: new
    name: {fr: Nous}
    kind: process
  - code: us
    name: {en: Again}
cause-rule:
  - required: perhaps
"""

FAULTS = """\
3: 'us' comes later in the files, or is the cause itself: list it before
5: there is no kind of cause 'haste'; known are attitude, process
6: there is no standard 'respect-9': did you mean 'respect-1'?
9: only a cause with a kind points at standards: say attitude or process
10: 'new' is an address of its own: use another code
10: 'standards' is missing: say which were not kept
11: 'new' comes later in the files, or is the cause itself: list it before
12: 'fr' is not known here; known are en, zh-Hans, zh-Hant, es
14: 'us' stands already in all.yaml, line 7
17: here should stand true or false
"""


@pytest.fixture
def ann(now: datetime) -> Person:
    a_policy()
    return a_writer("Ann")


@pytest.fixture
def case(ann: Person, now: datetime) -> Case:
    return an_open_case(at=now)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is announced of causes."""
    heard: list[object] = []
    announce = bus.announce

    def listen(event: bus.Event) -> None:
        if isinstance(event, events.CauseFound):
            heard.append(event)
        announce(event)

    monkeypatch.setattr(bus, "announce", listen)
    return heard


def a_book(text: str) -> dict[str, str]:
    speaks = ", ".join(line.rstrip(":") for line in text.splitlines() if line[:1].isalpha())
    manifest = f"code: mine\nversion: 1\ntitle: {{en: Mine}}\nlicence: CC-BY-4.0\nspeaks: [{speaks}]\n"
    return {"playbook.yaml": manifest, "all.yaml": text}


def said_of(case: Case) -> list[tuple[str, bool, str, str]]:
    return [(each.cause.code, each.is_main, each.certainty.value, each.note) for each in selectors.causes_of(case=case)]


def tree() -> list[tuple[str, int]]:
    return [(each.code, each.depth) for each in selectors.cause_tree()]


def test_the_tree_is_kept_in_versions_and_a_case_keeps_the_one_it_was_given(
    ann: Person, case: Case, now: datetime
) -> None:
    a_cause("us", kind=None)
    a_cause("hurry", under="us", name="In a hurry")
    a_cause("billing", kind=CauseKind.PROCESS)
    a_process("pay", unit=a_company())
    a_found_cause(case, "hurry", by=ann, at=now)
    keeper = a_person("Kim", rules.KEEP_CAUSES)
    hurry = selectors.cause_for(viewer=keeper, code="hurry")
    draft = services.CauseDraft(words("Rushed"), "", CauseKind.PROCESS, ("respect-1",), "pay")

    changed = services.change_cause(cause=hurry.cause, draft=draft, by=keeper, at=now)

    assert services.change_cause(cause=changed, draft=draft, by=keeper, at=now) == changed
    assert tree() == [("billing", 0), ("hurry", 0), ("us", 0)]
    assert [str(each.cause.name) for each in selectors.causes_of(case=case)] == ["In a hurry"]
    assert [(each.version, str(each.name)) for each in selectors.history_of_cause(code="hurry")] == [
        (2, "Rushed"),
        (1, "In a hurry"),
    ]
    with pytest.raises(services.CauseChangedMeanwhile):
        services.change_cause(cause=hurry.cause, draft=services.CauseDraft(words("Late")), by=keeper, at=now)

    services.retire_cause(cause=changed, by=keeper, at=now)
    assert tree() == [("billing", 0), ("us", 0)]
    assert selectors.times_named() == {"hurry": 1}
    with pytest.raises(selectors.NoSuchCause):
        a_found_cause(case, "hurry", by=ann, at=now)


def test_a_tree_that_makes_no_sense_is_refused(now: datetime) -> None:
    top, middle = a_cause("top", kind=None), a_cause("middle", under="top", kind=None)
    leaf = a_cause("leaf", under="middle")
    name = words("Any")

    for draft, refused in (
        (services.CauseDraft(name, "nowhere"), services.CannotStandThere),
        (services.CauseDraft(name, "leaf"), services.CannotStandThere),
        (services.CauseDraft(name, kind=CauseKind.ATTITUDE), services.CausePointsNowhere),
        (services.CauseDraft(name, kind=CauseKind.ATTITUDE, standards=("respect-9",)), services.CausePointsNowhere),
        (services.CauseDraft(name, standards=("respect-1",)), services.CausePointsNowhere),
        (services.CauseDraft(name, "", CauseKind.PROCESS, ("respect-1",), "no"), services.NoSuchProcessForCause),
        (services.CauseDraft(name, "", CauseKind.ATTITUDE, ("respect-1",), "no"), services.NoSuchProcessForCause),
    ):
        with pytest.raises(refused):
            services.enter_cause(draft=draft, by=HOUSE, at=now)
    for moved, under in ((top, "middle"), (top, "top")):
        with pytest.raises(services.CannotStandThere):
            services.change_cause(cause=moved, draft=services.CauseDraft(name, under), by=HOUSE, at=now)
    a_cause("deep", kind=None)
    assert DEEPEST_CAUSE == 3
    with pytest.raises(services.CannotStandThere):
        services.change_cause(cause=top, draft=services.CauseDraft(name, "deep"), by=HOUSE, at=now)
    with pytest.raises(services.BranchIsNotEmpty):
        services.retire_cause(cause=middle, by=HOUSE, at=now)
    with pytest.raises(services.CauseChangedMeanwhile):
        a_cause("leaf")
    with pytest.raises(NotAllowed):
        services.retire_cause(
            cause=leaf, by=a_person("Ada", rules.KEEP_CAUSES, unit=a_unit("spa", under=a_company())), at=now
        )
    assert tree() == [("deep", 0), ("top", 0), ("middle", 1), ("leaf", 2)]


def test_somebody_who_types_is_understood_in_any_language_or_told_what_may_be_meant() -> None:
    a_cause("us", kind=None, name="How we behaved")
    a_cause("hurry", under="us", name="In a hurry")
    a_cause("card", kind=CauseKind.PROCESS, name="Card charged twice")
    a_cause("late", kind=CauseKind.PROCESS, name="Card sent late")
    standing = selectors.cause_tree()

    for typed in ("hurry", "IN A HURRY", "How we behaved › In a hurry", "behaved hurry", " hurr "):
        assert selectors.cause_meant(typed=typed, tree=standing).code == "hurry"
    for typed, close in (("card", ("card", "late")), ("behaved nothing", ()), (" ", ()), ("us", ())):
        if typed == "card":
            assert selectors.cause_meant(typed=typed, tree=standing).code == "card"
            typed = "card e"
        with pytest.raises(selectors.NoSuchCause) as none:
            selectors.cause_meant(typed=typed, tree=standing)
        assert none.value.close == close


def test_causes_are_named_changed_and_taken_back_and_nothing_said_is_lost(
    ann: Person, case: Case, now: datetime, heard: list[object]
) -> None:
    a_cause("hurry"), a_cause("billing", kind=CauseKind.PROCESS)

    a_found_cause(case, by=ann, at=now, certainty=Certainty.SUPPOSED, note=" She says so. ")
    a_found_cause(case, "billing", by=ann, at=now)
    a_found_cause(case, "billing", by=ann, at=now)
    assert said_of(case) == [("hurry", True, "supposed", "She says so."), ("billing", False, "found", "")]
    a_found_cause(case, "billing", by=ann, at=now, is_main=True)
    assert said_of(case) == [("billing", True, "found", ""), ("hurry", False, "supposed", "She says so.")]
    services.take_cause_back(case=case, code="billing", by=ann, at=now)

    assert said_of(case) == [("hurry", True, "supposed", "She says so.")]
    assert [each.until_at is None for each in selectors.causes_said(case=case)] == [True, False, False, False, False]
    assert heard == [events.CauseFound(at=now, cases=(case.pk,))] * 4
    with pytest.raises(services.CauseIsNotNamed):
        services.take_cause_back(case=case, code="billing", by=ann, at=now)
    with pytest.raises(services.TooLong):
        a_found_cause(case, by=ann, at=now, note="x" * 501)
    with pytest.raises(NotAllowed):
        a_found_cause(case, by=a_person("Lee", rules.SEE), at=now)

    services.erase_with(customers=[case.voice.customer_id or 0], closes_cases=True, by=HOUSE, at=now)
    assert set(FoundCause.objects.values_list("note", flat=True)) == {""}
    assert said_of(case) == [("hurry", True, "supposed", "")]


def test_a_complaint_is_done_only_with_a_cause_where_the_company_says_so(ann: Person, now: datetime) -> None:
    a_cause("hurry")
    free = an_open_case(at=now, email="free@example.com")
    services.answer(case=free, text="We are sorry.", by=ann, at=now)
    keeper = a_person("Kim", rules.KEEP_CAUSES)
    services.require_causes(is_required=True, by=keeper, at=now)
    services.require_causes(is_required=True, by=keeper, at=now)
    assert CauseRule.objects.count() == 1
    with pytest.raises(NotAllowed):
        services.require_causes(is_required=False, by=ann, at=now)
    complaint = an_open_case(at=now, email="cold@example.com")
    silent = an_open_case(at=now, email="")

    for deed in (
        lambda: services.answer(case=complaint, text="We are sorry.", by=ann, at=now),
        lambda: services.close(case=silent, reason="Called them.", by=ann, at=now),
    ):
        with pytest.raises(services.CauseNotNamed):
            deed()
    a_found_cause(complaint, by=ann, at=now), a_found_cause(silent, by=ann, at=now)
    services.answer(case=complaint, text="We are sorry.", by=ann, at=now)
    services.close(case=silent, reason="Called them.", by=ann, at=now)

    thanked, claimed = (an_open_case(at=now, email=f"{name}@example.com") for name in ("thanks", "claims"))
    a_kind("praise", owes=Ends.THANKS)
    a_kind("claim", owes=Ends.DECISION, decision_days=10)
    services.set_kind(case=thanked, kind="praise", by=ann, at=now)
    services.set_kind(case=claimed, kind="claim", by=ann, at=now)
    a_point(claimed, "Forty minutes", kind=PointKind.QUESTION, by=ann, at=now)
    of_a_kind = list(selectors.cases_numbered(numbers=[thanked.pk, claimed.pk]))
    assert selectors.complaints_among(cases=of_a_kind) == {claimed.pk}

    asked = an_open_case(at=now, email="asks@example.com")
    a_point(asked, "Forty minutes", kind=PointKind.QUESTION, by=ann, at=now)
    late = an_open_case(at=now, email="")
    assert selectors.complaints_among(cases=[asked, late]) == {late.pk}
    assert services.close_together(cases=[late.pk], reason="Called.", by=ann, at=now).left == {
        late.pk: selectors.Left.CAUSE_NOT_NAMED
    }


def test_what_was_named_lately_here_is_offered_and_nothing_that_is_named_already(
    ann: Person, case: Case, now: datetime
) -> None:
    for code in ("hurry", "often", "old", "mine"):
        a_cause(code)
    others = [an_open_case(at=now, email=f"{number}@example.com") for number in range(3)]
    for each in others[:2]:
        a_found_cause(each, "often", by=ann, at=now)
    a_found_cause(others[2], "hurry", by=ann, at=now)
    a_found_cause(others[2], "old", by=ann, at=now - timedelta(days=91))
    a_found_cause(case, "mine", by=ann, at=now)

    offered = selectors.causes_offered(case=case, tree=selectors.cause_tree(), at=now)

    assert [each.code for each in offered] == ["often", "hurry"]


def test_a_playbook_brings_the_tree_and_is_written_again_as_it_was(now: datetime) -> None:
    a_company()
    book = playbooks.read(files=a_book(BOOK), at=now)
    installing.install(book=book, by=HOUSE, at=now)

    assert tree() == [("us", 0), ("hurry", 1)]
    assert selectors.cause_rule() is True
    written = playbooks.export(code="company", version=1, title=words("Company"), licence="not for others")
    before = list(Cause.objects.values())
    installing.install(book=playbooks.read(files=written, at=now), by=HOUSE, at=now)
    assert list(Cause.objects.values()) == before

    with pytest.raises(PlaybookIsFaulty) as faulty:
        playbooks.read(files=a_book(FAULTY), at=now)
    assert "\n".join(f"{fault.line}: {fault.says}" for fault in faulty.value.faults) == FAULTS.strip()


def planned(text: str, now: datetime) -> dict[str, str]:
    plan = playbooks.plan(book=playbooks.read(files=a_book(text), at=now), viewer=HOUSE)
    return {each.name: each.step.value for each in plan.planned}


def test_a_playbook_that_asks_for_no_causes_stands_as_it_was_written(now: datetime) -> None:
    a_company()
    not_needed = BOOK.replace("required: true", "required: false")
    installing.install(book=playbooks.read(files=a_book(not_needed), at=now), by=HOUSE, at=now)

    assert planned(not_needed, now)["cause-rule/"] == "same"
    assert (selectors.cause_rule(), CauseRule.objects.count()) == (False, 1)
    services.require_causes(is_required=True, by=HOUSE, at=now)
    assert planned(not_needed, now)["cause-rule/"] == "local"


def test_what_is_gone_from_the_promise_and_the_register_stops_no_playbook(now: datetime) -> None:
    a_company()
    book = BOOK.replace("[respect-1]", "[respect-1, respect-2]").replace("attitude", "process")
    book = book.replace("causes:", "  - {code: respect-2, aspect: respect, text: {en: We ask.}}\ncauses:", 1)
    installing.install(book=playbooks.read(files=a_book(book), at=now), by=HOUSE, at=now)
    process, held = a_process("pay"), selectors.leaf_for(code="hurry")
    services.change_cause(
        cause=held, by=HOUSE, at=now,
        draft=services.CauseDraft(held.name, "us", CauseKind.PROCESS, ("respect-1", "respect-2"), "pay"),
    )  # fmt: skip
    standards.retire_standard(code="respect-2", by=HOUSE, at=now)
    standards.retire_process(process=process, by=HOUSE, at=now)

    written = playbooks.export(code="company", version=1, title=words("Company"), licence="not for others")
    assert "respect-2" not in written["causes.yaml"]
    assert {
        each.step.value for each in playbooks.plan(book=playbooks.read(files=written, at=now), viewer=HOUSE).planned
    } == {"same"}
    renamed = playbooks.read(files=a_book(BOOK.replace("In a hurry", "Rushed").replace("attitude", "process")), at=now)
    installing.install(book=renamed, overwrite=["causes/hurry"], by=HOUSE, at=now)
    changed = selectors.leaf_for(code="hurry")
    assert (str(changed.name), changed.process) == ("Rushed", "")

    standards.retire_standard(code="respect-1", by=HOUSE, at=now)
    left = playbooks.export(code="company", version=1, title=words("Company"), licence="not for others")
    assert "hurry" not in left["causes.yaml"]
    playbooks.read(files=left, at=now)
