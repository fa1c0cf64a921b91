"""Forms that people of the company fill in where they are, with a network or without."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from servewell.base import links
from servewell.base.words import LANGUAGES, active_language
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.voice import selectors as voices
from servewell.web.kit.components import Empty
from servewell.web.kit.devices import IDLE_SECONDS, device_key
from servewell.web.kit.figures import number
from servewell.web.voice.forms.passes import Pass

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person
    from servewell.rooms.voice.models import Channel


@dataclass(frozen=True)
class FieldRow:
    unit: str
    form: str
    path: str


@dataclass(frozen=True)
class Device:
    """What a page of the field says of who is here, for the scripts that keep it on the device.

    ``idle_seconds`` after the last touch a device that several share turns to ``sign_in``; 0 where it is one's own.
    """

    person: str
    worker: str
    door: str
    door_files: str
    sign_in: str
    idle_seconds: int


@dataclass(frozen=True)
class FieldPage:
    title: str
    device: Device
    rows: Sequence[FieldRow]
    empty: Empty | None


@dataclass(frozen=True)
class FieldFormPage:
    """``said`` is what the script on the page needs, also when it is opened again without a network."""

    title: str
    device: Device
    person: str
    is_shared: bool
    unit: str
    language: str
    said: Mapping[str, object]
    list_path: str
    manifest_path: str


@dataclass(frozen=True)
class LeavePage:
    title: str
    sign_in: str


def device_of(person: "Person", *, is_shared: bool) -> Device:
    return Device(
        person=device_key(person),
        worker=reverse("voice:field_worker"),
        door=links.FIELD_LEAVE.path(),
        door_files=" ".join(
            static(f"voice/{name}") for name in ("field-leave.js", "field-store.js", "field-sending.js")
        ),
        sign_in=f"{reverse('account_login')}?idle",
        idle_seconds=IDLE_SECONDS if is_shared else 0,
    )


def leave_page() -> LeavePage:
    return LeavePage(title=_("Signing out of this device"), sign_in=reverse("account_login"))


def field_page(person: "Person", *, is_shared: bool) -> FieldPage:
    rows = [
        FieldRow(
            unit=str(channel.unit.name),
            form=str(channel.instrument.title),
            path=links.FIELD_FORM.path(slug=channel.slug),
        )
        for channel in voices.field_channels(viewer=person)
    ]
    empty = Empty(
        says=_("There is no form to fill in in the field yet"),
        detail=_("Whoever manages survey links opens one for your unit."),
    )
    device = device_of(person, is_shared=is_shared)
    return FieldPage(title=_field_title(len(rows)), device=device, rows=rows, empty=None if rows else empty)


def _field_title(forms: int) -> str:
    if not forms:
        return _("Nothing is filled in in the field yet")
    text = ngettext("You fill in %(number)s form in the field", "You fill in %(number)s forms in the field", forms)
    return text % {"number": number(forms)}


def form_page(channel: "Channel", person: "Person", *, is_shared: bool) -> FieldFormPage:
    """In every language of the form, so that no network is needed to change it."""
    version = instruments.current(instrument=channel.instrument_id)
    form = version.form
    language = next(
        (each for each in (active_language(), channel.language) if each in form.languages), form.languages[0]
    )
    return FieldFormPage(
        title=str(version.title),
        device=device_of(person, is_shared=is_shared),
        person=person.name,
        is_shared=is_shared,
        unit=str(channel.unit.name),
        language=language,
        said={
            "slug": channel.slug,
            "pass": Pass.of(person, channel=channel.pk).signed(),
            "version": version.key,
            "send": reverse("voice:gather", kwargs={"slug": channel.slug}),
            "language": language,
            "languages": [{"code": each.code, "name": each.name} for each in LANGUAGES if each.code in form.languages],
            "documents": {each: forms.delivered(form, each) for each in form.languages},
            "ticks": [item.name for item in form.items if item.asks_for_answer or item.consent],
        },
        list_path=links.FIELD.path(),
        manifest_path=reverse("voice:field_manifest"),
    )


def manifest() -> Mapping[str, object]:
    """So that a phone can keep the page like an app."""
    return {
        "name": _("Forms for the field"),
        "short_name": _("In the field"),
        "start_url": links.FIELD.path(),
        "scope": links.FIELD.path(),
        "display": "standalone",
        "background_color": "#faf7f1",
        "theme_color": "#0b6e63",
        "icons": [{"src": static("kit/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        "id": settings.BASE_URL + links.FIELD.path(),
    }
