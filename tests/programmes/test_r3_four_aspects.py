"""R3: the four aspects that customers say drive their satisfaction, asked in four languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import servewell
from servewell.base.permissions import HOUSE
from servewell.project.demo.company import Founded
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import services as loading
from servewell.rooms.voice.models import Voice
from tests.programmes.conftest import MONDAY
from tests.programmes.customers import EXECUTIVE
from tests.programmes.visitor import Visitor

SURVEY = Path(servewell.__file__).parent / "library" / "four-aspects" / "survey.yaml"
AS_SURVEYJS_SAYS = {"en": "default", "zh-Hans": "zh-cn", "zh-Hant": "zh-tw", "es": "es"}
OWN_NAME = {"en": "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "es": "Español"}


def written(language: str) -> list[str]:
    """The questions with a scale, as the library has them."""
    kept: Any = yaml.safe_load(SURVEY.read_text(encoding="utf-8"))["instruments"][0]
    elements = [each for page in kept["document"]["pages"] for each in page["elements"]]
    return [each["title"][AS_SURVEYJS_SAYS[language]] for each in elements if each["type"] == "rating"]


def asked(visitor: Visitor) -> list[str]:
    """The questions with a scale on the page, without the note that one must be answered."""
    questions = (each for each in visitor.page.all("fieldset") if "kit-question" in each.attributes["class"].split())
    legends = (legend for each in questions for legend in each.all("legend"))
    return [" ".join(part.strip() for part in each.inside if isinstance(part, str)).strip() for each in legends]


def chosen(visitor: Visitor) -> dict[str, list[str]]:
    """What would be sent, without what the form carries for itself."""
    return {name: value for name, value in visitor.filled("overall")[1].items() if not name.startswith("form-")}


@pytest.mark.parametrize("language", OWN_NAME)
def test_r3_the_survey_asks_about_the_four_aspects_and_the_whole(company: Founded, language: str) -> None:
    customer = Visitor(language).open("/s/harbour-hotel")

    assert asked(customer) == written(language)
    assert next(customer.page.all("html")).attributes["lang"] == language


def test_r3_whoever_switches_through_all_languages_keeps_every_answer(company: Founded) -> None:
    answers = {
        "respect": ["4"], "effective": ["na"], "overall": ["2"], "words": ["Zu spät & 迟到 “ya”."], "answer": ["true"],
        "email": ["elena@example.com"],
    }  # fmt: skip
    customer = Visitor("en").open("/s/harbour-hotel")

    for language, name in [*reversed(OWN_NAME.items())]:
        customer.send("overall", button=name, **answers)
        assert (asked(customer), chosen(customer)) == (written(language), answers)

    assert Voice.objects.count() == 0


def test_r3_an_answer_counts_for_the_aspect_it_is_about(company: Founded) -> None:
    Visitor().open("/s/harbour-hotel").send("overall", overall="5", respect="5", communication="2", effective="na")

    loading.load_dirty(at=MONDAY)

    found = insight.measure(viewer=HOUSE, unit="harbour-hotel")
    assert [(each.aspect, each.n, each.value) for each in found] == [
        (None, 1, 1.0), ("communication", 1, 0.0), ("respect", 1, 1.0),
    ]  # fmt: skip


def test_r3_which_aspect_goes_with_satisfaction_is_told_and_that_a_hotel_falls_behind(
    company: Founded, signed_in: Callable[[str], Visitor]
) -> None:
    """Forty guests of two hotels: with respect goes the whole, with nothing else; the lake keeps far behind."""
    for number in range(40):
        respect = 1 + number % 5
        overall = respect if number % 7 else 3
        slug = "harbour-hotel" if overall > 2 else "lakeside-hotel"
        others = {
            "responsibility": 1 + number // 5 % 5,
            "effective": 1 + number // 3 % 4,
            "communication": 1 + number // 2 % 3,
        }
        answers = {"overall": overall, "respect": respect, **others}
        Visitor().open(f"/s/{slug}").send("overall", **{name: str(value) for name, value in answers.items()})
    loading.load_dirty(at=MONDAY)

    executive = signed_in(EXECUTIVE)

    assert "“Respect” matters most" in executive.open("/satisfaction/east/drivers").text
    units = executive.open("/satisfaction/east/units").text
    assert "Lakeside Hotel Hangzhou lies below Harbour Hotel Shanghai" in units
