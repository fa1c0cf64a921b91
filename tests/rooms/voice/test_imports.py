"""A file is taken in by a recipe: once, whole, and only where its keeper may."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import tables
from servewell.rooms.people.models import Person, Unit
from servewell.rooms.voice import rules, selectors, services, terms
from servewell.rooms.voice.models import Channel, Comment, HeldRow, Import, PastReply, Voice
from tests.builders import a_channel, a_company, a_person, a_unit, a_voice
from tests.builders.stays import HEADER, STAYS, a_brought_file, a_file, an_import, some_stays

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def harbour(settings: Settings, tmp_path: Path) -> Unit:
    settings.FILES_FOLDER = tmp_path / "files"
    return a_unit("harbour", under=a_company())


def counts(run: Import) -> tuple[int, int, int, int]:
    found = selectors.counts_of(run=Import.objects.get(pk=run.pk))
    return found.kept, found.duplicate, found.left_out, found.held_back


def reasons(run: Import) -> list[tuple[int, str]]:
    return list(HeldRow.objects.filter(from_import=run).order_by("row").values_list("row", "codes"))


def test_rows_become_voices_with_their_words() -> None:
    run = an_import("17,harbour,2026-03-02,4,Lovely pool", "18,The Harbour,2026-03-03,9,", at=NOON)

    voices = Voice.objects.order_by("row")
    assert counts(run) == (2, 0, 0, 0)
    assert [(v.row, v.on.isoformat(), v.overall, v.language, v.channel.slug) for v in voices] == [
        (1, "2026-03-02", 0.75, "en", "stays"),
        (2, "2026-03-03", None, "en", "stays"),
    ]
    assert [(c.text, str(c.item)) for c in Comment.objects.all()] == [("Lovely pool", "better")]
    assert [v.response.answers for v in voices if v.response] == [{"whole": 4}, {"whole": None}]


def test_the_same_file_twice_changes_nothing() -> None:
    first = an_import(*some_stays(300), at=NOON)
    second = an_import(*some_stays(300), at=NOON)

    assert (counts(first), counts(second)) == ((300, 0, 0, 0), (0, 300, 0, 0))
    assert Voice.objects.count() == 300


def test_a_later_file_brings_what_is_new() -> None:
    an_import(*some_stays(10), at=NOON)

    assert counts(an_import(*some_stays(10, first=6), at=NOON)) == (5, 5, 0, 0)


def test_rows_that_are_equal_in_all_cells_are_counted_as_often_as_they_stand() -> None:
    recipe = STAYS.replace("duplicate: [id]\n", "")
    row = "17,harbour,2026-03-02,4,"

    assert counts(an_import(row, row, at=NOON, recipe=recipe)) == (2, 0, 0, 0)
    assert counts(an_import(row, row, row, at=NOON, recipe=recipe)) == (1, 2, 0, 0)


def test_what_is_not_understood_is_held_back_with_all_its_reasons() -> None:
    run = an_import("17,nowhere,soon,7,Hm", "18,harbour,2026-03-02,5,Good", "19,harbour", at=NOON)

    assert counts(run) == (1, 0, 0, 2)
    assert reasons(run) == [(1, " unit-unknown date-unreadable off-scale "), (3, " width ")]
    assert HeldRow.objects.get(row=1).cells == ["17", "nowhere", "soon", "7", "Hm"]


def test_nothing_is_seen_before_the_last_row_is_in() -> None:
    run = a_brought_file(a_file(*some_stays(3)), at=NOON)
    services.start(run=run, document=STAYS, by=HOUSE, at=NOON, in_worker=False)
    services.take_in_some(run=run, for_seconds=60, at=NOON)

    before = selectors.heard(viewer=HOUSE).items
    services.show(run=run, at=NOON)

    assert (len(before), len(selectors.heard(viewer=HOUSE).items)) == (0, 3)


def test_a_rehearsal_tells_the_same_and_stores_nothing() -> None:
    path = a_file("17,harbour,2026-03-02,4,A", "17,harbour,2026-03-02,4,A", "18,nowhere,2026-03-02,4,B")
    company = a_company()
    told = selectors.rehearse(path=path, document=STAYS, unit=company.pk, viewer=HOUSE, today=NOON.date())

    assert (told.kept, told.duplicate, told.held_back, dict(told.by_unit)) == (1, 1, 1, {("harbour", 2026): 1})
    assert told.examples["unit-unknown"] == (selectors.Example(row=3, line=4, column="hotel", value="nowhere"),)
    assert (Voice.objects.count(), Import.objects.count(), HeldRow.objects.count()) == (0, 0, 0)


def test_a_deed_leaves_one_line_in_the_record_however_many_rows_it_had() -> None:
    run = an_import(*some_stays(50), at=NOON)
    deeds = Entry.objects.filter(thing=f"voice.import:{run.pk}").order_by("pk").values_list("deed", flat=True)

    assert list(deeds) == ["voice.bring_file", "voice.start", "voice.show"]
    assert Entry.objects.filter(thing__startswith="voice.voice").count() == 0


@pytest.fixture
def mei(harbour: Unit) -> Person:
    return a_person("Mei", rules.IMPORT, unit=harbour)


def test_rows_of_a_unit_one_may_not_import_for_are_held_back_like_unknown_ones(mei: Person, harbour: Unit) -> None:
    a_unit("garden", under=a_company())

    run = an_import("1,harbour,2026-03-02,4,A", "2,garden,2026-03-02,4,B", "3,moon,2026-03-02,4,C", at=NOON,
                    unit=harbour, by=mei)  # fmt: skip

    assert reasons(run) == [(2, " unit-unknown "), (3, " unit-unknown ")]
    assert list(Voice.objects.values_list("unit__code", flat=True)) == ["harbour"]


def test_nobody_brings_decides_starts_or_withdraws_without_the_power(harbour: Unit) -> None:
    stranger = a_person("Sam", unit=harbour)
    run = an_import(*some_stays(1), at=NOON)

    for deed in (
        lambda: services.bring_file(name="x", path=a_file(), unit=harbour, by=stranger, at=NOON),
        lambda: services.begin_file(name="x", size=1, unit=harbour, by=stranger, at=NOON),
        lambda: services.decide(run=run, draft="", by=stranger, at=NOON),
        lambda: services.start(run=run, document=STAYS, by=stranger, at=NOON),
        lambda: services.withdraw_import(run=run, by=stranger, at=NOON),
        lambda: services.take_held(run=run, row=1, cells=[], by=stranger, at=NOON),
        lambda: services.drop_held(run=run, rows=[1], by=stranger, at=NOON),
    ):
        with pytest.raises(NotAllowed):
            deed()
    with pytest.raises(selectors.NoSuchImport):
        selectors.import_for(viewer=stranger, number=run.pk)


def test_a_withdrawn_file_leaves_every_list_and_can_come_in_again() -> None:
    run = an_import(*some_stays(3), at=NOON)
    services.withdraw_import(run=run, by=HOUSE, at=NOON)
    services.withdraw_import(run=run, by=HOUSE, at=NOON)

    gone = len(selectors.heard(viewer=HOUSE).items)
    again = an_import(*some_stays(3), at=NOON)

    assert (gone, counts(again), len(selectors.heard(viewer=HOUSE).items)) == (0, (3, 0, 0, 0), 3)


def test_files_of_one_recipe_take_turns() -> None:
    first, second = (a_brought_file(a_file(*some_stays(3)), at=NOON) for _ in range(2))
    for run in (first, second):
        services.start(run=run, document=STAYS, by=HOUSE, at=NOON, in_worker=False)

    with pytest.raises(services.AnotherFileComesFirst, match=f"import {first.pk} of the same recipe"):
        services.take_in_some(run=second, for_seconds=60, at=NOON)
    services.take_in_some(run=first, for_seconds=60, at=NOON)
    services.show(run=first, at=NOON)
    services.take_in_some(run=second, for_seconds=60, at=NOON)

    assert counts(second) == (0, 3, 0, 0)


def test_who_has_lost_the_turn_stores_nothing() -> None:
    run = a_brought_file(a_file(*some_stays(3)), at=NOON)
    services.start(run=run, document=STAYS, by=HOUSE, at=NOON, in_worker=False)
    other = Import.objects.select_related("unit", "recipe__recipe__unit").get(pk=run.pk)
    services.take_in_some(run=other, for_seconds=60, at=NOON)

    with pytest.raises(services.TakenInElsewhere):
        services.take_in_some(run=run, for_seconds=60, at=NOON)
    assert Voice.objects.count() == 3


def test_a_scale_that_changed_is_two_versions_of_the_questions() -> None:
    recipe = STAYS.replace(
        "scale: {worst: 1, best: 5}",
        "scale: [{worst: 1, best: 5}, {from: 2026-05-01, worst: 1, best: 10, why: new form}]",
    )
    an_import("1,harbour,2026-04-30,5,", "2,harbour,2026-05-01,5,", at=NOON, recipe=recipe)

    found = Voice.objects.order_by("row").select_related("response__version")
    said = [
        (voice.overall, voice.response.version.items.get(name="whole").series, voice.response.version.number)
        for voice in found
        if voice.response
    ]
    assert said == [(1.0, 1, 1), (pytest.approx(4 / 9), 2, 2)]


def test_units_are_made_where_the_recipe_says_so() -> None:
    recipe = STAYS.replace("unit: {column: hotel, names: {The Harbour: harbour}}",
                           "unit: {column: hotel, unknown: make, under: company}")  # fmt: skip
    run = an_import("1,Grand Hôtel,2026-03-02,4,", "2,Grand Hôtel,2026-03-02,4,", "3,外滩,2026-03-02,4,", at=NOON,
                    recipe=recipe)  # fmt: skip

    made = selectors.counts_of(run=run).units_made
    assert (counts(run), len(made), made[0][:9]) == ((3, 0, 0, 0), 2, "grand-hot")
    assert counts(an_import("4,Grand Hôtel,2026-03-02,4,", at=NOON, recipe=recipe)) == (1, 0, 0, 0)
    assert sorted(Unit.objects.values_list("kind", flat=True)) == ["hotel", "hotel", "imported", "imported"]


def test_what_the_company_answered_is_no_word_of_the_customer() -> None:
    recipe = STAYS.replace("question: What could we do better?}", "question: Why?, split: [{from: Reply, is: answer}]}")
    an_import("1,harbour,2026-03-02,4,Too loud. Reply: we are sorry", at=NOON, recipe=recipe)

    assert [c.text for c in Comment.objects.all()] == ["Too loud."]
    assert [r.text for r in PastReply.objects.all()] == ["we are sorry"]


def test_a_recipe_is_kept_once_and_never_changed() -> None:
    company = a_company()
    kept = [
        services.keep_recipe(document=text, unit=company, by=HOUSE, at=NOON) for text in (STAYS, STAYS, STAYS + "# x")
    ]

    assert [(one.number, one.document) for one in kept] == [(1, STAYS), (1, STAYS), (2, STAYS + "# x")]


def test_a_recipe_that_is_unsure_is_refused_by_name() -> None:
    run = a_brought_file(a_file(*some_stays(1)), at=NOON)
    unsure = STAYS.replace("  whole: {column: score,", "  whole: {unsure: 'which end is best?', column: score,")

    with pytest.raises(services.RecipeIsUnsure, match="which end is best"):
        services.start(run=run, document=unsure, by=HOUSE, at=NOON)


def test_a_code_of_our_own_survey_or_link_is_refused(harbour: Unit) -> None:
    channel: Channel = a_channel(harbour)
    a_voice(channel, at=NOON)
    run = a_brought_file(a_file(*some_stays(1)), at=NOON)

    with pytest.raises(tables.RecipeHasFaults, match="code"):
        services.start(run=run, document=STAYS.replace("stays", channel.instrument.code), by=HOUSE, at=NOON)
    with pytest.raises(tables.RecipeHasFaults, match="short address"):
        services.start(run=run, document=STAYS.replace("stays", channel.slug), by=HOUSE, at=NOON)


def test_a_file_whose_recipe_names_other_columns_is_refused_before_it_starts() -> None:
    run = a_brought_file(a_file("1,2", header="a,b"), at=NOON)

    with pytest.raises(tables.RecipeHasFaults, match="hotel"):
        services.start(run=run, document=STAYS, by=HOUSE, at=NOON)
    assert Import.objects.get(pk=run.pk).state == terms.ImportState.ARRIVED.value


def test_a_draft_survives_and_is_closed_once_the_file_comes_in() -> None:
    run = a_brought_file(a_file(*some_stays(1)), at=NOON)
    services.decide(run=run, draft="recipe: st", by=HOUSE, at=NOON)
    kept = Import.objects.get(pk=run.pk).draft
    services.start(run=run, document=STAYS, by=HOUSE, at=NOON, in_worker=False)

    with pytest.raises(services.ImportIsUnderWay):
        services.decide(run=run, draft="", by=HOUSE, at=NOON)
    assert kept == "recipe: st"


def test_a_file_arrives_in_parts() -> None:
    content = a_file(*some_stays(2)).read_bytes()
    run = services.begin_file(name="../../stays.csv", size=len(content), unit=a_company(), by=HOUSE, at=NOON)
    middle = services.add_part(run=run, offset=0, content=content[:20], by=HOUSE)
    services.add_part(run=run, offset=middle, content=content[20:], by=HOUSE)
    services.end_file(run=run, by=HOUSE, at=NOON)

    assert (run.name, run.state, selectors.path_of(run=run).read_bytes()) == ("stays.csv", "arrived", content)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_imports_costs_one_query(rows: int, django_assert_num_queries: "object") -> None:
    for _ in range(rows):
        an_import(*some_stays(1), at=NOON)

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(selectors.imports(viewer=HOUSE).items) == rows


def test_held_rows_leave_as_a_table_without_formulas() -> None:
    run = an_import("=HYPERLINK(1),nowhere,2026-03-02,4,@me", at=NOON)

    lines = "".join(selectors.held_as_csv(run=run)).splitlines()
    assert lines == [
        f"\ufeffrow,line,reasons,{HEADER}",
        "1,2,unit-unknown hotel nowhere,'=HYPERLINK(1),nowhere,2026-03-02,4,'@me",
    ]
