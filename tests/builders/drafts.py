"""A draft of a small form, and the fields of its pages as a browser would send them."""

import re
from datetime import UTC, datetime
from html import unescape

from django.test import Client

from servewell.base.permissions import HOUSE
from servewell.engines.forms import written
from servewell.rooms.instruments import services
from servewell.rooms.instruments.models import Draft
from tests.builders import a_company

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
WALK = {
    "title": {"default": "Walk", "es": "Paseo"},
    "servewell:edition": 2,
    "pages": [
        {"title": {"default": "Lobby", "es": "Vestíbulo"}, "elements": [
            {"type": "rating", "name": "smile", "title": {"default": "Smiled?", "es": "¿Sonrió?"}},
            {"type": "boolean", "name": "clean", "title": {"default": "Clean?", "es": "¿Limpio?"},
             "visibleIf": "{smile} > 3", "servewell:weight": 1},
        ]},
        {"elements": [{"type": "comment", "name": "why", "title": {"default": "Why?", "es": "¿Por qué?"}}]},
    ],
}  # fmt: skip


def a_draft(document=WALK, *, code: str = "walk", thanks=None) -> Draft:
    return services.begin_draft(
        code=code, unit=a_company(), document=document,
        thanks={"en": "Thanks.", "es": "Gracias."} if thanks is None else thanks, by=HOUSE, at=NOON,
    )  # fmt: skip


def text(answer) -> str:
    return unescape(answer.content.decode())


def names(draft: Draft) -> list[list[str]]:
    draft.refresh_from_db()
    return [[item.name for item in section.items] for section in written.outline(draft.document)]


def filled(page: str, **changed: object) -> dict[str, object]:
    """The fields of the form on a page as a browser would send them, with what was changed."""
    start = page.index('class="instruments-fields"')
    form = page[start : page.index("</form>", start)]
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or "checked" in tag):
            otherwise = "on" if 'type="checkbox"' in tag else ""
            fields[name[1]] = unescape(value[1]) if value else otherwise
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = unescape(value).strip()
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = unescape(chosen[1]) if chosen else ""
    return {**fields, **changed}


def change(author: Client, draft: Draft, do: str, **fields: object):
    return author.post(f"/drafts/{draft.pk}/change", {"do": do, "into": "0", **fields})
