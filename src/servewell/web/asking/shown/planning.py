"""The page on which a campaign is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.forms import BoundField
from django.urls import reverse
from django.utils.translation import gettext as _

from servewell.base import links
from servewell.base.words import LANGUAGES, active_language
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules
from servewell.web.asking.forms import PlanForm, subject_field, words_field
from servewell.web.kit.components import Crumb

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from servewell.base.permissions import Power
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class InLanguage:
    """What is written in one language."""

    name: str
    tag: str
    fields: Sequence[BoundField]
    is_open: bool


@dataclass(frozen=True)
class PlanPage:
    title: str
    crumbs: Sequence[Crumb]
    form: PlanForm
    path: str
    groups: Sequence[tuple[str, Sequence[BoundField]]]
    languages: Sequence[InLanguage]


def plan_page(
    person: "Person",
    *,
    filled: Mapping[str, object] | None = None,
    files: "Mapping[str, UploadedFile[bytes]] | None" = None,
) -> PlanPage:
    form = PlanForm(
        filled, files, units=units_with(person, rules.ASK),
        instruments=[(each.code, str(each.title)) for each in instruments.instruments()],
    )  # fmt: skip
    return PlanPage(
        title=_("Plan a campaign"),
        crumbs=(Crumb(_("Asking customers"), links.ASKING.path()), Crumb(_("Plan a campaign"))),
        form=form,
        path=reverse("asking:plan"),
        groups=(
            (_("What"), _fields(form, "name", "unit", "instrument", "language")),
            (_("Whom"), _fields(form, "whom", "since", "until", "listed")),
            (_("How often"), _fields(form, "reminders", "gap_days", "valid_days", "thanks")),
            (_("When and how fast"), _fields(form, "from_hour", "until_hour", "on_weekends", "per_minute")),
        ),
        languages=[_in(form, each.code, each.name) for each in LANGUAGES],
    )


def units_with(person: "Person", power: "Power") -> list[tuple[str, str]]:
    return [(unit.code, str(unit.name)) for unit in people.units_seen(viewer=person, power=power)]


def _fields(form: PlanForm, *names: str) -> list[BoundField]:
    return [form[name] for name in names]


def _in(form: PlanForm, code: str, name: str) -> InLanguage:
    fields = _fields(form, subject_field(code), words_field(code))
    is_open = code == active_language() or any(each.errors for each in fields)
    return InLanguage(name=name, tag=code, fields=fields, is_open=is_open)
