"""How a form is scored, and how a score came about, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base.words import active_language
from servewell.engines import forms
from servewell.web.kit.figures import number, percent


@dataclass(frozen=True)
class Step:
    """One line of the derivation: the question, its answer and place on its scale, its weight, what became of it."""

    question: str
    answer: str
    place: str
    weight: str
    says: str
    is_counted: bool
    is_failure: bool


@dataclass(frozen=True)
class Derived:
    """``sentence`` is the whole computation in one line."""

    score: str
    sentence: str
    steps: Sequence[Step]


def rule_in_words(form: forms.Form) -> tuple[str, ...]:
    """What an author must know about the score of this form, a sentence for each thing."""
    counted = [item for item in form.items if item.best is not None and item.weight and not item.is_bonus]
    if not counted:
        return (_("Nothing is scored: no question on a scale has a weight."),)
    said = [
        ngettext(
            "The score is the place of %(number)d question between its worst and its best answer.",
            "The score is the weighted mean of %(number)d questions, each from 0 (its worst answer) to 1 (its best).",
            len(counted),
        )
        % {"number": len(counted)},
        _("What does not apply, was not answered or did not show is left out of it."),
    ]
    language = form.languages[0]
    said += [_critical(item, language) for item in form.items if item.is_critical]
    bonus = [title_of(item, language) for item in form.items if item.is_bonus]
    if bonus:
        said.append(_("A bonus, which only adds: %(questions)s") % {"questions": _("; ").join(bonus)})
    weights = [section.weight for section in form.sections] + [page.weight for page in form.pages]
    if any(weight is not None for weight in weights):
        said.append(_("Sections have weights of their own: first each section is scored, then the whole."))
    return tuple(said)


def _critical(item: forms.Item, language: str) -> str:
    said = {
        "question": title_of(item, language),
        "part": percent(item.critical_below) if item.critical_below is not None else "",
        "most": percent(item.caps_at),
    }
    if item.critical_below is None and item.caps_at == 0:
        return _("Critical: with the worst answer to “%(question)s” the whole score is 0.") % said
    if item.critical_below is None:
        return _("Critical: with the worst answer to “%(question)s” the score is %(most)s at most.") % said
    if item.caps_at == 0:
        return _("Critical: below %(part)s at “%(question)s” the whole score is 0.") % said
    return _("Critical: below %(part)s at “%(question)s” the score is %(most)s at most.") % said


def derived(
    form: forms.Form, scored: forms.Scored, *, values: Mapping[str, forms.AnswerValue], language: str
) -> Derived:
    """A line for each question that could count."""
    items = {item.name: item for item in form.items}
    steps = [
        _step(items[line.name], line, asked_as(form, items[line.name], values, language), language)
        for line in scored.derivation
        if line.standing is not forms.Standing.NO_SCALE
    ]
    return Derived(
        score=_("no score") if scored.value is None else percent(scored.value, decimals=1),
        sentence=_computed(form, scored),
        steps=tuple(steps),
    )


def _computed(form: forms.Form, scored: forms.Scored) -> str:
    counted = [line for line in scored.derivation if line.standing is forms.Standing.COUNTED]
    if not counted or scored.value is None:
        return _("Nothing counted, so there is no score: none, not 0.")
    if any(section.weight is not None for section in scored.sections):
        parts = " + ".join(
            f"{number(section.value or 0.0, decimals=4)} × {_weight(section.weight or 0.0)}"
            for section in scored.sections
            if section.value is not None
        )
        whole = sum(section.weight or 0.0 for section in scored.sections if section.value is not None)
    else:
        parts = " + ".join(f"{number(line.normalised or 0.0, decimals=2)} × {_weight(line.weight)}" for line in counted)
        whole = scored.counted_weight
    sum_says = f"({parts}) ÷ {_weight(whole)}"
    if scored.failed_critical:
        names = _("; ").join(
            title_of(item, form.languages[0]) for item in form.items if item.name in scored.failed_critical
        )
        return _("%(sum)s, but a critical question failed (%(questions)s): %(score)s") % {
            "sum": sum_says,
            "questions": names,
            "score": percent(scored.value, decimals=1),
        }
    says = {"sum": sum_says, "score": percent(scored.value, decimals=1)}
    if any(line.is_bonus for line in counted) and scored.value == 1:
        return _("%(sum)s, with bonuses at most the whole: %(score)s") % says
    return _("%(sum)s = %(score)s") % says


def _step(item: forms.Item, line: forms.Line, question: str, language: str) -> Step:
    return Step(
        question=question,
        answer="" if line.raw is None else answer_says(item, line.raw, language),
        place="" if line.normalised is None else number(line.normalised, decimals=2),
        weight=_weight(line.weight),
        says=_("failed, critical") if line.is_critical_failure else _standing(line),
        is_counted=line.standing is forms.Standing.COUNTED,
        is_failure=line.is_critical_failure,
    )


def _standing(line: forms.Line) -> str:
    if line.standing is forms.Standing.COUNTED and line.is_bonus:
        return _("bonus")
    return {
        forms.Standing.COUNTED: _("counted"),
        forms.Standing.NOT_SHOWN: _("did not show"),
        forms.Standing.NOT_ANSWERED: _("not answered"),
        forms.Standing.NOT_APPLICABLE: _("does not apply"),
        forms.Standing.NO_SCALE: _("no scale"),
        forms.Standing.NO_WEIGHT: _("does not count"),
    }[line.standing]


def read_in(words: forms.Words, otherwise: str) -> str:
    """The reader's language where these words are there in it."""
    return active_language() if active_language() in words else otherwise


def answer_says(item: forms.Item, value: forms.AnswerValue | None, language: str) -> str:
    """In the reader's language; yes, no and “does not apply” are ours, and said in every one."""
    if value is None:
        return _("not answered")
    is_ours = isinstance(value, bool) or value == forms.NOT_APPLICABLE
    return forms.said(item, value, active_language() if is_ours else read_in(item.title, language))


def asked_as(form: forms.Form, item: forms.Item, values: Mapping[str, forms.AnswerValue], language: str) -> str:
    """As the question was asked of whoever gave these answers: what it says of earlier ones is said."""
    return forms.piped(form, title_of(item, language), values, read_in(form.title, language))


def title_of(item: forms.Item, language: str) -> str:
    """Of a row of a table, the table's words too."""
    own = item.title.get(active_language()) or item.title.get(language) or next(iter(item.title.values()))
    if item.matrix is None:
        return own
    table = item.matrix.title
    return f"{table.get(active_language()) or table.get(language) or next(iter(table.values()))} – {own}"


def _weight(weight: float) -> str:
    return number(weight, decimals=0 if weight == int(weight) else 2)
