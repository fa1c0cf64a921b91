"""The pledge on its page: a letter to read and sign, or the signature under it."""

from django.http import Http404, HttpResponse

from servewell.base import today
from servewell.rooms.commitments import selectors as commitments
from servewell.rooms.commitments import terms
from servewell.rooms.obligations import selectors as obligations
from servewell.web.commitments import shown
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, signed_in


@signed_in
def pledge(request: SignedInRequest, code: str) -> HttpResponse:
    signature = commitments.signature_of(person=request.person, code=code)
    try:
        newest = commitments.pledge_for(viewer=request.person, code=code)
    except commitments.NoSuchPledge:
        newest = None
    if signature is not None and not (
        newest is not None and newest.pk != signature.version_id and _is_to_be_signed(request, code)
    ):
        page = shown.signed(signature, reader=request.person, newest=newest)
        return render.page(request, "commitments/signed.html", page)
    if newest is None:
        raise Http404
    language = request.GET.get("language", "")
    to_sign = shown.to_sign(newest, reader=request.person, language=language, form=None)
    return render.page(request, "commitments/pledge.html", to_sign)


def _is_to_be_signed(request: SignedInRequest, code: str) -> bool:
    """A newer text is put before those who owe it or ask for it; the others see what they signed."""
    if request.GET.get("read") == "newest":
        return True
    owed = obligations.owed_by(person=request.person, on=today.now().date())
    return any((one.obligation.kind, one.obligation.subject) == (terms.OBLIGATION_KIND, code) for one in owed)
