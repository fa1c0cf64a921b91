"""Who may do what: to change."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in
from servewell.web.kit.templatetags.kit import day
from servewell.web.roles.forms import DeputyForm, EndForm, GrantForm, RoleForm, TakeBackForm
from servewell.web.roles.shown import gathered
from servewell.web.roles.shown import lines as shown

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


def _lacking(fault: services.WouldGiveMore) -> str:
    return _("You may not give this away, for you do not have it yourself: %(powers)s.") % {
        "powers": "; ".join(shown.sentences(fault.powers))
    }


@require_POST
@needs(rules.MANAGE)
def grant(request: SignedInRequest) -> HttpResponse:
    units = people.units_seen(viewer=request.person, power=rules.MANAGE)
    form = GrantForm(request.POST, units=units)
    if form.is_valid() and _is_granted(form, request):
        words = _("%(name)s holds the role from %(day)s.")
        messages.success(
            request, words % {"name": form.cleaned_data["number"].name, "day": day(form.cleaned_data["from_on"])}
        )
        return render.to_page("roles:role", code=form.cleaned_data["role"].code)
    if "role" not in form.cleaned_data:
        return render.page(
            request, "roles/roles.html",
            shown.roles_page(roles=people.roles(), holdings=people.holdings(viewer=request.person), may_define=False),
            status=422,
        )  # fmt: skip
    page = gathered.role_page_for(request.person, form.cleaned_data["role"].code, form)
    return render.page(request, "roles/role.html", page, status=422)


def _is_granted(form: GrantForm, request: SignedInRequest) -> bool:
    asked = form.cleaned_data
    try:
        services.grant(
            person=asked["number"], role=asked["role"], unit=form.units[asked["unit"]], from_on=asked["from_on"],
            until_on=form.until_on, by=request.person, at=today.now(),
        )  # fmt: skip
    except services.WouldGiveMore as fault:
        form.add_error(None, _lacking(fault))
        return False
    return True


@require_POST
@needs(rules.MANAGE)
def end(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        held = people.grant_for(viewer=request.person, key=number)
        people.require(actor=request.person, power=rules.MANAGE, unit=held.unit_id)
    except (people.NoSuchGrant, NotAllowed) as none:
        raise Http404 from none
    form = EndForm(request.POST)
    role, name = held.role.code, held.person.name
    if not form.is_valid():
        messages.error(request, _("Say on which day it ends: nothing was changed."))
        return render.to_page("roles:role", code=role)
    last: date = form.cleaned_data["last_on"]
    try:
        services.end_grant(grant=held, on=last + timedelta(days=1), by=request.person, at=today.now())
        messages.success(request, _("%(name)s holds the role until %(day)s.") % {"name": name, "day": day(last)})
    except services.NobodyWouldManage:
        messages.error(request, _("Nobody could change anything any more. Give somebody else this role first."))
    return render.to_page("roles:role", code=role)


@require_POST
@needs(rules.MANAGE)
def define(request: SignedInRequest) -> HttpResponse:
    """First it is told who gains and loses what; only then it is done."""
    form = RoleForm(request.POST, powers=gathered.choices())
    code = request.POST.get("code", "")
    standing = next((role for role in people.roles() if role.code == code), None)
    if not form.is_valid():
        return render.page(request, "roles/define.html", shown.define_page(role=standing, form=form), status=422)
    if "sure" not in request.POST:
        foretold = people.change_of_role(role=code, powers=form.cleaned_data["powers"])
        return render.page(request, "roles/define.html", shown.define_page(role=standing, form=form, foretold=foretold))
    draft = services.RoleDraft(code=code, title=form.written("title"), powers=tuple(form.cleaned_data["powers"]))
    fault = _defined(draft, request)
    if fault:
        form.add_error(None, fault)
        return render.page(request, "roles/define.html", shown.define_page(role=standing, form=form), status=422)
    messages.success(request, _("The role is as you wrote it, everywhere from now on."))
    return render.to_page("roles:role", code=code)


def _defined(draft: services.RoleDraft, request: SignedInRequest) -> str:
    """Empty where it was done, or else why not."""
    try:
        services.define_roles(roles=[draft], by=request.person, at=today.now())
    except services.WouldGiveMore as fault:
        return _lacking(fault)
    except services.NobodyWouldManage:
        return _("Nobody could change anything any more. Give somebody else this role first.")
    except NotAllowed:
        return _("A role allows the same everywhere: only who manages the whole company changes it.")
    return ""


@require_POST
@signed_in
def deputies(request: SignedInRequest) -> HttpResponse:
    return _lend(request, request.person, back="roles:deputies")


@require_POST
@needs(rules.DEPUTISE)
def deputy(request: SignedInRequest, number: str) -> HttpResponse:
    absent = gathered.absent_person(request.person, number)
    return _lend(request, absent, back="roles:deputy", number=absent.number)


def _lend(request: SignedInRequest, absent: "Person", *, back: str, **parts: str) -> HttpResponse:
    form = DeputyForm(request.POST, grants=gathered.lendable(request.person, absent).held.values())
    if form.is_valid() and _is_lent(form, request):
        words = _("%(name)s stands in until %(day)s. Then it ends by itself.")
        last = form.cleaned_data["last_on"]
        messages.success(request, words % {"name": form.cleaned_data["number"].name, "day": day(last)})
        return render.to_page(back, **parts)
    page = gathered.deputies_page_for(request.person, absent, form)
    return render.page(request, "roles/deputies.html", page, status=422)


def _is_lent(form: DeputyForm, request: SignedInRequest) -> bool:
    asked = form.cleaned_data
    try:
        services.lend(
            grants=form.chosen(), to=asked["number"], from_on=asked["from_on"], until_on=form.until_on,
            by=request.person, at=today.now(),
        )  # fmt: skip
    except services.WouldGiveMore as fault:
        form.add_error(None, _lacking(fault))
    except services.DeputyOfOneself:
        form.add_error("number", _("Choose somebody else: nobody stands in for themselves or at their own wish."))
    except services.LastsLongerThanHeld:
        form.add_error("last_on", _("A deputy holds a role no longer than it is held. Choose other days."))
    except services.DoesNotWorkHere:
        form.add_error("number", _("This person does not work here on all of these days."))
    else:
        return True
    return False


@require_POST
@signed_in
def take_back(request: SignedInRequest) -> HttpResponse:
    form = TakeBackForm(request.POST)
    if not form.is_valid():
        page = gathered.deputies_page_for(request.person, request.person)
        return render.page(request, "roles/deputies.html", page, status=422)
    try:
        lent = people.grant_for(viewer=request.person, key=form.cleaned_data["grant"])
        services.take_back(lent=lent, on=today.earliest_day(at=today.now()), by=request.person, at=today.now())
    except (people.NoSuchGrant, NotAllowed) as none:
        raise Http404 from none
    messages.success(request, _("This deputy stands in no more."))
    return render.to_page("roles:deputies")
