"""The components as tags: `{% load kit %}`, then `{% figure page.satisfied %}`."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from servewell.base.words import day as day_in_full
from servewell.web.kit import chart_look, charts, components, questions, sparks, widgets
from servewell.web.kit.languages import language_tag
from servewell.web.kit.wording import WordsForm

register = template.Library()


@register.simple_tag
def page_language() -> str:
    return language_tag(get_language() or "en")


@register.filter
def as_tag(code: str) -> str:
    return language_tag(code)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A drawing that only repeats the word beside it, so it is hidden from screen readers."""
    return format_html(
        '<svg class="kit-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("kit/icons.svg"),
        name,
    )


@register.simple_tag
def chip(chip: components.Chip | None) -> SafeString | str:
    return format_html('<span class="kit-chip kit-chip-{}">{}</span>', chip.tone, chip.word) if chip else ""


@register.filter(expects_localtime=True)
def moment(at: datetime) -> str:
    return formats.date_format(at, pgettext("day and time, as Django's date filter reads it", "j M, H:i"))


@register.filter(expects_localtime=True)
def day(on: date) -> str:
    return day_in_full(on)


@register.simple_tag
def spark(values: Sequence[float | None], says: str, cuts: Sequence[int] = ()) -> SafeString:
    return sparks.spark(values, says=says, cuts=cuts)


@register.inclusion_tag("kit/_chart.html")
def chart(chart: charts.Chart) -> dict[str, object]:
    return {"chart": chart}


@register.inclusion_tag("kit/_chart_scripts.html")
def chart_scripts() -> dict[str, object]:
    """For the `head` block of pages with charts: what draws them is large, so other pages do without."""
    return {"look": chart_look.LOOK}


@register.inclusion_tag("kit/_figure.html")
def figure(figure: components.Figure) -> dict[str, object]:
    return {"figure": figure}


@register.inclusion_tag("kit/_estimate.html")
def estimate(figure: components.Figure) -> dict[str, object]:
    return {"figure": figure}


@register.inclusion_tag("kit/_definition.html")
def definition(definition: components.Definition) -> dict[str, object]:
    return {"definition": definition}


@register.inclusion_tag("kit/_ledger.html")
def ledger(entries: Sequence[components.LedgerEntry]) -> dict[str, object]:
    return {"entries": entries}


@register.inclusion_tag("kit/_letter.html")
def letter(letter: components.Letter) -> dict[str, object]:
    return {"letter": letter}


@register.inclusion_tag("kit/_quote.html")
def quote(quote: components.Quote) -> dict[str, object]:
    return {"quote": quote}


@register.inclusion_tag("kit/_todo.html")
def todo(rows: Sequence[components.TodoRow]) -> dict[str, object]:
    return {"rows": rows}


@register.inclusion_tag("kit/_empty.html")
def empty(empty: components.Empty) -> dict[str, object]:
    return {"empty": empty}


@register.inclusion_tag("kit/_crumbs.html")
def crumbs(crumbs: Sequence[components.Crumb]) -> dict[str, object]:
    return {"crumbs": crumbs}


@register.inclusion_tag("kit/_pager.html")
def pager(pager: components.Pager) -> dict[str, object]:
    return {"pager": pager}


@register.inclusion_tag("kit/_field.html")
def field(field: BoundField) -> dict[str, object]:
    """Label, help and error around one field; Django ties help and error to it by aria-describedby."""
    return {"field": field, "kind": _kind(field)}


def _kind(field: BoundField) -> str:
    if isinstance(field.field.widget, widgets.Scale):
        return "scale"
    if field.use_fieldset:
        return "choices"
    return "tick" if getattr(field.field.widget, "input_type", "") == "checkbox" else "line"


@register.simple_tag
def question(question: questions.Question) -> SafeString:
    """A question of an instrument, inside of an element with the class ``kit-questions``.

    The page needs kit/questions.css and, for the comforts of those who have scripts, kit/questions.js.
    """
    return render_to_string("kit/questions/_whole.html", {"question": question})


@register.inclusion_tag("kit/_words.html")
def words(form: WordsForm) -> dict[str, object]:
    """A text in every language, beside each other, and what is missing."""
    return {"form": form}


@register.inclusion_tag("kit/_form_errors.html")
def form_errors(form: object) -> dict[str, object]:
    """What is wrong with the form as a whole, above its fields."""
    return {"form": form}


@register.inclusion_tag("kit/_messages.html", takes_context=True)
def messages(context: template.Context) -> dict[str, object]:
    return {"messages": context.get("messages", ())}
