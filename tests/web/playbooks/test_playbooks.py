"""Playbooks on pages: seen before they come in, installed by one button, and what was changed here kept."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from servewell.base import today
from servewell.base.permissions import HOUSE, Power, all_powers
from servewell.rooms.people import selectors as people_asked
from servewell.rooms.people import services as people
from servewell.rooms.playbooks import rules, selectors
from tests.builders import a_browser, a_company, a_person, words
from tests.programmes.visitor import read

MANIFEST = "code: mine\nversion: 1\ntitle: {en: Mine}\nlicence: CC0-1.0\nspeaks: [roles]\n"
ROLES = "roles:\n  - code: porter\n    title: {en: Porter}\n    powers: [people.see-team]\n"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def a_keeper(*powers: Power) -> Client:
    a_company()
    return a_browser(a_person("Kim", *(powers or tuple(all_powers()))))


def files(roles: str = ROLES) -> dict[str, object]:
    given = {"playbook.yaml": MANIFEST, "roles.yaml": roles}
    return {"files": [SimpleUploadedFile(name, text.encode()) for name, text in given.items()]}


def posted(keeper: Client, page: object, **more: object) -> object:
    """The form of a plan, sent back as it was shown."""
    held = {
        each.attributes["name"]: each.attributes["value"]
        for each in read(page.content.decode()).all("input")  # type: ignore[attr-defined]
        if each.attributes.get("name") in ("kept", "looked-at")
    }
    return keeper.post(page.request["PATH_INFO"], {**held, **more}, follow=True)  # type: ignore[attr-defined]


def main(response: object) -> str:
    return str(next(read(response.content.decode()).all("main")).text)  # type: ignore[attr-defined]


def buttons(response: object) -> list[str]:
    page = next(read(response.content.decode()).all("main"))  # type: ignore[attr-defined]
    return [f"{each.attributes['class']}: {each.text}" for each in page.all("button") if "name" not in each.attributes]


def title(response: object) -> str:
    return str(next(read(response.content.decode()).all("h1")).text)  # type: ignore[attr-defined]


def test_the_shipped_one_is_seen_then_installed_and_then_would_change_nothing() -> None:
    keeper = a_keeper()

    shelf = keeper.get("/playbooks")
    plan = keeper.get("/playbooks/four-aspects")
    nothing_yet = selectors.installed(viewer=HOUSE)
    unseen = keeper.post("/playbooks/four-aspects")
    still_nothing = selectors.installed(viewer=HOUSE)
    done = posted(keeper, plan)

    assert (title(shelf), title(plan), nothing_yet, still_nothing) == (
        "No playbook is installed yet", "Installing it would write 62 entries", [], [],
    )  # fmt: skip
    assert (unseen.status_code, "Something has changed since you looked" in main(unseen)) == (422, True)
    assert buttons(plan) == ["btn btn-primary: Install"]
    assert "Four aspects of service" in main(shelf)
    assert "Roles: Customer relations writer" in main(plan)
    assert "Installed: 62 entries were written." in main(done)
    assert title(done) == "Installing it would change nothing here"
    assert (buttons(done), "There is nothing to install" in main(done)) == ([], True)
    assert title(keeper.get("/playbooks")) == "1 playbook is installed"


def test_ones_own_is_looked_at_first_and_installed_as_it_was_looked_at() -> None:
    keeper = a_keeper()

    looked = keeper.post("/playbooks", files())
    standing = [role.code for role in people_asked.roles()]
    done = posted(keeper, looked)

    assert title(looked) == "Installing it would write 1 entry"
    assert "porter" not in standing
    assert "Installed: 1 entry was written." in main(done)
    assert people_asked.role_seen(code="porter").powers == ("people.see-team",)
    assert "Mine" in main(done)


def test_what_stands_is_downloaded_and_comes_in_again_as_the_same() -> None:
    keeper = a_keeper()
    posted(keeper, keeper.post("/playbooks", files()))

    given = keeper.get("/playbooks/company.zip")
    again = keeper.get("/playbooks/company.zip")
    looked = keeper.post("/playbooks", {"files": [SimpleUploadedFile("company.zip", given.content)]})
    installed = posted(keeper, looked)
    torn = keeper.post("/playbooks", {"files": [SimpleUploadedFile("company.zip", given.content[:200])]})

    assert given["Content-Disposition"] == 'attachment; filename="company.zip"'
    assert given.content == again.content
    assert (title(looked), buttons(looked)) == (
        "Installing it would change nothing here", ["btn: Note down that this version is installed"],
    )  # fmt: skip
    assert "Nothing had to be changed" in main(installed)
    assert (torn.status_code, "no zip that can be opened" in main(torn)) == (422, True)


def test_a_large_one_comes_in_as_it_was_looked_at_and_a_larger_one_not_at_all() -> None:
    keeper = a_keeper()

    looked = keeper.post("/playbooks", files(f"# {'字' * 79_000}\n{ROLES}"))
    page = read(looked.content.decode())
    sent_as = {form.attributes.get("enctype") for form in page.all("form") if "kept" in {
        each.attributes.get("name") for each in form.all("input")
    }}  # fmt: skip
    done = posted(keeper, looked)
    larger = keeper.post("/playbooks", files(f"# {'字' * 80_000}\n{ROLES}"))

    assert sent_as == {"multipart/form-data"}
    assert "Installed: 1 entry was written." in main(done)
    assert (larger.status_code, "240,000 bytes together" in main(larger)) == (422, True)


def test_a_change_made_here_is_shown_three_ways_and_only_a_tick_overwrites_it() -> None:
    keeper = a_keeper()
    posted(keeper, keeper.post("/playbooks", files()))
    here = people.RoleDraft("porter", words("Porter"), ("people.see-team", "cases.see"))
    people.define_roles(roles=[here], by=HOUSE, at=today.now())

    page = keeper.post("/playbooks", files())
    posted(keeper, page)
    untouched = people_asked.role_seen(code="porter").powers
    people.define_roles(roles=[replace(here, powers=("cases.see",))], by=HOUSE, at=today.now())
    too_late = posted(keeper, page, overwrite="roles/porter")
    meanwhile = people_asked.role_seen(code="porter").powers
    posted(keeper, keeper.post("/playbooks", files()), overwrite="roles/porter")
    looked = main(page)

    for said in ("Changed here (1)", "The playbook wrote people.see-team", "Here it says cases.see, people.see-team"):
        assert said in " ".join(looked.split())
    assert (untouched, meanwhile) == (("cases.see", "people.see-team"), ("cases.see",))
    assert "Something has changed since you looked" in main(too_late)
    assert buttons(page) == ["btn: Take what is ticked from the playbook"]
    assert people_asked.role_seen(code="porter").powers == ("people.see-team",)


@pytest.mark.parametrize(
    ("posted", "says"),
    [
        (files(ROLES.replace("see-team", "see-taem")), "roles.yaml, line 4: there is no power 'people.see-taem'"),
        ({"files": [SimpleUploadedFile("playbook.yaml", b"code: \xf3")]}, "this is not written in UTF-8: save it so"),
        ({}, "playbook.yaml, line 1: this file is missing"),
        (files("[" * 900 + "]" * 900), "lists and entries lie more than 60 deep in one another"),
        ({"kept": "[1]"}, "the files did not come back as they were"),
        ({"kept": "{"}, "the files did not come back as they were"),
    ],
)
def test_files_that_are_not_right_say_why_and_install_nothing(posted: dict[str, object], says: str) -> None:
    answered = a_keeper().post("/playbooks", posted)

    assert (answered.status_code, says in main(answered)) == (422, True)
    assert selectors.installed(viewer=HOUSE) == []


def test_who_lacks_a_power_of_a_room_installs_nothing_of_it() -> None:
    keeper = a_keeper(rules.INSTALL)

    answered = posted(keeper, keeper.get("/playbooks/four-aspects"))

    assert (answered.status_code, selectors.installed(viewer=HOUSE)) == (422, [])
    assert "some of it needs powers that you do not hold" in main(answered)
    assert keeper.get("/playbooks/nine-aspects").status_code == 404
