"""What was withdrawn is taken up again without another upload; what nobody wants is forgotten."""

import re
from datetime import datetime

import pytest
from django.test import Client

from servewell.base import files
from servewell.base.permissions import HOUSE
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import jobs, rules, services
from servewell.rooms.voice.models import Import
from tests.builders import a_browser, a_company, a_person, a_unit
from tests.builders.imports import GUESTS, RECIPE, a_brought_file, a_decided_file, an_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("the_clock_stands", "files")]


@pytest.fixture
def company() -> Unit:
    return a_company()


@pytest.fixture
def mei(company: Unit) -> Client:
    return a_browser(a_person("Mei", rules.IMPORT, rules.READ))


def test_a_withdrawn_file_is_taken_up_again_as_it_was_decided(mei: Client, now: datetime) -> None:
    run = an_import(at=now)
    mei.post(f"/imports/{run.pk}/withdraw")

    answer = mei.post(f"/imports/{run.pk}/again")

    fresh = Import.objects.latest("pk")
    assert answer["Location"] == f"/imports/{fresh.pk}"
    assert (fresh.state, fresh.file, fresh.draft) == ("arrived", run.file, run.draft)
    assert "Take in 5 voices" in mei.get(f"/imports/{fresh.pk}/summary").content.decode()


def test_what_counts_is_not_taken_up_a_second_time(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    answer = mei.post(f"/imports/{run.pk}/again")

    assert (answer["Location"], Import.objects.count()) == (f"/imports/{run.pk}", 1)


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_was_left_half_way_is_forgotten_with_what_had_arrived(
    mei: Client, company: Unit, now: datetime
) -> None:
    run = services.begin_file(name="guests.csv", size=500, unit=company, by=HOUSE, at=now)
    services.add_part(run=run, offset=0, content=b"No,Words", by=HOUSE)
    assert "Forget it" in mei.get(f"/imports/{run.pk}").content.decode()

    page = mei.post(f"/imports/{run.pk}/forget", follow=True).content.decode()

    assert "Forgotten: nothing of “guests.csv” is kept." in page
    assert (Import.objects.count(), files.path_of(run.file).exists()) == (0, False)


@pytest.mark.django_db(transaction=True)
def test_content_that_was_brought_twice_stays_until_both_are_forgotten(mei: Client, now: datetime) -> None:
    first, second = a_brought_file(at=now), a_brought_file(at=now)

    mei.post(f"/imports/{first.pk}/forget")
    is_kept = files.path_of(first.file).exists()
    mei.post(f"/imports/{second.pk}/forget")

    assert (is_kept, files.path_of(first.file).exists(), Import.objects.count()) == (True, False, 0)


def test_what_was_taken_in_is_withdrawn_and_never_forgotten(mei: Client, now: datetime) -> None:
    run = an_import(at=now)

    page = mei.post(f"/imports/{run.pk}/forget", follow=True).content.decode()

    assert "This file is being taken in, or was. Withdraw it instead." in page
    assert Import.objects.count() == 1


def test_the_worker_finds_a_forgotten_file_gone_and_goes_on(mei: Client, now: datetime) -> None:
    run = a_decided_file(at=now)
    mei.post(f"/imports/{run.pk}/forget")

    jobs.look_into(run.pk)

    assert Import.objects.count() == 0


def letters(page: str) -> list[str]:
    return re.findall(r'<div class="kit-letter-text"[^>]*><p>(.*?)</p></div>', page)


def test_the_voices_of_one_file_are_read_by_themselves(mei: Client, now: datetime) -> None:
    first = an_import(at=now)
    line = "7,{unit},2026-10-21,5,5,The tea was lovely.\n"
    second = an_import(GUESTS.splitlines()[0] + "\n" + line, RECIPE, name="guests-more.csv", at=now)

    of_second = mei.get(f"/voices?import={second.pk}").content.decode()
    result = mei.get(f"/imports/{second.pk}").content.decode()

    assert (letters(of_second), "guests-more.csv" in of_second) == (["The tea was lovely."], True)
    assert len(letters(mei.get(f"/voices?import={first.pk}").content.decode())) == 5
    assert f'href="/voices?import={second.pk}"' in result


def test_a_file_shows_no_voices_of_units_that_somebody_may_not_read(company: Unit, now: datetime) -> None:
    run = an_import(at=now)
    vi = a_browser(a_person("Vi", rules.READ, unit=a_unit("lakeside", under=company)))

    pages = [vi.get(f"/voices?import={number}").content.decode() for number in (run.pk, run.pk + 1)]

    assert [letters(page) for page in pages] == [[], []]
    assert [(run.name in page, "one file" in page) for page in pages] == [(False, True), (False, True)]
    assert vi.get("/voices?import=none").status_code == 404
