"""The handbook through its pages: chapters written, an edition published, read, compared and refused in words."""

from datetime import date, datetime
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Role
from servewell.rooms.standards import rules, selectors, services
from servewell.rooms.standards.models import Chapter, Draft, Edition
from servewell.web.standards.shown.passages import changes_shown
from tests.builders import a_browser, a_company, a_person, a_promise, a_unit, an_aspect, words
from tests.programmes.visitor import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands")]


def text(answer: object) -> str:
    return read(unescape(answer.content.decode())).text  # type: ignore[attr-defined]


def written(title: str, says: str, base: int = 0, deed: str = "publish") -> dict[str, str]:
    return {"source": "en", "base": str(base), "deed": deed, "name-en": title, "text-en": says}


def published(keeper: Client, unit: str = "company") -> str:
    """As the button on the page publishes it."""
    page = read(keeper.get(f"/promises/{unit}/handbook").content.decode())
    (seen,) = [each.attributes["value"] for each in page.all("input") if each.attributes.get("name") == "seen"]
    return text(keeper.post(f"/promises/{unit}/handbook", {"seen": seen}, follow=True))


@pytest.fixture
def keeper() -> Client:
    return a_browser(a_person("Kim", rules.PUBLISH))


def test_a_handbook_is_written_published_and_read_with_what_is_new(keeper: Client) -> None:
    a_promise("We hear you out.", aspects=[an_aspect("respect", "I look up.")])
    ann = a_browser(a_person("Ann"))
    assert "No handbook has been published for your unit" in text(ann.get("/handbook"))
    assert "Make the first edition" not in text(ann.get("/handbook"))
    assert "Make the first edition" in text(keeper.get("/handbook"))

    kept = keeper.post("/promises/company/chapters/new", written("Your first day", "Read ten letters."), follow=True)
    assert "It is read from the next edition of the handbook on." in text(kept)
    desk = text(keeper.get("/promises/company/handbook"))
    assert "Company has not published a handbook yet" in desk
    assert "new The aspect “Respect”" in desk
    assert "Your first day 简体中文 · 繁體中文 · Español" in desk
    assert "The handbook of Company, edition 1" in published(keeper)

    assert "By now" not in text(keeper.get("/handbook"))
    page = text(ann.get("/handbook"))
    order = ["This is the first edition.", "We hear you out.", "I look up.", "Read ten letters.", "Edition 1"]
    assert [page.index(each) for each in order] == sorted(page.index(each) for each in order)

    keeper.post("/promises/company/chapters/your-first-day", written("Your first day", "Read twenty.", base=1))
    page = text(ann.get("/handbook"))
    assert "Read ten letters." in page
    assert "By now 1 passage differs: the next edition will say it" in page
    for reader, leads in ((ann, []), (keeper, ["/promises/company/handbook"])):
        links = read(reader.get("/handbook").content.decode()).all("a")
        assert [each.attributes["href"] for each in links if "By now" in each.text] == leads
    assert "1 passage differs from edition 1 of the handbook of Company" in text(
        keeper.get("/promises/company/handbook")
    )
    published(keeper)
    page = text(ann.get("/handbook"))
    assert "1 passage is new, changed or left out since edition 1" in page
    assert "changed Your first day As it was : Your first day Read ten letters." in page
    earlier = text(ann.get("/handbook/company/1"))
    assert "Edition 2 has come since: read that one" in earlier
    assert "Read twenty." not in earlier
    assert "By now" not in earlier
    assert ann.get("/handbook/company/3").status_code == 404


def test_what_was_published_meanwhile_is_read_before_it_is_published(keeper: Client) -> None:
    a_promise()
    seen = selectors.digest_of(passages=())
    moved = keeper.post("/promises/company/handbook", {"seen": seen}, follow=True)
    assert "Read what is new, then publish it." in text(moved)

    published(keeper)
    page = keeper.get("/promises/company/handbook")
    assert "The handbook of Company says what holds: edition 1" in text(page)
    assert "Publish edition" not in text(page)
    again = keeper.post("/promises/company/handbook", {"seen": Edition.objects.get().digest}, follow=True)
    assert "Edition 1 says every word of it already: nothing was published." in text(again)
    assert Edition.objects.count() == 1


def test_whoever_publishes_for_the_company_begins_with_its_handbook_wherever_they_work(now: datetime) -> None:
    office = a_unit("office", under=a_company())
    for_the_office = a_person("Olga", rules.PUBLISH, unit=office)
    for_all = a_person("Kim", rules.PUBLISH, unit=office)
    role = Role.objects.get(code=f"role-{for_all.number}")
    people.grant(person=for_all, role=role, unit=a_company(), from_on=date(2026, 1, 1), by=HOUSE, at=now)

    for person, unit in ((for_all, "company"), (for_the_office, "office")):
        links = read(a_browser(person).get("/handbook").content.decode()).all("a")
        assert [each.attributes["href"] for each in links if "Make the first edition" in each.text] == [
            f"/promises/{unit}/handbook"
        ]


def test_a_new_translation_is_shown_by_its_language_to_whoever_does_not_read_it(keeper: Client, now: datetime) -> None:
    a_promise()
    company, title = a_company(), words("First day")
    for said in (words("Read."), Words({"en": "Read.", "es": "Lee."})):
        services.write_chapter(unit=company, code="first-day", title=title, text=said, by=HOUSE, at=now)
        published(keeper)

    assert "changed First day Español Contents" in text(keeper.get("/handbook"))
    first, second = (
        selectors.passages_of(edition=selectors.edition_of(unit="company", number=number)) for number in (1, 2)
    )
    with override("es"):
        (only,) = changes_shown(first, second)
    assert ([str(each) for each in only.before], only.languages) == (["Read."], "")


