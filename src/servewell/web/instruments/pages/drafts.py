"""A draft on its pages: the editor, each question, the preview and the way to publication."""

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from servewell.engines.forms import written
from servewell.web.instruments.shown import fields, publishing
from servewell.web.instruments.shown.door import of_a_draft
from servewell.web.instruments.shown.editor import editor_page
from servewell.web.instruments.shown.workshop import form_of_item, form_of_section, opened
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.asked import key_asked_for

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft


@require_safe
@of_a_draft
def draft(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    shop = opened(draft)
    here, start = key_asked_for(request, "section") or 0, key_asked_for(request, "from") or 0
    return render.page(request, "instruments/draft.html", editor_page(shop, here=here, start=start))


@of_a_draft
def item(request: SignedInRequest, draft: "Draft", name: str) -> HttpResponse:
    shop = opened(draft)
    found = written.item_written(shop.document, name)
    return render.page(request, "instruments/item.html", fields.item_page(shop, found, form_of_item(shop, found)))


@of_a_draft
def section(request: SignedInRequest, draft: "Draft", place: int) -> HttpResponse:
    shop = opened(draft)
    found = written.section_written(shop.document, place)
    return render.page(request, "instruments/item.html", fields.section_page(shop, found, form_of_section(shop, found)))


@of_a_draft
def head(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    shop = opened(draft)
    return render.page(request, "instruments/item.html", fields.head_page(shop, fields.form_of_head(shop)))


@of_a_draft
def texts(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """Every text that is missing in one language, beside what it says in the base language."""
    shop = opened(draft)
    page = fields.texts_page(shop, language=request.GET.get("language", ""), form=None)
    return render.page(request, "instruments/texts.html", page)


@require_safe
@of_a_draft
def preview(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    shop = opened(draft)
    page = publishing.preview_page(shop, way=request.GET.get("as", ""), language=request.GET.get("language", ""))
    return render.page(request, "instruments/preview.html", page)


@of_a_draft
def trial(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    page = publishing.trial_page(opened(draft), language=request.GET.get("language", ""), fields=None)
    return render.page(request, "instruments/trial.html", page)


@of_a_draft
def publish(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    return render.page(request, "instruments/publish.html", publishing.publish_page(opened(draft)))


@of_a_draft
def bring(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    return render.page(request, "instruments/bring.html", publishing.bring_page(opened(draft)))


@require_safe
@of_a_draft
def take_along(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """The document as it stands, to be brought to another draft."""
    return as_file(draft.document, name=draft.code)


def as_file(document: object, *, name: str) -> HttpResponse:
    content = json.dumps(document, ensure_ascii=False, indent=2)
    return HttpResponse(
        content,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )
