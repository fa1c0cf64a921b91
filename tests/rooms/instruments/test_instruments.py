"""A published instrument is frozen; a response is read in the version it was given in."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines import forms
from servewell.rooms.instruments import facts, rules, selectors, services
from servewell.rooms.instruments.models import Item, Response, Score, Version
from tests.builders import a_company, a_person, a_survey, a_unit, words

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def a_document(**item: object) -> dict[str, object]:
    return {"title": "Short", "pages": [{"elements": [{"type": "rating", "name": "whole", "title": "Well?", **item}]}]}


def published(document: dict[str, object], *, by=HOUSE, title: str = "Short") -> Version:
    return services.publish(
        code="short", title=words(title), thanks=words("Thanks."), document=document, unit=a_company(), by=by, at=NOON
    )


def test_the_same_document_again_changes_nothing_and_another_one_is_the_next_version() -> None:
    first = published(a_document())

    again, second, renamed = (
        published(a_document()),
        published(a_document(rateMax=7)),
        published(a_document(rateMax=7), title="Brief"),
    )

    assert again == first
    assert list(Version.objects.order_by("number").values_list("number", "retired_at")) == [
        (1, NOON), (2, NOON), (3, None),
    ]  # fmt: skip
    assert selectors.current(instrument=second.instrument_id).key == renamed.pk


def test_an_aspect_that_nobody_promised_is_refused_by_name() -> None:
    a_survey()

    with pytest.raises(services.AspectsAreUnknown, match="no aspect has the code beauty, haste"):
        published(
            {"title": "Short", "pages": [{"elements": [
                {"type": "rating", "name": name, "title": "Well?", "servewell:aspect": name}
                for name in ("haste", "beauty")
            ]}]}
        )  # fmt: skip
    assert not Version.objects.filter(instrument__code="short").exists()


@pytest.mark.parametrize(
    "item",
    [
        {"type": "boolean", "servewell:aspect": "respect"},
        {"type": "rating", "rateMin": 1, "rateMax": 3, "servewell:aspect": "respect"},
        {"type": "rating", "rateMin": 1, "rateMax": 3, "servewell:overall": True},
        {"type": "radiogroup", "servewell:aspect": "respect", "choices": [
            {"value": str(points), "text": "?", "servewell:points": points} for points in range(6)
        ]},
    ],
    ids=["yes or no", "three steps", "three steps for the whole", "points"],
)  # fmt: skip
def test_a_scale_on_which_satisfaction_cannot_be_counted_is_refused_by_name_and_path(item) -> None:
    a_survey()
    document = a_document()
    document["pages"].append({"elements": [
        {"type": "comment", "name": "words", "title": "?", "servewell:aspect": "respect"},
        {"name": "kind", "title": "?", **item},
    ]})  # fmt: skip

    with pytest.raises(forms.DocumentHasFaults) as refused:
        published(document)

    assert refused.value.faults == (
        forms.Fault(
            path=f"pages[1].elements[1].{'servewell:aspect' if 'servewell:aspect' in item else 'servewell:overall'}",
            what="'kind' has no scale on which satisfaction can be counted.",
            mend="Make it a 'rating' of at least 4 steps, or leave the property out.",
        ),
    )
    assert not Version.objects.filter(instrument__code="short").exists()


def test_the_items_of_the_survey_map_to_the_four_aspects() -> None:
    survey = a_survey()

    items = Item.objects.filter(version=survey).order_by("position")

    assert list(items.values_list("name", "aspect__code", "is_overall", "worst", "best")) == [
        ("respect", "respect", False, 1, 5),
        ("responsibility", "responsibility", False, 1, 5),
        ("effective", "effective-service", False, 1, 5),
        ("communication", "communication", False, 1, 5),
        ("overall", None, True, 1, 5),
        ("words", None, False, None, None),
        ("answer", None, False, 0, 1),
        ("email", None, False, None, None),
    ]


def test_who_may_not_publish_does_not() -> None:
    with pytest.raises(NotAllowed):
        published(a_document(), by=a_person("Ben"))
    assert published(a_document(), by=a_person("Ann", rules.PUBLISH)).number == 1


def test_the_survey_of_all_units_is_not_replaced_by_one_of_them() -> None:
    hotel = a_unit("hotel", under=a_company())
    ann = a_person("Ann", rules.PUBLISH, unit=hotel)
    said = {"title": words("Hotel"), "thanks": words("Thanks."), "unit": hotel, "by": ann, "at": NOON}
    shared = published(a_document())

    own = services.publish(code="hotel-only", document=a_document(), **said)
    with pytest.raises(NotAllowed):
        services.publish(code="short", document=a_document(rateMax=7), **said)

    assert own.number == 1
    assert selectors.current(instrument=shared.instrument_id).number == 1
    assert str(selectors.instrument_by_code(code="short").title) == "Short"


def test_a_score_can_be_computed_again_from_its_derivation() -> None:
    version = selectors.current(instrument=a_survey().instrument_id)
    values = {"respect": 4, "communication": forms.NOT_APPLICABLE, "overall": 2}

    given = services.respond(version=version, values=values, language="en", at=NOON)

    kept = Score.objects.get(response=given.response)
    lines = tuple(forms.Line(**{**line, "standing": forms.Standing(line["standing"])}) for line in kept.derivation)
    assert forms.total(lines).value == kept.value == given.score == 0.5
    assert given.overall == 0.25


def test_every_kind_of_answer_is_read_back_as_it_was_given() -> None:
    choices = [{"value": "a", "text": "A"}, {"value": "b", "text": "B"}]
    elements = [
        {"type": "checkbox", "name": "several", "title": "?", "choices": choices},
        {"type": "radiogroup", "name": "one", "title": "?", "choices": [
            {**each, "servewell:points": points} for points, each in enumerate(choices)
        ]},
        {"type": "boolean", "name": "yes", "title": "?"},
        {"type": "text", "name": "number", "title": "?", "inputType": "number"},
        {"type": "rating", "name": "low", "title": "?", "servewell:best": "lowest"},
        {"type": "text", "name": "silent", "title": "?"},
    ]  # fmt: skip
    version = selectors.version(key=published({"title": "All", "pages": [{"elements": elements}]}).pk)
    values = {"several": ("a", "b"), "one": "b", "yes": False, "number": 2.5, "low": 2}

    given = services.respond(version=version, values=values, language="en", at=NOON)

    assert [
        (each.item.name, each.value, each.position) for each in selectors.given_in(response=given.response).answers
    ] == [
        ("several", ("a", "b"), None),
        ("one", "b", 1.0),
        ("yes", 0.0, 0.0),
        ("number", 2.5, None),
        ("low", 2.0, 0.75),
        ("silent", None, None),
    ]


def test_a_changed_scale_begins_the_next_series_of_an_item() -> None:
    def asked(**scales: int) -> Version:
        return published({"title": "Short", "pages": [{"elements": [
            {"type": "rating", "name": name, "title": "?", "rateMax": best} for name, best in scales.items()
        ]}]})  # fmt: skip

    versions = [asked(whole=5, rest=5), asked(whole=7, rest=5), asked(rest=5), asked(whole=7, new=5), asked(whole=5)]

    assert [dict(version.items.values_list("name", "series")) for version in versions] == [
        {"whole": 1, "rest": 1}, {"whole": 2, "rest": 1}, {"rest": 1}, {"whole": 2, "new": 1}, {"whole": 3},
    ]  # fmt: skip


def on_two_scales() -> tuple[selectors.Published, selectors.Published]:
    """Both ask about respect: from 1 to 5, and then from 1 to 7 where 1 is best."""
    a_survey()
    about = {"servewell:aspect": "respect"}
    first = published(a_document(**about))
    second = published(a_document(rateMax=7, **about, **{"servewell:best": "lowest"}))
    return selectors.version(key=first.pk), selectors.version(key=second.pk)


def test_responses_are_found_by_aspect_and_band_whatever_the_scale_of_their_version() -> None:
    up, down = on_two_scales()
    aspect = up.aspects["whole"]
    given = {
        (version.number, value): services.respond(version=version, values={"whole": value}, language="en", at=NOON)
        for version, value in [(up, 1), (up, 5), (down, 1), (down, 7), (down, 2), (up, forms.NOT_APPLICABLE)]
    }
    services.respond(version=up, values={}, language="en", at=NOON)

    def found(**band: float) -> set[tuple[int, object]]:
        keys = set(selectors.responses_about(aspects=[aspect], **band).values_list("pk", flat=True))
        return {said for said, each in given.items() if each.response in keys}

    assert found() == {(1, 1), (1, 5), (2, 1), (2, 7), (2, 2)}
    assert found(at_least=0.8) == {(1, 5), (2, 1), (2, 2)}
    assert found(below=0.4) == {(1, 1), (2, 7)}
    assert not selectors.responses_about(aspects=[aspect + 1]).exists()
    assert not selectors.responses_about(aspects=[]).exists()


def test_each_answer_on_a_scale_is_one_fact_in_its_series() -> None:
    up, down = on_two_scales()
    for version, values in [(up, {"whole": 4}), (down, {"whole": 2}), (up, {"whole": forms.NOT_APPLICABLE}), (up, {})]:
        services.respond(version=version, values=values, language="en", at=NOON)
    survey = selectors.version(key=a_survey().pk)
    services.respond(
        version=survey, values={"overall": 5, "words": "4", "answer": False}, language="en", at=NOON
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT instrument, item, series, aspect, is_overall, value, worst, best FROM"
            f" ({facts.answered(vendor=connection.vendor)}) AS said ORDER BY response, item"
        )
        said = cursor.fetchall()

    assert said == [
        ("short", "whole", 1, "respect", 0, 4, 1, 5),
        ("short", "whole", 2, "respect", 0, 2, 7, 1),
        ("four-aspects", "answer", 1, None, 0, 0, 0, 1),
        ("four-aspects", "overall", 1, None, 1, 5, 1, 5),
    ]


def test_how_often_a_version_was_answered_is_counted_in_an_index() -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Response._meta.db_table)

    assert ["version_id"] in [each["columns"] for each in found.values() if each["index"]]
