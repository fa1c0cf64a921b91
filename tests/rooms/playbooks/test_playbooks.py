"""Playbooks: every fault at once, a plan, one installation, local changes that survive, and an export that is equal."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.base.playbook import PlaybookIsFaulty
from servewell.base.words import CODES, Words
from servewell.rooms.commitments import services as commitments
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.playbooks import selectors, services
from servewell.rooms.standards import selectors as standards_asked
from servewell.rooms.standards import services as standards
from tests.builders import a_company, a_person, a_survey, a_unit, words

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
MANIFEST = "code: mine\nversion: {}\ntitle: {{en: Mine, es: Mío}}\nlicence: CC-BY-4.0\nspeaks: [{}]\n"
ROLES = "roles:\n  - code: host\n    title: {en: Host, es: Anfitrión}\n    powers: [people.manage]\n"
PROMISED = """\
aspects:
  - code: respect
    name: {en: Respect}
    description: {en: We look up.}
standards:
  - code: respect-1
    aspect: respect
    text: {en: We greet within ten seconds.}
    do: {en: "Good morning, Ms Li."}
promises:
  - title: {en: Ours}
    text: {en: You can count on us.}
"""

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def a_playbook(version: int = 1, **files: str) -> dict[str, str]:
    speaks = [line.split(":")[0] for text in files.values() for line in text.splitlines() if line[:1].isalpha()]
    named = {f"{name}.yaml": text for name, text in files.items()}
    return {"playbook.yaml": MANIFEST.format(version, ", ".join(speaks)), **named}


def steps(followed: selectors.Plan) -> dict[str, str]:
    return {each.name: each.step.value for each in followed.planned}


def planned(files: Mapping[str, str]) -> dict[str, str]:
    return steps(selectors.plan(book=selectors.read(files=files, at=NOON), viewer=HOUSE))


def installed(files: Mapping[str, str], *overwrite: str) -> dict[str, str]:
    book = selectors.read(files=files, at=NOON)
    return steps(services.install(book=book, by=HOUSE, at=NOON, overwrite=overwrite))


def faults(files: Mapping[str, str]) -> list[str]:
    with pytest.raises(PlaybookIsFaulty) as faulty:
        selectors.read(files=files, at=NOON)
    return [str(fault) for fault in faulty.value.faults]


def exported() -> dict[str, str]:
    return selectors.export(code="company", version=1, title=words("Company"), licence="not for others")


def test_every_fault_of_every_file_is_told_at_once_with_its_line() -> None:
    a_company()
    standards_ = PROMISED.replace("aspect: respect", "aspect: respekt").replace("en: Ours", "fr: Nous")
    twice = ROLES + "  - code: host\n    title: {en: Again}\n    powers: [people.mange]\n"
    looped = "instruments:\n  - code: form\n    title: {en: F}\n    thanks: {en: T}\n    document: &a {pages: [*a]}\n"

    files = a_playbook(a=ROLES, b=twice, c=standards_, d=looped, e="pledges: 5\n")
    files["playbook.yaml"] = files["playbook.yaml"].replace("speaks: [roles, roles, ", "speaks: [roles, messages, ")

    assert faults(files) == [
        "b.yaml, line 2: 'host' stands already in a.yaml, line 2",
        "b.yaml, line 5: 'host' stands already in a.yaml, line 2",
        "b.yaml, line 7: there is no power 'people.mange': did you mean 'people.manage'?",
        "c.yaml, line 7: there is no aspect 'respekt': did you mean 'respect'?",
        "c.yaml, line 11: 'fr' is not known here; known are en, zh-Hans, zh-Hant, es",
        "d.yaml, line 5: this piece holds itself",
        "e.yaml, line 1: here should stand a list",
        "playbook.yaml, line 5: no file has any messages: write some, or leave the word out",
    ]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, ["playbook.yaml, line 1: this file is missing; it says code, version, title, licence, speaks"]),
        (
            {"playbook.yaml": ""},
            ["playbook.yaml, line 1: here should stand code:, version:, title:, licence:, speaks:"],
        ),
        (
            {"playbook.yaml": MANIFEST.format("soon", "rolls")},
            [
                "playbook.yaml, line 2: here should stand a whole number from 1 to 1000000",
                "playbook.yaml, line 5: there is no vocabulary 'rolls': did you mean 'roles'?",
            ],
        ),
        (
            {"playbook.yaml": MANIFEST.format(1, "roles"), "a.yaml": "roles: ["},
            ["a.yaml, line 1: this is no YAML: did not find expected node content"],
        ),
        (
            {"playbook.yaml": MANIFEST.format(1, ""), "a.yaml": ROLES},
            ["playbook.yaml, line 5: the files have roles, which is not said here: add it"],
        ),
    ],
)
def test_a_folder_that_is_no_playbook_says_what_to_mend(files: dict[str, str], says: list[str]) -> None:
    assert faults(files) == says


def test_what_belongs_to_a_company_waits_for_one() -> None:
    assert faults(a_playbook(a=PROMISED)) == [
        "a.yaml, line 11: there is no company here yet: add its first unit, or let the playbook bring it under units:"
    ]


def test_a_plan_changes_nothing_and_a_second_installation_neither() -> None:
    a_company()
    files = a_playbook(a=ROLES, b=PROMISED)

    before = planned(files)
    first = installed(files)
    written = Entry.objects.count()
    second = installed(files)

    entries = ["aspects/respect", "promises/", "roles/host", "standards/respect-1"]
    assert sorted(before) == sorted(first) == entries
    assert set(before.values()) == set(first.values()) == {"add"}
    assert (second, Entry.objects.count()) == (dict.fromkeys(first, "same"), written)
    assert [each.code for each in standards_asked.standards_in_force()] == ["respect-1"]
    assert [(each.code, each.version, each.entries) for each in selectors.installed(viewer=HOUSE)] == [("mine", 1, 4)]


def test_a_change_made_here_survives_a_new_version_and_is_shown_three_ways() -> None:
    a_company()
    installed(a_playbook(a=ROLES, b=PROMISED))
    here = people.RoleDraft("host", words("Host here"), ("people.manage",))
    people.define_roles(roles=[here], by=HOUSE, at=NOON)
    newer = a_playbook(2, a=ROLES.replace("people.manage", "people.see-team"), b=PROMISED.replace("ten", "five"))

    found = selectors.plan(book=selectors.read(files=newer, at=NOON), viewer=HOUSE)
    kept = installed(newer)
    title = str(people_asked.role_seen(code="host").title)
    installed(newer, "roles/host")

    assert kept == {
        "roles/host": "local", "promises/": "same", "aspects/respect": "same", "standards/respect-1": "change",
    }  # fmt: skip
    role = next(each for each in found.planned if each.name == "roles/host")
    assert [(each.field, each.installed, each.standing, each.wanted) for each in role.differences] == [
        ("title", {"en": "Host", "es": "Anfitrión"}, {"en": "Host here"}, {"en": "Host", "es": "Anfitrión"}),
        ("powers", ["people.manage"], ["people.manage"], ["people.see-team"]),
    ]
    assert title == "Host here"
    assert people_asked.role_seen(code="host").powers == ("people.see-team",)
    assert set(planned(newer).values()) == {"same"}
    assert [(each.version, str(each.text)) for each in standards_asked.standards_in_force()] == [
        (2, "We greet within five seconds.")
    ]


def test_what_was_taken_away_here_stays_away_and_what_a_new_version_drops_stays_here() -> None:
    a_company()
    installed(a_playbook(a=ROLES, b=PROMISED))
    standards.retire_standard(code="respect-1", by=HOUSE, at=NOON)

    again = installed(a_playbook(2, b=PROMISED))

    assert again == {
        "promises/": "same", "aspects/respect": "same", "standards/respect-1": "local", "roles/host": "left",
    }  # fmt: skip
    assert standards_asked.standards_in_force() == []
    assert people_asked.role_seen(code="host").powers == ("people.manage",)
    assert planned(a_playbook(2, b=PROMISED)) == again


def test_a_room_that_refuses_leaves_nothing_of_it_behind() -> None:
    west = a_unit("west", under=a_company())
    said = words("Mine")
    commitments.publish(code="mine", unit=west, title=said, text=said, question=said, by=HOUSE, at=NOON)
    pledge = "pledges:\n  - code: mine\n    title: {en: A}\n    text: {en: B}\n    question: {en: C}\n"
    files = a_playbook(a=ROLES, b=pledge)
    book = selectors.read(files=files, at=NOON)
    before = people_asked.roles()

    with pytest.raises(services.RoomRefuses, match="pledges: mine is the pledge of another unit"):
        services.install(book=book, by=HOUSE, at=NOON, overwrite=("pledges/mine",))

    assert (people_asked.roles(), selectors.installed(viewer=HOUSE)) == (before, [])


def test_an_older_version_an_unknown_name_and_a_stranger_are_refused() -> None:
    a_company()
    installed(a_playbook(3, a=ROLES))
    older, same = (selectors.read(files=a_playbook(number, a=ROLES), at=NOON) for number in (2, 3))

    with pytest.raises(services.OlderThanInstalled, match="installed in version 3; this is version 2"):
        services.install(book=older, by=HOUSE, at=NOON)
    with pytest.raises(services.NothingOfThatName, match="the playbook has no roles/hots"):
        services.install(book=same, by=HOUSE, at=NOON, overwrite=("roles/hots",))
    with pytest.raises(NotAllowed):
        services.install(book=same, by=a_person("Ella"), at=NOON)


def as_in_an_empty_home(build: object) -> tuple[dict[str, str], dict[str, str]]:
    """What is exported where ``build`` was called, and again where that was installed into nothing."""
    with transaction.atomic():
        build()  # type: ignore[operator]
        first = exported()
        transaction.set_rollback(True)
    assert people_asked.top_unit() is None
    with transaction.atomic():
        installed(first)
        second = exported()
        transaction.set_rollback(True)
    return first, second


def test_what_is_exported_comes_back_byte_for_byte_from_an_empty_home() -> None:
    def build() -> None:
        company = a_company()
        a_unit("south", under=a_unit("west", under=company))
        people.keep_apart(unit=a_unit("people-desk", under=company), by=HOUSE, at=NOON, awaits_people=True)
        gone, told = a_unit("gone", under=company), words("Nobody reads this")
        commitments.publish(code="gone", unit=gone, title=told, text=told, question=told, by=HOUSE, at=NOON)
        people.close_unit(unit=gone, on=date(2026, 11, 1), by=HOUSE, at=NOON)
        installed(a_playbook(a=ROLES, b=PROMISED))
        a_survey()
        said = words("Sign: here\n\n# and there ")
        commitments.publish(code="pledge", unit=company, title=said, text=said, question=said, by=HOUSE, at=NOON)
        standards.publish_message(unit=company, year=2026, line=said, text=said, by=HOUSE, at=NOON)

    first, second = as_in_an_empty_home(build)

    assert sorted(first) == [
        "aspects.yaml", "instruments.yaml", "messages.yaml", "playbook.yaml", "pledges.yaml", "promises.yaml",
        "roles.yaml", "standards.yaml", "units.yaml",
    ]  # fmt: skip
    assert first == second
    assert first["units.yaml"].count("apart: true") == 1


DESK = """\
units:
  - {{code: people-desk, name: {{en: People}}, kind: desk, zone: UTC, language: en, parent: company{}}}
