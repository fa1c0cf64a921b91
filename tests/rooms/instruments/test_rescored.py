"""Every question type is kept, scored and told to the lake; scores can be computed again."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servewell.base.models import Entry
from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import forms
from servewell.project.command import servewell
from servewell.rooms.instruments import facts, selectors, services
from servewell.rooms.instruments.models import Item, Response, Score
from tests.builders import a_company, a_person, a_survey, words
from tests.engines.forms.form_documents import everything

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
ANSWERS = {
    "nps": "9",
    "csat": "4",
    "recorded": "true",
    "care.speed": ["2"],
    "care.tone": ["na"],
    "queue": "fair",
    "photo": {"name": "q.jpg", "type": "image/jpeg", "size": 900, "digest": "d1"},
    "smile": "true",
    "used": ["pool"],
    "order": ["view", "bed", "food"],
    "guests": "2",
}


def a_shop() -> selectors.Published:
    a_survey()
    version = services.publish(
        code="shop",
        title=words("Shop"),
        thanks=words("Thanks."),
        document=everything(),
        unit=a_company(),
        by=HOUSE,
        at=NOON,
    )
    return selectors.version(key=version.pk)


def given_to(shop: selectors.Published, **more: object) -> int:
    checked = forms.validate(shop.form, ANSWERS | more)
    return services.respond(version=shop, values=checked.values, language="en", at=NOON).response


def test_every_type_is_kept_and_read_back_and_what_has_a_scale_is_a_fact() -> None:
    shop = a_shop()

    response = given_to(shop)

    read = {each.item.name: each.value for each in selectors.given_in(response=response).answers if each.value}
    assert read == {
        "nps": 9,
        "csat": 4,
        "recorded": True,
        "care.speed": 2,
        "queue": "fair",
        "photo": (forms.Attached("q.jpg", "image/jpeg", 900, "d1"),),
        "smile": True,
        "used": ("pool",),
        "order": ("view", "bed", "food"),
        "guests": 2,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT item, aspect, value, worst, best FROM ({facts.answered(vendor=connection.vendor)}) AS f"
        )
        assert sorted(cursor.fetchall()) == [
            ("care.speed", "responsibility", 2.0, 1.0, 4.0),
            ("csat", "respect", 4.0, 1.0, 5.0),
            ("nps", None, 9.0, 0.0, 10.0),
            ("queue", None, 1.0, 0.0, 2.0),
            ("smile", None, 1.0, 0.0, 1.0),
        ]


def test_a_row_of_a_matrix_is_an_item_with_its_aspect_and_its_standards() -> None:
    shop = a_shop()

    rows = Item.objects.filter(version=shop.key, kind="matrix").order_by("position")

    assert [(row.name, row.aspect and row.aspect.code, row.standards, row.best) for row in rows] == [
        ("care.speed", "responsibility", [], 4.0),
        ("care.tone", None, ["respect-1"], 4.0),
    ]


def test_a_standard_that_is_not_in_force_is_refused_by_name() -> None:
    a_survey()

    asked = {"type": "rating", "name": "a", "title": "A", "servewell:standards": ["respect-1", "eye-contact", "haste"]}
    document = {"title": "S", "pages": [{"elements": [asked]}]}

    with pytest.raises(services.StandardsAreUnknown, match="no standard in force has the code eye-contact, haste"):
        services.publish(
            code="shop", title=words("S"), thanks=words("T"), document=document, unit=a_company(), by=HOUSE, at=NOON
        )


def test_a_score_names_its_rule_and_is_computed_again_from_what_is_stored() -> None:
    response = given_to(a_shop())

    kept = Score.objects.get(response=response)

    assert kept.rule == "weighted-2"
    assert forms.recompute(kept.derivation).value == kept.value == selectors.given_in(response=response).score


def wrongly_scored(shop: selectors.Published, **more: object) -> int:
    """As a mistake of ours would have left it."""
    right = forms.score
    with pytest.MonkeyPatch.context() as mistaken:
        mistaken.setattr(forms, "score", lambda form, values: replace(right(form, values), value=0.125))
        return given_to(shop, **more)


def test_scores_that_differ_are_put_right_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.rescoring, "TOGETHER", 2)
    shop = a_shop()
    first, second, third = given_to(shop), wrongly_scored(shop, queue="short"), given_to(shop)
    right = forms.score(shop.form, forms.kept(Response.objects.get(pk=second).answers)).value

    batches = [services.rescore(version=shop.key, by=HOUSE, at=NOON)]
    batches.append(services.rescore(version=shop.key, after=batches[0].next_after or 0, by=HOUSE, at=NOON))

    assert batches == [
        services.Batch(2, (services.Rescored(second, 0.125, right, is_final=False),), second),
        services.Batch(1, (), None),
    ]
    assert first < second < third
    kept = Score.objects.get(response=second)
    assert kept.value == right == forms.recompute(kept.derivation).value
    entry = Entry.objects.get(deed="instruments.rescore")
    assert entry.detail == {"scores": 1, "said": f"{second}: 0.125 -> {right}"}


def test_a_batch_ends_early_where_much_is_to_be_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.rescoring, "PUT_RIGHT_TOGETHER", 2)
    shop = a_shop()
    wrong = [wrongly_scored(shop) for _ in range(3)]

    first = services.rescore(version=shop.key, by=HOUSE, at=NOON)
    second = services.rescore(version=shop.key, after=first.next_after or 0, by=HOUSE, at=NOON)

    assert [[each.response for each in batch.changed] for batch in (first, second)] == [wrong[:2], wrong[2:]]
    assert (first.looked_at, first.next_after, second.next_after) == (2, wrong[1], None)


def test_what_was_never_scored_and_other_versions_are_left_alone() -> None:
    shop = a_shop()
    other = selectors.current(instrument=selectors.instrument_by_code(code="four-aspects").pk)
    elsewhere = wrongly_scored(other)
    row = services.FileResponses([shop.key], ["en"], ["2026-11-16 12:00:00"], ['{"nps": 9}'])
    services.respond_in_bulk(rows=row, at=NOON)

    assert services.rescore(version=shop.key, by=HOUSE, at=NOON) == services.Batch(0, (), None)
    assert Score.objects.get(response=elsewhere).value == 0.125


def test_only_who_publishes_for_the_company_computes_scores_again() -> None:
    shop = a_shop()

    with pytest.raises(NotAllowed):
        services.rescore(version=shop.key, by=a_person(), at=NOON)


def test_a_batch_asks_as_often_for_many_as_for_one_and_lets_others_write_meanwhile() -> None:
    shop = a_shop()
    given_to(shop)
    with CaptureQueriesContext(
        connection,
    ) as for_one:
        services.rescore(version=shop.key, by=HOUSE, at=NOON)
    values = forms.validate(shop.form, ANSWERS).values
    news = [services.NewResponse(values=values, language="en", at=NOON)] * services.rescoring.TOGETHER
    last = max(given.response for given in services.respond_many(version=shop, many=news, at=NOON))

    with CaptureQueriesContext(connection) as for_many:
        batch = services.rescore(version=shop.key, by=HOUSE, at=NOON)
    took = min(_seconds_of(shop) for _ in range(5))

    assert (batch.looked_at, batch.changed) == (services.rescoring.TOGETHER, ())
    assert batch.next_after == last - 1
    assert len(for_many) == len(for_one) - 1  # where a batch is full, its last key is found at once
    assert took < 0.25


def _seconds_of(shop: selectors.Published) -> float:
    began = time.perf_counter()
    services.rescore(version=shop.key, by=HOUSE, at=NOON)
    return time.perf_counter() - began


def test_the_command_says_which_scores_changed() -> None:
    shop = a_shop()
    response, right = wrongly_scored(shop), Score.objects.get(response=given_to(shop)).value

    said = CliRunner().invoke(servewell, ["rescore", "shop", "--json"])
    again = CliRunner().invoke(servewell, ["rescore", "shop", "--version", "1"])
    unknown = CliRunner().invoke(servewell, ["rescore", "nothing"])

    changed = {"response": response, "before": 0.125, "after": right, "is_final": False}
    assert json.loads(said.output) == {"instrument": "shop", "versions": [1], "scores": 2, "changed": [changed]}
    assert again.output == "2 scores of shop were computed again. 0 came out otherwise.\n"
    assert (unknown.exit_code, "no instrument has the code 'nothing'" in unknown.output) == (2, True)


def test_a_series_goes_on_over_versions_until_the_scale_or_the_points_between_its_ends_change() -> None:
    def version_with(points: tuple[int, ...], *, title: str = "Queue") -> list[tuple[str, int]]:
        choices = [{"value": f"c{at}", "text": "x", "servewell:points": each} for at, each in enumerate(points)]
        queue = {"type": "radiogroup", "name": "queue", "title": title, "choices": choices, "servewell:weight": 1}
        care = {
            "type": "matrix",
            "name": "care",
            "title": "Care",
            "columns": [{"value": step, "text": str(step)} for step in range(1, 5)],
            "rows": [{"value": "speed", "text": "Speed"}],
        }
        version = services.publish(
            code="line",
            title=words("Line"),
            thanks=words("Thanks."),
            document={"title": "Line", "pages": [{"elements": [queue, care]}]},
            unit=a_company(),
            by=HOUSE,
            at=NOON,
        )
        return list(Item.objects.filter(version=version).order_by("position").values_list("name", "series"))

    found = [version_with((0, 1, 4)), version_with((0, 1, 4), title="The queue"), version_with((0, 2, 4))]

    assert found == [[("queue", series), ("care.speed", 1)] for series in (1, 1, 2)]
