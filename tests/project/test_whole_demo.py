"""The whole demo company has its size, and each story of docs/use/demo.md is found again by its figures."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from servewell.base.permissions import HOUSE
from servewell.engines.lake.measures import By
from servewell.project.checks import all_findings
from servewell.project.demo import handed_in, story, whole
from servewell.project.demo.remarks import BAD, GOOD, LANGUAGES
from servewell.project.demo.shelf import Size, book, entries, text
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import terms as case_terms
from servewell.rooms.cases.models import Case, Draft, FoundCause, Note, Tie
from servewell.rooms.cases.terms import Harm
from servewell.rooms.customers.models import Encounter
from servewell.rooms.insight import rules
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight.selectors import Look, PeriodShare, Satisfaction
from servewell.rooms.insight.terms import Depth, Standing, Verdict
from servewell.rooms.people import selectors as people
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.models import Comment, Voice
from servewell.rooms.voice.selectors import Heard
from tests import emptied

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)
SEED = 2026

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def told(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """The whole demo, told once for all tests of this file."""
    home = tmp_path_factory.mktemp("whole")
    with django_db_blocker.unblock(), override_settings(LAKE_FOLDER=home / "lake", HOME=home):
        story.tell(home=home, at=NOW, seed=SEED, say=lambda line: None, size=Size.WHOLE)
        yield home
        emptied.now()


def stands(unit: str, **look: object) -> Satisfaction:
    return insight.satisfaction(viewer=HOUSE, look=Look(unit=unit, **look), at=NOW)  # type: ignore[arg-type]


def months_of(found: Satisfaction) -> dict[str, PeriodShare]:
    return {f"{each.first:%Y-%m}": each for each in found.periods}


def signalled(found: Satisfaction, *, side: str) -> set[str]:
    """The months that stand in a signal on that side."""
    return {
        f"{found.periods[place].first:%Y-%m}" for each in found.signals if each.side == side for place in each.points
    }


def heard(words: str, unit: str, from_on: date, until_on: date) -> list[Heard]:
    """What somebody finds who searches for these words on the page of voices."""
    key = people.unit_for(viewer=HOUSE, power=rules.SEE, code=unit).pk
    filters = voices.Filters(unit=key, from_on=from_on, until_on=until_on, words=words)
    return list(voices.heard(viewer=HOUSE, filters=filters, size=1000).items)


def test_the_company_has_forty_units_six_hundred_people_and_sixty_thousand_voices_of_three_years(told: Path) -> None:
    days = Voice.objects.order_by("on").values_list("on", flat=True)
    first, last = days.first(), days.last()

    assert Unit.objects.count() == 40
    assert Person.objects.count() - len(entries(book("demo/leavers")["leavers"])) == 600
    assert Voice.objects.count() >= 60_000
    assert (first, last) == (date(2023, 11, 1), date(2026, 11, 18))
    assert Encounter.objects.count() > 30_000


def test_fifteen_thousand_have_words_and_no_text_is_half_a_percent_of_its_language(told: Path) -> None:
    said = Counter(Comment.objects.values_list("language", "text"))
    by_language = Counter[str]()
    for (language, _), times in said.items():
        by_language[language] += times

    assert Voice.objects.filter(comments__isnull=False).distinct().count() >= 15_000
    assert {language for language, times in by_language.items() if times > 2_500} == set(LANGUAGES)
    assert [each for each, times in said.items() if times > 0.005 * by_language[each[0]]] == []


def test_nothing_of_the_files_is_held_back(told: Path) -> None:
    found = [voices.counts_of(run=run) for run in voices.imports(viewer=HOUSE).items]

    assert [(each.held_back, each.duplicate, each.left_out, each.rows == each.kept) for each in found] == [
        (0, 0, 0, True)
    ] * 3


def test_every_unit_with_customers_has_one_leader_and_nobody_two_numbers() -> None:
    company = whole.company()
    leaders = Counter(text(one["unit"]) for one in entries(company["people"]) if "leader" in one["roles"])  # type: ignore[operator]
    serving = [text(unit["code"]) for unit in entries(company["units"]) if "stays_per_month" in unit]
    known = entries(company["people"])

    assert {code: leaders[code] for code in serving} == dict.fromkeys(serving, 1)
    assert len({text(one["number"]) for one in known}) == len({text(one["name"]) for one in known}) == len(known) == 600


def test_the_same_seed_founds_the_same_company_and_another_seed_hears_others() -> None:
    first, second, other = (list(handed_in.drawn(at=NOW, seed=seed)) for seed in (SEED, SEED, SEED + 1))

    assert first == second
    assert first != other
    assert whole.company.__wrapped__() == whole.company.__wrapped__() == whole.company()


def test_words_of_the_files_stand_beside_marks_that_they_fit() -> None:
    """A remark that only praises, or only complains, stands beside a mark for the whole of its side."""
    marks = Counter(
        (each.overall >= GOOD, each.overall <= BAD, "Odette" in each.words)
        for each in handed_in.drawn(at=NOW, seed=SEED)
        if each.unit == "mill-hotel" and each.words
    )

    assert sum(times for (is_good, _, is_named), times in marks.items() if is_named and not is_good) == 0
    assert sum(times for (_, _, is_named), times in marks.items() if is_named) > 50


def test_1_a_weak_unit_recovers(told: Path) -> None:
    found = stands("norte-hotel")

    assert found.year_ago.verdict is Verdict.ABOVE
    assert [each.first_month for each in found.happened] == [date(2026, 3, 1)]


def test_2_a_changed_scale_cuts_the_chart_and_is_not_compared(told: Path) -> None:
    found, after = stands("nanjing-home"), stands("nanjing-home", until=date(2025, 9, 30))

    [cut] = found.breaks
    assert (cut.since, cut.before.best, cut.after.best) == (date(2025, 7, 1), 10, 5)
    assert len(found.stretches) == 2
    assert after.year_ago.verdict is Verdict.WITHHELD


def test_3_a_lost_month_is_a_gap_and_no_nought(told: Path) -> None:
    months = months_of(stands("valencia-home"))

    assert (months["2026-05"].share.n, months["2026-05"].share.value) == (0, None)
    assert min(months[each].share.n for each in ("2026-03", "2026-04", "2026-06", "2026-07")) > 40


def test_4_a_manager_is_hidden_by_the_mean_of_the_region(told: Path) -> None:
    by_region = insight.compared(viewer=HOUSE, look=Look(unit="group", by=By.YEAR), depth=Depth.RIGHT_BELOW, at=NOW)
    in_region = insight.compared(viewer=HOUSE, look=Look(unit="atlantic", by=By.YEAR), depth=Depth.RIGHT_BELOW, at=NOW)

    assert {each.code: each.verdict for each in by_region.units}["atlantic"] is Verdict.SAME
    assert [each.code for each in in_region.judged(Verdict.BELOW)] == ["orchard-hotel"]


def test_5_a_season_comes_back_every_summer(told: Path) -> None:
    findings = insight.measure(viewer=HOUSE, indicator="css", by="month", unit="marina-hotel")
    of_whole = [each for each in findings if each.aspect is None and each.value is not None]
    for year in (2024, 2025, 2026):
        summer = [each for each in of_whole if each.period in (f"{year}-07", f"{year}-08")]
        others = [each.value for each in of_whole if each.period[:4] == str(year) and each not in summer]
        assert max(each.value for each in summer) < median(others), year  # type: ignore[type-var]

    assert signalled(stands("marina-hotel"), side="below") & {"2025-07", "2025-08", "2026-07", "2026-08"}


def test_6_a_flood_of_one_cause(told: Path) -> None:
    found = stands("pier-hotel")
    months = months_of(found)
    usual = median(each.share.n for period, each in months.items() if period != "2026-08" and not each.is_unfinished)

    assert months["2026-08"].share.n > 1.4 * usual
    assert "2026-08" in signalled(found, side="below")
    assert len(heard("twice", "pier-hotel", date(2026, 8, 1), date(2026, 8, 31))) >= 10
    assert len(heard("twice", "pier-hotel", date(2026, 7, 1), date(2026, 7, 31))) <= 2
    look = cases_asked.reported(viewer=HOUSE, unit="pier-hotel", until=date(2026, 8, 1), months=1, at=NOW)
    caused = cases_asked.causing(viewer=HOUSE, look=look)
    grown = [each.code for each in caused.causes if each.change is not None and each.change.value > 0]
    assert (caused.causes[0].code, grown) == ("charged-twice", ["charged-twice"])
    assert caused.named == caused.opened >= 10


def test_7_a_praised_person(told: Path) -> None:
    named = heard("Odette", "group", date(2023, 11, 1), date(2026, 11, 18))

    assert {each.unit_code for each in named} == {"mill-hotel"}
    assert len(named) > 50
    assert [each for each in named if each.overall is None or each.overall < 0.75] == []


def test_8_a_unit_that_cannot_be_told_apart(told: Path) -> None:
    found = stands("garden-inn")

    assert (found.standing, found.verdict) == (Standing.TOO_FEW, Verdict.SAME)


def test_the_desk_has_cases_in_every_state(told: Path) -> None:
    found = Counter(Case.objects.values_list("state", flat=True))

    assert {state for state, _ in case_terms.STATES} == set(found)
    flood = FoundCause.objects.values("case").distinct().count()
    assert found == {"open": 17, "answered": 4, "closed": 3 + flood, "merged": 1}
    assert (Note.objects.count(), Tie.objects.count(), Draft.objects.count()) == (3, 1, 1)


def test_what_employees_write_to_the_hr_desk_is_read_there_alone(told: Path) -> None:
    executive, head = (people.person_by_number(number=number) for number in ("1001", "1007"))
    assert executive is not None
    assert head is not None

    [read, from_above] = [cases_asked.cases_seen(viewer=each).items for each in (head, executive)]

    assert [each.unit_code for each in read] == ["hr-desk"] * 3
    assert "hr-desk" not in {each.unit_code for each in from_above}


def test_half_of_who_writes_this_morning_was_content_so_that_a_new_month_begins_without_an_alarm(told: Path) -> None:
    written = Voice.objects.filter(received_at__gt=NOW - timedelta(hours=6), asks_for_answer=True)
    morning = written.exclude(unit__code="hr-desk")
    content = [each.overall is not None and each.overall >= 0.75 for each in morning]

    assert (len(content) >= 11, sum(content)) == (True, 6)


def test_somebody_is_named_for_harm_of_every_kind_in_every_unit(told: Path) -> None:
    kept = cases_asked.harm_plans_kept(viewer=HOUSE)

    assert {len(each.holds) for each in kept} == {len(Harm)}


def test_the_home_is_at_rest(told: Path) -> None:
    assert [finding.what for finding in all_findings(at=NOW)] == ["1 case is overdue."]
