"""Units, to change."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import rules, services
from servewell.rooms.people import selectors as people
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs
from servewell.web.units import shown
from servewell.web.units.forms import AddForm, ApartForm, BrandForm, CloseForm, MoveForm, RenameForm, TeamsForm

if TYPE_CHECKING:
    from django.forms import Form

    from servewell.rooms.people.models import Unit


def _unit(request: SignedInRequest, code: str) -> "Unit":
    try:
        return people.unit_for(viewer=request.person, power=rules.MANAGE, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none


def _again(request: SignedInRequest, unit: "Unit", form: "Form") -> HttpResponse:
    page = shown.unit_page(unit, viewer=request.person, refused=form)
    return render.page(request, "units/unit.html", page, status=422)


@require_POST
@needs(rules.MANAGE)
def move(request: SignedInRequest, code: str) -> HttpResponse:
    """First it is told what changes; only then it is done."""
    unit = _unit(request, code)
    others = [each for each in people.units_seen(viewer=request.person, power=rules.MANAGE) if each.pk != unit.pk]
    form = MoveForm(request.POST, units=others)
    if not form.is_valid():
        return _again(request, unit, form)
    parent, on = form.units[form.cleaned_data["parent"]], form.cleaned_data["on"]
    if "sure" not in request.POST:
        page = shown.unit_page(unit, viewer=request.person, refused=form, foretold=shown.foretold(unit, parent, on=on))
        return render.page(request, "units/unit.html", page)
    try:
        services.move_unit(unit=unit, parent=parent, on=on, by=request.person, at=today.now())
    except services.UnitWouldStandUnderItself:
        form.add_error("parent", _("That unit stands below this one: nothing stands under itself."))
        return _again(request, unit, form)
    except services.TreeChangesLater:
        form.add_error("on", _("A later change of the tree is written down already. Move it from a day after that."))
        return _again(request, unit, form)
    except services.WouldGiveMore as more:
        form.add_error("parent", shown.lacking(more.powers))
        return _again(request, unit, form)
    messages.success(request, _("%(unit)s has its new place.") % {"unit": unit.name})
    return render.to_page("units:unit", code=code)


@require_POST
@needs(rules.MANAGE)
def add(request: SignedInRequest, code: str) -> HttpResponse:
    above = _unit(request, code)
    form = AddForm(request.POST)
    name = form.words("name") if form.is_valid() else None
    if name is None:
        return _again(request, above, form)
    said = form.cleaned_data
    new = services.NewUnit(
        code=said["code"], name=name, kind=said["kind"], zone=said["zone"], language=above.language, parent=above.code,
        from_on=max(said["from_on"], people.first_day(unit=above.pk)),
    )  # fmt: skip
    try:
        services.add_units(units=[new], by=request.person, at=today.now())
    except IntegrityError:
        form.add_error("code", _("Another unit has this code. Choose another one."))
        return _again(request, above, form)
    return render.to_page("units:unit", code=new.code)


@require_POST
@needs(rules.MANAGE)
def rename(request: SignedInRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    form = RenameForm(request.POST)
    name = form.words("name", was=unit.name) if form.is_valid() else None
    if name is None:
        return _again(request, unit, form)
    services.rename_unit(unit=unit, name=name, by=request.person, at=today.now())
    return render.to_page("units:unit", code=code)


@require_POST
@needs(rules.MANAGE)
def close(request: SignedInRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _again(request, unit, form)
    try:
        services.close_unit(unit=unit, on=form.cleaned_data["on"], by=request.person, at=today.now())
    except services.UnitsStillBelow:
        form.add_error("on", _("Other units still stand below it. Move or close them first."))
    except services.PeopleStillWorkHere:
        form.add_error("on", _("People are still posted to it. Move them first, or choose a later day."))
    except services.TreeChangesLater:
        form.add_error("on", _("A later change of the tree is written down already. Choose a day after that."))
    else:
        messages.success(request, _("%(unit)s is closed.") % {"unit": unit.name})
        return render.to_page("units:units")
    return _again(request, unit, form)


@require_POST
@needs(rules.MANAGE)
def brand(request: SignedInRequest, code: str) -> HttpResponse:
    unit = _unit(request, code)
    form = BrandForm(request.POST, request.FILES)
    name = form.words("name") if form.is_valid() else None
    if name is None:
        return _again(request, unit, form)
    said = form.cleaned_data
    draft = services.BrandDraft(
        name=name, accent=said["accent"].lower(), accent_dark=said["accent_dark"].lower(),
        signature=form.words("signature"), logo=form.picture(),
    )  # fmt: skip
    try:
        services.give_brand(unit=unit, brand=draft, from_on=said["from_on"], by=request.person, at=today.now())
    except services.NoColour:
        form.add_error("accent", _("Write both colours like #0b6e63."))
    except services.NotLegible as fault:
        form.add_error("accent_dark" if fault.is_dark else "accent", _illegible(fault))
    except services.NoLogo:
        form.add_error("logo", _("Choose a PNG, JPEG or WebP picture of at most 300 KB."))
    else:
        messages.success(request, _("Customers see it from that day on."))
        return render.to_page("units:unit", code=code)
    return _again(request, unit, form)


def _illegible(fault: services.NotLegible) -> str:
    return _(
        "Words in this colour are hard to read: its contrast is %(ratio)s, and 4.5 is needed. %(colour)s would do."
    ) % {"ratio": f"{fault.ratio:.1f}", "colour": fault.would_do}


@require_POST
@needs(rules.MANAGE)
def apart(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether those above read what is said there."""
    unit = _unit(request, code)
    form = ApartForm(request.POST)
    if not form.is_valid():
        return _again(request, unit, form)
    deed = services.keep_apart if form.cleaned_data["deed"] == "keep" else services.keep_apart_no_more
    try:
        deed(unit=unit, by=request.person, at=today.now())
    except services.NobodyReadsThere:
        form.add_error(
            None,
            _("Nobody would read it: first give somebody a role that reads, here by name and not from above."),
        )
    except services.IsTheCompany:
        form.add_error(None, _("Nothing stands above the company, so nothing can be kept from there."))
    except services.WouldGiveMore as more:
        form.add_error(None, shown.lacking(more.powers))
    else:
        return render.to_page("units:unit", code=code)
    return _again(request, unit, form)


@require_POST
@needs(rules.MANAGE)
def teams(request: SignedInRequest, code: str) -> HttpResponse:
    """Whether what customers said is told of teams only."""
    unit = _unit(request, code)
    form = TeamsForm(request.POST)
    if not form.is_valid():
        return _again(request, unit, form)
    on = form.cleaned_data["on"]
    standing = people.says_teams_only(unit=unit.pk, on=on)
    switch = services.tell_of_teams_only if standing is None else services.tell_of_people_again
    try:
        switch(unit=unit, on=on, by=request.person, at=today.now())
    except NotAllowed as none:
        raise Http404 from none
    return render.to_page("units:unit", code=code)