def test_without_a_promise_there_is_no_handbook(keeper: Client) -> None:
    page = text(keeper.get("/promises/company/handbook"))
    assert "a handbook begins with it: publish one first" in page
    assert "Publish edition" not in page

    refused = text(keeper.post("/promises/company/handbook", {}, follow=True))
    assert "a handbook begins with it: publish one first" in refused
    assert Edition.objects.count() == 0


def test_chapters_move_up_are_left_out_and_those_from_above_come_first(keeper: Client, now: datetime) -> None:
    a_promise()
    west = a_unit("west", under=a_company())
    for number in (1, 2):
        services.write_chapter(
            unit=west, code=f"rain-{number}", title=words(f"Rain {number}"), text=words("It rains."), by=HOUSE, at=now
        )
    services.write_chapter(
        unit=a_company(), code="first-day", title=words("First day"), text=words("Read."), by=HOUSE, at=now
    )
    page = text(keeper.get("/promises/west/handbook"))
    assert page.index("First day") < page.index("Rain 1") < page.index("Rain 2 Up")
    assert "Rain 1 Up" not in page

    keeper.post("/promises/west/chapters/rain-2/raise")
    page = text(keeper.get("/promises/west/handbook"))
    assert page.index("Rain 2") < page.index("Rain 1 Up")

    left_out = keeper.post("/promises/west/chapters/rain-2/retire", follow=True)
    assert "The editions that are published keep it." in text(left_out)
    for deed in ("retire", "raise"):
        gone = keeper.post(f"/promises/west/chapters/rain-2/{deed}", follow=True)
        assert "This chapter is left out already." in text(gone)
    assert keeper.get("/promises/west/chapters/first-day").status_code == 404
    history = text(keeper.get("/promises/west/chapters/rain-2"))
    assert "The chapter “Rain 2” of Company" not in history
    assert "The chapter “Rain 2” of West" in history


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name-en": ""}, "Nothing stands here in English"),
        ({"text-en": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_chapter_that_cannot_be_is_refused_and_kept_on_the_page(
    keeper: Client, changed: dict[str, str], says: str
) -> None:
    answer = keeper.post("/promises/company/chapters/new", {**written("First day", "Read ten letters."), **changed})

    assert (answer.status_code, Chapter.objects.count()) == (422, 0)
    assert says in text(answer)


def test_an_address_that_names_no_text_takes_none(keeper: Client) -> None:
    a_promise()
    for path in ("/promises/company/chapters/nowhere", "/promises/company/aspects/nowhere"):
        answers = [keeper.get(path), keeper.post(path, written("First day", "Read."))]
        assert [each.status_code for each in answers] == [404, 404]
    assert keeper.post("/standards/write", {**written("", "I wave."), "code": "nowhere"}).status_code == 404
    assert (Chapter.objects.count(), Draft.objects.count()) == (0, 0)


def test_what_was_published_by_another_between_keeping_and_publishing_is_said_and_nothing_is_lost(
    keeper: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = services.publish_draft

    def discarded_first(*, draft: Draft, by: Actor, at: datetime) -> object:
        services.discard_draft(draft=draft, by=HOUSE, at=at)
        return publish(draft=draft, by=by, at=at)

    monkeypatch.setattr(services, "publish_draft", discarded_first)
    answer = keeper.post("/promises/company/chapters/new", written("First day", "Read ten letters."))

    assert answer.status_code == 422
    assert "Somebody else published or discarded this draft while you wrote." in text(answer)
    assert "Read ten letters." in unescape(answer.content.decode())


def test_a_draft_of_a_chapter_stands_among_the_drafts_and_holds_nowhere(keeper: Client) -> None:
    a_promise()
    kept = keeper.post("/promises/company/chapters/new", written("First day", "Read.", deed="keep"), follow=True)

    assert "The draft is kept. It holds nowhere until it is published." in text(kept)
    drafts = {each.text: each.attributes["href"] for each in read(keeper.get("/promises").content.decode()).all("a")}
    assert drafts["The chapter “First day” of Company"] == "/promises/company/chapters/first-day"
    assert "First day" not in text(keeper.get("/promises/company/handbook"))


@pytest.mark.parametrize("chapters", [1, 5])
def test_the_handbook_costs_as_many_queries_however_long(keeper: Client, now: datetime, chapters: int) -> None:
    a_promise(aspects=[an_aspect(f"aspect-{number}", "I come.") for number in range(chapters)])
    for number in range(chapters):
        services.write_chapter(
            unit=a_company(), code=f"c-{number}", title=words(f"C {number}"), text=words("X"), by=HOUSE, at=now
        )
    for later in ("Y", "Z"):
        published(keeper)
        services.write_chapter(unit=a_company(), code="c-0", title=words("C 0"), text=words(later), by=HOUSE, at=now)
    asked = {}
    for path in ("/handbook", "/promises/company/handbook"):
        with CaptureQueriesContext(connection) as seen:
            assert keeper.get(path).status_code == 200
        asked[path] = len(seen)

    assert asked == {"/handbook": 19, "/promises/company/handbook": 19}
