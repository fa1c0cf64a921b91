"""What people write beside a chart, publish of it and define it to mean, and who gets Monday's page."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.insight import rules, services, terms
from servewell.rooms.insight import selectors as insight
from servewell.rooms.people import rules as people_rules
from servewell.rooms.people import selectors as people
from servewell.web.insight import printing
from servewell.web.insight.forms import (
    AnnotationForm,
    DefineForm,
    PublishForm,
    RebaseForm,
    SubscriptionForm,
    TargetForm,
)
from servewell.web.insight.shown import asked, figures, indicators, sentences
from servewell.web.insight.shown.looking import fields_of
from servewell.web.insight.shown.of_a_unit import aims, limits, reading
from servewell.web.insight.shown.of_a_unit.annotations import months_of
from servewell.web.insight.shown.of_a_unit.satisfaction import Refused, page_again
from servewell.web.insight.shown.prints.published import trouble_says
from servewell.web.insight.shown.results import courses
from servewell.web.insight.shown.results.outcomes import outcomes_url
from servewell.web.insight.shown.weekly.subscribing import has_ended, no_such_link, others_page, subscription_page
from servewell.web.kit import render
from servewell.web.kit.access import SignedInRequest, needs, open_to_everyone

if TYPE_CHECKING:
    from collections.abc import Callable

    from servewell.rooms.insight.selectors import Look, Meaning, Outcomes, Satisfaction, Series
    from servewell.rooms.people.models import Unit

WHY_NOT = {
    NotAllowed: gettext_lazy("Nobody whom you manage has this staff number."),
    services.SeesNoFigures: gettext_lazy("This person may see the figures of no unit. Give them a role first."),
    services.LeftByOwnWish: gettext_lazy("This person ended it themselves, so only they can begin it again."),
}

DRAWN_BY_THEMSELVES = gettext_lazy("The first limits of this chart are drawn by themselves, of 20 periods.")
DRAWN_MEANWHILE = gettext_lazy("Somebody has drawn the limits meanwhile. Look at the chart again.")


@require_POST
@needs(rules.EXPLAIN)
def annotate(request: SignedInRequest, unit: str) -> HttpResponse:
    found = _page(request, unit, may=lambda found: found.may_explain)
    form = AnnotationForm(request.POST, months=sentences.months_offered(months_of(found)))
    cause = form.cause_of(found.signals) if form.is_valid() else None
    if form.errors:
        return _refused(request, found, form)
    services.annotate(
        unit=found.unit,
        months=services.Months(*form.months),
        text=form.cleaned_data["text"],
        cause_of=cause,
        audience=found.audience,
        aspect=found.look.aspect,
        by=request.person,
        at=today.now(),
    )
    messages.success(request, _("It stands beside the chart now, with your name."))
    return HttpResponseRedirect(page_again(found))


@require_POST
@needs(rules.EXPLAIN)
def withdraw(request: SignedInRequest, unit: str, annotation: int) -> HttpResponse:
    found = _page(request, unit, may=lambda found: found.may_explain)
    try:
        row = insight.annotation_for(viewer=request.person, unit=found.unit.pk, key=annotation)
    except insight.NoSuchAnnotation:
        raise Http404 from None
    services.withdraw_annotation(annotation=row, by=request.person, at=today.now())
    messages.success(request, _("It no longer stands beside the chart."))
    return HttpResponseRedirect(page_again(found))


@require_POST
@needs(rules.SEE)
def subscribe(request: SignedInRequest) -> HttpResponse:
    page = subscription_page(request.person, at=today.now(), filled=request.POST)
    if not page.form.is_valid():
        return render.page(request, "insight/subscription.html", page, status=422)
    services.subscribe(person=request.person, wish=_wish(request, page.form), by=request.person, at=today.now())
    messages.success(request, _("Monday's page comes as you wish from now on."))
    return render.to_page("insight:subscription")


def _wish(request: SignedInRequest, form: SubscriptionForm) -> services.Wish:
    said = form.cleaned_data
    seen = people.units_seen(viewer=request.person, power=rules.SEE)
    return services.Wish(
        weekday=said["weekday"],
        hour=said["hour"],
        language=said["language"],
        by_mail=said["by_mail"] == "mail",
        units=[unit for unit in seen if unit.code in said["units"]],
    )


@require_POST
@needs(rules.SEE)
def end_subscription(request: SignedInRequest) -> HttpResponse:
    held = insight.subscription_of(person=request.person)
    if held is not None:
        services.unsubscribe(subscription=held, by=request.person, at=today.now())
    messages.success(request, _("Monday's page does not come any more. The old ones stay."))
    return render.to_page("insight:subscription")


@require_POST
@needs(people_rules.MANAGE)
def subscribe_other(request: SignedInRequest) -> HttpResponse:
    page = others_page(request.person, at=today.now(), filled=request.POST)
    if page.form.is_valid():
        person = people.person_by_number(number=page.form.cleaned_data["number"].strip())
        try:
            if person is None:
                raise NotAllowed
            services.subscribe(person=person, by=request.person, at=today.now())
            messages.success(request, _("%(name)s gets Monday's page from now on.") % {"name": person.name})
            return render.to_page("insight:subscribed")
        except (NotAllowed, services.SeesNoFigures, services.LeftByOwnWish) as refused:
            page.form.add_error("number", str(WHY_NOT[type(refused)]))
    return render.page(request, "insight/subscribed.html", page, status=422)


@require_POST
@needs(people_rules.MANAGE)
def end_of_other(request: SignedInRequest, number: str) -> HttpResponse:
    every = insight.subscribed_in(viewer=request.person, at=today.now())
    found = (each for each in every if each.person.number == number)
    held = next(found, None)
    if held is None:
        raise Http404
    try:
        services.unsubscribe(subscription=held, by=request.person, at=today.now())
    except NotAllowed:
        raise Http404 from None
    messages.success(request, _("%(name)s does not get it any more.") % {"name": held.person.name})
    return render.to_page("insight:subscribed")


@require_POST
@open_to_everyone
@csrf_exempt
def end_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Pressed on the page behind the link, or posted by a mail program (RFC 8058): the link itself is the proof."""
    try:
        held = insight.subscription_by_token(token=token)
    except insight.NoSuchSubscription:
        return no_such_link(request)
    services.end_mail(subscription=held, at=today.now())
    return has_ended(request, held)


