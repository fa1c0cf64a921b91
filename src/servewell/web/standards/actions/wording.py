"""Writing drafts, publishing them, and ending what holds."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.standards import rules, services
from servewell.rooms.standards import selectors as standards
from servewell.rooms.standards.terms import LONGEST_CODE, NO_EXAMPLES, Examples, Kind
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.standards.forms import TextForm
from servewell.web.standards.shown.asked import company_text, message_text, unit_or_404
from servewell.web.standards.shown.wording import Text, demand_known, form_for, is_ahead, write_page

if TYPE_CHECKING:
    from servewell.rooms.standards.models import Draft

PUBLISH = "publish"


@needs(rules.PUBLISH)
def write_promise(request: SignedInRequest, unit: str) -> HttpResponse:
    return _written(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.PROMISE))


@needs(rules.PUBLISH)
def write_aspect(request: SignedInRequest, unit: str, code: str) -> HttpResponse:
    return _written(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.ASPECT, code=code))


@needs(rules.PUBLISH)
def write_message(request: SignedInRequest, unit: str, year: int) -> HttpResponse:
    return _written(request, message_text(unit_or_404(request.person, unit), year))


@needs(rules.PUBLISH)
def write_chapter(request: SignedInRequest, unit: str, code: str = "") -> HttpResponse:
    return _written(request, Text(unit=unit_or_404(request.person, unit), kind=Kind.CHAPTER, code=code[:LONGEST_CODE]))


@needs(rules.PUBLISH)
def write_standard(request: SignedInRequest) -> HttpResponse:
    return _written(request, company_text(request.POST))


def _written(request: SignedInRequest, text: Text) -> HttpResponse:
    form = form_for(text, request.POST)
    try:
        demand_known(text)
        done = form.is_valid() and _done(request, text, form)
        if not done:
            page = write_page(text, reader=request.person, form=form)
            return render.page(request, "standards/write.html", page, status=422)
    except (standards.NoSuchText, NotAllowed) as none:
        raise Http404 from none
    return done


def _done(request: SignedInRequest, text: Text, form: TextForm) -> HttpResponse | None:
    """Saved, and published where that was asked for; None where the form says why not."""
    draft = services.save_draft(
        unit=text.unit, writing=_writing(text, form), base=form.cleaned_data["base"], by=request.person, at=today.now()
    )
    if request.POST.get("deed") != PUBLISH:
        messages.success(request, _("The draft is kept. It holds nowhere until it is published."))
        return _to(draft)
    try:
        services.publish_draft(draft=draft, by=request.person, at=today.now())
    except (services.NewerVersion, PublishedMeanwhile):
        form.add_error(
            None,
            _("Somebody else published a version while you wrote. Yours is kept as a draft: read theirs below, then "
              "discard the draft or write it anew."),
        )  # fmt: skip
        return None
    except services.NoDraft:
        form.add_error(
            None,
            _("Somebody else published or discarded this draft while you wrote. What you wrote stands here: read what "
              "holds below, then keep yours as a draft or publish it."),
        )  # fmt: skip
        return None
    except services.YearHasItsMessage:
        form.add_error(
            None,
            _("The year has begun, and everybody has read its line. Yours is kept as a draft: leave the line as it was "
              "in the language that it was written in, and mend its translations or the text."),
        )  # fmt: skip
        return None
    messages.success(request, _said(text))
    return _to(draft)


def _said(text: Text) -> str:
    if text.kind is Kind.MESSAGE and is_ahead(text):
        return _("Published. It holds from 1 January.")
    if text.kind is Kind.CHAPTER:
        return _("Kept. It is read from the next edition of the handbook on.")
    return _("Published. It holds from now on.")


def _writing(text: Text, form: TextForm) -> services.Writing:
    named = text.kind is not Kind.STANDARD
    return services.Writing(
        kind=text.kind,
        text=form.written("text"),
        name=form.written("name") if named else None,
        code=text.code,
        aspect="" if named else form.cleaned_data["aspect"],
        examples=NO_EXAMPLES if named else Examples(form.words("do"), form.words("avoid"), form.words("way")),
    )


def _to(draft: "Draft") -> HttpResponse:
    if draft.kind == Kind.STANDARD.value:
        return render.SeeOther(f"{links.WRITE_STANDARD.path()}?code={draft.code}")
    if draft.kind == Kind.CHAPTER.value:
        return render.SeeOther(links.CHAPTER.path(unit=draft.unit.code, code=draft.code))
    if draft.kind == Kind.MESSAGE.value:
        return render.SeeOther(links.MESSAGE.path(unit=draft.unit.code, year=draft.code))
    if draft.kind == Kind.ASPECT.value:
        return render.to_page("standards:write_aspect", unit=draft.unit.code, code=draft.code)
    return render.to_page("standards:write_promise", unit=draft.unit.code)


@require_POST
@needs(rules.PUBLISH)
def withdraw_promise(request: SignedInRequest, unit: str) -> HttpResponse:
    found = unit_or_404(request.person, unit)
    try:
        services.withdraw_promise(unit=found, by=request.person, at=today.now())
        messages.success(request, _("Withdrawn. The promise of the nearest unit above holds here again."))
    except services.CompanyKeepsItsPromise:
        messages.error(request, _("No promise stands above this one: publish a new version instead."))
    except services.NothingToWithdraw:
        messages.error(request, _("This unit has no promise of its own."))
    return render.to_page("standards:write_promise", unit=unit)


@require_POST
@needs(rules.PUBLISH)
def retire_standard(request: SignedInRequest) -> HttpResponse:
    try:
        services.retire_standard(code=request.POST.get("code", "")[:LONGEST_CODE], by=request.person, at=today.now())
        messages.success(request, _("Retired. What was said under it stays."))
    except services.NothingToWithdraw:
        messages.error(request, _("This standard holds no more."))
    except NotAllowed:
        messages.error(request, _("Standards hold for the whole company: you may write for a part of it only."))
    return render.to_page("standards:standards")


@require_POST
@needs(rules.PUBLISH)
def discard(request: SignedInRequest, unit: str) -> HttpResponse:
    """Of two who discard at once the second finds nothing, and is told the same."""
    found = unit_or_404(request.person, unit)
    kind = next((each for each in Kind if each.value == request.POST.get("kind")), Kind.PROMISE)
    draft = standards.draft_of(unit=found.pk, kind=kind, code=request.POST.get("code", "")[:LONGEST_CODE])
    if draft is not None:
        services.discard_draft(draft=draft, by=request.person, at=today.now())
    messages.success(request, _("The draft is discarded. What holds goes on as it is."))
    return render.to_page("standards:promises")
