"""How an author comes to a draft, and what is said where it, or a place in it, is not there any more."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from servewell.base.permissions import NotAllowed
from servewell.engines.forms import written
from servewell.rooms.instruments import rules, services
from servewell.rooms.instruments import selectors as instruments
from servewell.web.kit.access import AnyView, SignedInRequest, needs
from servewell.web.kit.render import to_page

if TYPE_CHECKING:
    from servewell.rooms.instruments.models import Draft

DraftView = Callable[..., HttpResponse]


def of_a_draft(view: DraftView) -> AnyView:
    """``view(request, draft, ...)`` for whoever may write in the draft's unit."""

    @needs(rules.WRITE)
    @wraps(view)
    def found(request: SignedInRequest, number: int, **parts: str) -> HttpResponse:
        try:
            draft: Draft = instruments.draft_for(viewer=request.person, number=number)
            return view(request, draft, **parts)
        except (instruments.NoSuchDraft, NotAllowed) as none:
            raise Http404 from none
        except services.DraftHasEnded:
            messages.warning(request, _("This draft was published or discarded meanwhile. Nothing was changed."))
            return to_page("instruments:instruments")
        except written.NoSuchPlace:
            messages.warning(request, _("Somebody else moved or removed this meanwhile. Nothing was changed."))
            return to_page("instruments:draft", number=number)

    return found


def of_an_instrument(view: DraftView) -> AnyView:
    """``view(request, code, ...)`` for whoever may write somewhere."""

    @needs(rules.WRITE)
    @wraps(view)
    def found(request: SignedInRequest, code: str, **parts: object) -> HttpResponse:
        try:
            return view(request, code, **parts)
        except (instruments.NoSuchInstrument, NotAllowed) as none:
            raise Http404 from none

    return found