"""


def test_a_playbook_keeps_a_unit_apart_and_opens_none_by_saying_nothing() -> None:
    company = a_company()
    desks = [DESK.format(apart) for apart in (", apart: yes", "", ", apart: yes", ", apart: no")]

    done = [[*installed(a_playbook(version, a=desk)).values()] for version, desk in enumerate(desks, start=1)]
    of_the_company = DESK.format(", apart: yes").replace("people-desk", company.code).replace(", parent: company", "")

    assert done == [["add"], ["same"], ["same"], ["change"]]
    assert people_asked.codes_apart() == frozenset()
    assert faults(a_playbook(a=of_the_company)) == [
        "a.yaml, line 2: nothing stands above the company, so nothing can be kept from there: leave it out"
    ]


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)
_words = st.builds(
    lambda texts: Words(texts, source=next(iter(texts))), st.dictionaries(st.sampled_from(CODES), _texts, min_size=1)
)
_codes = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True).filter(lambda code: code not in ("new", "mine"))


@given(
    titles=st.dictionaries(_codes, _words, max_size=3),
    sentences=st.dictionaries(_codes, st.tuples(_words, st.none() | _words), max_size=3),
    said=st.tuples(_words, _words),
)
@settings(max_examples=25)
def test_whatever_a_company_says_comes_back_byte_for_byte(
    titles: dict[str, Words], sentences: dict[str, tuple[Words, Words | None]], said: tuple[Words, Words]
) -> None:
    def build() -> None:
        company = a_company()
        drafts = [people.RoleDraft(code, title, ("people.manage", "cases.see")) for code, title in titles.items()]
        people.define_roles(roles=drafts, by=HOUSE, at=NOON)
        written = [
            standards.StandardDraft(code, text, standards.Examples(do=do)) for code, (text, do) in sentences.items()
        ]
        aspects = [standards.AspectDraft("one", *said, tuple(written)), standards.AspectDraft("two", *said, ())]
        standards.publish(unit=company, title=said[0], text=said[1], aspects=aspects, by=HOUSE, at=NOON)

    first, second = as_in_an_empty_home(build)

    assert first == second


TIMES = """\
answer-times:
  - answer-minutes: 960
    days-at-the-latest: 14
    opens-at-score: 0.25
    openings:
      monday: ["09:00-12:00", "13:00-17:30"]
      saturday: ["00:00-00:00"]
    holidays: {country: CN, until: 2026, worked: [2026-10-02]}
    own-days:
      - on: 2026-12-24
        name: {en: Christmas Eve, es: Nochebuena}
        hours: ["09:00-12:00"]
      - on: 2026-12-28
