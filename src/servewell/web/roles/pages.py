"""Who may do what, and why: to look at."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from servewell.base import links, today
from servewell.base.permissions import Power
from servewell.rooms.cases import rules as case_rules
from servewell.rooms.cases import selectors as cases
from servewell.rooms.insight import rules as insight_rules
from servewell.rooms.people import rules
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules as voice_rules
from servewell.rooms.voice import selectors as voices
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, signed_in
from servewell.web.kit.components import Crumb, Empty, Link
from servewell.web.roles.forms import RoleForm
from servewell.web.roles.shown import gathered
from servewell.web.roles.shown import lines as shown

if TYPE_CHECKING:
    pass


@require_safe
@needs(rules.MANAGE)
def roles(request: SignedInRequest) -> HttpResponse:
    page = shown.roles_page(
        roles=people.roles(),
        holdings=people.holdings(viewer=request.person),
        may_define=gathered.may_define(request.person),
    )
    return render.page(request, "roles/roles.html", page)


@require_safe
@signed_in
def role(request: SignedInRequest, code: str) -> HttpResponse:
    """What a role allows is told to everyone; who holds it and the forms, to who manages the units."""
    return render.page(request, "roles/role.html", gathered.role_page_for(request.person, code))


@require_safe
@needs(rules.MANAGE)
def define(request: SignedInRequest) -> HttpResponse:
    code = request.GET.get("code", "")
    if not code:
        return render.page(
            request, "roles/define.html", shown.define_page(role=None, form=RoleForm(powers=gathered.choices()))
        )
    try:
        seen = people.role_seen(code=code)
    except people.NoSuchRole as none:
        raise Http404 from none
    standing = {f"title-{language}": text for language, text in seen.title.texts.items()}
    form = RoleForm(powers=gathered.choices(), initial={"code": code, "powers": list(seen.powers), **standing})
    return render.page(request, "roles/define.html", shown.define_page(role=seen, form=form))


@require_safe
@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """What I may do, and why."""
    held = people.held_by(person=request.person)
    number = len({code for each in held for code in each.powers})
    page = shown.MinePage(
        title=ngettext("You may do %(number)s thing here", "You may do %(number)s things here", number)
        % {"number": number},
        held=tuple(shown.my_role(each) for each in held),
        deputies=Link(_("Name a deputy"), reverse("roles:deputies")),
        empty=Empty(
            says=_("You hold no role yet"), detail=_("Your own day and the promise are yours anyway."), icon="lock"
        ),
    )
    return render.page(request, "roles/mine.html", page)


@require_safe
@signed_in
def deputies(request: SignedInRequest) -> HttpResponse:
    page = gathered.deputies_page_for(request.person, request.person)
    return render.page(request, "roles/deputies.html", page)


@require_safe
@needs(rules.DEPUTISE)
def deputy(request: SignedInRequest, number: str) -> HttpResponse:
    page = gathered.deputies_page_for(request.person, gathered.absent_person(request.person, number))
    return render.page(request, "roles/deputies.html", page)


Way = tuple[Power, str]


def _who(request: SignedInRequest, *, unit: int, ways: "list[Way]", title: str, crumb: Crumb) -> HttpResponse:
    """Whoever sees the thing, by the first of the ``ways``, is told who else may."""
    held = people.who_holds(powers=[power for power, _words in ways], unit=unit, viewer=request.person)
    reasons = [
        shown.Reason(words, tuple(shown.holder(each, with_role=True) for each in holders))
        for (_power, words), holders in zip(ways, held, strict=True)
    ]
    page = shown.WhoPage(title=title, crumbs=(crumb,), reasons=tuple(reasons))
    return render.page(request, "roles/who.html", page)


@require_safe
@needs(case_rules.SEE)
def who_sees_case(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        case = cases.case_for(viewer=request.person, number=number)
    except cases.NoSuchCase as none:
        raise Http404 from none
    ways = [
        (case_rules.SEE, _("May see this case, and the words it is about")),
        (case_rules.ANSWER, _("May answer it")),
    ]
    if cases.is_harm(voice=case.voice_id):
        ways = [(case_rules.HANDLE_HARM, _("Deals with harm in the unit; besides, whoever answers it or is told"))]
    crumb = Crumb(_("Case %(number)s") % {"number": number}, links.CASE.path(number=number))
    return _who(request, unit=case.unit_id, ways=ways, title=_("Who may see this case, and why"), crumb=crumb)


@require_safe
@needs(voice_rules.READ)
def who_sees_voice(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        unit = voices.heard_one(viewer=request.person, number=number).heard.unit
    except voices.NoSuchVoice as none:
        raise Http404 from none
    ways = [(voice_rules.READ, _("May read it among the voices of the unit"))]
    if cases.opened_a_case(voice=number):
        ways.append((case_rules.SEE, _("May read it with the case that it opened")))
    crumb = Crumb(_("Voice %(number)s") % {"number": number}, links.VOICE.path(number=number))
    return _who(request, unit=unit, ways=ways, title=_("Who may read these words, and why"), crumb=crumb)


@require_safe
@needs(rules.SEE_TEAM)
def who_sees_person(request: SignedInRequest, number: str) -> HttpResponse:
    person = people.person_by_number(number=number) if number.isprintable() else None
    if person is None or not people.may_over(actor=request.person, power=rules.SEE_TEAM, person=person):
        raise Http404
    posting = people.posting_on(person=person, on=today.earliest_day(at=today.now()))
    if posting is None:
        raise Http404
    ways = [
        (rules.SEE_TEAM, _("May see when this person works here and what they owe")),
        (rules.ACTIVATE, _("May print an activation code for them")),
    ]
    title = _("Who may see the page of %(name)s, and why") % {"name": person.name}
    return _who(request, unit=posting.unit_id, ways=ways, title=title, crumb=Crumb(_("Team"), links.TEAM.path()))


@require_safe
@needs(rules.SEE_TEAM)
def who_sees_unit(request: SignedInRequest, code: str) -> HttpResponse:
    try:
        unit = people.unit_for(viewer=request.person, power=rules.SEE_TEAM, code=code)
    except people.NoSuchUnit as none:
        raise Http404 from none
    powers = (rules.SEE_TEAM, voice_rules.READ, case_rules.SEE, insight_rules.SEE, rules.MANAGE)
    ways = [(power, _("May %(do)s") % {"do": shown.says(power.code)}) for power in powers]
    title = _("Who may see what of %(unit)s, and why") % {"unit": unit.name}
    return _who(request, unit=unit.pk, ways=ways, title=title, crumb=Crumb(_("Team"), links.TEAM.path()))
