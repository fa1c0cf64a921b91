"""Signing a pledge."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.commitments import selectors, services
from servewell.web.commitments import shown
from servewell.web.commitments.forms import SignatureForm
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, signed_in

if TYPE_CHECKING:
    from servewell.rooms.commitments.models import Signature


@signed_in
def sign(request: SignedInRequest, code: str) -> HttpResponse:
    form = SignatureForm(request.POST)
    try:
        if form.is_valid() and _is_signed(request, code, form):
            return render.to_page("commitments:pledge", code=code)
        newest = selectors.pledge_for(viewer=request.person, code=code)
    except selectors.NoSuchPledge as fault:
        raise Http404 from fault
    except services.SignedAlready as stored:
        return _signed_already(request, stored.signature, form.cleaned_data["own_words"])
    language = request.POST.get("language", "")
    page = shown.to_sign(newest, reader=request.person, language=language, form=form)
    return render.page(request, "commitments/pledge.html", page, status=422)


@require_POST
@signed_in
def switch_language(request: SignedInRequest, code: str) -> HttpResponse:
    """The same pledge in another language, with everything that was typed. Signs nothing."""
    try:
        newest = selectors.pledge_for(viewer=request.person, code=code)
    except selectors.NoSuchPledge as fault:
        raise Http404 from fault
    typed = {name: request.POST.get(name, "") for name in ("own_words", "typed_name")}
    form = SignatureForm(initial=typed)
    page = shown.to_sign(newest, reader=request.person, language=request.POST.get("to", ""), form=form)
    return render.page(request, "commitments/pledge.html", page)


def _signed_already(request: SignedInRequest, signature: "Signature", words: str) -> HttpResponse:
    """Signed from another phone, or the same button pressed twice: other words come back to whoever wrote them."""
    if words.split() == signature.own_words.split():
        messages.info(
            request, _("You have signed this already. Here is your signature; the second one was not needed.")
        )
        return render.to_page("commitments:pledge", code=signature.version.pledge.code)
    page = shown.signed(signature, reader=request.person, newest=None, unsigned=words)
    return render.page(request, "commitments/signed.html", page, status=409)


def _is_signed(request: SignedInRequest, code: str, form: SignatureForm) -> bool:
    """Whether this version bears the person's signature now; else the form says what is missing."""
    given = form.cleaned_data
    try:
        services.sign(
            version=selectors.version_of(code=code, number=given["version"]),
            language=given["language"],
            own_words=given["own_words"],
            typed_name=given["typed_name"],
            by=request.person,
            at=today.now(),
        )
    except services.PledgeIsOutdated:
        form.add_error(
            None, _("While you were reading, this text was published anew. Read the new one below, then sign.")
        )
    except services.LanguageWasNotRead:
        form.add_error(None, _("The text is not there in that language. Read it below, then sign."))
    except services.OwnWordsMissing:
        form.add_error("own_words", _("Write at least one sentence of your own."))
    except services.NameDiffers:
        form.add_error("typed_name", _("This is not the name you are signed in with. Type your own name."))
    return form.is_valid()