@require_POST
@needs(rules.SEE)
def publish(request: SignedInRequest, unit: str) -> HttpResponse:
    """A table is made at once; a PDF or a picture takes some seconds, so the worker makes it."""
    form = PublishForm(request.POST)
    found = _page(request, unit)
    if not form.is_valid():
        messages.error(request, _("Choose a PDF, a picture or a table."))
        return HttpResponseRedirect(page_again(found))
    try:
        published = services.ask_to_publish(
            unit=found.unit,
            look=insight.pinned(found=found),
            form=form.wanted,
            language=get_language() or "en",
            by=request.person,
            at=today.now(),
        )
    except insight.NothingToPublish:
        messages.error(request, trouble_says(terms.Trouble.NOTHING))
        return HttpResponseRedirect(page_again(found))
    if form.wanted is terms.Form.CSV:
        printing.make(number=published.pk)
        return render.to_page("insight:finding_file", number=published.pk)
    return render.to_page("insight:finding", number=published.pk)


@require_POST
@needs(rules.REBASE)
def rebase(request: SignedInRequest, unit: str) -> HttpResponse:
    found = _page(request, unit, may=lambda found: found.charted.may_rebase)
    if not found.charted.all_kept:
        messages.error(request, str(DRAWN_BY_THEMSELVES))
        return HttpResponseRedirect(page_again(found))
    form = RebaseForm(request.POST, periods=limits.offered_periods(limits.limited(found)))
    if form.is_valid() and _is_rebased(form, request, found.unit, found.charted.series):
        return HttpResponseRedirect(page_again(found))
    return _refused(request, found, form)


@require_POST
@needs(rules.REBASE)
def rebase_outcome(request: SignedInRequest, unit: str) -> HttpResponse:
    """The same on the page of what satisfaction is for; the form names the outcome."""
    look, found, outcome = _outcome(request, unit)
    of = courses.limited(found, outcome, look) if outcome else None
    if outcome is None or of is None:
        messages.error(request, str(DRAWN_BY_THEMSELVES))
        return HttpResponseRedirect(outcomes_url(unit, fields_of(look)))
    form = RebaseForm(request.POST, periods=limits.offered_periods(of), name=of.name)
    if form.is_valid() and _is_rebased(form, request, found.unit, insight.series_of(outcome=outcome)):
        return HttpResponseRedirect(outcomes_url(unit, fields_of(look)))
    page = courses.page_of(found, look=look, refused=courses.Refused(outcome, form))
    return render.page(request, "insight/outcomes.html", page, status=422)


def _outcome(request: SignedInRequest, unit: str) -> "tuple[Look, Outcomes, terms.Outcome | None]":
    """The page that was written on, and beside which of its charts, if it names one. Raises Http404."""
    look, found = asked.outcomes_for(request.person, unit, request.POST)
    if not found.may_rebase:
        raise Http404
    named = request.POST.get("course", "")
    return look, found, terms.Outcome(named) if named in set(terms.Outcome) else None


def _is_rebased(form: RebaseForm, request: SignedInRequest, unit: "Unit", series: "Series") -> bool:
    try:
        services.rebase(
            unit=unit,
            series=series,
            from_on=form.since_on,
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=today.now(),
        )
    except services.NoReasonIsGiven:
        form.add_error("reason", _("Say what changed: limits are not drawn anew without a reason."))
    except services.TooFewPeriods:
        form.add_error("since", _("Too few periods with answers have ended since then: 12 are needed."))
    except services.NothingVaries:
        form.add_error("since", _("All periods since then are alike, so limits would have no width."))
    except (services.BeginsBeforeTheLast, services.HasNotBegunYet, services.NothingIsKeptYet):
        form.add_error("since", str(DRAWN_MEANWHILE))
    else:
        messages.success(request, _("The limits are drawn anew, with your reason and your name."))
        return True
    return False


