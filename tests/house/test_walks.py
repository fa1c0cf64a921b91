"""Every step of every walk opens for whom it is, and what it points at is on its page: in an empty company as well."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from pytest_django import Settings

import servewell
from servewell.base import today
from servewell.base.permissions import all_powers
from servewell.web.home.walks import WALKS, steps_for
from tests.builders import a_browser, a_company, a_person
from tests.builders.world import a_world_of_one_unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
FEWEST, MOST = 4, 6


def roles() -> dict[str, list[str]]:
    file = Path(servewell.__file__).parent / "library" / "four-aspects" / "roles.yaml"
    return {role["code"]: role["powers"] for role in yaml.safe_load(file.read_text(encoding="utf-8"))["roles"]}


def missing(role: str, codes: list[str]) -> list[str]:
    """The steps that do not open, or point at nothing."""
    stated = {power.code: power for power in all_powers()}
    browser = a_browser(a_person(role, *(stated[code] for code in codes), unit=a_company()))
    lost = []
    for step in steps_for(powers=set(codes)):
        response = browser.get(step.page.path())
        if response.status_code != 200 or response.content.decode().count(f'id="{step.target}"') != 1:
            lost.append(f"{role}: {step.url} ({response.status_code})")
    return lost


def test_every_step_opens_and_points_at_something(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.LAKE_FOLDER = tmp_path
    monkeypatch.setattr(today, "now", lambda: NOW)

    empty = [each for role, codes in roles().items() for each in missing(role, codes)]
    a_world_of_one_unit(NOW)
    lived_in = [each for role, codes in roles().items() for each in missing(f"{role} later", codes)]

    assert (empty, lived_in) == ([], [])


def test_each_role_has_a_walk_of_its_own_of_four_to_six_steps() -> None:
    walks = {role: [step.url for step in steps_for(powers=set(codes))] for role, codes in roles().items()}

    assert {role: len(urls) for role, urls in walks.items() if not FEWEST <= len(urls) <= MOST} == {}
    assert len({tuple(urls) for urls in walks.values()}) == len(WALKS)
