"""Beginning a form or its next version, publishing and retiring it, and everything that is looked at before."""

import json
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.engines import forms as engine
from servewell.engines.forms import written
from servewell.rooms.instruments import rules, services
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.web.instruments.actions import writing
from servewell.web.instruments.forms.deeds import LARGEST_FILE, WindowForm
from servewell.web.instruments.shown import bringing, listed, publishing
from servewell.web.instruments.shown.door import of_a_draft, of_an_instrument
from servewell.web.instruments.shown.workshop import opened
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.kit.render import SeeOther, to_page

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft
    from servewell.web.instruments.forms.deeds import BeginForm


@require_POST
@needs(rules.WRITE)
def begin(request: SignedInRequest) -> HttpResponse:
    form = listed.begin_form(request.person, request.POST)
    if form.is_valid():
        draft = _begun(request, form)
        if draft is not None:
            return SeeOther(links.DRAFT.path(number=draft.pk))
    page = listed.instruments_page(request.person, form=form)
    return render.page(request, "instruments/instruments.html", page, status=422)


def _begun(request: SignedInRequest, form: "BeginForm") -> "Draft | None":
    given = form.cleaned_data
    if given["code"] in {each.code for each in instruments.listed(viewer=request.person)}:
        form.add_error("code", _("A form has this short name already. Open it, and begin its next version there."))
        return None
    title = written.words_of({given["language"]: given["title"]})
    try:
        return services.begin_draft(
            code=given["code"],
            unit=people.unit_for(viewer=request.person, power=rules.WRITE, code=given["unit"]),
            document={"title": title, "pages": [{"elements": []}], "servewell:edition": 2},
            thanks={},
            by=request.person,
            at=today.now(),
        )
    except services.CodeIsNoCode:
        form.add_error("code", _("Use small letters, digits and hyphens between them, such as lobby-walk."))
    except services.CodeIsTakenUpFromFiles:
        form.add_error("code", _("Files were taken in under this name. Choose another one."))
    except services.DraftIsBegun:
        form.add_error("code", _("A draft has this short name already. Choose another one."))
    return None


@require_POST
@of_an_instrument
def next_version(request: SignedInRequest, code: str) -> HttpResponse:
    """A draft that begins as what is asked now, or was asked last."""
    found, versions = instruments.overview(viewer=request.person, code=code)
    if found.is_from_files or not versions:
        raise Http404
    last = versions[0].number
    document = instruments.documents_of(viewer=request.person, code=code, numbers=[last])[last]
    widest = people.widest_unit_with(viewer=request.person, power=rules.WRITE)
    if widest is None:
        raise Http404
    try:
        draft = services.begin_draft(
            code=code,
            unit=people.unit_by_key(key=widest),
            document=document,
            thanks=dict(found.thanks.texts),
            by=request.person,
            at=today.now(),
        )
    except services.DraftIsBegun as begun:
        return _to_the_one_there_is(request, begun.draft)
    return SeeOther(links.DRAFT.path(number=draft.pk))


