"""Questions that others asked come in with their answers; nobody is asked them here."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from servewell.base import bulk
from servewell.base.models import Entry
from servewell.base.permissions import HOUSE
from servewell.engines import forms
from servewell.rooms.instruments import facts, selectors, services
from servewell.rooms.instruments.models import Instrument, Response, Score, Version
from tests.builders import a_company, a_survey, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2010, 3, 1, tzinfo=UTC)
FORM: Mapping[str, object] = {
    "title": "Passengers",
    "pages": [{"elements": [
        {"type": "rating", "name": "whole", "title": "Good?", "rateMin": 0, "rateMax": 1, "servewell:overall": True},
        {"type": "rating", "name": "desk", "title": "The desk?", "servewell:aspect": "respect"},
        {"type": "radiogroup", "name": "queue", "title": "The queue?", "choices": [
            {"value": "long", "text": "Long", "servewell:points": 0},
            {"value": "short", "text": "Short", "servewell:points": 2},
        ]},
        {"type": "boolean", "name": "again", "title": "Again?"},
        {"type": "checkbox", "name": "used", "title": "What did you use?", "choices": [
            {"value": "wifi", "text": "Wi-Fi"}, {"value": "bus", "text": "Bus"},
        ]},
        {"type": "text", "name": "from", "title": "Where from?"},
    ]}],
}  # fmt: skip
ANSWERS: Mapping[str, forms.AnswerValue] = {
    "whole": 1, "desk": 3.5, "queue": "short", "again": False, "used": ("wifi", "bus"), "from": "重庆",
}  # fmt: skip


def taken_up(document: Mapping[str, object] = FORM, *, code: str = "passengers", **series: int) -> Version:
    a_survey()
    return services.take_up(
        code=code, title=words("Passengers"), document=document, series=series, published_at=LONG_AGO,
        unit=a_company(), by=HOUSE, at=NOON,
    )  # fmt: skip


def test_nobody_is_asked_what_was_asked_elsewhere() -> None:
    version = taken_up()

    assert [instrument.code for instrument in selectors.instruments()] == ["four-aspects"]
    with pytest.raises(selectors.NoSuchInstrument):
        selectors.current(instrument=version.instrument_id)
    assert (version.number, version.published_at, version.retired_at) == (1, LONG_AGO, NOON)
    assert list(Entry.objects.filter(deed="instruments.take_up").values_list("thing", "detail")) == [
        (f"instruments.version:{version.pk}", {"digest": version.digest, "unit": a_company().pk})
    ]


def test_the_same_questions_in_the_same_series_stand_already() -> None:
    other = {**FORM, "title": "Passengers of 2017"}

    versions = [
        taken_up(), taken_up(desk=2), taken_up(other), taken_up(), taken_up(desk=2, whole=1), taken_up(other, desk=2),
    ]  # fmt: skip

    assert [version.number for version in versions] == [1, 2, 3, 1, 2, 4]
    assert dict(versions[1].items.values_list("name", "series")) == {
        "whole": 1, "desk": 2, "queue": 1, "again": 1, "used": 1, "from": 1,
    }  # fmt: skip


def test_a_code_belongs_to_our_survey_or_to_files() -> None:
    with pytest.raises(services.CodeIsOurOwnSurveys, match="has the code 'four-aspects': give the file's another one"):
        taken_up(code="four-aspects")
    taken_up()
    with pytest.raises(services.CodeIsTakenUpFromFiles, match="under the code 'passengers': give the survey another"):
        a_survey(code="passengers")

    assert list(Version.objects.order_by("pk").values_list("instrument__code", "number")) == [
        ("four-aspects", 1), ("passengers", 1),
    ]  # fmt: skip


def test_an_aspect_that_nobody_promised_is_refused() -> None:
    element = {"type": "rating", "name": "haste", "title": "?", "servewell:aspect": "haste"}

    with pytest.raises(services.AspectsAreUnknown, match="no aspect has the code haste"):
        taken_up({"title": "Short", "pages": [{"elements": [element]}]})

    assert not Instrument.objects.filter(code="passengers").exists()


@pytest.mark.parametrize(
    "values",
    [ANSWERS, {}, {"whole": 0}, {"desk": forms.NOT_APPLICABLE, "queue": "long"}, {"from": "na", "again": True}],
)
def test_a_response_in_bulk_equals_the_one_that_came_alone(values: Mapping[str, forms.AnswerValue]) -> None:
    version = selectors.version(key=taken_up().pk)
    alone = services.respond(version=version, values=values, language="es", at=LONG_AGO)

    [key] = services.respond_in_bulk(rows=of_a_file(version, values), at=NOON)

    assert selectors.given_in(response=key) == selectors.given_in(response=alone.response)
    assert forms.kept(Response.objects.get(pk=key).answers) == values
    assert Response.objects.get(pk=key).given_at == LONG_AGO


@pytest.mark.parametrize(("kept", "position"), [
    ('{"again": true}', 1.0), ('{"again": {"value": false, "points": 0}}', 0.0), ('{"again": null}', None),
    ('{"queue": {"value": "short", "points": 2}}', 1.0), ('{"desk": 2}', 0.25), ('{"desk": 4.5}', 0.875),
    ("{}", None), ('{"from": "5"}', None), ('{"used": ["bus"]}', None),
])  # fmt: skip
def test_the_lake_and_the_reader_give_an_answer_the_same_place(kept: str, position: float | None) -> None:
    version = selectors.version(key=taken_up().pk)
    rows = services.FileResponses([version.key], ["en"], [bulk.moment(NOON)], [kept])
    [key] = services.respond_in_bulk(rows=rows, at=NOON)

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value, worst, best FROM ({facts.answered(vendor=connection.vendor)}) AS said")
        in_the_lake = [(value - worst) / (best - worst) for value, worst, best in cursor.fetchall()]

    read = [each.position for each in selectors.given_in(response=key).answers if each.position is not None]
    assert read == in_the_lake == ([] if position is None else [position])


def test_a_response_is_read_by_one_query() -> None:
    version = selectors.version(key=taken_up().pk)
    [key] = services.respond_in_bulk(rows=of_a_file(version, ANSWERS), at=NOON)

    with CaptureQueriesContext(connection) as seen:
        read = selectors.given_in(response=key)

    assert (read.score, len(seen)) == (forms.score(version.form, ANSWERS).value, 1)


def of_a_file(version: selectors.Published, *many: Mapping[str, forms.AnswerValue]) -> services.FileResponses:
    answers = [json.dumps(forms.keep(version.form, values), ensure_ascii=False) for values in many]
    given_at = [bulk.moment(LONG_AGO)] * len(many)
    return services.FileResponses([version.key] * len(many), ["es"] * len(many), given_at, answers)


def test_keys_come_back_in_the_order_of_the_rows_and_are_never_given_again() -> None:
    version = selectors.version(key=taken_up().pk)
    rows: list[dict[str, forms.AnswerValue]] = [{"whole": 1, "from": str(place)} for place in range(3)]

    first = list(services.respond_in_bulk(rows=of_a_file(version, *rows), at=NOON))
    alone = services.respond(version=version, values={"from": "3"}, language="es", at=NOON).response
    second = list(services.respond_in_bulk(rows=of_a_file(version, rows[0]), at=NOON))
    none = list(services.respond_in_bulk(rows=of_a_file(version), at=NOON))

    kept = [(key, Response.objects.get(pk=key).answers["from"]) for key in [*first, alone, *second]]
    assert [place for _, place in kept] == ["0", "1", "2", "3", "0"]
    assert (len({key for key, _ in kept}), Response.objects.count(), none) == (5, 5, [])
    assert Score.objects.count() == 1  # what came in bulk is scored when it is read


def test_rows_of_a_transaction_that_fails_leave_nothing() -> None:
    version = selectors.version(key=taken_up().pk)

    with transaction.atomic():
        services.respond_in_bulk(rows=of_a_file(version, ANSWERS), at=NOON)
        transaction.set_rollback(True)

    assert not Response.objects.exists()


def test_a_response_that_nobody_gave_is_refused_by_name() -> None:
    with pytest.raises(selectors.NoSuchInstrument, match="there is no response 404"):
        selectors.given_in(response=404)