@require_POST
@needs(rules.REBASE)
def take_back_limits(request: SignedInRequest, unit: str) -> HttpResponse:
    found = _page(request, unit, may=lambda found: found.charted.may_rebase)
    _take_back(request, found.unit, found.charted.series)
    return HttpResponseRedirect(page_again(found))


@require_POST
@needs(rules.REBASE)
def take_back_limits_of_outcome(request: SignedInRequest, unit: str) -> HttpResponse:
    look, found, outcome = _outcome(request, unit)
    if outcome is None:
        messages.error(request, str(DRAWN_MEANWHILE))
    else:
        _take_back(request, found.unit, insight.series_of(outcome=outcome))
    return HttpResponseRedirect(outcomes_url(unit, fields_of(look)))


def _take_back(request: SignedInRequest, unit: "Unit", series: "Series") -> None:
    """The latest ones, and just those that the reader saw: the form names them."""
    try:
        row = insight.limits_for(viewer=request.person, unit=unit.pk, series=series)
    except insight.NoSuchLimits:
        row = None
    if row is None or str(row.pk) != request.POST.get("key"):
        messages.error(request, str(DRAWN_MEANWHILE))
    else:
        services.take_back_limits(limits=row, by=request.person, at=today.now())
        messages.success(request, _("The limits before them hold again."))


@require_POST
@needs(rules.SET_TARGET)
def set_target(request: SignedInRequest, unit: str) -> HttpResponse:
    found = _page(request, unit, may=lambda found: found.charted.may_aim)
    form = TargetForm(request.POST, aspects=aims.aspects_offered(found), kind=found.meaning.kind)
    if form.is_valid() and _is_set(form, found, request):
        return HttpResponseRedirect(page_again(found))
    return _refused(request, found, form)


def _is_set(form: TargetForm, found: "Satisfaction", request: SignedInRequest) -> bool:
    try:
        services.set_target(
            unit=found.unit,
            aim=services.Aim(indicator=found.meaning.code, audience=found.audience, aspect=form.cleaned_data["aim"]),
            value=form.target,
            scale=found.share.count.scale,
            from_on=form.cleaned_data["from_on"],
            by=request.person,
            at=today.now(),
        )
    except services.TargetOffItsScale as off:
        between = figures.between(off.low, off.high, found.meaning.kind)
        form.add_error("value", _("It can never be reached: choose one within %(between)s.") % {"between": between})
    except services.TargetWithoutScale:
        form.add_error("value", _("Nobody has answered yet, so the scale of this figure is not known."))
    except services.BeforeTheLastTarget as before:
        last = {"day": reading.day(before.last_on)}
        form.add_error("from_on", _("The last target holds from %(day)s on: choose that day or a later one.") % last)
    else:
        messages.success(request, _("The target is set, with your name."))
        return True
    return False


def _page(
    request: SignedInRequest, unit: str, *, may: "Callable[[Satisfaction], bool]" = lambda _: True
) -> "Satisfaction":
    """The page that was written on, where the reader ``may`` write so. Raises Http404."""
    with asked.or_not_found():
        found = asked.found_for(request.person, unit, request.POST)
    if not may(found):
        raise Http404
    return found


def _refused(request: SignedInRequest, found: "Satisfaction", form: Refused) -> HttpResponse:
    """The same page with what was written and why it cannot stand so."""
    page = asked.page_of(request.person, found, refused=form)
    return render.page(request, "insight/satisfaction.html", page, status=422)


@require_POST
@needs(rules.DEFINE)
def define(request: SignedInRequest) -> HttpResponse:
    """First it is shown what the figure would be; only then it is published."""
    if not insight.may_define(viewer=request.person):
        raise Http404
    form = DefineForm(request.POST, questions=indicators.questions_offered(), sources=indicators.sources_offered())
    known = _known(request.POST.get("code", ""))
    meaning = _meaning_of(form)
    if meaning is None:
        return render.page(request, "insight/define.html", indicators.define_page(form, known), status=422)
    if "sure" not in request.POST:
        foreseen = insight.foreseen(viewer=request.person, meanings=[meaning], at=today.now())
        page = indicators.define_page(form, known, preview=indicators.preview_of(meaning, foreseen))
        return render.page(request, "insight/define.html", page)
    code = form.cleaned_data["code"]
    defined = services.define_as(code=code, meaning=meaning, by=request.person, at=today.now())
    messages.success(request, _("It is defined, and its series begins. The former version stays beside it."))
    return render.to_page("insight:indicator", code=defined.code)


def _known(code: str) -> insight.Defined | None:
    """None for a figure that is not defined yet."""
    try:
        return insight.defined(code=code)
    except insight.NoSuchIndicator:
        return None


def _meaning_of(form: DefineForm) -> "Meaning | None":
    """None where the form says what is wrong with it."""
    if not form.is_valid():
        return None
    try:
        meaning = form.meaning()
    except ValueError:
        form.add_error("title-en", _("Give it a name in at least one language: we have none for this code."))
        return None
    try:
        services.require_sense(code=form.cleaned_data["code"], meaning=meaning)
    except services.CannotBeCounted as fault:
        form.add_error(*indicators.refusal(fault))
        return None
    return meaning
