"""An edition of the handbook published, its chapters moved and left out."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.standards import rules, services
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.standards.shown.asked import unit_or_404
from servewell.web.standards.shown.next_edition import edition_url
from servewell.web.standards.shown.wording import desk_url

DIGITS = 64  # of a digest


@needs(rules.PUBLISH)
def publish(request: SignedInRequest, unit: str) -> HttpResponse:
    found = unit_or_404(request.person, unit)
    seen = request.POST.get("seen", "")[:DIGITS]
    try:
        edition = services.publish_edition(unit=found, seen=seen, by=request.person, at=today.now())
    except services.NothingToPublish:
        messages.error(request, _("No promise holds here yet, and a handbook begins with it: publish one first."))
    except services.EditionSaysTheSame as same:
        said = {"number": same.number}
        messages.info(request, _("Edition %(number)s says every word of it already: nothing was published.") % said)
    except (services.HandbookMoved, PublishedMeanwhile):
        messages.error(request, _("Something was published since you read this. Read what is new, then publish it."))
    else:
        messages.success(request, _("Published. Everybody at and below this unit reads it from now on."))
        return render.SeeOther(edition_url(found, edition.number))
    return render.SeeOther(desk_url(found))


@require_POST
@needs(rules.PUBLISH)
def retire_chapter(request: SignedInRequest, unit: str, code: str) -> HttpResponse:
    found = unit_or_404(request.person, unit)
    try:
        services.retire_chapter(unit=found, code=code, by=request.person, at=today.now())
        messages.success(request, _("The next edition leaves it out. The editions that are published keep it."))
    except services.NothingToWithdraw:
        messages.error(request, _("This chapter is left out already."))
    return render.SeeOther(desk_url(found))


@require_POST
@needs(rules.PUBLISH)
def raise_chapter(request: SignedInRequest, unit: str, code: str) -> HttpResponse:
    found = unit_or_404(request.person, unit)
    try:
        services.raise_chapter(unit=found, code=code, by=request.person, at=today.now())
    except services.NothingToWithdraw:
        messages.error(request, _("This chapter is left out already."))
    return render.SeeOther(desk_url(found))
