"""A voice that came in a file shows the row it came by, as it came."""

import re
from datetime import datetime
from html import unescape

import pytest

from servewell.base.permissions import HOUSE
from servewell.rooms.voice import rules, selectors, services
from servewell.rooms.voice.models import Import, Voice
from tests.builders import a_browser, a_channel, a_company, a_person, a_survey, a_unit, a_voice
from tests.builders.imports import GUESTS, RECIPE, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]


@pytest.fixture
def run(now: datetime) -> Import:
    return an_import(at=now)


def number_of(run: Import, row: int) -> int:
    return Voice.objects.get(from_import=run, row=row).pk


def cells_of(html: str) -> list[tuple[str, str]]:
    return [
        (unescape(column), unescape(value))
        for column, value in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    ]


def test_every_cell_is_there_as_it_came_with_the_name_of_its_column(run: Import) -> None:
    voice = number_of(run, 2)
    reader = a_browser(a_person("Rea", rules.READ))

    whole, row = (reader.get(path).content.decode() for path in (f"/voices/{voice}", f"/voices/{voice}/row"))

    assert f'<a href="/voices/{voice}/row">The row as it came</a>' in whole
    assert "Row 2 of guests-2026.csv" in row
    assert cells_of(row) == [
        ("Survey no", "2"), ("Hotel", "company"), ("Stayed on", "2026-10-02"), ("Welcome", "4"),
        ("Stay as a whole", "3"),
        ("What could we do better?", "The lift was out of order for the whole weekend and nobody said so."),
    ]  # fmt: skip


def test_a_corrected_row_is_shown_as_it_came_and_says_that_it_was_corrected(run: Import, now: datetime) -> None:
    cells = list(selectors.held_row(run=run, row=6).cells)
    services.take_held(run=run, row=6, cells=[*cells[:4], "4", cells[5]], by=HOUSE, at=now)

    page = a_browser(a_person("Rea", rules.READ)).get(f"/voices/{number_of(run, 6)}/row").content.decode()

    assert ("Stay as a whole", "9") in cells_of(page)
    assert "a person corrected it before it was taken in" in page


def test_who_the_customer_is_is_left_out_for_those_who_only_read(now: datetime) -> None:
    lines = enumerate(GUESTS.splitlines())
    with_mail = "".join(f"{line},{f'guest{at}@example.com' if at else 'Mail'}\n" for at, line in lines)
    run = an_import(with_mail, RECIPE + "customer: {{email: Mail}}\n", at=now)
    path = f"/voices/{number_of(run, 1)}/row"

    reads = a_browser(a_person("Rea", rules.READ)).get(path).content.decode()
    takes_in = a_browser(a_person("Mei", rules.READ, rules.IMPORT)).get(path).content.decode()

    assert "guest1@example.com" not in reads
    assert cells_of(reads)[-1] == ("Mail", "Left out here: it says who the customer is.")
    assert cells_of(takes_in)[-1] == ("Mail", "guest1@example.com")


def test_a_file_that_is_gone_is_said_to_be_gone(run: Import) -> None:
    selectors.path_of(run=run).unlink()

    answer = a_browser(a_person("Rea", rules.READ)).get(f"/voices/{number_of(run, 1)}/row")

    assert answer.status_code == 200
    assert "The file is not here any more, or cannot be read." in answer.content.decode()


def test_only_who_may_read_a_voice_may_see_its_row_and_what_came_by_a_link_has_none(run: Import, now: datetime) -> None:
    a_survey()
    by_link = a_voice(a_channel(), 4, words="Fine.", at=now)
    elsewhere = a_browser(a_person("Eve", rules.READ, unit=a_unit("harbour", under=a_company())))
    reader = a_browser(a_person("Rea", rules.READ))

    assert elsewhere.get(f"/voices/{number_of(run, 1)}/row").status_code == 404
    assert reader.get(f"/voices/{by_link.pk}/row").status_code == 404
    assert "The row as it came" not in reader.get(f"/voices/{by_link.pk}").content.decode()
