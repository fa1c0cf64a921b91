"""The score: how it comes about, and that anyone can compute it again."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servewell.engines import forms
from servewell.engines.forms import NOT_APPLICABLE, Line, Scored, Standing
from tests.engines.forms.form_documents import choices, document, item

CHECKLIST = forms.read(
    document(
        item("rating", "greeting", servewell_aspect="respect", servewell_not_applicable=True),
        item("rating", "wait", rateMin=0, rateMax=10, servewell_best="lowest", servewell_weight=3),
        item("boolean", "locked", servewell_critical=True, servewell_not_applicable=True),
        item("radiogroup", "speed", choices=choices("slow", "fine", "fast", points=(0, 3, 4)), servewell_weight=2),
        item("boolean", "answer_me"),
        item("comment", "words", visibleIf="{wait} > 5"),
        item("rating", "repair", visibleIf="{wait} > 5"),
    )
)
same_every_time = settings(derandomize=True, deadline=None)


def test_a_score_shows_how_each_item_came_to_count_or_not():
    scored = forms.score(CHECKLIST, {"greeting": 4, "wait": 2, "locked": NOT_APPLICABLE, "speed": "fine", "words": "x"})

    assert scored == Scored(
        value=pytest.approx((0.75 * 1 + 0.8 * 3 + 0.75 * 2) / 6),
        counted_weight=6.0,
        failed_critical=(),
        derivation=(
            Line("greeting", "respect", 4, 1.0, 5.0, 0.75, 1.0, Standing.COUNTED, False),
            Line("wait", None, 2, 10.0, 0.0, 0.8, 3, Standing.COUNTED, False),
            Line("locked", None, NOT_APPLICABLE, 0.0, 1.0, None, 1.0, Standing.NOT_APPLICABLE, False),
            Line("speed", None, "fine", 0, 4, 0.75, 2, Standing.COUNTED, False),
            Line("answer_me", None, None, 0.0, 1.0, None, 0.0, Standing.NO_WEIGHT, False),
            Line("words", None, "x", None, None, None, 0.0, Standing.NOT_SHOWN, False),
            Line("repair", None, None, 1.0, 5.0, None, 1.0, Standing.NOT_SHOWN, False),
        ),
    )


def test_a_critical_item_at_its_worst_makes_the_score_zero():
    scored = forms.score(CHECKLIST, {"greeting": 5, "wait": 0, "locked": False, "speed": "fast"})

    assert (scored.value, scored.counted_weight, scored.failed_critical) == (0.0, 7.0, ("locked",))


@pytest.mark.parametrize("locked", [{"locked": True}, {"locked": NOT_APPLICABLE}, {}])
def test_a_critical_item_that_is_good_does_not_apply_or_was_not_answered_zeroes_nothing(locked):
    assert forms.score(CHECKLIST, {"greeting": 5, **locked}).value == 1.0


@pytest.mark.parametrize("values", [{}, {"words": "x"}, {"greeting": NOT_APPLICABLE}, {"answer_me": True}])
def test_there_is_no_score_where_nothing_counted(values):
    assert forms.score(CHECKLIST, values).value is None


def test_what_was_read_back_from_json_scores_the_same():
    assert forms.score(CHECKLIST, {"greeting": "na", "wait": 5}).value == 0.5


answers = st.fixed_dictionaries(
    {},
    optional={
        "greeting": st.integers(1, 5) | st.just(NOT_APPLICABLE),
        "wait": st.integers(0, 10),
        "locked": st.booleans() | st.just(NOT_APPLICABLE),
        "speed": st.sampled_from(["slow", "fine", "fast"]),
        "answer_me": st.booleans(),
        "words": st.just("words"),
        "repair": st.integers(1, 5),
    },
)


@same_every_time
@given(values=answers)
def test_the_derivation_alone_gives_the_same_score_in_exact_arithmetic(values):
    scored = forms.score(CHECKLIST, values)

    counted = [line for line in scored.derivation if line.standing is Standing.COUNTED]
    points = {"slow": 0, "fine": 3, "fast": 4}
    shares = [_share(Fraction(points.get(line.raw, line.raw)), line) * Fraction(line.weight) for line in counted]
    expected = (
        None if not counted else 0 if scored.failed_critical else sum(shares) / sum(Fraction(x.weight) for x in counted)
    )
    assert scored.value == (None if expected is None else pytest.approx(float(expected), abs=1e-12))
    assert forms.total(scored.derivation) == scored


def _share(raw: Fraction, line: Line) -> Fraction:
    return (raw - Fraction(line.worst)) / (Fraction(line.best) - Fraction(line.worst))


@same_every_time
@given(values=answers)
def test_a_score_is_never_outside_zero_to_one(values):
    value = forms.score(CHECKLIST, values).value

    assert value is None or 0.0 <= value <= 1.0
