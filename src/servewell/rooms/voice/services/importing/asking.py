"""The questions of a file as documents of the instruments room: one version per stretch of time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from servewell.base.permissions import Actor
from servewell.base.words import CODES, LANGUAGES, Words
from servewell.engines import forms, tables
from servewell.rooms.instruments import services as instruments
from servewell.rooms.voice.services.importing.refusing import refused

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Version
    from servewell.rooms.people.models import Unit

_house_codes: Final = {code.lower(): code for code in CODES}
_surveyjs: Final = {language.code: language.surveyjs for language in LANGUAGES}
LONGEST_ANSWER: Final = 100_000


@dataclass(frozen=True)
class _Tongues:
    """The languages in which an instrument speaks; each of its texts must stand in all of them."""

    codes: tuple[str, ...]

    def written(self, words: Mapping[str, str]) -> dict[str, str]:
        known = in_house_codes(words)
        first = next(iter(known.values()))
        return {_surveyjs[code]: known.get(code) or first for code in self.codes}


def in_house_codes(words: Mapping[str, str]) -> dict[str, str]:
    return {_house_codes[tag.lower()]: text for tag, text in words.items()}


def title_of(recipe: tables.Recipe) -> Words:
    known = in_house_codes(recipe.title)
    return Words(texts=known, source=next(iter(known)))


def take_up_versions(*, recipe: tables.Recipe, unit: "Unit", by: Actor, at: datetime) -> "list[Version]":
    """One version for each stretch between changed scales, in the order of time. Raises RecipeHasFaults."""
    _refuse_fractions(recipe)
    tongues = _tongues_of(recipe)
    versions = []
    for span in tables.spans_of(recipe.items):
        try:
            version = instruments.take_up(
                code=recipe.code,
                title=title_of(recipe),
                document=_document(recipe, span, tongues),
                series={item.name: item.series for item in span.items},
                published_at=at,
                unit=unit,
                by=by,
                at=at,
            )
        except forms.DocumentHasFaults as fault:
            raise refused("items", str(fault), "Mend that question.") from fault
        except instruments.AspectsAreUnknown as fault:
            raise refused("items", f"{fault}.", "Use an aspect that the promise has, or leave `aspect` out.") from fault
        except instruments.CodeIsOurOwnSurveys as fault:
            raise refused("recipe", f"{fault}.", "Choose another code.") from fault
        versions.append(version)
    return versions


def _tongues_of(recipe: tables.Recipe) -> _Tongues:
    written = [recipe.title, *(item.question for item in recipe.items), *(each.question for each in recipe.comments)]
    return _Tongues(tuple(dict.fromkeys(code for words in written if words for code in in_house_codes(words))))


def _refuse_fractions(recipe: tables.Recipe) -> None:
    for item in recipe.items:
        for scale in item.scales:
            if not (float(scale.worst).is_integer() and float(scale.best).is_integer()):
                raise refused(
                    f"items.{item.name}.scale",
                    "The ends of a scale are whole numbers.",
                    "Write the whole numbers around it; answers between them may have decimals.",
                )


def _document(recipe: tables.Recipe, span: tables.Span, tongues: _Tongues) -> dict[str, object]:
    rules = {item.name: item for item in recipe.items}
    asked = [_item(rules[item.name], item.scale, tongues) for item in span.items]
    asked += [_comment(rule, tongues, title=recipe.title) for rule in recipe.comments]
    return {"title": tongues.written(recipe.title), "pages": [{"name": "file", "elements": asked}]}


def _item(rule: "tables.ItemRule", scale: "tables.Scale | None", tongues: _Tongues) -> dict[str, object]:
    said: dict[str, object] = {"name": rule.name, "title": tongues.written(rule.question)}
    if rule.aspect:
        said["servewell:aspect"] = rule.aspect
    if scale is None:
        return {"type": "text", **said, "maxLength": LONGEST_ANSWER}
    low, high = sorted((int(scale.worst), int(scale.best)))
    said |= {"type": "rating", "rateMin": low, "rateMax": high}
    said["servewell:best"] = "lowest" if scale.best < scale.worst else "highest"
    said["servewell:not-applicable"] = bool(rule.does_not_apply or scale.does_not_apply)
    if rule.is_overall:
        said["servewell:overall"] = True
    if rule.weight is not None:
        said["servewell:weight"] = rule.weight
    return said


def _comment(rule: "tables.CommentRule", tongues: _Tongues, *, title: Mapping[str, str]) -> dict[str, object]:
    """Where each row has a question of its own, the title of the file stands for all of them."""
    said: dict[str, object] = {"type": "comment", "name": rule.name, "maxLength": LONGEST_ANSWER}
    said["title"] = tongues.written(rule.question or title)
    if rule.aspect:
        said["servewell:aspect"] = rule.aspect
    return said
