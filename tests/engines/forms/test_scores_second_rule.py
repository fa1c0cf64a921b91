"""The second rule of the score: sections, bonus, critical items with a threshold or a cap; and how it is told."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from servewell.engines.forms import NOT_APPLICABLE, SectionScore, Standing
from tests.engines.forms.form_documents import choices, document, everything, item, page, panel, second_edition, words

same_every_time = settings(derandomize=True, deadline=None)


def binary(name: str, weight: float, **more: object) -> dict[str, object]:
    return item("rating", name, rateMin=1, rateMax=2, servewell_weight=weight, **more)


# the arithmetic that Zendesk QA publishes, with weights of ours that give the reviews of its example
SCORECARD = forms.read(
    second_edition(
        binary("solution", 40),
        item("rating", "tone", rateMin=1, rateMax=3, servewell_weight=20),
        item("rating", "process", rateMin=1, rateMax=4, servewell_weight=30, servewell_not_applicable=True),
        item("rating", "language", rateMin=1, rateMax=5, servewell_weight=10),
        binary("closing", 11),
        item(
            "rating",
            "privacy",
            rateMin=1,
            rateMax=5,
            servewell_weight=0,
            servewell_critical=True,
            servewell_critical_below=0.5,
        ),
    )
)


def review(solution: int, tone: int, process: object, language: int, closing: int, privacy: int = 3) -> float | None:
    answered = {"solution": solution, "tone": tone, "process": process, "language": language}
    return forms.score(SCORECARD, answered | {"closing": closing, "privacy": privacy}).value


@pytest.mark.parametrize(
    ("highest", "places"),
    [
        (2, [0, Fraction(1)]),
        (3, [0, Fraction(1, 2), 1]),
        (4, [0, Fraction(1, 3), Fraction(2, 3), 1]),
        (5, [0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1]),
    ],
)
def test_a_category_is_what_was_chosen_less_the_least_of_the_whole_scale(highest, places):
    form = forms.read(document(item("rating", "category", rateMax=highest)))

    found = [forms.score(form, {"category": step}).value for step in range(1, highest + 1)]

    assert found == [pytest.approx(float(place)) for place in places]


def test_zendesk_s_published_reviews_and_their_mean_come_out_to_the_hundredth():
    reviews = [
        review(2, 3, 4, 5, 2),
        review(1, 1, 1, 1, 2),
        review(2, 3, 1, 1, 2),
        review(2, 3, 4, 1, 2),
        review(2, 3, 4, 5, 2, privacy=2),
    ]

    assert [round(100 * each, 2) for each in reviews] == [100, 9.91, 63.96, 90.99, 0]
    assert round(100 * sum(reviews) / len(reviews), 2) == 52.97


@pytest.mark.parametrize(("privacy", "value"), [(1, 0.0), (2, 0.0), (3, 1.0), (5, 1.0)])
def test_a_critical_category_fails_below_half_of_its_scale(privacy, value):
    assert review(2, 3, 4, 5, 2, privacy=privacy) == value


def test_what_does_not_apply_leaves_both_sums():
    assert review(2, 1, NOT_APPLICABLE, 1, 1) == pytest.approx(40 / 81)


SHOP = forms.read(
    {
        "title": words("Shop"),
        "servewell:edition": 2,
        "pages": [
            page(item("rating", "outside"), name="arrival", servewell_weight=1),
            page(
                panel(
                    "desk",
                    item("rating", "greeting", servewell_not_applicable=True),
                    item("boolean", "name_used", servewell_weight=2),
                    item("boolean", "gift", servewell_weight=1, servewell_bonus=True),
                    servewell_weight=3,
                ),
                panel("room", item("boolean", "clean", servewell_weight=1), title=words("The room")),
                item(
                    "radiogroup",
                    "safety",
                    choices=choices("unsafe", "doubtful", "safe", points=(0, 1, 4)),
                    servewell_critical=True,
                    servewell_critical_below=0.5,
                    servewell_critical_caps=0.4,
                    servewell_anchors=[{"value": "doubtful", "text": words("A door stood open")}],
                ),
            ),
        ],
    }
)
VISIT = {"outside": 4, "greeting": 3, "name_used": True, "gift": True, "clean": False, "safety": "safe"}


def test_sections_are_scored_apart_and_count_by_their_weights():
    scored = forms.score(SHOP, VISIT)

    assert scored.sections == (
        SectionScore("arrival", 0.75, 1.0, 1.0, 0.75),
        SectionScore("desk", 3.5, 3.0, 3.0, 3.5 / 3.0),
        SectionScore("room", 0.0, 1.0, 1.0, 0.0),
        SectionScore("page2", 1.0, 1.0, 1.0, 1.0),
    )
    assert scored.value == pytest.approx((0.75 * 1 + 3.5 / 3 * 3 + 0 + 1) / 6)
    assert (scored.counted_weight, scored.rule) == (6.0, "weighted-2")


def test_a_section_in_which_nothing_counted_leaves_both_sums():
    scored = forms.score(SHOP, {"outside": 4, "greeting": NOT_APPLICABLE, "gift": True})

    assert scored.sections == (
        SectionScore("arrival", 0.75, 1.0, 1.0, 0.75),
        SectionScore("desk", 1.0, 0.0, 3.0, None),
    )
    assert scored.value == 0.75


def test_a_critical_item_can_cap_the_score_instead_of_zeroing_it():
    scored = forms.score(SHOP, VISIT | {"clean": True, "safety": "doubtful"})

    assert (scored.value, scored.failed_critical) == (0.4, ("safety",))
    assert forms.score(SHOP, {"outside": 1, "safety": "unsafe"}).value == 0.0


def test_a_bonus_adds_to_what_was_reached_and_never_lifts_the_score_above_the_whole():
    form = forms.read(
        second_edition(
            binary("a", 3), binary("b", 1), item("boolean", "more", servewell_bonus=True, servewell_weight=2)
        )
    )

    values = [{"a": 1, "b": 2}, {"a": 1, "b": 2, "more": True}, {"a": 2, "b": 2, "more": True}, {"more": True}]

    assert [forms.score(form, each).value for each in values] == [0.25, 0.75, 1.0, None]


@pytest.mark.parametrize("key", ["servewell:bonus", "servewell:critical-below", "servewell:critical-caps"])
def test_what_the_first_rule_does_not_know_is_refused_in_a_document_of_the_first_edition(key):
    asked = item("rating", "a", servewell_critical=key != "servewell:bonus")
    asked[key] = key == "servewell:bonus" or 0.5

    with pytest.raises(forms.DocumentHasFaults) as refused:
        forms.read(document(asked))

    assert refused.value.faults == (
        forms.Fault(
            f"pages[0].elements[0].{key}",
            f"'{key}' is of the second edition.",
            "Write 'servewell:edition': 2 in the document.",
        ),
    )


answers = st.fixed_dictionaries(
    {},
    optional={
        "outside": st.integers(1, 5),
        "greeting": st.integers(1, 5) | st.just(NOT_APPLICABLE),
        "name_used": st.booleans(),
        "gift": st.booleans(),
        "clean": st.booleans(),
        "safety": st.sampled_from(["unsafe", "doubtful", "safe"]),
    },
)


@same_every_time
@given(values=answers)
def test_the_score_is_what_exact_arithmetic_gives(values):
    scored = forms.score(SHOP, values)

    sections: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for line in scored.derivation:
        if line.standing is Standing.COUNTED:
            weight = Fraction(line.weight)
            parts = (Fraction(line.normalised) * weight, 0 if line.is_bonus else weight)
            sections.setdefault(line.section, []).append(parts)
    weights = {"desk": 3}
    means = [
        (sum(reached for reached, _ in parts) / possible, weights.get(name, 1))
        for name, parts in sections.items()
        if (possible := sum(each for _, each in parts))
    ]
    expected = None
    if means:
        mean = sum(mean * weight for mean, weight in means) / sum(weight for _, weight in means)
        expected = min(mean, 1, Fraction(2, 5) if scored.failed_critical else 1)
    assert scored.value == (None if expected is None else pytest.approx(float(expected), abs=1e-12))


@same_every_time
@given(values=answers)
def test_the_stored_derivation_alone_gives_the_same_score(values):
    scored = forms.score(SHOP, values)

    assert forms.recompute(json.loads(json.dumps(forms.derivation_kept(scored)))) == scored


def test_what_the_first_rule_stored_is_stored_and_computed_as_ever():
    form = forms.read(document(item("rating", "a", servewell_aspect="respect"), item("comment", "why")))

    kept = forms.derivation_kept(forms.score(form, {"a": 4, "why": "slow"}))

    line = {"raw": 4, "worst": 1.0, "best": 5.0, "normalised": 0.75, "weight": 1.0, "standing": "counted"}
    nothing = {"raw": "slow", "worst": None, "best": None, "normalised": None, "weight": 0.0, "standing": "no_scale"}
    assert kept == [
        {"name": "a", "aspect": "respect", **line, "is_critical_failure": False},
        {"name": "why", "aspect": None, **nothing, "is_critical_failure": False},
    ]
    assert forms.recompute(kept).value == 0.75


@pytest.mark.parametrize("broken", [None, "x", 3, {}, [{}], {"rule": "weighted-2", "lines": [1], "weights": {}}])
def test_what_is_no_derivation_is_refused(broken):
    with pytest.raises(forms.DerivationIsBroken, match="this is no derivation of a score"):
        forms.recompute(broken)


FIRST = forms.read(
    document(
        item("rating", "greeting", servewell_not_applicable=True),
        item("rating", "wait", rateMin=0, rateMax=10, servewell_best="lowest", servewell_weight=3),
        item("boolean", "locked", servewell_critical=True, servewell_not_applicable=True, visibleIf="{wait} > 3"),
        item("radiogroup", "speed", choices=choices("slow", "fast", points=(0, 4)), servewell_weight=2),
        item("checkbox", "used", choices=choices("pool", "spa")),
        item("rating", "repair", visibleIf="{locked} = false and {used} contains 'spa'"),
    )
)
first_answers = st.fixed_dictionaries(
    {},
    optional={
        "greeting": st.integers(1, 5) | st.floats(1, 5) | st.just(NOT_APPLICABLE),
        "wait": st.integers(0, 10),
        "locked": st.booleans() | st.just(NOT_APPLICABLE),
        "speed": st.sampled_from(["slow", "fast"]),
        "used": st.sampled_from([("pool",), ("spa",), ("pool", "spa")]),
        "repair": st.integers(1, 5),
    },
)


@same_every_time
@given(many=st.lists(first_answers, max_size=5))
def test_many_are_scored_like_one_by_the_first_rule(many):
    expected = [forms.score(FIRST, each).value for each in many]

    assert list(forms.score_many(FIRST, many)) == expected
    assert list(forms.score_many(FIRST, [json.loads(json.dumps(forms.keep(FIRST, each))) for each in many])) == expected


@same_every_time
@given(many=st.lists(answers, max_size=5))
def test_many_are_scored_like_one_by_the_second_rule(many):
    expected = [forms.score(SHOP, each).value for each in many]

    assert list(forms.score_many(SHOP, many)) == expected
    assert list(forms.score_many(SHOP, [json.loads(json.dumps(forms.keep(SHOP, each))) for each in many])) == expected


def test_a_form_of_every_type_is_scored_like_one_by_many():
    form = forms.read(everything())
    given_to = {"nps": 9, "csat": 4, "recorded": True, "care": {"speed": 2, "tone": "na"}, "queue": "fair"}
    values = forms.validate(form, given_to | {"smile": True, "used": ["none"]}).values

    assert list(forms.score_many(form, [values, forms.keep(form, values)])) == [forms.score(form, values).value] * 2


def test_a_form_whose_only_section_has_no_weight_has_no_score_either_way():
    form = forms.read(
        {"title": words("x"), "servewell:edition": 2, "pages": [page(item("rating", "a"), servewell_weight=0)]}
    )

    assert (forms.score(form, {"a": 3}).value, list(forms.score_many(form, [{"a": 3}]))) == (None, [None])
