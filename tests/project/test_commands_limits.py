"""``servewell limits``: what is kept of a unit's charts, and drawn anew on a person's word."""

import json
from datetime import date, datetime

import pytest

from servewell.base.models import Entry
from servewell.rooms.insight import rules, services
from servewell.rooms.insight.models import DrawnLimits
from servewell.rooms.insight.selectors import moved
from servewell.rooms.people.models import Unit
from tests.builders import a_company, a_person, a_unit, an_indicator
from tests.builders.figures import Answered, Met, Spoke, the_lake_holds
from tests.project.test_commands import called

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "the_clock_stands")]
MONTHS = [moved(month=date(2026, 11, 1), months=-number) for number in range(30)][::-1]
CALM = (80, 84, 76, 82)
DRAW = {"UNIT": "company", "--since": "2025-08-15", "--reason": "A second lift.", "--on-word-of": "1006"}


@pytest.fixture
def company(now: datetime) -> Unit:
    an_indicator()
    company = a_company()
    a_unit("inn", under=company)
    the_lake_holds(
        *[Answered(company, month, CALM[place % 4], 100) for place, month in enumerate(MONTHS)],
        *[Met(company, month, 500) for month in MONTHS],
        *[Spoke(company, month, 4 + place % 3, overall=0.0) for place, month in enumerate(MONTHS)],
    )
    services.draw_limits(at=now)
    services.draw_limits_of_outcomes(at=now)
    a_person("Lin Hua", rules.REBASE, unit=company, number="1006")
    a_person("Only Reads", rules.SEE, unit=company, number="1007")
    return company


def call_of(said: dict[str, str]) -> list[str]:
    words = [each for name, value in said.items() if name.startswith("--") for each in (name, value)]
    return ["limits", "draw", *(said[name] for name in ("UNIT", "INDICATOR") if name in said), *words]


def test_limits_are_drawn_anew_on_a_persons_word_and_listed_with_reason_and_name(company: Unit) -> None:
    first = called(*call_of(DRAW))
    again = called(*call_of(DRAW), "--json")
    complaints = called(*call_of({**DRAW, "INDICATOR": "outcome.complaints"}))

    assert (first.exit_code, again.exit_code, complaints.exit_code) == (0, 0, 0)
    assert first.stdout == (
        "css by month, the whole: centre 0.803 of 15 periods; limits since 2025-08-01, drawn 2026-11-16"
        " up to 2026-10-31 by Lin Hua: A second lift.\n"
    )
    listed = called("limits", "list", "company", "--json")
    kept = json.loads(listed.stdout)["limits"]
    assert json.loads(again.stdout) in kept
    by_month = [each for each in kept if each["by"] == "month"]
    assert [(each["indicator"], each["by"], each["since"], each["drawn_by"]) for each in by_month] == [
        ("css", "month", "2024-06-01", None),
        ("css", "month", "2025-08-01", "Lin Hua"),
        ("outcome.complaints", "month", "2024-06-01", None),
        ("outcome.complaints", "month", "2025-08-01", "Lin Hua"),
    ]
    assert first.stdout in called("limits", "list", "company").stdout
    assert called("limits", "list", "inn").stdout == (
        "No limits are kept of it yet: they come from 20 finished periods.\n"
    )
    assert list(Entry.objects.filter(deed="insight.rebase").values_list("actor", flat=True)) == ["house"] * 2


WRONG: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"UNIT": "nowhere"}, 2, "UNIT: no unit has the code 'nowhere'"),
    ({"INDICATOR": "nps"}, 2, "INDICATOR: No figure is defined as 'nps'. Defined are: css."),
    ({"--reason": "  "}, 2, "--reason: say in 240 characters or fewer what changed"),
    ({"--since": "2026-05-01"}, 2, "--since: 6 finished periods with answers; limits need 12 or more: give an earlier"),
    ({"--since": "2024-06-01"}, 2, "--since: those that hold begin on 2024-06-01: give a day of a later period"),
    ({"--since": "2026-11-02"}, 2, "--since: the period from 2026-11-01 on has not ended: give a day of an earlier"),
    ({"--since": "tomorrow"}, 2, "'--since': 'tomorrow' does not match the format"),
    ({"--on-word-of": "1007"}, 2, "--on-word-of: Only Reads may not draw the limits of company anew: servewell roles"),
    ({"--on-word-of": "9"}, 2, "--on-word-of: nobody has the staff number '9'"),
    ({"--by": "day"}, 2, "'--by': 'day' is not one of"),
    ({"INDICATOR": "outcome.left", "--by": "week"}, 2, "--by or --aspect: outcome.left is charted as a whole, by"),
    (
        {"UNIT": "inn"},
        1,
        "No limits are kept of this chart yet: the first limits are drawn of 20 periods by themselves.",
    ),
    ({"--aspect": "respect"}, 1, "No limits are kept of this chart yet"),
)


def test_what_cannot_stand_is_told_where_it_is_wrong_and_nothing_is_drawn(company: Unit) -> None:
    for changed, exit_code, says in WRONG:
        result = called(*call_of({**DRAW, **changed}))

        assert (result.exit_code, result.stdout) == (exit_code, "")
        assert says in " ".join(result.stderr.split())
    assert not DrawnLimits.objects.filter(phase=2).exists()
    assert "UNIT: no unit has the code 'nowhere'" in called("limits", "list", "nowhere").stderr
