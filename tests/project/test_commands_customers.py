"""servewell customers: one person handed out, and erased, by whoever runs the machine."""

import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from servewell.base import today
from servewell.base.permissions import HOUSE
from servewell.project.command import servewell
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers.models import Customer, Erasure
from tests.builders import a_channel, a_voice

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


@pytest.fixture
def elena(monkeypatch: pytest.MonkeyPatch) -> Customer:
    monkeypatch.setattr(today, "now", lambda: NOON)
    a_voice(a_channel(), 1, at=NOON, words="Late.", email="elena@example.com")
    return Customer.objects.get()


def called(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(servewell, ["customers", *words], input=typed)


def test_everything_about_one_person_is_written_into_a_file_that_was_not_there(elena: Customer, tmp_path: Path) -> None:
    to = tmp_path / "elena.zip"

    said = called("export", " Elena@example.com", "--to", str(to), "--json")

    assert (said.exit_code, json.loads(said.output)) == (
        0, {"customer": elena.pk, "file": str(to), "contacts": 1, "encounters": 0, "voices": 1, "cases": 1},
    )  # fmt: skip
    with zipfile.ZipFile(to) as archive:
        assert json.loads(archive.read("customer.json"))["voices"][0]["words"][0]["text"] == "Late."
    again = called("export", str(elena.pk), "--to", str(to))
    assert (again.exit_code, again.output.splitlines()[-1]) == (
        2, f"Error: Invalid value for --to: {to} is there already: name another file",
    )  # fmt: skip


def test_nobody_is_erased_unasked_or_while_an_answer_is_owed(elena: Customer) -> None:
    case = cases.case_of_voice(voice=elena_voice(), viewer=HOUSE)
    asked = called("erase", "elena@example.com", "--why", "asked-for", typed="n\n")
    assert (asked.exit_code, "for good (1 contacts, 0 encounters, 1 voices, 1 cases)?" in asked.output) == (1, True)
    owed = called("erase", "elena@example.com", "--why", "asked-for", "--yes")
    assert (owed.exit_code, f"Nothing was erased: still open: case {case.pk}" in owed.output) == (1, True)
    assert Erasure.objects.count() == 0

    done = called("erase", "elena@example.com", "--why", "asked-for", "--close-cases", "--yes", "--json")

    erasure = Erasure.objects.get()
    assert (done.exit_code, json.loads(done.output)) == (
        0, {"customer": elena.pk, "erasure": erasure.pk, "counts": erasure.counts},
    )  # fmt: skip
    assert "was erased before" in called("erase", str(elena.pk), "--why", "by-law", "--yes").output


def elena_voice() -> int:
    from servewell.rooms.voice.models import Voice

    return Voice.objects.get().pk


@pytest.mark.parametrize("who", ["nobody@example.com", "987654321987654321987654321", "Elena"])
def test_who_is_nobody_is_told_how_to_name_somebody(elena: Customer, who: str, tmp_path: Path) -> None:
    said = called("export", who, "--to", str(tmp_path / "x.zip"))

    assert (said.exit_code, "Invalid value for WHO" in said.output) == (2, True)
