"""The questions: those with the same answers together, so that one scale is decided once for all of them."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.engines.tables.recipe import CommentRule, ItemRule, Recipe, Scale
from servewell.rooms.standards import selectors as standards
from servewell.web.imports.forms import questions as decided
from servewell.web.imports.forms.questions import Code, Group
from servewell.web.imports.shown import fields
from servewell.web.imports.shown.fields import Field
from servewell.web.imports.shown.findings import FindingCard, cards_of
from servewell.web.imports.shown.parts import Parts, part_of
from servewell.web.imports.shown.retelling import retold
from servewell.web.imports.shown.steps import Opened, Step, Way, step_of, way_of
from servewell.web.kit.figures import number
from servewell.web.kit.said import one_after_the_other

MOST_QUESTIONS: Final = 60


@dataclass(frozen=True)
class QuestionRow:
    """``column`` is where it stands in the file."""

    column: str
    question: Field
    aspect: Field | None


@dataclass(frozen=True)
class CodeRow:
    value: str
    count: str
    means: Field
    number: Field


@dataclass(frozen=True)
class GroupCard:
    """``is_open``: its scale waits for a person, or was asked for. ``says`` is the scale in words."""

    key: str
    title: str
    says: str
    is_open: bool
    why: str
    rows: Sequence[QuestionRow]
    ends: Sequence[Field]
    best: Field | None
    codes: Sequence[CodeRow]


@dataclass(frozen=True)
class QuestionsPage:
    title: str
    way: Way
    cards: Sequence[GroupCard]
    texts: Sequence[QuestionRow]
    overall: Field | None
    findings: Sequence[FindingCard]
    parts: Parts


@dataclass(frozen=True)
class Asked:
    """The page as it was asked for or came back: what was posted, what is wrong, which group is to be opened."""

    opened: Opened
    posted: Mapping[str, str]
    faults: Mapping[str, str]
    wanted: str
    aspects: Sequence[tuple[str, str]]

    def said(self, name: str, otherwise: str) -> str:
        return self.posted.get(name, otherwise)


def questions_page(
    opened: Opened,
    *,
    posted: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    wanted: str = "",
    part: int | None = None,
) -> QuestionsPage:
    aspects = [("", _("none")), *((each.code, str(each.name)) for each in standards.aspects())]
    asked = Asked(opened, posted or {}, faults or {}, wanted, aspects)
    groups = decided.groups_of(opened.recipe, opened.seen)
    shown, parts = _part(opened, groups, part, wanted)
    cards = [_card(asked, group, shown) for group in groups if not shown.isdisjoint(_names(group))]
    return QuestionsPage(
        title=_title(groups, asked),
        way=way_of(opened, Step.QUESTIONS),
        cards=sorted(cards, key=lambda card: not card.is_open),
        texts=[_text_row(asked, each) for each in _texts(opened.recipe) if each.name in shown],
        overall=_overall(asked, groups),
        findings=cards_of(opened, Step.QUESTIONS),
        parts=parts,
    )


def parts_of_questions(opened: Opened, part: int | None, *, wanted: str) -> Parts:
    return _part(opened, decided.groups_of(opened.recipe, opened.seen), part, wanted)[1]


def _texts(recipe: Recipe) -> Sequence[ItemRule | CommentRule]:
    return [*(each for each in recipe.items if not each.scales), *recipe.comments]


def _part(opened: Opened, groups: Sequence[Group], part: int | None, wanted: str) -> tuple[Set[str], Parts]:
    """The names of the questions in a part: in the one asked for, or the first in which something is to decide.

    The order is that of the file, whatever is decided, so that no question slips from part to part.
    """
    scored = [each.name for each in opened.recipe.items if each.scales]
    names = [*scored, *(each.name for each in _texts(opened.recipe))]
    if part is None:
        waiting = {wanted} if wanted in names else _waiting(opened, groups)
        place = next((place for place, name in enumerate(names) if name in waiting), 0)
        part = place // MOST_QUESTIONS + 1
    shown, parts = part_of(names, part, size=MOST_QUESTIONS)
    return frozenset(shown), parts


def _waiting(opened: Opened, groups: Sequence[Group]) -> Set[str]:
    """For questions with one scale the first of them, where it is decided."""
    doubted = {each.where.split(".")[1] for each in opened.recipe.unsure if step_of(each.where) is Step.QUESTIONS}
    first = {name: group.key for group in groups for name in _names(group)}
    return {first.get(name, name) for name in doubted}


def _title(groups: Sequence[Group], asked: Asked) -> str:
    waiting = sum(len(group.items) for group in groups if _doubts(asked, group))
    if waiting:
        text = ngettext(
            "Which end is best? %(number)s question waits for your word",
            "Which end is best? %(number)s questions wait for your word",
            waiting,
        )
        return text % {"number": number(waiting)}
    scored = sum(len(group.items) for group in groups)
    text = ngettext(
        "%(number)s scored question, its scale decided", "%(number)s scored questions, their scales decided", scored
    )
    return text % {"number": number(scored)} if scored else _("Nothing here has a scale")


def _names(group: Group) -> Set[str]:
    return {item.name for item in group.items}


def _card(asked: Asked, group: Group, shown: Set[str]) -> GroupCard:
    """Its scale is decided in the part where its first question stands."""
    doubts = _doubts(asked, group)
    is_asked = bool(doubts) or asked.wanted == group.key or f"decides-{group.key}" in asked.posted
    is_open = is_asked and group.key in shown
    is_editable = is_open and not group.changes_in_time
    return GroupCard(
        key=group.key,
        title=_group_title(group),
        says=_in_words(group),
        is_open=is_open,
        why=retold(*dict.fromkeys(doubts)) if is_open else "",
        rows=[_row(asked, item) for item in group.items if item.name in shown],
        ends=_ends(asked, group) if is_editable else (),
        best=_best(asked, group) if is_open else None,
        codes=[_code(asked, group, value, count) for value, count in group.codes()] if is_open else (),
    )


def _doubts(asked: Asked, group: Group) -> Sequence[str]:
    names = {item.name for item in group.items}
    return [
        each.why
        for each in asked.opened.recipe.unsure
        if step_of(each.where) is Step.QUESTIONS and each.where.split(".")[1] in names
    ]


def _group_title(group: Group) -> str:
    if len(group.items) == 1:
        return _said(group.items[0].question)
    text = ngettext(
        "%(number)s question with the same answers", "%(number)s questions with the same answers", len(group.items)
    )
    return text % {"number": number(len(group.items))}


def _in_words(group: Group) -> str:
    item = group.items[0]
    parts = [_scale_in_words(scale) for scale in item.scales]
    if item.does_not_apply:
        text = _("%(codes)s: does not apply.")
        parts.append(text % {"codes": ", ".join(sorted(item.does_not_apply))})
    if item.blank:
        parts.append(_("%(codes)s: nothing answered.") % {"codes": ", ".join(sorted(item.blank))})
    if group.unknown():
        text = _("Not known, so that their rows are held back: %(codes)s.")
        parts.append(text % {"codes": ", ".join(value for value, _count in group.unknown())})
    return one_after_the_other(parts)


def _scale_in_words(scale: Scale) -> str:
    ends = {"worst": plain(scale.worst), "best": plain(scale.best)}
    if scale.from_on is None:
        return _("%(worst)s is worst, %(best)s is best.") % ends
    return _("From %(day)s on, %(worst)s is worst and %(best)s is best.") % {**ends, "day": scale.from_on.isoformat()}


def plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else str(value)


def _row(asked: Asked, item: ItemRule) -> QuestionRow:
    aspect = fields.select(
        name=f"aspect-{item.name}",
        label=_("Aspect of “%(column)s”") % {"column": item.column},
        choices=asked.aspects,
        chosen=asked.said(f"aspect-{item.name}", item.aspect or ""),
        is_quiet=True,
    )
    return QuestionRow(column=item.column, question=_question(asked, item), aspect=aspect)


def _text_row(asked: Asked, rule: ItemRule | CommentRule) -> QuestionRow:
    return QuestionRow(column=rule.column, question=_question(asked, rule), aspect=None)


def _question(asked: Asked, rule: ItemRule | CommentRule) -> Field:
    name = f"question-{rule.name}"
    return Field(
        name=name,
        label=_("What the customer was asked in “%(column)s”") % {"column": rule.column},
        value=asked.said(name, _said(rule.question or {})),
        fault=asked.faults.get(name, ""),
        is_quiet=True,
    )


def _said(question: Mapping[str, str]) -> str:
    return next(iter(question.values()), "")


def _ends(asked: Asked, group: Group) -> Sequence[Field]:
    scale = group.scale
    low, high = sorted((scale.worst, scale.best)) if scale else (1.0, 5.0)
    ends = (("low", _("Lowest answer on the scale"), low), ("high", _("Highest answer on the scale"), high))
    return [
        Field(
            name=f"{end}-{group.key}",
            label=label,
            kind="number",
            value=asked.said(f"{end}-{group.key}", plain(value)),
            fault=asked.faults.get(f"{end}-{group.key}", ""),
        )
        for end, label, value in ends
    ]


def _best(asked: Asked, group: Group) -> Field:
    """Nothing is chosen while nobody has decided: a person has to say it."""
    scale, name = group.scale, f"best-{group.key}"
    known = "" if scale is None or _doubts(asked, group) else "high" if scale.best > scale.worst else "low"
    low, high = sorted((scale.worst, scale.best)) if scale else (1.0, 5.0)
    choices = [
        ("high", _("The highest answer is best (%(answer)s)") % {"answer": plain(high)}),
        ("low", _("The lowest answer is best (%(answer)s)") % {"answer": plain(low)}),
    ]
    if group.changes_in_time:
        choices = [("high", _("The highest answer is best")), ("low", _("The lowest answer is best"))]
    return Field(
        name=name, label=_("Which end is best?"), kind="radio", fault=asked.faults.get(name, ""),
        options=fields.options(choices, asked.said(name, known)),
    )  # fmt: skip


def _code(asked: Asked, group: Group, value: str, count: int) -> CodeRow:
    means, counts_as = f"code-{group.key}-{value}", f"value-{group.key}-{value}"
    choices = [
        (Code.HELD.value, _("not known: hold such rows back")),
        (Code.NOT_APPLICABLE.value, _("does not apply")),
        (Code.BLANK.value, _("nothing was answered")),
        (Code.SCORE.value, _("counts as the number beside")),
    ]
    known = group.items[0].values.get(value)
    return CodeRow(
        value=value,
        count=number(count),
        means=fields.select(
            name=means, label=_("What “%(code)s” means") % {"code": value}, choices=choices,
            chosen=asked.said(means, group.meaning(value).value), is_quiet=True,
        ),
        number=Field(
            name=counts_as, label=_("The number that “%(code)s” counts as") % {"code": value}, kind="number",
            value=asked.said(counts_as, "" if known is None else plain(known)), fault=asked.faults.get(counts_as, ""),
            is_quiet=True,
        ),
    )  # fmt: skip


def _overall(asked: Asked, groups: Sequence[Group]) -> Field | None:
    items = [item for group in groups for item in group.items]
    if not items:
        return None
    known = next((item.name for item in items if item.is_overall), "")
    return fields.select(
        name="overall",
        label=_("Which question stands for the whole?"),
        choices=[("", _("None of them")), *((item.name, _said(item.question)) for item in items)],
        chosen=asked.said("overall", known),
        help=_("Satisfaction is counted from it."),
    )
