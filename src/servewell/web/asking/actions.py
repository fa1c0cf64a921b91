"""Planning, starting, pausing and stopping; settling doubts; setting rules; and opting out."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import rules, services, terms
from servewell.rooms.voice import selectors as voices
from servewell.web.asking.forms import PlanForm
from servewell.web.asking.shown import opting_out
from servewell.web.asking.shown.opening import campaign_or_404
from servewell.web.asking.shown.planning import plan_page
from servewell.web.asking.shown.ruling import rules_page
from servewell.web.kit import render
from servewell.web.kit.access import AnyView, SignedInRequest, needs, open_to_everyone
from servewell.web.kit.render import to_page

UNREADABLE = {
    "encoding": gettext_lazy("This file is not UTF-8. Save it as CSV UTF-8, and choose it again."),
    "too-large": gettext_lazy("This list is larger than 10 MB. Cut it into several."),
    "too-long": gettext_lazy("This list has more than 100,000 lines. Cut it into several."),
    "no-address": gettext_lazy("No column of this list is named email. Write that word above the addresses."),
    "broken": gettext_lazy("This file is no table of text. Save it as CSV, and choose it again."),
}
FAULTS = {
    "until": gettext_lazy("The first day comes before the last one."),
    "until_hour": gettext_lazy("This hour lies after the one from which letters leave."),
    "valid_days": gettext_lazy("Links must work for longer than the last reminder takes."),
    "subject": gettext_lazy("A subject is one line."),
}


@require_POST
@needs(rules.ASK)
def plan(request: SignedInRequest) -> HttpResponse:
    page = plan_page(request.person, filled=request.POST, files=request.FILES)
    if page.form.is_valid():
        try:
            planned = services.plan_campaign(plan=_plan(request, page.form), by=request.person, at=today.now())
            return to_page("asking:campaign", number=planned.pk)
        except services.ListIsUnreadable as why:
            page.form.add_error("listed", str(UNREADABLE[why.why]))
        except services.PlanHasFaults as refused:
            for name, says in refused.faults.items():
                page.form.add_error(name if name in page.form.fields else None, str(FAULTS.get(name, says)))
    return render.page(request, "asking/plan.html", page, status=422)


def _plan(request: SignedInRequest, form: PlanForm) -> services.Plan:
    said = form.cleaned_data
    subject, words = form.words()
    is_list = said["whom"] == terms.LIST
    same = ("name", "language", "valid_days", "reminders", "gap_days", "thanks", "from_hour", "until_hour")
    return services.Plan(
        unit=people.unit_for(viewer=request.person, power=rules.ASK, code=said["unit"]),
        instrument=instruments.instrument_by_code(code=said["instrument"]),
        subject=subject,
        words=words,
        since=None if is_list else said["since"],
        until=None if is_list else said["until"],
        listed=said["listed"].read(terms.LONGEST_LIST_BYTES + 1) if is_list else None,
        on_weekends=said["on_weekends"],
        per_minute=said["per_minute"],
        **{name: said[name] for name in same},
    )


def _moving(deed: Callable[..., object]) -> AnyView:
    @require_POST
    @needs(rules.ASK)
    def move(request: SignedInRequest, number: int) -> HttpResponse:
        try:
            deed(campaign=campaign_or_404(request, number), by=request.person, at=today.now())
        except services.CampaignIsElsewhere:
            messages.warning(request, _("Somebody else was faster; this is how the campaign stands now."))
        return to_page("asking:campaign", number=number)

    return move


start = _moving(services.start_campaign)
pause = _moving(services.pause_campaign)
go_on = _moving(services.go_on_with_campaign)
stop = _moving(services.stop_campaign)


def _settling(deed: Callable[..., object]) -> AnyView:
    @require_POST
    @needs(rules.ASK)
    def settle(request: SignedInRequest, number: int, letter: int) -> HttpResponse:
        campaign = campaign_or_404(request, number)
        try:
            doubted = voices.letter_in_doubt(campaign=campaign, number=letter)
            deed(letter=doubted, by=request.person, at=today.now())
        except (voices.NoSuchLetter, services.NothingInDoubt):
            messages.warning(request, _("Nothing about this letter is in doubt any more."))
        return to_page("asking:campaign", number=number)

    return settle


again = _settling(services.send_letter_again)
sent = _settling(services.take_as_sent)


@require_POST
@needs(rules.SET_ASKING_RULES)
def set_rule(request: SignedInRequest) -> HttpResponse:
    page = rules_page(request.person, voices.asking_rules(viewer=request.person), filled=request.POST)
    if not page.form.is_valid():
        return render.page(request, "asking/rules.html", page, status=422)
    said = page.form.cleaned_data
    services.set_asking_rule(
        unit=people.unit_for(viewer=request.person, power=rules.SET_ASKING_RULES, code=said["unit"]),
        instrument=instruments.instrument_by_code(code=said["instrument"]) if said["instrument"] else None,
        at_most=said["at_most"],
        days=said["days"],
        counts_reminders=said["counts_reminders"],
        by=request.person,
        at=today.now(),
    )
    return to_page("asking:rules")


@require_POST
@needs(rules.SET_ASKING_RULES)
def withdraw_rule(request: SignedInRequest, rule: int) -> HttpResponse:
    try:
        found = voices.asking_rule_for(viewer=request.person, number=rule)
    except voices.NoSuchRule as none:
        raise Http404 from none
    services.withdraw_asking_rule(rule=found, by=request.person, at=today.now())
    return to_page("asking:rules")


@csrf_exempt
@require_POST
@open_to_everyone
def opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """From our page, or from a mail program's own button (RFC 8058): no sign-in, no cookie, no redirect."""
    try:
        asked = voices.asked_by_opt_out(token=token)
    except voices.NoSuchOptOut:
        return opting_out.no_such_link(request)
    services.opt_out(asked=asked, at=today.now())
    return opting_out.done(request, asked)
