"""What is odd, endless or of another day in a playbook's files: one clear fault each, and soon."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from servewell.base.permissions import HOUSE
from servewell.base.playbook import PlaybookIsFaulty
from servewell.rooms.commitments import services as commitments
from servewell.rooms.instruments import services as instruments
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.playbooks import selectors, services
from tests.builders import a_company, a_unit, words
from tests.rooms.playbooks.test_playbooks import MANIFEST, a_playbook, as_in_an_empty_home, faults, installed

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ROLE = "roles:\n  - code: host\n    title: {{en: {}}}\n    powers: [people.manage]\n"
UNIT = """\
units:
  - code: {}
    name: {{en: West}}
    kind: hotel
    zone: Europe/Madrid
    language: es
    parent: company
"""
FORM = """\
instruments:
  - code: form
    title: {{en: F}}
    thanks: {{en: T}}
    document:
      title: F
      showAt: {}
      pages: [{{name: p, elements: [{{type: rating, name: q, title: Q}}]}}]
"""
LAUGHS = "\n".join(["roles: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))])
LADDER = "\n".join(["- &a0 [x]", *(f"- &a{n} [*a{n - 1}]" for n in range(1, 2_000))])

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (LAUGHS, ["line 6: what is repeated by anchors comes to more than 100,000 pieces: write less"]),
        (LADDER, ["line 60: lists and entries lie more than 60 deep in one another"]),
        ("[" * 50_000, ["line 1: lists and entries lie more than 60 deep in one another"]),
        ("{a: " * 500 + "}" * 500, ["line 1: lists and entries lie more than 60 deep in one another"]),
        ("#" * 4_000_001, ["line 1: the file is larger than 4,000,000 signs: this is no playbook's file"]),
        ("roles:\n\0", ["line 2: this is no YAML: a sign stands here that no text has"]),
        ("roles:\n\ud800", ["line 2: this is no YAML: a sign stands here that no text has"]),
        (ROLE.format('"A\\0B"'), ["line 3: the sign U+0000 cannot be kept in a text: leave it out"]),
        (ROLE.format('"\\U00110000"'), ["line 3: this is no YAML: found invalid Unicode character escape code"]),
        (ROLE.format("A, en: B"), ["line 3: 'en' stands here twice"]),
        (ROLE.format("A, ? [en] : B"), ["line 3: what stands before a colon is one word"]),
        ("? &a [*a]\n: b\n", ["line 1: what stands before a colon is one word"]),
        (
            ROLE.format("A, fr: B"),
            ["line 3: 'fr' is not known here; known are en, zh-Hans, zh-Hant, es"],
        ),
        (FORM.format(".inf"), ["line 7: '.inf' is neither a text, a number nor a day: put a text in quotes"]),
        (
            FORM.format("9" * 50),
            [f"line 7: '{'9' * 40}…' is neither a text, a number nor a day: put a text in quotes"],
        ),
        (FORM.format(":".join(["59"] * 90_000)), [f"line 7: '{('59:' * 14)[:40]}…' is neither a text, a number"]),
        (FORM.format("!!binary aGk="), ["line 7: 'aGk=' is neither a text, a number nor a day: put a text in quotes"]),
        (FORM.format("2026-01-01"), ["line 6: a day that stands in a form is a text: put it in quotes"]),
    ],
)
def test_what_is_endless_or_odd_is_one_fault(text: str, says: list[str]) -> None:
    a_company()

    told = faults({"playbook.yaml": MANIFEST.format(1, "roles, instruments"), "a.yaml": text})

    mine = [fault.removeprefix("a.yaml, ") for fault in told if fault.startswith("a.yaml")]
    assert [fault[: len(said)] for fault, said in zip(mine, says, strict=True)] == says


def test_ten_thousand_faults_are_not_told_one_by_one() -> None:
    told = faults({"playbook.yaml": MANIFEST.format(1, "roles"), "a.yaml": "roles:\n" + "  - x\n" * 10_000})

    assert (len(told), told[-1]) == (201, "*, line 1: 9,800 more faults are not told: mend these first")


@given(st.text(max_size=60), st.sampled_from(["roles", "units", "instruments", "answer-times", "indicators"]))
@example("- &a {code: *a, ? *a : 1}", "roles")
@example("- {code: !!set {a}, title: !!omap [a: 1]}", "roles")
@example("!!python/object:os.system x", "roles")
def test_whatever_stands_in_a_file_is_read_or_told_as_a_fault(text: str, vocabulary: str) -> None:
    for written in (text, f"{vocabulary}:\n  {text}", f'{vocabulary}: [{{code: "{text}", openings: {text}}}]'):
        with pytest.raises(PlaybookIsFaulty):
            selectors.read(files={"playbook.yaml": "code: 1", "a.yaml": written}, at=NOON)


def test_units_of_other_days_are_told_where_they_are_named() -> None:
    company = a_company()
    gone = a_unit("gone", under=company)
    people.close_unit(unit=gone, on=date(2026, 11, 1), by=HOUSE, at=NOON)
    later = people.NewUnit("later", words("L"), "hotel", "UTC", "en", company.code, date(2027, 1, 1))
    people.add_units(units=[later], by=HOUSE, at=NOON)
    pledge = "pledges:\n  - {code: p, unit: gone, title: {en: A}, text: {en: B}, question: {en: C}}\n"
    new = UNIT.format("new") + "    from: 2026-12-24\n"
    ring = "".join(UNIT.format(code).replace("units:\n", "") for code in ("one", "two"))
    ring = "units:\n" + ring.replace("parent: company", "parent: two", 1).replace(
        "parent: company\n", "parent: one\n", 1
    )

    assert faults(a_playbook(a=UNIT.format("gone"))) == [
        "a.yaml, line 2: the unit 'gone' was closed on 2026-11-01: use another code, or leave it out"
    ]
    assert faults(a_playbook(a=UNIT.format("later"), b=pledge)) == [
        "a.yaml, line 2: the unit 'later' begins on 2027-01-01 only: use another code, or leave it out",
        "b.yaml, line 2: the unit 'gone' was closed on 2026-11-01",
    ]
    assert faults(a_playbook(a=new)) == [
        "a.yaml, line 8: a playbook brings units that stand already: leave 'from' out, or wait for that day"
    ]
    assert faults(a_playbook(a=ring)) == [
        "a.yaml, line 7: 'two' comes later in the files, or is the unit itself: list it before"
    ]


def test_an_obligation_may_begin_later_and_a_unit_may_name_the_whole_company() -> None:
    a_company()
    owed = (
        "obligations:\n  - code: sign\n    kind: commitments.pledge\n    subject: word\n    title: {en: Sign}\n"
        "    detail: {en: D}\n    unit: company\n    from: 2027-03-01\n"
    )

    assert installed(a_playbook(a=owed)) == {"obligations/sign": "add"}
    assert installed(a_playbook(a=owed.replace("    unit: company\n", ""))) == {"obligations/sign": "same"}


def test_a_code_that_a_room_takes_comes_back_from_an_export() -> None:
    long = "a" * 59 + "z"

    def build() -> None:
        company = a_company()
        unit = people.NewUnit("HQ_" + long[3:], words("HQ"), "desk", "UTC", "en", company.code, date(2026, 1, 1))
        people.add_units(units=[unit], by=HOUSE, at=NOON)
        people.define_roles(roles=[people.RoleDraft("-Host_" + "9" * 34, words("H"), ())], by=HOUSE, at=NOON)
        said, top = words("Mine"), people_asked.top_unit()
        assert top is not None
        commitments.publish(code="P" + long[1:], unit=top, title=said, text=said, question=said, by=HOUSE, at=NOON)
        question = {"type": "rating", "name": "q", "title": "Q"}
        form = {"title": "F", "pages": [{"name": "p", "elements": [question]}]}
        instruments.publish(code=long, title=said, thanks=said, document=form, unit=top, by=HOUSE, at=NOON)

    first, second = as_in_an_empty_home(build)

    assert {"units.yaml", "roles.yaml", "pledges.yaml", "instruments.yaml"} <= set(first)
    assert first == second


@pytest.mark.parametrize("code", ["four-aspects", "score-and-train"])
def test_every_playbook_that_is_shipped_installs_into_a_company_of_one_unit_and_comes_back(code: str) -> None:
    def build() -> None:
        a_company()
        first = services.install(book=selectors.shipped_book(code=code, at=NOON), by=HOUSE, at=NOON)
        again = selectors.plan(book=selectors.shipped_book(code=code, at=NOON), viewer=HOUSE)

        assert {each.step.value for each in first.planned} == {"add"}
        assert {each.step.value for each in again.planned} == {"same"}
        assert code == again.book.manifest.code

    first, second = as_in_an_empty_home(build)

    assert first == second


def test_no_playbook_is_shipped_that_the_tests_do_not_install() -> None:
    assert selectors.shipped() == ["four-aspects", "score-and-train"]


def test_the_two_that_are_shipped_stand_beside_each_other_and_leave_each_others_figure_alone() -> None:
    a_company()
    services.install(book=selectors.shipped_book(code="four-aspects", at=NOON), by=HOUSE, at=NOON)

    other = services.install(book=selectors.shipped_book(code="score-and-train", at=NOON), by=HOUSE, at=NOON)

    kept = [each.name for each in other.planned if each.step.value == "local"]
    assert kept == ["messages/2026", "promises/", "indicators/css"]
