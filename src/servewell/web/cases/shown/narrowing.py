"""What the list of cases is narrowed to: read from an address, offered in a form, said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import LANGUAGES, active_language, collation_key
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases import selectors as cases
from servewell.rooms.people import selectors as people
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import terms as ways
from servewell.web.cases.forms.listed import FilterForm
from servewell.web.cases.shown.reported import REPORTED, reported, reported_said
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

NAMES = (
    "q", "unit", "owner", "due", "points", "reason", "kind", "way", "language", "aspect", "from", "until", *REPORTED,
)  # fmt: skip


@dataclass(frozen=True)
class Narrowing:
    """``filters`` as the form has them. ``kept`` is what an address must carry on to show the same list."""

    form: FilterForm
    filters: cases.Filters
    shelf: cases.Shelf
    order: cases.Order
    kept: Mapping[str, str]
    said: tuple[str, ...]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.said)

    @property
    def question(self) -> str:
        return urlencode({"shelf": self.shelf.value, "order": self.order.value, **self.kept})

    def address(self, *, shelf: "cases.Shelf | None" = None, order: "cases.Order | None" = None, **edge: int) -> str:
        """This list, or the one that differs in what is named."""
        return address(shelf=shelf or self.shelf, order=order or self.order, **self.kept, **edge)


def address(*, shelf: cases.Shelf, order: cases.Order, **more: object) -> str:
    return f"{links.CASES.path()}?{urlencode({'shelf': shelf.value, 'order': order.value, **more})}"


def list_of(question: str) -> str:
    """The address of the list that a question, as ``question`` writes it, asks for."""
    return f"{links.CASES.path()}?{question}" if question else links.CASES.path()


def question(asked: QueryDict) -> str:
    """What an address asks the list, in our names and our order; whatever else it holds is left out."""
    return urlencode({name: value for name in ("shelf", "order", *NAMES) if (value := asked.get(name, ""))})


def narrowing(asked: QueryDict, *, viewer: "Person", shelf: cases.Shelf, order: cases.Order) -> Narrowing:
    """Raises Http404 where the address asks for what is not offered: another list would be an answer to nothing."""
    units = people.units_seen(viewer=viewer, power=rules.SEE)
    writers = people.who_may_within(power=rules.ANSWER, viewer=viewer, seen=rules.SEE)
    form = FilterForm(asked, choices=_offered(units, writers))
    if not form.is_valid():
        raise Http404
    return Narrowing(
        form=form,
        filters=_filters(form, units, writers),
        shelf=shelf,
        order=order,
        kept={name: value for name in NAMES if (value := asked.get(name, ""))},
        said=tuple(label for label in _said(form) if label),
    )


def _offered(units: "Sequence[Unit]", writers: "Sequence[Person]") -> Mapping[str, Sequence[tuple[str, str]]]:
    by_name = sorted(writers, key=lambda each: collation_key(each.name, active_language()))
    return {
        "unit": [("", _("All units")), *((unit.code, str(unit.name)) for unit in units)],
        "owner": [("", _("Anybody")), *((writer.number, writer.name) for writer in by_name)],
        "due": [("", _("At any time")), *((due.value, _due(due)) for due in cases.Due)],
        "points": [("", _("Whatever their points")), *((state.value, said) for state, said in _points().items())],
        "reason": [("", _("For any reason")), *((code, reason(code)) for code, __ in terms.REASONS)],
        "kind": [("", _("Of any kind")), *((each.code, str(each.name)) for each in cases.letter_kinds())],
        "way": [("", _("By any way")), *((code, _way(code)) for code, __ in ways.CHANNEL_KINDS)],
        "language": [("", _("All languages")), *((language.code, language.name) for language in LANGUAGES)],
        "aspect": [("", _("All aspects")), *((aspect.code, str(aspect.name)) for aspect in standards.aspects())],
    }


def reason(code: str) -> str:
    return _("Asked for an answer") if code == terms.ASKS_FOR_ANSWER else _("Low score")


def _due(due: cases.Due) -> str:
    return {
        cases.Due.OVERDUE: _("Overdue"),
        cases.Due.TODAY: _("Still today"),
        cases.Due.THIS_WEEK: _("By Sunday"),
    }[due]


def _points() -> Mapping[terms.PointState, str]:
    return {
        terms.PointState.OPEN: _("With open points"),
        terms.PointState.HANDED_OVER: _("With points handed over"),
    }


def _way(code: str) -> str:
    return {
        ways.OPEN_LINK: _("By a link or a sheet"),
        ways.PERSONAL_LINK: _("By a personal link"),
        ways.IMPORT: _("In a file"),
        ways.FIELD: _("From our people in the field"),
    }[code]


def _filters(form: FilterForm, units: "Sequence[Unit]", writers: "Sequence[Person]") -> cases.Filters:
    said = form.cleaned_data
    return cases.Filters(
        unit=next((unit.pk for unit in units if unit.code == said["unit"]), None),
        owner=next((writer.pk for writer in writers if writer.number == said["owner"]), None),
        reason=said["reason"] or None,
        kind=said["kind"] or None,
        way=said["way"] or None,
        language=said["language"] or None,
        aspect=said["aspect"] or None,
        due=cases.Due(said["due"]) if said["due"] else None,
        points=terms.PointState(said["points"]) if said["points"] else None,
        from_on=said["from"],
        until_on=form.until_on,
        words=form.words,
        **reported(form, units),
    )


def _said(form: FilterForm) -> Sequence[str]:
    chosen = (
        form.label_of(name)
        for name in ("unit", "owner", "due", "points", "reason", "kind", "way", "language", "aspect")
    )
    days = _days(form.cleaned_data["from"], form.cleaned_data["until"])
    said = _("“%(words)s”") % {"words": form.words} if form.words else ""
    return (said, *chosen, days, *reported_said(form))


def _days(first: date | None, last: date | None) -> str:
    if first and last:
        return _("opened from %(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("opened since %(first)s") % {"first": day(first)}
    return _("opened until %(last)s") % {"last": day(last)} if last else ""
