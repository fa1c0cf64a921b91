"""Writing a draft: each post is one step, saved at once over what others saved meanwhile elsewhere in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.engines.forms import editing, written
from servewell.rooms.instruments import services
from servewell.web.instruments.forms.items import ContentForm
from servewell.web.instruments.forms.kinds import offers
from servewell.web.instruments.shown import fields
from servewell.web.instruments.shown.door import of_a_draft
from servewell.web.instruments.shown.workshop import Workshop, form_of_item, form_of_section, opened
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest
from servewell.web.kit.render import SeeOther

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft

Document = Mapping[str, object]


@dataclass(frozen=True)
class Step:
    """What a button of the editor does: a new document, and what to look at afterwards."""

    document: Document
    section: int = 0
    anchor: str = ""
    item: str = ""
    says: str = ""


def saved(
    request: SignedInRequest, draft: "Draft", document: Document, thanks: Mapping[str, str] | None = None
) -> "Draft":
    return services.save_draft(
        draft=draft,
        document=document,
        thanks=draft.thanks if thanks is None else thanks,
        revision=draft.revision,
        by=request.person,
        at=today.now(),
    )


def saved_as_looked_at(request: SignedInRequest, draft: "Draft", document: Document) -> None:
    """Over the state of the draft that the page showed. Raises DraftChangedMeanwhile."""
    revision = request.POST.get("revision", "")
    services.save_draft(
        draft=draft,
        document=document,
        thanks=draft.thanks,
        revision=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1,
        by=request.person,
        at=today.now(),
    )


@require_POST
@of_a_draft
def change(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """One button of the editor. Two who move things at once are both heard: a step is done on what stands now."""
    do, _colon, what = request.POST.get("do", "").partition(":")
    step = _STEPS[do](draft, what, request.POST) if do in _STEPS else Step(draft.document)
    try:
        saved(request, draft, step.document)
    except services.DraftChangedMeanwhile as newer:
        step = _STEPS[do](newer.newest, what, request.POST)
        saved(request, newer.newest, step.document)
    if step.says:
        messages.info(request, step.says)
    if step.item:
        return SeeOther(f"{opened(draft).path}/items/{step.item}")
    return _to_section(draft, step)


def _to_section(draft: "Draft", step: Step) -> HttpResponseRedirect:
    anchor = f"#{step.anchor}" if step.anchor else ""
    return SeeOther(f"{opened(draft).path}?section={step.section}{anchor}")


def _add(draft: "Draft", code: str, posted: Mapping[str, str]) -> Step:
    """A new question of a kind, in the section or the group that the form names."""
    code = code or posted.get("kind", "")
    offer = next((each for each in offers() if each.code == code), None)
    if offer is None:
        return Step(draft.document, _section_in(posted))
    languages = written.languages_of(draft.document) or ("en",)
    name = editing.free_name(draft.document, like=offer.stem)
    content = {**editing.in_language(offer.content, languages[0]), "name": name}
    document = draft.document if written.outline(draft.document) else editing.with_section(draft.document, {})
    document = editing.with_item(document, into=_container(posted.get("into", "0")), content=content)
    return Step(document, item=name)


def _container(into: str) -> int | str:
    return int(into) if into.isascii() and into.isdigit() and len(into) <= 4 else into


def _section_in(posted: Mapping[str, str]) -> int:
    into = _container(posted.get("into", "0"))
    return into if isinstance(into, int) else 0


def _add_section(draft: "Draft", _what: str, _posted: Mapping[str, str]) -> Step:
    document = editing.with_section(draft.document, {})
    return Step(document, len(written.outline(document)) - 1)


def _up(draft: "Draft", name: str, _posted: Mapping[str, str]) -> Step:
    return _stepped(draft, name, -1)


def _down(draft: "Draft", name: str, _posted: Mapping[str, str]) -> Step:
    return _stepped(draft, name, 1)


def _stepped(draft: "Draft", name: str, by: int) -> Step:
    document = editing.with_item_stepped(draft.document, name, by=by)
    return Step(document, written.section_of(document, name), f"item-{name}")


def _move(draft: "Draft", name: str, posted: Mapping[str, str]) -> Step:
    """To the end of a section or a group, or, dragged, to a place in it."""
    name = posted.get("moved") or name
    into, to = posted.get("to-" + name) or posted.get("into", ""), posted.get("at", "")
    place = int(to) if to.isascii() and to.isdigit() and len(to) <= 4 else 10_000
    document = editing.with_item_moved(draft.document, name, into=_container(into), to=place)
    return Step(document, written.section_of(document, name), f"item-{name}")


def _twice(draft: "Draft", name: str, _posted: Mapping[str, str]) -> Step:
    document, second = editing.with_item_twice(draft.document, name)
    return Step(document, written.section_of(document, second), f"item-{second}")


def _remove(draft: "Draft", name: str, _posted: Mapping[str, str]) -> Step:
    item = written.item_written(draft.document, name)
    shop = opened(draft)
    return Step(
        editing.without_item(draft.document, name),
        written.section_of(draft.document, name),
        says=_("“%(question)s” was removed. “Take back the last step” brings it back.")
        % {"question": shop.in_language(item.title) or name},
    )


def _section_up(draft: "Draft", number: str, _posted: Mapping[str, str]) -> Step:
    return _section_moved(draft, number, -1)


def _section_down(draft: "Draft", number: str, _posted: Mapping[str, str]) -> Step:
    return _section_moved(draft, number, 1)


def _section_moved(draft: "Draft", number: str, by: int) -> Step:
    place = _number(number)
    to = max(0, min(place + by, len(written.outline(draft.document)) - 1))
    return Step(editing.with_section_moved(draft.document, place, to=to), to)


def _remove_section(draft: "Draft", number: str, _posted: Mapping[str, str]) -> Step:
    return Step(
        editing.without_section(draft.document, _number(number)),
        max(_number(number) - 1, 0),
        says=_("The section was removed with its questions. “Take back the last step” brings it back."),
    )


def _number(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4):
        raise written.NoSuchPlace(f"{typed!r} is no section")
    return int(typed)


_STEPS: Mapping[str, Callable[["Draft", str, Mapping[str, str]], Step]] = {
    "add": _add,
    "add-section": _add_section,
    "up": _up,
    "down": _down,
    "move": _move,
    "twice": _twice,
    "remove": _remove,
    "section-up": _section_up,
    "section-down": _section_down,
    "section-remove": _remove_section,
}


@require_POST
@of_a_draft
def undo(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    try:
        services.undo(draft=draft, revision=draft.revision, by=request.person, at=today.now())
    except services.NothingToUndo:
        messages.info(request, _("Nothing was changed yet, so there is nothing to take back."))
    except services.DraftChangedMeanwhile:
        messages.warning(request, _("Somebody else changed this just now. Look at it, then take back the last step."))
    else:
        messages.info(request, _("The last step was taken back. Taken back once more, it is there again."))
    return SeeOther(opened(draft).path)


@of_a_draft
def item(request: SignedInRequest, draft: "Draft", name: str) -> HttpResponse:
    shop = opened(draft)
    standing = written.item_written(shop.document, name)
    form = form_of_item(shop, standing, request.POST)
    if not form.is_valid():
        page = fields.item_page(shop, standing, form)
        return render.page(request, "instruments/item.html", page, status=422)
    content = form.as_content()
    if form.cleaned_data["fingerprint"] != standing.fingerprint and content != standing.content:
        form = form_of_item(shop, standing, _over(request.POST, standing.fingerprint))
        page = fields.item_page(shop, standing, form, theirs=standing.content)
        return render.page(request, "instruments/item.html", page, status=409)
    document = editing.with_item_changed(shop.document, name, content)
    found = _faults_of(shop, document, str(content.get("name") or name), form)
    if found:
        page = fields.item_page(shop, standing, form)
        return render.page(request, "instruments/item.html", page, status=422)
    saved(request, draft, document)
    return _after_an_item(request, draft, document, str(content.get("name") or name))


def _over(posted: Mapping[str, str], fingerprint: str) -> Mapping[str, str]:
    """The same words once more, now meant to stand over what was read."""
    again = posted.copy() if hasattr(posted, "copy") else dict(posted)
    again["fingerprint"] = fingerprint
    return again


def _after_an_item(request: SignedInRequest, draft: "Draft", document: Document, name: str) -> HttpResponse:
    if request.POST.get("then") == "stay":
        messages.info(request, _("Saved."))
        return SeeOther(f"{opened(draft).path}/items/{name}")
    return SeeOther(f"{opened(draft).path}?section={written.section_of(document, name)}#item-{name}")


def _faults_of(shop: Workshop, document: Document, name: str, form: ContentForm) -> bool:
    """What is wrong with the item itself is said at its fields; texts that are missing may come later."""
    if [each.name for each in written.items_written(document)].count(name) > 1:
        form.add_error("name", _("Another question has this name already."))
        return True
    path = written.item_written(document, name).path
    found = False
    for place, says in fields.faults_of_item(document, path):
        form.add_error(form.field_at(place), says)
        found = True
    return found


@of_a_draft
def section(request: SignedInRequest, draft: "Draft", place: int) -> HttpResponse:
    shop = opened(draft)
    standing = written.section_written(shop.document, place)
    form = form_of_section(shop, standing, request.POST)
    if form.is_valid():
        content = form.as_content()
        if form.cleaned_data["fingerprint"] != standing.fingerprint:
            form = form_of_section(shop, standing, _over(request.POST, standing.fingerprint))
            page = fields.section_page(shop, standing, form, theirs=standing.content)
            return render.page(request, "instruments/item.html", page, status=409)
        changed = {name: content.get(name) for name in form.properties}
        saved(request, draft, editing.with_section_changed(shop.document, place, changed))
        return SeeOther(f"{shop.path}?section={place}")
    return render.page(request, "instruments/item.html", fields.section_page(shop, standing, form), status=422)


@of_a_draft
def head(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    shop = opened(draft)
    form = fields.form_of_head(shop, request.POST)
    if not form.is_valid():
        return render.page(request, "instruments/item.html", fields.head_page(shop, form), status=422)
    standing, content = fields.content_of_head(shop), form.as_content()
    if form.cleaned_data["fingerprint"] != written.fingerprint(standing):
        form = fields.form_of_head(shop, _over(request.POST, written.fingerprint(standing)))
        return render.page(request, "instruments/item.html", fields.head_page(shop, form, theirs=standing), status=409)
    thanks = written.texts_of(content.pop("thanks", {}))
    saved(
        request,
        draft,
        editing.with_head(shop.document, {name: content.get(name) for name in form.properties if name != "thanks"}),
        thanks,
    )
    return SeeOther(shop.path)


@of_a_draft
def texts(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """What was filled in is saved; what somebody else wrote meanwhile in the same place stays."""
    shop, language = opened(draft), request.GET.get("language", "")
    form = fields.texts_form(shop, language, request.POST)
    if not form.is_valid():
        page = fields.texts_page(shop, language=language, form=form)
        return render.page(request, "instruments/texts.html", page, status=422)
    document, thanks = shop.document, dict(draft.thanks)
    for path, text in form.cleaned_data.items():
        if text.strip() and path == "thanks":
            thanks[language] = text.strip()
        elif text.strip():
            document = editing.with_text(document, path, language, text.strip())
    saved(request, draft, document, thanks)
    return SeeOther(shop.path)
