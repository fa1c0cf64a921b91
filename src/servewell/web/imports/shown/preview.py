"""Ten rows as they will be: what was said, set like a letter, beside the row it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.tables import EncounterRead, HeldBack, LeftOut, Understood
from servewell.engines.tables.recipe import Recipe
from servewell.rooms.voice.selectors import Preview, Previewed
from servewell.web.imports.shown import words
from servewell.web.imports.shown.rows import Answer, Cell, answers_in
from servewell.web.imports.shown.steps import Opened, Step, Way, way_of
from servewell.web.kit.components import Letter
from servewell.web.kit.figures import number
from servewell.web.kit.templatetags.kit import day


@dataclass(frozen=True)
class PreviewCard:
    """``trouble`` says why there is no voice: held back, or left out."""

    title: str
    letters: Sequence[Letter]
    questions: Sequence[str]
    answers: Sequence[Answer]
    trouble: Sequence[str]
    cells: Sequence[Cell]


@dataclass(frozen=True)
class PreviewPage:
    title: str
    way: Way
    cards: Sequence[PreviewCard]
    fault: str


def preview_page(opened: Opened, shown: Preview | None, names: Mapping[str, str], *, fault: str = "") -> PreviewPage:
    rows = shown.rows if shown else ()
    cards = [_card(opened.recipe, shown.columns, row, names) for row in rows] if shown else []
    return PreviewPage(title=_title(rows, fault), way=way_of(opened, Step.PREVIEW), cards=cards, fault=fault)


def _title(rows: Sequence[Previewed], fault: str) -> str:
    if fault:
        return _("The recipe does not fit this file yet")
    held = sum(isinstance(row.fate, HeldBack) for row in rows)
    if not held:
        return _("Is this what the customers said?")
    text = ngettext(
        "%(number)s of the first %(all)s rows is not understood",
        "%(number)s of the first %(all)s rows are not understood",
        held,
    )
    return text % {"number": number(held), "all": number(len(rows))}


def _card(recipe: Recipe, columns: Sequence[str], row: Previewed, names: Mapping[str, str]) -> PreviewCard:
    fate = row.fate
    marked = {reason.column for reason in fate.reasons} if isinstance(fate, HeldBack) else set()
    cells = [
        Cell(column=name, value=value, is_faulty=name in marked)
        for name, value in zip(columns, row.cells, strict=False)
        if value
    ]
    title = _("Row %(row)s") % {"row": number(row.row)}
    letters: Sequence[Letter] = ()
    answers: Sequence[Answer] = ()
    trouble: Sequence[str] = ()
    if isinstance(fate, Understood):
        came = _("%(unit)s, %(day)s") % {"unit": names.get(fate.unit.code, fate.unit.code), "day": day(fate.on)}
        letters = _letters(recipe, fate, came)
        answers = answers_in(recipe, fate.answers)
        title = f"{title} · {came}"
    elif isinstance(fate, EncounterRead):
        title = f"{title} · {names.get(fate.unit.code, fate.unit.code)} · {day(fate.on)}"
    elif isinstance(fate, LeftOut):
        trouble = [_("Left out: the recipe does not mean this row.")]
    else:
        trouble = [words.reason(reason.code) for reason in fate.reasons]
    return PreviewCard(title=title, letters=letters, questions=(), answers=answers, trouble=trouble, cells=cells)


def _letters(recipe: Recipe, fate: Understood, came: str) -> Sequence[Letter]:
    asked = {each.name: next(iter((each.question or {}).values()), "") for each in recipe.comments}
    return [
        Letter(text=text, language=fate.language, came=question or asked.get(name, "") or came)
        for name, text, question in fate.comments
    ]
