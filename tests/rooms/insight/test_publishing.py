"""What is published can be made again: equal answers, equal figures; and what is not the same is said."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from servewell.base import files
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.rooms.customers import services as customers
from servewell.rooms.customers.events import CustomersErased
from servewell.rooms.insight import listeners, rules, selectors, services
from servewell.rooms.insight.models import Published
from servewell.rooms.insight.selectors import grounding
from servewell.rooms.insight.terms import Form, Part, Trouble
from servewell.rooms.people.models import Unit
from servewell.rooms.voice import services as voice
from servewell.rooms.voice.models import Import, Voice
from tests.builders import a_channel, a_company, a_person, a_promise, a_survey, a_unit, a_voice, an_aspect, an_indicator
from tests.builders.customers import a_customer
from tests.builders.figures import Answered, Rated, asked_to_publish, the_lake_holds
from tests.builders.stays import an_import, some_stays
from tests.house import save_guard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake", "files")]

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AUTUMN = date(2026, 11, 3)
SPRING = date(2026, 3, 3)


def hotel(code: str = "harbour") -> Unit:
    return Unit.objects.filter(code=code).first() or a_unit(code, under=a_company())


def answers() -> list[Answered]:
    at = hotel()
    return [Answered(at, AUTUMN, 80, 100), Answered(at, SPRING, 150, 200), Answered(at, AUTUMN, 40, 50, "respect")]


def a_page(**look: Any) -> selectors.Satisfaction:
    return selectors.satisfaction(viewer=HOUSE, look=selectors.Look(unit="company", **look), at=NOW)


@pytest.fixture
def held() -> None:
    an_indicator()
    a_promise(aspects=[an_aspect("respect")])
    the_lake_holds(*answers())


def a_finding(
    content: bytes = b"%PDF", quoted: tuple[int, ...] = (), voices: tuple[int, ...] = (), *, has_words: bool = False
) -> Published:
    asked = asked_to_publish(a_company(), at=NOW)
    services.publish(
        published=asked,
        statement=selectors.statement(found=a_page()),
        title="Company: no aspect stands out",
        content=content,
        with_software={"weasyprint": "70.0"},
        has_words=has_words or bool(quoted or voices),
        quoted=quoted,
        voices=voices,
        at=NOW,
    )
    asked.refresh_from_db()
    return asked


def test_a_statement_holds_every_figure_of_the_page_with_its_limits(held: None) -> None:
    stated = selectors.statement(found=a_page())

    parts = [(each.part, each.code) for each in stated.figures if each.part is not Part.PERIOD]
    assert parts == [(Part.WHOLE, "company"), (Part.ASPECT, "respect"), (Part.UNIT, "harbour")]
    periods = {each.first: each for each in stated.figures if each.part is Part.PERIOD}
    assert len(periods) == 24
    november = periods[date(2026, 11, 1)]
    assert (november.value, november.n, november.last) == (0.8, 100, date(2026, 11, 30))
    assert (november.centre, november.lower) == (0.75, None)  # of the months that have ended
    assert periods[date(2026, 10, 1)].value is None


def test_equal_answers_have_equal_digests_however_often_the_lake_is_built(held: None) -> None:
    first = selectors.statement(found=a_page()).basis.digest

    the_lake_holds(*reversed(answers()))

    assert selectors.statement(found=a_page()).basis.digest == first
    assert len(first) == 64


@pytest.mark.parametrize(
    "change",
    [
        lambda some: some[:-1],
        lambda some: [*some, Answered(hotel("harbour"), AUTUMN, 1, 1)],
        lambda some: [Rated(hotel("harbour"), AUTUMN, [4.0]), *some],
    ],
)
def test_one_answer_more_or_less_is_another_digest(held: None, change: Callable[[Any], Any]) -> None:
    first = selectors.statement(found=a_page()).basis.digest

    the_lake_holds(*change(answers()))

    assert selectors.statement(found=a_page()).basis.digest != first


def test_nobody_finds_out_few_answers_by_guessing_at_the_digest(held: None, settings: Any) -> None:
    first = selectors.statement(found=a_page()).basis.digest

    settings.STABLE_KEY = "another home's"

    assert selectors.statement(found=a_page()).basis.digest != first


def test_a_look_is_kept_with_its_last_day_and_its_version(held: None) -> None:
    look = selectors.statement(found=a_page(tree="today")).basis.look

    kept = selectors.kept(look=look)

    assert kept == {"unit": "company", "version": "1", "until": "2026-11-16", "tree": "today"}
    assert selectors.look_kept(texts=kept) == look


def test_nothing_is_stated_of_nobody(held: None) -> None:
    hotel("empty")

    with pytest.raises(selectors.NothingToPublish):
        selectors.statement(found=selectors.satisfaction(viewer=HOUSE, look=selectors.Look(unit="empty"), at=NOW))


def test_who_sees_no_figures_of_the_unit_publishes_none(held: None) -> None:
    stranger = a_person("Stranger", rules.SEE, unit=hotel("harbour"))

    with pytest.raises(NotAllowed):
        services.ask_to_publish(
            unit=a_company(), look=selectors.Look(), form=Form.PDF, language="en", by=stranger, at=NOW
        )

    assert Published.objects.count() == 0


def test_what_is_published_states_from_what_it_was_made_and_keeps_its_file(held: None) -> None:
    finding = a_finding(b"%PDF-1")

    basis = selectors.statement(found=a_page()).basis
    assert files.path_of(finding.file).read_bytes() == b"%PDF-1"
    assert (finding.digest, finding.version, finding.definition) == (basis.digest, 1, "The two best answers.")
    assert finding.software == {**basis.software, "weasyprint": "70.0"}
    assert selectors.figures_kept(published=finding) == selectors.statement(found=a_page()).figures


def test_what_is_published_stays_as_it_is(held: None) -> None:
    finding = a_finding(b"first")

    services.publish(
        published=finding, statement=selectors.statement(found=a_page()), title="Other", content=b"second",
        with_software={}, at=NOW,
    )  # fmt: skip
    services.could_not_publish(published=finding, why=Trouble.FAILED)

    finding.refresh_from_db()
    assert (finding.title, finding.trouble) == ("Company: no aspect stands out", "")
    assert files.path_of(finding.file).read_bytes() == b"first"
    assert [each.name for each in files.path_of(finding.file).parent.iterdir()] == [finding.file]


def test_the_database_takes_no_figure_without_what_it_was_made_from(
    held: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asked_to_publish(a_company(), at=NOW)
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)

    with pytest.raises(IntegrityError, match="what_is_published_says_from_what"), transaction.atomic():
        Published.objects.filter(pk=asked.pk).update(made_at=NOW, title="Something", file="a file")


def test_made_again_from_the_same_answers_it_is_the_same(held: None) -> None:
    again = selectors.again(published=a_finding(), at=datetime(2026, 11, 20, 9, 0, tzinfo=UTC))

    assert (again.is_same, again.differing, again.other_software) == (True, (), {})


def test_a_withdrawn_answer_is_told_with_the_figures_that_it_changed(held: None) -> None:
    finding = a_finding()
    the_lake_holds(Answered(hotel(), AUTUMN, 79, 99), *answers()[1:])
    again = selectors.again(published=finding, at=NOW)

    assert (again.is_same, again.is_other_data) == (False, True)
    whole = next(each for each in again.differing if each.now and each.now.part is Part.WHOLE)
    assert whole.before is not None
    assert (whole.before.n, whole.now and whole.now.n) == (100, 99)


def test_other_answers_with_the_same_figures_are_told_apart_from_the_same_answers(held: None) -> None:
    finding = a_finding()
    spanish = Rated(hotel("harbour"), AUTUMN, [5.0] * 80 + [2.0] * 20, language="es")

    the_lake_holds(spanish, *answers()[1:])
    again = selectors.again(published=finding, at=NOW)

    assert (again.differing, again.is_other_data, again.is_same) == ((), True, False)


def test_other_versions_of_what_counts_are_named(held: None, monkeypatch: pytest.MonkeyPatch) -> None:
    finding = a_finding()

    used = finding.software["numpy"]
    monkeypatch.setattr(grounding, "version", lambda name: "99" if name == "numpy" else finding.software[name])

    assert selectors.again(published=finding, at=NOW).other_software == {"numpy": (used, "99")}


def test_a_newer_definition_leaves_a_finding_with_its_own(held: None) -> None:
    finding = a_finding()

    an_indicator(definition="The best answer.", top_boxes=1, at=NOW)
    again = selectors.again(published=finding, at=NOW)

    assert (again.is_same, again.newest) == (True, 2)


def test_a_unit_below_that_its_publisher_did_not_see_makes_nothing_else_come_out(held: None) -> None:
    finding = a_finding()
    figures = [row for row in finding.figures if row["code"] != "harbour"]
    finding.figures = figures

    assert selectors.again(published=finding, at=NOW).is_same


def test_limits_drawn_anew_make_nothing_else_come_out(held: None) -> None:
    finding = a_finding()
    figures = [{**row, "centre": 0.5, "lower": 0.4, "signals": ["trend high"]} for row in finding.figures]
    finding.figures = figures

    assert selectors.again(published=finding, at=NOW).is_same


@pytest.mark.parametrize(("more", "told"), [(1, None), (9, None), (10, 110)])
def test_of_a_private_look_nothing_is_told_that_gives_few_new_answers_away(
    held: None, more: int, told: int | None
) -> None:
    desk = [Answered(hotel(), AUTUMN, 80, 100, channel="desk"), *answers()]
    the_lake_holds(*desk)
    finding = asked_to_publish(a_company(), at=NOW)
    services.publish(
        published=finding, statement=selectors.statement(found=a_page(channel="desk")), title="Desk", content=b"%PDF",
        with_software={}, at=NOW,
    )  # fmt: skip
    finding.look = {**finding.look, "channel": "desk"}

    the_lake_holds(Answered(hotel(), AUTUMN, more, more, channel="desk"), *desk)
    finding.refresh_from_db(fields=["made_at", "figures", "digest", "software"])
    again = selectors.again(published=finding, at=NOW)

    whole = next(each for each in again.differing if each.before and each.before.part is Part.WHOLE)
    assert whole.before is not None
    assert whole.now is not None
    assert (whole.before.n, whole.now.n, whole.now.is_withheld) == (100, told, told is None)
    assert {each.now and each.now.n for each in again.differing} == {told}


def test_words_of_who_was_erased_while_the_file_was_made_are_not_kept(held: None, files: Path) -> None:
    erased = a_customer()
    customers.erase_for_host(customer=erased, why="asked-for", closes_cases=True, at=NOW)

    with pytest.raises(services.WordsAreErased):
        a_finding(b"with words", quoted=(erased.pk,))

    assert [row.made_at for row in Published.objects.all()] == [None]
    assert [each.name for each in files.iterdir()] == []


def voices_of_a_file() -> tuple[Import, tuple[int, ...]]:
    """A file that was taken in and shown, and the letters that came by it."""
    hotel()
    run = an_import(*some_stays(2), at=NOW)
    return run, tuple(Voice.objects.filter(from_import=run).order_by("pk").values_list("pk", flat=True))


def test_with_a_withdrawn_import_the_file_goes_that_quotes_it_and_the_figures_stay(
    held: None, django_capture_on_commit_callbacks: Any
) -> None:
    run, (_first, second) = voices_of_a_file()
    a_survey()
    own = a_voice(a_channel(a_company()), 5, words="Kind.", at=NOW)
    quoting = a_finding(b"with words of the file", voices=(second, own.pk))
    other = a_finding(b"with others", voices=(own.pk,))
    gone = files.path_of(quoting.file)

    with django_capture_on_commit_callbacks(execute=True):
        voice.withdraw_import(run=run, by=HOUSE, at=NOW)

    quoting.refresh_from_db()
    other.refresh_from_db()
    assert (quoting.file, quoting.quoted_voices, quoting.is_withdrawn, gone.exists()) == ("", [], True, False)
    assert Entry.objects.filter(deed="insight.withdraw_quotes").count() == 1
    assert selectors.again(published=quoting, at=NOW).is_same
    assert (files.path_of(other.file).read_bytes(), other.is_withdrawn) == (b"with others", False)


def test_where_nobody_wrote_down_whose_words_a_file_holds_it_goes_with_the_next_withdrawn_import(
    held: None, django_capture_on_commit_callbacks: Any
) -> None:
    run, _voices = voices_of_a_file()
    old, without_words = a_finding(b"with words of somebody", has_words=True), a_finding(b"figures alone")
    gone = files.path_of(old.file)

    with django_capture_on_commit_callbacks(execute=True):
        voice.withdraw_import(run=run, by=HOUSE, at=NOW)

    old.refresh_from_db()
    without_words.refresh_from_db()
    assert (old.file, old.is_withdrawn, old.figures != [], gone.exists()) == ("", True, True, False)
    assert (files.path_of(without_words.file).read_bytes(), without_words.is_withdrawn) == (b"figures alone", False)


def test_words_of_an_import_that_was_withdrawn_while_the_file_was_made_are_not_kept(held: None, files: Path) -> None:
    run, (first, _second) = voices_of_a_file()
    voice.withdraw_import(run=run, by=HOUSE, at=NOW)

    with pytest.raises(services.WordsAreErased):
        a_finding(b"with words", voices=(first,))

    assert [row.made_at for row in Published.objects.all()] == [None]


def test_where_nobody_answered_any_more_it_cannot_be_made_again(held: None) -> None:
    finding = a_finding()

    the_lake_holds(Answered(hotel("harbour"), date(2020, 1, 1), 1, 1))
    again = selectors.again(published=finding, at=NOW)

    assert (again.basis, again.is_same) == (None, False)


def test_whoever_sees_the_units_figures_finds_a_finding_and_nobody_else(held: None) -> None:
    finding = a_finding()

    assert selectors.published_for(viewer=a_person("Eve", rules.SEE), number=finding.pk) == finding
    for viewer in (a_person("Ann"), a_person("Bob", rules.SEE, unit=hotel("harbour"))):
        with pytest.raises(selectors.NoSuchFinding):
            selectors.published_for(viewer=viewer, number=finding.pk)


def test_with_an_erased_customer_the_file_goes_that_holds_their_words_and_the_figures_stay(
    held: None, django_capture_on_commit_callbacks: Any
) -> None:
    quoting, other = a_finding(b"with words", quoted=(7, 9)), a_finding(b"with others", quoted=(8,))
    gone = files.path_of(quoting.file)

    with django_capture_on_commit_callbacks(execute=True):
        listeners.erased_words_leave_what_was_published(
            CustomersErased(at=NOW, customers=(9, 10), erasures=(1,), closes_cases=False)
        )

    quoting.refresh_from_db()
    other.refresh_from_db()
    assert (quoting.file, quoting.quoted, gone.exists()) == ("", [], False)
    assert quoting.erased_at == NOW
    assert selectors.again(published=quoting, at=NOW).is_same
    assert files.path_of(other.file).read_bytes() == b"with others"