def _to_the_one_there_is(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    if people.may(actor=request.person, power=rules.WRITE, unit=draft.unit_id):
        messages.info(request, _("The next version is being written already. Here it is."))
        return SeeOther(links.DRAFT.path(number=draft.pk))
    messages.warning(request, _("The next version is being written already, in a unit in which you do not write."))
    return to_page("instruments:instrument", code=draft.code)


@of_a_draft
def publish(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    revision = request.POST.get("revision", "")
    try:
        version = services.publish_draft(
            draft=draft, revision=int(revision) if revision.isdigit() else -1, by=request.person, at=today.now()
        )
    except services.DraftChangedMeanwhile:
        messages.warning(request, _("Somebody changed this draft meanwhile. Look it over once more, then publish it."))
    except services.VersionIsNewer:
        page = publishing.publish_page(opened(draft), is_behind=True)
        return render.page(request, "instruments/publish.html", page, status=409)
    except services.NothingHasChanged:
        messages.info(request, _("Word for word this is asked already, so there is nothing to publish."))
    except PublishedMeanwhile:
        messages.warning(request, _("Somebody else published at this very moment. Look at theirs first."))
    except engine.DocumentHasFaults:
        pass  # the page lists them
    else:
        messages.success(request, _("Published. Wherever this form is asked, it is this version from now on."))
        return to_page("instruments:instrument", code=version.instrument.code)
    newest = instruments.draft_for(viewer=request.person, number=draft.pk)
    return render.page(request, "instruments/publish.html", publishing.publish_page(opened(newest)), status=422)


@require_POST
@of_a_draft
def compare_anew(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    services.compare_anew(draft=draft, by=request.person, at=today.now())
    return to_page("instruments:publish", number=draft.pk)


@require_POST
@of_a_draft
def discard(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    services.discard_draft(draft=draft, by=request.person, at=today.now())
    messages.info(request, _("The draft was discarded. What is asked stays as it is."))
    return to_page("instruments:instruments")


@of_a_draft
def trial(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """What the answers would come to. Nothing is stored."""
    posted = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    fields = {name: values for name, values in posted.items() if name not in {"csrfmiddlewaretoken", "form-language"}}
    language = request.POST.get("form-language", "")
    given = {f"{name}:{at}": file for name, files in request.FILES.lists() for at, file in enumerate(files) if file}
    for token in given:
        fields.setdefault(token.rpartition(":")[0], []).append(token)
    files = {
        token: publishing.TriedFile(file.name or "", file.content_type, file.size) for token, file in given.items()
    }
    page = publishing.trial_page(opened(draft), language=language, fields=fields, files=files)
    return render.page(request, "instruments/trial.html", page)


@require_POST
@needs(rules.PUBLISH)
def retire(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        found = instruments.instrument_by_code(code=code)
        services.retire(instrument=found, by=request.person, at=today.now())
    except (instruments.NoSuchInstrument, NotAllowed) as none:
        raise Http404 from none
    except services.NothingIsAsked:
        messages.info(request, _("It is asked nowhere already."))
    else:
        messages.success(request, _("Retired. Its links say that it is closed; what was answered stays."))
    return to_page("instruments:instrument", code=code)


@require_POST
@needs(rules.PUBLISH)
def set_window(request: SignedInRequest, code: str) -> HttpResponse:
    form = WindowForm(request.POST)
    try:
        found = instruments.instrument_by_code(code=code)
        people.require_over_all(actor=request.person, power=rules.PUBLISH)
        if form.is_valid():
            days = form.cleaned_data["days"]
            services.set_dispute_window(instrument=found, days=days, by=request.person, at=today.now())
            return to_page("instruments:instrument", code=code)
        page = listed.instrument_page(request.person, code, form=form)
    except (instruments.NoSuchInstrument, NotAllowed) as none:
        raise Http404 from none
    return render.page(request, "instruments/instrument.html", page, status=422)


@of_a_draft
def bring(request: SignedInRequest, draft: "Draft") -> HttpResponse:
    """First it is looked at, and what cannot be taken is told; then, by another button, it takes the draft's place."""
    shop, typed = opened(draft), _brought(request)
    try:
        taken = bringing.take(bringing.read_json(typed))
    except bringing.NotAForm as fault:
        page = publishing.bring_page(shop, typed=typed, fault=str(fault))
        return render.page(request, "instruments/bring.html", page, status=422)
    if request.POST.get("step") != "take":
        page = publishing.bring_page(
            shop,
            typed=typed,
            is_looked_at=True,
            left_out=bringing.left_out_says(taken.left_out, shop.language),
            taken=json.dumps(taken.document, ensure_ascii=False),
            questions=bringing.questions_in(taken, shop.language),
        )
        return render.page(request, "instruments/bring.html", page)
    try:
        writing.saved_as_looked_at(request, draft, taken.document)
    except services.DraftChangedMeanwhile:
        messages.warning(request, _("Somebody else changed this draft meanwhile. Look at theirs, then bring yours."))
    else:
        messages.success(request, _("Taken. “Take back the last step” brings back what stood here before."))
    return SeeOther(shop.path)


def _brought(request: SignedInRequest) -> str:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("text", "")
    if file.size is not None and file.size > LARGEST_FILE:
        return ""
    return str(file.read().decode("utf-8-sig", errors="replace"))
