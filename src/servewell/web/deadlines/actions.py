"""By when answers are owed, to change: first it is looked at, only then published."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.versions import PublishedMeanwhile
from servewell.rooms.cases import rules, services
from servewell.web.deadlines.forms import Deed
from servewell.web.deadlines.shown import writing
from servewell.web.deadlines.shown.asked import unit_or_404
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit
    from servewell.web.deadlines.forms import PolicyForm


@needs(rules.SET_POLICY)
def write(request: SignedInRequest, code: str) -> HttpResponse:
    unit = unit_or_404(request.person, code)
    form = writing.form_for(unit, request.POST)
    if form.deed in (Deed.MORE_HOURS, Deed.MORE_DAYS):
        return render.page(request, "deadlines/write.html", writing.write_page(unit, form=form))
    foretold = writing.foretold(unit, form, viewer=request.person) if form.is_valid() else None
    if foretold and form.deed is Deed.PUBLISH and (done := _published(request, unit, form)):
        return done
    page = writing.write_page(unit, form=form, foretold=foretold)
    return render.page(request, "deadlines/write.html", page, status=200 if form.is_valid() else 422)


def _published(request: SignedInRequest, unit: "Unit", form: "PolicyForm") -> HttpResponse | None:
    try:
        policy = services.publish(
            unit=unit, wanted=form.wanted(), seen=form.cleaned_data["seen"], by=request.person, at=today.now()
        )
    except PublishedMeanwhile:
        form.add_error(
            None,
            _("Somebody else published another version while you wrote; nothing of theirs or yours is lost. Read what "
              "holds now in another window, carry over what you want to keep, and publish."),
        )  # fmt: skip
        form.take_up(writing.holding_now(unit))
        return None
    messages.success(
        request,
        _("Version %(number)d is published. Cases that come from now on follow it.") % {"number": policy.version},
    )
    return render.to_page("deadlines:unit", code=unit.code)


@require_POST
@needs(rules.SET_POLICY)
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Of two who withdraw at once the second finds nothing, and is told the same."""
    unit = unit_or_404(request.person, code)
    try:
        services.withdraw_policy(unit=unit, by=request.person, at=today.now())
    except services.CompanyKeepsItsPolicy:
        messages.error(request, _("Nothing stands above these times: publish a new version instead."))
        return render.to_page("deadlines:unit", code=unit.code)
    except services.NoPolicyOfItsOwn:
        pass
    messages.success(request, _("Withdrawn. What is set above holds here again, for cases that come from now on."))
    return render.to_page("deadlines:unit", code=unit.code)
