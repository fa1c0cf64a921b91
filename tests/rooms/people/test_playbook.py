"""Roles by playbook: every fault at once, what would change, and that what was changed here is kept."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import servewell
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.base.playbook import PlaybookIsFaulty
from servewell.rooms.people import playbook, selectors, services
from tests.builders import words

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
SHIPPED = Path(servewell.__file__).parent / "library" / "four-aspects" / "roles.yaml"

pytestmark = pytest.mark.django_db


def a_sheet(powers: str, title: str = "Host") -> str:
    return f"roles:\n  - code: host\n    title: {{en: {title}, es: Anfitrión}}\n    powers: [{powers}]\n"


def installed(text: str, *overwrite: str) -> list[str]:
    drafts = playbook.read(text=text, file="roles.yaml", at=NOON)
    return [each.step.value for each in playbook.install(drafts=drafts, by=HOUSE, at=NOON, overwrite=overwrite)]


def changed_here(*powers: str) -> None:
    services.define_roles(roles=[services.RoleDraft("host", words("Host here"), powers)], by=HOUSE, at=NOON)


def test_all_that_is_wrong_is_told_at_once_with_file_and_line() -> None:
    text = """\
roles:
  - code: Front Desk
    title: {en: Front desk, fr: Accueil}
    powers: [people.manage, people.mange, people.manage]
  - code: host
    titel: {en: Host}
    powers: people.manage
  - code: host
    title: {}
    powers: []
purpose: none
"""
    with pytest.raises(PlaybookIsFaulty) as faulty:
        playbook.read(text=text, file="roles.yaml", at=NOON)

    assert str(faulty.value).splitlines() == [
        "roles.yaml, line 2: 'Front Desk' is no code: use 1 to 40 letters, digits and hyphens, without accents",
        "roles.yaml, line 3: 'fr' is not known here; known are en, zh-Hans, zh-Hant, es",
        "roles.yaml, line 4: there is no power 'people.mange': did you mean 'people.manage'?",
        "roles.yaml, line 4: the power 'people.manage' stands here twice",
        "roles.yaml, line 5: 'title' is missing",
        "roles.yaml, line 6: 'titel' is not known here: did you mean 'title'?",
        "roles.yaml, line 7: here should stand a list",
        "roles.yaml, line 8: 'host' stands already in roles.yaml, line 5",
        "roles.yaml, line 9: here should stand a text in at least one language: en, zh-Hans, zh-Hant, es",
        "roles.yaml, line 11: 'purpose' is not known here; known are roles",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("roles: [", "roles.yaml, line 1: this is no YAML: did not find expected node content"),
        ("", "roles.yaml, line 1: here should stand roles:"),
        ("roles:\n  - 5\n", "roles.yaml, line 2: here should stand code:, title:, powers:"),
    ],
)
def test_what_is_no_list_of_roles_says_so(text: str, says: str) -> None:
    with pytest.raises(PlaybookIsFaulty) as faulty:
        playbook.read(text=text, file="roles.yaml", at=NOON)

    assert str(faulty.value) == says


def test_a_role_is_added_then_the_same_then_changed() -> None:
    steps = [installed(a_sheet("people.manage")) for _ in range(2)]
    written = Entry.objects.count()
    steps += [installed(a_sheet("people.see-team")), installed(a_sheet("people.see-team"))]

    assert steps == [["add"], ["same"], ["change"], ["same"]]
    assert (written, Entry.objects.count()) == (1, 2)
    assert selectors.role_seen(code="host").powers == ("people.see-team",)


def test_what_was_changed_here_is_kept_until_somebody_says_otherwise() -> None:
    installed(a_sheet("people.manage"))
    changed_here("people.see-team")

    kept = installed(a_sheet("people.manage, people.activate"))
    powers_kept = selectors.role_seen(code="host").powers
    installed(a_sheet("people.manage, people.activate"), "host")

    assert (kept, powers_kept) == (["local"], ("people.see-team",))
    assert selectors.role_seen(code="host").powers == ("people.activate", "people.manage")


def test_a_plan_changes_nothing_and_says_what_would() -> None:
    installed(a_sheet("people.manage"))

    planned = playbook.plan(drafts=playbook.read(text=a_sheet("people.see-team"), file="roles.yaml", at=NOON))

    assert [(each.step.value, each.gains, each.loses) for each in planned] == [
        ("change", ("people.see-team",), ("people.manage",))
    ]
    assert selectors.role_seen(code="host").powers == ("people.manage",)


def test_what_is_exported_installs_as_the_same() -> None:
    steps = installed(SHIPPED.read_text(encoding="utf-8"))
    exported = playbook.export()

    assert set(steps) == {"add"}
    assert set(installed(exported)) == {"same"}
    assert playbook.export() == exported