"""
KINDS = """\
letter-kinds:
  - code: claim
    name: {en: Claim, zh-Hant: 求償}
    owes: decision
    decision-days: 21
    receipt-minutes: 240
    receipt-by-itself: true
    channels: [claims]
  - code: praise
    name: {es: Elogio}
    owes: thanks
"""
FIGURES = """\
indicators:
  - code: score
    title: {en: Score}
    definition: {en: Two sources.}
    kind: composite
    sources:
      - {name: {en: Answers}, kind: top-boxes, weight: 2, top-boxes: 2}
      - {name: {en: Respect}, kind: mean, weight: 0.5, aspect: respect}
"""


def test_answer_times_and_figures_come_back_byte_for_byte_too() -> None:
    def build() -> None:
        a_company()
        a_survey()
        first = installed(a_playbook(a=TIMES, b=FIGURES, c=KINDS))
        assert first == {
            "answer-times/": "add", "indicators/score": "add", "letter-kinds/claim": "add",
            "letter-kinds/praise": "add",
        }  # fmt: skip
        assert set(planned(a_playbook(a=TIMES, b=FIGURES, c=KINDS)).values()) == {"same"}

    first, second = as_in_an_empty_home(build)

    assert {"answer-times.yaml", "indicators.yaml", "letter-kinds.yaml"} <= set(first)
    assert first == second


CHAIN = """\
places:
  - {code: guests, name: {en: Guests}, customer: true}
  - {code: kitchen, name: {en: Kitchen}, unit: west, job: {en: Cook, es: Cocinera}}
