"""What a figure means: its kinds, its questions, its sources, and what is refused by name."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from servewell.base.permissions import HOUSE, NotAllowed
from servewell.engines.lake.answers import SCORE
from servewell.rooms.insight import rules, selectors, services
from servewell.rooms.insight.models import Indicator, IndicatorSource
from servewell.rooms.insight.selectors import Source
from servewell.rooms.insight.selectors.counted.shares import Count, Part, shares_of, verdict
from servewell.rooms.insight.terms import Kind, Verdict
from tests.builders import a_channel, a_company, a_person, a_survey, a_unit, an_indicator, words
from tests.builders.company import LONG_AGO
from tests.builders.figures import Rated, Scored, the_lake_holds
from tests.house import save_guard

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 2)


def rating(name: str, worst: int, best: int, **more: object) -> dict[str, object]:
    return {"type": "rating", "name": name, "title": f"{name}?", "rateMin": worst, "rateMax": best, **more}


def published() -> None:
    """A survey with a question from 0 to 10, one of seven steps, and one for the whole."""
    overall = rating("overall", 1, 5, **{"servewell:overall": True})
    questions = [rating("recommend", 0, 10), rating("easy", 1, 7), overall]
    a_survey(code="stay", document={"title": "Stay", "pages": [{"elements": questions}]})
    a_survey(code="shop", document={"title": "Shop", "pages": [{"elements": [rating("greeted", 1, 5)]}]})


def a_source(name: str = "Survey", *, weight: float = 1.0, **said: object) -> Source:
    return replace(Source(words(name), Kind.TOP_BOXES, weight, top_boxes=2), **said)  # type: ignore[arg-type]


def shops(*, weight: float = 1.0) -> Source:
    return Source(words("Shops"), Kind.MEAN, weight, questions=(f"shop/{SCORE}",))


def defined(code: str = "css", **said: object) -> Indicator:
    given = {"title": words("Figure"), "definition": words("So."), "by": HOUSE, "at": LONG_AGO, **said}
    return services.define(code=code, **given)  # type: ignore[arg-type]


def a_composite(*sources: Source) -> Indicator:
    return defined(kind=Kind.COMPOSITE, sources=sources or (a_source(weight=3), shops(weight=1)))


# What is defined


def test_a_figure_is_known_by_the_aspects_that_its_latest_version_counts(now: datetime) -> None:
    a_survey()
    defined("care", kind=Kind.COMPOSITE, sources=[a_source(aspect="respect"), a_source("Whole")])
    defined("pace", kind=Kind.COMPOSITE, sources=[a_source(aspect="respect"), a_source("Whole")])
    defined("pace", kind=Kind.COMPOSITE, sources=[a_source(aspect="communication"), a_source("Whole")], at=now)

    found = selectors.figures_about_aspects(viewer=HOUSE, on=now.date())
    assert {code: [figure for figure, _ in each.figures] for code, each in found.items()} == {
        "respect": ["care"], "communication": ["pace"],
    }  # fmt: skip
    assert selectors.figures_about_aspects(viewer=a_person("Ann"), on=now.date()) == {}


def test_a_composite_keeps_its_sources_in_order_with_their_weights() -> None:
    published()
    first = a_composite(a_source(weight=3), shops(weight=1))
    again = a_composite(a_source(weight=3), shops(weight=1))
    heavier = a_composite(a_source(weight=2), shops(weight=1))

    assert (again, heavier.version) == (first, 2)
    assert [(str(each.name), each.weight) for each in selectors.meaning_of(version=1).sources] == [
        ("Survey", 3.0), ("Shops", 1.0),
    ]  # fmt: skip
    assert selectors.meaning_of().sources == (a_source(weight=2), shops(weight=1))


def test_a_definition_knows_who_published_it() -> None:
    published()
    eve = a_person("Eve", rules.DEFINE)

    by_hand = defined("ces", top_boxes=3, questions=["stay/easy"], by=eve)
    by_house = defined("nps", kind=Kind.NET_PROMOTERS, questions=["stay/recommend"])

    assert [(each.published_by, each.questions) for each in (by_hand, by_house)] == [
        (eve, ["stay/easy"]), (None, ["stay/recommend"]),
    ]  # fmt: skip


def test_a_version_that_there_is_not_is_answered_with_those_there_are() -> None:
    an_indicator()

    with pytest.raises(selectors.NoSuchIndicator, match=r"'css' has no version 7\. Its versions are: 1\."):
        selectors.meaning_of(version=7)


@pytest.mark.parametrize(
    ("said", "fault", "why"),
    [
        ({"top_boxes": 2, "questions": []}, services.WithoutItems, "no question is named"),
        ({"top_boxes": 2, "questions": ["stay/nothing"]}, services.NeverPublished, "no question on a scale 'stay/no"),
        ({"top_boxes": 2, "questions": [f"shop/{SCORE}"]}, services.ScoresAndAnswersApart, "a source of a composite"),
        ({"kind": Kind.NET_PROMOTERS, "top_boxes": 2}, services.BestAreNotCounted, "leave out how many"),
        ({"kind": Kind.NET_PROMOTERS}, services.NotFromNoughtToTen, "no overall question is asked from 0 to 10"),
        (
            {"kind": Kind.NET_PROMOTERS, "questions": ["stay/easy"]},
            services.NotFromNoughtToTen,
            "stay/easy is asked on a scale of 1 to 7",
        ),
        ({"kind": Kind.MEAN, "sources": [a_source(), shops()]}, services.OnlyACompositeHasSources, "only a composite"),
        (
            {"kind": Kind.COMPOSITE, "sources": [a_source(), shops()], "questions": ["stay/easy"]},
            services.OnlyACompositeHasSources,
            "each of them its questions",
        ),
    ],
)  # fmt: skip
def test_a_definition_without_sense_is_refused(said: Mapping[str, object], fault: type[Exception], why: str) -> None:
    published()

    with pytest.raises(fault, match=why):
        defined(**said)
    assert not Indicator.objects.exists()


@pytest.mark.parametrize(
    ("sources", "fault", "why"),
    [
        ([shops()], services.TooFewSources, "1 sources; a composite has 2 or more"),
        ([a_source(weight=0), shops()], services.WeightNotAboveZero, "source 1: the weight is 0"),
        ([a_source(weight=float("inf")), shops()], services.WeightNotAboveZero, "the weight is inf"),
        ([a_source(), a_source("Again")], services.SourceTwice, "source 1 and source 2 count the same answers"),
        ([a_source(), a_source("One", questions=("stay/overall",))], services.SourceTwice, "count the same answers"),
        ([a_source(top_boxes=None), shops()], services.NothingCounts, "source 1: 0 best answers"),
        ([a_source(kind=Kind.COMPOSITE, top_boxes=None), shops()], services.OnlyACompositeHasSources, "no source of"),
        (
            [a_source(kind=Kind.NET_PROMOTERS, top_boxes=None, questions=("stay/recommend",)), shops()],
            services.PromotersNotRescaled,
            "declare `rescaled`",
        ),
        ([a_source(is_rescaled=True), shops()], services.PromotersNotRescaled, "and for nothing else"),
        ([a_source(instruments=("letter",)), shops()], services.NeverPublished, "no instrument 'letter'"),
        ([a_source(channels=("fax",)), shops()], services.NeverPublished, "no channel 'fax'"),
        ([a_source(aspect="speed"), shops()], services.NeverPublished, "no aspect 'speed'"),
        (
            [a_source(questions=("stay/easy", f"shop/{SCORE}")), a_source()],
            services.ScoresAndAnswersApart,
            "are two sources",
        ),
        ([replace(shops(), kind=Kind.TOP_BOXES, top_boxes=2), a_source()], services.ScoresAndAnswersApart, "a mean"),
    ],
)  # fmt: skip
def test_a_composite_without_sense_is_refused(sources: list[Source], fault: type[Exception], why: str) -> None:
    published()

    with pytest.raises(fault, match=why):
        defined(kind=Kind.COMPOSITE, sources=sources)
    assert not IndicatorSource.objects.exists()


def test_the_same_answers_by_two_channels_are_two_sources() -> None:
    published()
    for slug in ("by-web", "by-phone"):
        a_channel(slug=slug)

    meant = a_composite(a_source("Web", channels=("by-web",)), a_source("Telephone", channels=("by-phone",)))

    assert [list(each.channels) for each in meant.sources.order_by("position")] == [["by-web"], ["by-phone"]]


def test_only_who_may_define_for_the_whole_company_defines() -> None:
    published()
    leader = a_person("Wei", rules.DEFINE, unit=a_unit("west", under=a_company()))

    with pytest.raises(NotAllowed):
        defined(kind=Kind.COMPOSITE, sources=[a_source(), shops()], by=leader)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": 0.0},
        {"weight": -1.0},
        {"kind": "mean", "top_boxes": 2},
        {"kind": "net-promoters", "top_boxes": None},
        {"is_rescaled": True},
        {"questions": ["stay/overall"], "instruments": ["stay"]},
        {"position": 2},
    ],
)
def test_the_database_itself_refuses_a_source_without_sense(
    wrong: Mapping[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    published()
    source = a_composite().sources.get(position=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorSource.objects.filter(pk=source.pk).update(**wrong)


def test_the_database_itself_refuses_a_composite_with_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_guard, "_demand_own_services", lambda **_: None)
    published()
    meant = a_composite()

    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=meant.pk).update(questions=["stay/overall"])


# What is counted


def measured(**asked: object) -> list[tuple[object, ...]]:
    found = selectors.measure(viewer=HOUSE, unit="company", is_overall=True, **asked)  # type: ignore[arg-type]
    return [(each.period, round(each.value, 6), each.n, each.kind) for each in found]


def test_promoters_less_detractors_come_from_the_questions_asked_from_nought_to_ten(lake: Path) -> None:
    published()
    company = a_company()
    the_lake_holds(
        Rated(company, NOVEMBER, [10, 9, 9, 8, 7, 6, 0], worst=0, best=10, item="recommend", is_overall=False),
        Rated(company, NOVEMBER, [5, 5, 5]),
    )
    defined("nps", kind=Kind.NET_PROMOTERS, questions=["stay/recommend"])

    assert measured(indicator="nps") == [("2026-11", round(1 / 7, 6), 7, "net-promoters")]


def test_effort_is_a_share_of_named_questions_alone(lake: Path) -> None:
    published()
    company = a_company()
    the_lake_holds(
        Rated(company, NOVEMBER, [7, 6, 5, 4], worst=1, best=7, item="easy", is_overall=False),
        Rated(company, NOVEMBER, [1, 1, 1]),
    )
    defined("ces", top_boxes=3, questions=["stay/easy"])

    assert measured(indicator="ces") == [("2026-11", 0.75, 4, "top-boxes")]


def test_a_composite_weighs_answers_of_customers_and_scores_of_our_own(lake: Path) -> None:
    published()
    company = a_company()
    the_lake_holds(Rated(company, NOVEMBER, [5, 4, 3, 2]), Scored(company, NOVEMBER, "shop", [0.9, 0.7]))
    a_composite(a_source(weight=3), shops(weight=1))

    (found,) = selectors.measure(viewer=HOUSE, unit="company")

    assert (found.value, found.n, found.scale, found.version) == (pytest.approx((3 * 0.5 + 0.8) / 4), 6, None, 1)
    assert [(each.name, each.kind, each.weight, each.value, each.n) for each in found.sources] == [
        ("Survey", "top-boxes", 3.0, 0.5, 4), ("Shops", "mean", 1.0, pytest.approx(0.8), 2),
    ]  # fmt: skip


def test_a_composite_without_one_of_its_sources_is_not_told_and_never_weighed_anew(lake: Path) -> None:
    published()
    company = a_company()
    october = NOVEMBER - timedelta(days=20)
    the_lake_holds(
        Rated(company, NOVEMBER, [5, 4]), Rated(company, october, [5, 4]), Scored(company, october, "shop", [0.5, 0.5])
    )
    a_composite(a_source(weight=1), shops(weight=1))

    told, silent = selectors.measure(viewer=HOUSE, unit="company")

    assert (told.period, told.value, told.n, told.withheld) == ("2026-10", 0.75, 4, None)
    assert (silent.period, silent.value, silent.low, silent.high) == ("2026-11", None, None, None)
    assert (silent.withheld, silent.n) == ("source-silent", 2)
    assert [(each.name, each.value, each.n) for each in silent.sources] == [("Survey", 1.0, 2), ("Shops", None, 0)]


def test_of_a_composite_that_few_answered_in_part_no_number_is_told_either(lake: Path) -> None:
    published()
    company = a_company()
    the_lake_holds(Rated(company, NOVEMBER, [5, 4, 3], language="es"), Rated(company, NOVEMBER, [5] * 40))
    a_composite(a_source(weight=1), shops(weight=1))
    reader = a_person("Reader", rules.SEE, unit=company)

    (found,) = selectors.measure(viewer=reader, unit="company", language="es")

    assert (found.value, found.n, found.sources, found.withheld) == (None, None, (), "too-few")


def test_a_mean_in_a_composite_is_brought_from_its_worst_to_its_best(lake: Path) -> None:
    published()
    company = a_company()
    the_lake_holds(Rated(company, NOVEMBER, [1, 2], worst=6, best=1), Scored(company, NOVEMBER, "shop", [0.5, 0.5]))
    a_composite(a_source(kind=Kind.MEAN, top_boxes=None), shops())

    assert measured() == [("2026-11", pytest.approx((0.9 + 0.5) / 2), 4, "composite")]


def test_a_former_version_can_still_be_measured(lake: Path) -> None:
    company = a_company()
    the_lake_holds(Rated(company, NOVEMBER, [5, 4, 3, 2]))
    an_indicator(top_boxes=2)
    an_indicator(top_boxes=1, definition="The best answer.")

    assert [measured(version=version) for version in (1, 2, None)] == [
        [("2026-11", 0.5, 4, "top-boxes")], [("2026-11", 0.25, 4, "top-boxes")], [("2026-11", 0.25, 4, "top-boxes")],
    ]  # fmt: skip


# Figures and what may be said of two of them


def promoters(up: int, between: int, down: int) -> Count:
    return Count(up, up + between + down, failures=down)


def of_sources(*counts: tuple[Kind, Count]) -> Count:
    parts = tuple(Part(words(f"Source {place}"), kind, 1.0, count) for place, (kind, count) in enumerate(counts))
    return Count(0, sum(part.count.n for part in parts), parts=parts)


def test_the_interval_of_a_net_promoter_score_is_that_of_its_variance() -> None:
    """At NPS 10 it may be .814: a thousand answers tell it to 5.6 points either way."""
    (found,) = shares_of([promoters(462, 176, 362)], kind=Kind.NET_PROMOTERS)
    reach = 1.959964 * (0.814 / 1000) ** 0.5

    assert (found.value, found.low, found.high) == (
        pytest.approx(0.1), pytest.approx(0.1 - reach, abs=1e-6), pytest.approx(0.1 + reach, abs=1e-6),
    )  # fmt: skip
    assert reach == pytest.approx(0.056, abs=5e-4)


def test_the_interval_of_a_composite_comes_from_those_of_its_sources() -> None:
    survey, scores = Count(50, 100), Count(0, 4, total=3.2, squares=2.6)
    (found,) = shares_of([of_sources((Kind.TOP_BOXES, survey), (Kind.MEAN, scores))], kind=Kind.COMPOSITE)
    (share,) = shares_of([survey])
    half_of_share = ((share.high or 0.0) - (share.low or 0.0)) / 2
    half_of_mean = 3.182446 * (((2.6 - 3.2 * 0.8) / 3) / 4) ** 0.5
    reach = (half_of_share**2 + half_of_mean**2) ** 0.5 / 2

    assert found.value == pytest.approx(0.65)
    assert (found.low, found.high) == (pytest.approx(0.65 - reach, abs=1e-6), pytest.approx(0.65 + reach, abs=1e-6))


def test_one_score_leaves_a_composite_without_an_interval_and_without_a_verdict() -> None:
    one = of_sources((Kind.TOP_BOXES, Count(5, 10)), (Kind.MEAN, Count(0, 1, total=0.8, squares=0.64)))
    many = of_sources((Kind.TOP_BOXES, Count(5, 10)), (Kind.MEAN, Count(0, 2, total=1.6, squares=1.3)))

    (found,) = shares_of([one], kind=Kind.COMPOSITE)

    assert (found.value, found.low, found.high) == (pytest.approx(0.65), None, None)
    assert verdict(one, many, kind=Kind.COMPOSITE) is None


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (promoters(600, 200, 200), promoters(400, 200, 400), Verdict.ABOVE),
        (promoters(400, 200, 400), promoters(600, 200, 200), Verdict.BELOW),
        (promoters(51, 20, 29), promoters(50, 20, 30), Verdict.SAME),
        (promoters(1, 0, 0), promoters(0, 0, 1), Verdict.SAME),
        (promoters(0, 0, 0), promoters(5, 5, 5), None),
    ],
)
def test_two_net_promoter_scores_are_told_apart_only_beyond_chance(
    one: Count, other: Count, said: Verdict | None
) -> None:
    assert verdict(one, other, kind=Kind.NET_PROMOTERS) is said


def test_two_composites_are_told_apart_only_beyond_chance() -> None:
    def composite(satisfied: int) -> Count:
        return of_sources((Kind.TOP_BOXES, Count(satisfied, 1000)), (Kind.TOP_BOXES, Count(500, 1000)))

    assert [verdict(composite(each), composite(500), kind=Kind.COMPOSITE) for each in (600, 520, 400)] == [
        Verdict.ABOVE, Verdict.SAME, Verdict.BELOW,
    ]  # fmt: skip


# The definition before


def looked_at(**look: object) -> selectors.Satisfaction:
    now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    return selectors.satisfaction(viewer=HOUSE, look=selectors.Look(unit="company", **look), at=now)  # type: ignore[arg-type]


def test_the_definition_before_stands_beside_from_the_same_answers(lake: Path) -> None:
    company = a_company()
    the_lake_holds(Rated(company, NOVEMBER, [5, 4, 3, 2]))
    an_indicator(top_boxes=1, definition="The best answer.")
    changed_at = LONG_AGO + timedelta(days=30)
    an_indicator(top_boxes=2, at=changed_at)

    found, before = looked_at(), looked_at(version=1)

    assert found.former is not None
    assert (found.share.value, found.former.share.value, found.former.meaning.version) == (0.5, 0.25, 1)
    assert (found.former.until, found.former.values[-1], set(found.former.values[:-1])) == (changed_at, 0.25, {None})
    assert (before.share.value, before.former) == (0.25, None)


def test_other_words_for_the_same_count_are_no_former_definition(lake: Path) -> None:
    the_lake_holds(Rated(a_company(), NOVEMBER, [5, 4]))
    an_indicator(definition="The two best.")
    an_indicator(definition="The best two.")

    assert looked_at().former is None


def test_the_page_of_a_composite_says_which_source_has_no_answers(lake: Path) -> None:
    published()
    the_lake_holds(Rated(a_company(), NOVEMBER, [5] * 40))
    a_composite()

    found = looked_at()

    assert (found.share.value, found.share.n, [str(name) for name in found.share.missing]) == (None, 40, ["Shops"])
    assert (found.aspects, found.offered.questions, found.encounters) == ((), (), None)


def test_promoters_and_composites_are_drawn_as_values(lake: Path) -> None:
    published()
    company = a_company()
    months = [date(2025 + number // 12, number % 12 + 1, 3) for number in range(23)]
    the_lake_holds(
        *[Rated(company, day, [10, 9, 0], worst=0, best=10, item="recommend", is_overall=False) for day in months]
    )
    defined("nps", kind=Kind.NET_PROMOTERS, questions=["stay/recommend"])

    (stretch,) = looked_at(indicator="nps").stretches

    assert stretch.chart is not None
    assert (stretch.chart.kind, round(stretch.chart.values[-1] or 0.0, 6)) == ("xmr", 0.333333)
