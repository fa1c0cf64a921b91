"""What the list of voices is narrowed to: read from an address, offered in a form, said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from servewell.base.words import LANGUAGES
from servewell.rooms.insight import rules as insight
from servewell.rooms.people import selectors as people
from servewell.rooms.people.terms import Tree
from servewell.rooms.standards import selectors as standards
from servewell.rooms.voice import rules, terms
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Crumb
from servewell.web.kit.templatetags.kit import day
from servewell.web.voice.forms.lists import FIGURE, FilterForm
from servewell.web.voice.shown import hands, scores

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit
    from servewell.rooms.standards.models import Aspect

NAMES = (
    "q",
    "unit",
    "from",
    "until",
    "aspect",
    "band",
    "language",
    "hand",
    "channel",
    "import",
    "behind",
    "audience",
    "tree",
)


@dataclass(frozen=True)
class Narrowing:
    """``filters`` as the form has them. ``kept`` is what an address must carry on to show the same list."""

    form: FilterForm
    filters: voices.Filters
    kept: Mapping[str, str]
    unit_name: str
    said: tuple[Crumb, ...]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.unit_name or self.said)

    def address(self, path: str, **more: int) -> str:
        query = urlencode(dict(self.kept) | {name: str(value) for name, value in more.items()})
        return f"{path}?{query}" if query else path


def narrowing(asked: QueryDict, *, viewer: "Person") -> Narrowing:
    """Raises Http404 where the address asks for what is not offered: another list would be an answer to nothing."""
    units, aspects = _units(viewer, asked.get("unit", "")), standards.aspects()
    form = FilterForm(asked, choices=_offered(units, aspects))
    if not form.is_valid():
        raise Http404
    return Narrowing(
        form=form,
        filters=_filters(form, units),
        kept={name: value for name in NAMES if (value := asked.get(name, ""))},
        unit_name=form.label_of("unit"),
        said=tuple(Crumb(label) for label in (*_said(form), _file(form, viewer)) if label),
    )


def _units(viewer: "Person", asked: str) -> "Sequence[Unit]":
    """Those the viewer may read, and the one asked for if they may see its figures: its words may lie further below."""
    units = people.units_seen(viewer=viewer, power=rules.READ)
    if not asked or asked in {unit.code for unit in units}:
        return units
    try:
        return [*units, people.unit_for(viewer=viewer, power=insight.SEE, code=asked)]
    except people.NoSuchUnit:
        return units


def _offered(units: "Sequence[Unit]", aspects: "Sequence[Aspect]") -> Mapping[str, Sequence[tuple[str, str]]]:
    return {
        "unit": [("", _("All units")), *((unit.code, str(unit.name)) for unit in units)],
        "aspect": [("", _("All aspects")), *((aspect.code, str(aspect.name)) for aspect in aspects)],
        "band": [("", _("All answers")), *((band.value, scores.words_for(band)) for band in terms.Band)],
        "language": [("", _("All languages")), *((language.code, language.name) for language in LANGUAGES)],
        "hand": [("", _("By anybody")), *((hand.value, hands.words_for(hand)) for hand in terms.Hand)],
    }


def _filters(form: FilterForm, units: "Sequence[Unit]") -> voices.Filters:
    said = form.cleaned_data
    return voices.Filters(
        unit=next((unit.pk for unit in units if unit.code == said["unit"]), None),
        from_on=said["from"],
        until_on=form.until_on,
        aspect=said["aspect"] or None,
        band=terms.Band(said["band"]) if said["band"] else None,
        language=said["language"] or None,
        hand=terms.Hand(said["hand"]) if said["hand"] else None,
        channel=said["channel"] or None,
        from_import=said["import"],
        words=form.words,
        is_counted=said["behind"] == FIGURE,
        audience=_whose(said["audience"], is_counted=said["behind"] == FIGURE),
        tree=Tree(said["tree"] or Tree.AS_IT_WAS),
    )


def _whose(audience: str, *, is_counted: bool) -> terms.Audience | None:
    """A figure counts customers or employees, never both; a list shows both where nothing is said."""
    if audience:
        return terms.Audience(audience)
    return terms.Audience.EXTERNAL if is_counted else None


def _said(form: FilterForm) -> Sequence[str]:
    said = form.cleaned_data
    return (
        _("“%(words)s”") % {"words": form.words} if form.words else "",
        form.label_of("aspect"),
        _days(said["from"], said["until"]),
        form.label_of("band"),
        form.label_of("language"),
        form.label_of("hand"),
        _("employees, of the desks that serve them") if said["audience"] == terms.Audience.INTERNAL.value else "",
        said["channel"],
        _("by today's tree") if said["tree"] == Tree.TODAY.value else "",
    )


def _file(form: FilterForm, viewer: "Person") -> str:
    """Its name is for those who take files in; the others read of its voices what they may read anyway."""
    number = form.cleaned_data["import"]
    if number is None:
        return ""
    try:
        return voices.import_for(viewer=viewer, number=number).name
    except voices.NoSuchImport:
        return _("one file")


def _days(first: date | None, last: date | None) -> str:
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("since %(first)s") % {"first": day(first)}
    return _("until %(last)s") % {"last": day(last)} if last else ""
