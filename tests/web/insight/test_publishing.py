"""Figures leave as PDF, picture and table, each with a number whose page makes them again."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.engines import prints as engine
from servewell.rooms.insight import rules
from servewell.rooms.insight.models import Published
from servewell.rooms.people import services as people
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import services as voice
from servewell.web.insight import printing
from servewell.web.kit import prints
from tests.builders import (
    a_browser,
    a_channel,
    a_company,
    a_person,
    a_promise,
    a_unit,
    a_voice,
    an_aspect,
    an_indicator,
)
from tests.builders.company import LONG_AGO, words
from tests.builders.figures import Answered, a_bad_may, the_lake_holds
from tests.builders.stays import an_import, some_stays
from tests.house import save_guard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "files", "the_clock_stands")]

NOTHING = "There is nothing to publish: nobody answered, or so few that nothing may be told of them."
AUTUMN = date(2026, 11, 3)


def an_executive(*, reads: bool = True, unit: Unit | None = None, name: str = "Eve") -> Client:
    an_indicator()
    return a_browser(a_person(name, rules.SEE, *([voice_rules.READ] if reads else []), unit=unit))


def hotel(code: str = "harbour") -> Unit:
    return Unit.objects.filter(code=code).first() or a_unit(code, under=a_company())


def publish(browser: Client, form: str, *, language: str = "en", **look: str) -> Any:
    browser.cookies["servewell_language"] = language
    return browser.post("/satisfaction/company/publish", {"form": form, **look})


def said_after(browser: Client, back: Any) -> list[str]:
    """What the page says to which one is sent back."""
    return [str(each) for each in browser.get(back.url).context["messages"]]


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def table(browser: Client, answer: Any, *, between: str = ",") -> list[list[str]]:
    sheet = content(browser.get(answer.url)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(sheet), delimiter=between))


def test_a_table_holds_every_figure_with_all_that_makes_it_again() -> None:
    browser = an_executive()
    the_lake_holds(Answered(hotel("harbour"), AUTUMN, 80, 100))

    answer = publish(browser, "csv")
    rows = table(browser, answer)

    finding = Published.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/findings/{finding.pk}/file")
    assert {len(row) for row in rows} == {19}
    assert rows[0][:8] == ["Figure of", "Name", "Code", "From", "Until", "Value", "Answers", "Interval from"]
    assert [row[:7] for row in rows[1:2] + rows[-2:]] == [
        ["the whole", "Satisfied customers", "company", "2026-08-01", "2026-11-30", "0.8", "100"],
        ["a period", "November 2026", "", "2026-11-01", "2026-11-30", "0.8", "100"],
        ["a unit below", "Harbour", "harbour", "2026-08-01", "2026-11-30", "0.8", "100"],
    ]
    assert rows[1][14:] == [
        "The two best answers. (css, version 1)",
        "unit=company  version=1  until=2026-11-16",
        "21 November 2026, 20:00",
        finding.digest,
        str(finding.pk),
    ]


def test_a_signal_stands_in_words_beside_its_period() -> None:
    browser = an_executive()
    a_bad_may(a_company())

    rows = table(browser, publish(browser, "csv"))

    assert [(row[1], row[13]) for row in rows if row[13] and row[0] == "a period"] == [
        ("May 2026", "May 2026 lies below the lower limit: this is hardly chance.")
    ]


def test_excel_opens_the_table_right_in_spain_and_no_name_becomes_a_formula() -> None:
    browser = an_executive()
    new = people.NewUnit(
        code="risky", name=words("=1+1"), kind="hotel", zone="Europe/Madrid", language="es", parent=a_company().code,
        from_on=LONG_AGO.date(),
    )  # fmt: skip
    risky = people.add_units(units=[new], by=HOUSE, at=LONG_AGO)[0]
    the_lake_holds(Answered(risky, AUTUMN, 80, 100))

    answer = publish(browser, "csv", language="es")
    whole = content(browser.get(answer.url))
    rows = table(browser, answer, between=";")

    assert whole.startswith(b"\xef\xbb\xbf")
    assert rows[-1][1:3] == ["'=1+1", "risky"]
    assert (rows[1][5], rows[1][7]) == ("0,8", "0,711171")


def test_a_narrowed_table_says_to_what_and_the_page_it_came_from_is_found_again() -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))

    publish(browser, "csv", by="quarter", tree="today", until="2026-11-30")

    finding = Published.objects.get()
    assert finding.look == {
        "unit": "company", "version": "1", "by": "quarter", "until": "2026-11-16", "tree": "today",
    }  # fmt: skip
    page = browser.get(f"/findings/{finding.pk}")
    assert 'href="/satisfaction?unit=company&amp;version=1&amp;by=quarter&amp;until=2026-11-16&amp;tree=today"' in (
        page.content.decode()
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant", "es"])
def test_a_pdf_is_made_by_the_worker_and_then_stays_as_it_is(follow_ups: Callable[[], int], language: str) -> None:
    browser = an_executive()
    a_bad_may(a_company())

    answer = publish(browser, "pdf", language=language)
    waiting = browser.get(answer.url).content.decode()
    follow_ups()
    ready = browser.get(answer.url).content.decode()
    file = browser.get(f"{answer.url}/file")

    finding = Published.objects.get()
    assert answer.url == f"/findings/{finding.pk}"
    assert ('hx-trigger="every 2s"' in waiting, 'hx-trigger="every 2s"' in ready) == (True, False)
    assert finding.language == language
    assert content(file).startswith(b"%PDF-")
    assert file.headers["Content-Disposition"] == f'attachment; filename="servewell-finding-{finding.pk}.pdf"'
    assert file.headers["Content-Type"] == "application/pdf"


@pytest.mark.slow
def test_a_picture_is_made_by_the_worker(follow_ups: Callable[[], int]) -> None:
    browser = an_executive()
    a_bad_may(a_company())

    answer = publish(browser, "png")
    follow_ups()

    assert content(browser.get(f"{answer.url}/file")).startswith(b"\x89PNG")


def test_the_page_of_a_finding_says_that_the_same_comes_out_and_then_what_does_not() -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    number = publish(browser, "csv").url.removesuffix("/file")

    same = browser.get(number).content.decode()
    the_lake_holds(Answered(a_company(), AUTUMN, 79, 99))
    other = browser.get(number).content.decode()

    assert "the same comes out today" in same
    assert "something else comes out today" in other
    assert "some have come, or were withdrawn, corrected or moved since" in other
    assert "0.8000 of 100 answers" in other
    assert "0.7980 of 99 answers" in other


def test_where_the_answers_are_the_same_it_is_said_what_else_may_have_changed() -> None:
    """Here the promise did: limits are left aside, so they are not blamed."""
    a_promise(aspects=[an_aspect("respect")])
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100), Answered(a_company(), AUTUMN, 80, 100, aspect="respect"))
    number = publish(browser, "csv").url.removesuffix("/file")

    a_promise(aspects=[an_aspect("communication")])
    page = browser.get(number).content.decode()

    assert "something else comes out today" in page
    assert (
        "The answers are the same, so something else changed: the way of counting, the tree of units, the aspects that "
        "we promise, what our own people scored, or what is kept back because so few answered."
    ) in page


def test_customers_words_in_a_file_are_for_who_may_read_them(
    follow_ups: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "pdf_of", lambda **_: b"%PDF with words")
    reader, other = an_executive(), an_executive(reads=False, name="Sam")
    said = a_voice(a_channel(a_company()), 5, words="Splendid towels.", at=today.now())
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))

    number = publish(reader, "pdf").url
    follow_ups()

    assert (Published.objects.get().has_words, Published.objects.get().quoted_voices) == (True, [said.pk])
    assert reader.get(f"{number}/file").status_code == 200
    assert other.get(f"{number}/file").status_code == 404
    assert "which you may not read" in other.get(number).content.decode()


def test_a_finding_says_that_its_file_went_with_a_withdrawn_import(
    follow_ups: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "pdf_of", lambda **_: b"%PDF with words")
    browser, _hotel = an_executive(), hotel("harbour")
    run = an_import(*some_stays(9), at=today.now())
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    number = publish(browser, "pdf").url
    follow_ups()
    assert Published.objects.get().quoted_voices
    voice.withdraw_import(run=run, by=HOUSE, at=today.now())

    page = browser.get(number).content.decode()

    assert ("an import that was withdrawn" in page, "a customer who was erased" in page) == (True, False)


def test_a_finding_says_where_nobody_wrote_down_whose_words_its_file_holds(
    follow_ups: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "pdf_of", lambda **_: b"%PDF with words")
    browser, _hotel = an_executive(), hotel("harbour")
    an_import(*some_stays(9), at=today.now())
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    number = publish(browser, "pdf").url
    follow_ups()
    known = browser.get(number).content.decode()
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    Published.objects.update(quoted_voices=[])

    unknown = browser.get(number).content.decode()

    assert ["Whose words the file holds was not written down" in page for page in (known, unknown)] == [False, True]
    assert browser.get(f"{number}/file").status_code == 200


def test_who_does_not_see_the_unit_finds_nothing() -> None:
    browser, stranger = an_executive(), an_executive(unit=hotel("harbour"), name="Sam")
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    number = publish(browser, "csv").url.removesuffix("/file")

    answers = [stranger.get(number), stranger.get(f"{number}/file"), publish(stranger, "csv")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert Published.objects.count() == 1


@pytest.mark.parametrize("form", ["", "exe", "PDF"])
def test_of_an_unknown_form_it_is_said_which_there_are(form: str) -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))

    assert said_after(browser, publish(browser, form)) == ["Choose a PDF, a picture or a table."]
    assert Published.objects.count() == 0


def test_of_nobody_nothing_is_published_and_the_page_does_not_offer_it() -> None:
    browser = an_executive()
    the_lake_holds()

    assert said_after(browser, publish(browser, "csv")) == [NOTHING]
    assert "/satisfaction/company/publish" not in browser.get("/satisfaction").content.decode()


def test_of_few_employees_nothing_is_published() -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 3, 4))

    back = publish(browser, "csv", language="en", channel="web")

    assert back.url == "/satisfaction?unit=company&channel=web"
    assert said_after(browser, back) == [NOTHING]
    assert Published.objects.count() == 0


def test_without_what_printing_needs_only_a_table_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prints, "lacking", lambda **_: "run apt-get install libpango-1.0-0")
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))

    page = browser.get("/satisfaction").content.decode()

    assert 'value="csv"' in page
    assert 'value="pdf"' not in page
    assert "run apt-get install libpango-1.0-0" in page


def test_what_hinders_a_pdf_is_said_and_it_is_made_when_it_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(**_: object) -> bytes:
        raise engine.CannotPrint("apt-get install libpango-1.0-0")

    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    answer = publish(browser, "pdf")
    finding = Published.objects.get()

    monkeypatch.setattr(prints, "pdf_of", lacks)
    with pytest.raises(engine.CannotPrint):
        printing.make(number=finding.pk)
    said = browser.get(answer.url).content.decode()
    monkeypatch.setattr(prints, "pdf_of", lambda **_: b"%PDF")
    printing.make(number=finding.pk)

    assert "Something is missing on this machine" in said
    assert content(browser.get(f"{answer.url}/file")) == b"%PDF"


def test_what_has_gone_meanwhile_is_not_published(files: Path) -> None:
    browser = an_executive()
    the_lake_holds(Answered(a_company(), AUTUMN, 80, 100))
    answer = publish(browser, "pdf")

    the_lake_holds()
    printing.make(number=Published.objects.get().pk)

    with translation.override("en"):
        said = browser.get(answer.url).content.decode()
    assert "There is nothing to publish" in said
    assert 'hx-trigger="every 2s"' not in said