services:
  - {from: kitchen, to: guests, what: {en: Warm meals}}
"""


def test_the_service_chain_comes_in_changes_and_comes_back_byte_for_byte() -> None:
    def build() -> None:
        west = a_unit("west", under=a_company())
        first = installed(a_playbook(a=CHAIN))
        other = installed(a_playbook(2, a=CHAIN.replace("Warm", "Hot").replace("Kitchen", "The kitchen")))
        gone = standards.add_place(unit=west, name=words("Gone"), code="gone", by=HOUSE, at=NOON)
        standards.retire_place(place=gone, by=HOUSE, at=NOON)
        back = CHAIN.replace("code: kitchen", "code: gone").replace("to: guests", "to: kitchen")

        assert set(first.values()) == {"add"}
        assert other == {"places/guests": "same", "places/kitchen": "change", "services/kitchen guests": "change"}
        assert faults(a_playbook(a=back.replace("true", "1"))) == [
            "a.yaml, line 2: here should stand true or false",
            "a.yaml, line 3: the place 'gone' was taken off the map here: use another code, or leave it out",
            "a.yaml, line 5: 'kitchen' cannot serve itself: say whom it serves",
        ]
        kitchen = next(each for each in standards_asked.chain().places.values() if each.code == "kitchen")
        assert str(kitchen.name) == "The kitchen"
        assert [str(each.what) for each in standards_asked.chain().services] == ["Hot meals"]

    first, second = as_in_an_empty_home(build)

    assert {"places.yaml", "services.yaml"} <= set(first)
    assert first == second


def test_faults_in_answer_times_and_figures_are_told_where_they_stand() -> None:
    a_company()
    wrong = (
        TIMES.replace('"13:00-17:30"', '"11:00-17:30"').replace("country: CN", "country: XX").replace("0.25", "25")
        .replace("on: 2026-12-28", "hours: []")
    )  # fmt: skip

    figures = FIGURES.replace("kind: mean", "kind: median").replace("aspect: respect", "aspect: respect, rescaled: 1")
    assert faults(a_playbook(a=wrong, b=figures, c=KINDS.replace("itself: true", "itself: perhaps"))) == [
        "a.yaml, line 4: here should stand a number from 0 to 1",
        'a.yaml, line 6: here should stand hours such as "09:00-17:00", each later than the one before',
        "a.yaml, line 13: 'on' is missing",
        "b.yaml, line 8: there is no kind 'median': did you mean 'mean'?",
        "b.yaml, line 8: there is no aspect 'respect'; there is none yet",
        "b.yaml, line 8: here should stand true or false",
        "c.yaml, line 7: here should stand true or false",
    ]
    never_open = TIMES.replace("0.25", "25").partition("    openings:")[0] + "    openings: {}\n"
    assert faults(a_playbook(a=never_open)) == [
        "a.yaml, line 4: here should stand a number from 0 to 1",
        "a.yaml, line 5: the desk has to open on one weekday at least",
    ]
