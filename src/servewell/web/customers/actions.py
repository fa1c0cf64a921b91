"""What is done to a customer: one deed each."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from servewell.base import links, today
from servewell.base.permissions import NotAllowed
from servewell.base.words import active_language
from servewell.rooms.cases import selectors as cases_asked
from servewell.rooms.cases import services as cases
from servewell.rooms.customers import rules, services
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors as voices
from servewell.web.customers.forms import (
    ConsentForm,
    ContactForm,
    CorrectForm,
    EraseForm,
    LiftForm,
    MergeForm,
    SpeakForm,
)
from servewell.web.customers.shown import correcting, erasing, gathering, whole, words
from servewell.web.kit import render
from servewell.web.kit.access import AnyView, SignedInRequest, needs

if TYPE_CHECKING:
    from servewell.base.permissions import Power
    from servewell.rooms.customers.models import Customer, Merge

Act = Callable[..., HttpResponse]


def on_customer(power: "Power") -> Callable[[Act], AnyView]:
    """A POST about a customer whom the person sees; what they may not do to them is not there.

    To hand out, correct and erase, nobody need read what is on the page.
    """

    def guarded(act: Act) -> AnyView:
        @require_POST
        @needs(power)
        def view(request: SignedInRequest, number: int, **parts: int) -> HttpResponse:
            found = gathering.seen(request, number, power)
            if power is not rules.ERASE:
                gathering.seen(request, number, rules.SEE)
            try:
                return act(request, found, **parts)
            except NotAllowed as none:
                raise Http404 from none
            except services.CustomerIsErased:
                messages.error(request, _("This customer was erased a moment ago; nothing was changed."))
                return _to(found)

        view.__name__ = act.__name__
        return view

    return guarded


def _to(found: "Customer") -> HttpResponse:
    return render.to_page("customers:customer", number=found.pk)


def _again(request: SignedInRequest, found: "Customer", forms: whole.Forms) -> HttpResponse:
    page = whole.whole(gathering.gathered(request, found.pk), forms=forms)
    return render.page(request, "customers/customer.html", page, status=422)


@on_customer(rules.KEEP)
def consent(request: SignedInRequest, found: "Customer") -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _again(request, found, whole.Forms(consent=form))
    given = form.cleaned_data
    if given["is_given"]:
        wording = services.Wording(text=given["wording"], language=active_language(), version=words.READ_OUT)
        services.give_consent(
            customer=found, purpose=given["purpose"], wording=wording, how=given["how"], by=request.person,
            at=today.now(),
        )  # fmt: skip
        messages.success(request, _("Written down: the customer agrees."))
    else:
        services.withdraw_consent(
            customer=found, purpose=given["purpose"], how=given["how"], by=request.person, at=today.now()
        )
        messages.success(request, _("Written down: the customer does not agree, and is not asked for this."))
    return _to(found)


@on_customer(rules.KEEP)
def lift(request: SignedInRequest, found: "Customer", suppression: int) -> HttpResponse:
    standing = {row.pk: row for _contact, row in customers.suppressions_of(customer=found.pk)}
    if suppression not in standing:
        raise Http404
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _again(request, found, whole.Forms(lift=(suppression, form)))
    try:
        services.lift(
            suppression=standing[suppression], customer=found, why=form.cleaned_data["why"], by=request.person,
            at=today.now(),
        )  # fmt: skip
        messages.success(request, _("This contact may be used again; why stays in the history."))
    except services.LiftedAlready:
        messages.error(request, _("Somebody lifted this a moment ago; nothing was changed."))
    return _to(found)


def _nobody() -> str:
    return _("No customer of yours is found by this. Write their number, or their whole address or telephone number.")


@on_customer(rules.MERGE)
def merge(request: SignedInRequest, found: "Customer") -> HttpResponse:
    form = MergeForm(request.POST)
    if form.is_valid():
        try:
            other = customers.customer_named(viewer=request.person, named=form.cleaned_data["other"], power=rules.MERGE)
            services.merge(one=found, other=other, by=request.person, at=today.now())
            messages.success(request, _("They are one person now. If that was wrong, undo it below."))
            return render.to_page("customers:customer", number=min(found.pk, other.pk))
        except customers.NoSuchCustomer:
            form.add_error("other", _nobody())
        except services.OnePersonAlready:
            form.add_error("other", _("This is the same person already."))
    return _again(request, found, whole.Forms(merge=form))


@on_customer(rules.KEEP)
def speak(request: SignedInRequest, found: "Customer") -> HttpResponse:
    form = SpeakForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.let_speak(
                speaker=customers.customer_named(viewer=request.person, named=given["speaker"], power=rules.KEEP),
                customer=found, relation=given["relation"], scope=given["scope"], evidence=given["evidence"],
                from_on=today.now().date(), until_on=given["until_on"], by=request.person, at=today.now(),
            )  # fmt: skip
            messages.success(request, _("Written down: from today on they may speak for this customer."))
            return _to(found)
        except customers.NoSuchCustomer:
            form.add_error("speaker", _nobody())
        except services.SpeaksForThemselves:
            form.add_error("speaker", _("This is the same person already."))
        except services.EndsBeforeItBegins:
            form.add_error("until_on", _("This day is over. Choose a later one, or leave it empty."))
    return _again(request, found, whole.Forms(speak=form))


@on_customer(rules.KEEP)
def stop(request: SignedInRequest, found: "Customer", speaker: int) -> HttpResponse:
    entries = customers.entries_of(customer=found.pk)
    standing = {each.pk: each for each in customers.speakers(entries=entries) if each.customer_id in entries}
    if speaker not in standing:
        raise Http404
    services.stop_speaking(spokesperson=standing[speaker], on=today.now().date(), by=request.person, at=today.now())
    messages.success(request, _("From today on they no longer speak for this customer."))
    return _to(found)


@on_customer(rules.ERASE)
def correct(request: SignedInRequest, found: "Customer") -> HttpResponse:
    form = CorrectForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            services.correct(
                customer=found, name=given["name"], language=given["language"], by=request.person, at=today.now()
            )
            messages.success(request, _("Corrected. That it was, and when, stays on record; the old words do not."))
            return _to(found)
        except services.NameDoesNotFit:
            form.add_error("name", _("A name is at most 200 characters long and stands on one line."))
    contacts = customers.contacts_of(customer=found.pk)
    page = correcting.correcting(customer=found, contacts=contacts, form=form)
    return render.page(request, "customers/correct.html", page, status=422)


@on_customer(rules.ERASE)
def correct_contact(request: SignedInRequest, found: "Customer", contact: int) -> HttpResponse:
    contacts = customers.contacts_of(customer=found.pk)
    meant = next((each for each in contacts if each.pk == contact), None)
    if meant is None:
        raise Http404
    form = ContactForm(request.POST)
    if form.is_valid():
        try:
            services.correct_contact(contact=meant, value=form.cleaned_data["value"], by=request.person, at=today.now())
            messages.success(request, _("Corrected. That it was, and when, stays on record; the old words do not."))
            return _to(found)
        except services.NotAContact:
            form.add_error(
                "value",
                _("This reaches nobody. Write it like name@example.com, or +86 21 5555 0100 with the country code."),
            )
        except services.ContactIsAnothers as another:
            other = customers.customer_for(viewer=request.person, number=another.customer, power=rules.ERASE)
            says = _("%(name)s (number %(number)s) is reached by this already. Perhaps they are one person.")
            form.add_error("value", says % {"name": words.name_of(other), "number": other.pk})
    page = correcting.correcting(customer=found, contacts=contacts, posted=(contact, form))
    return render.page(request, "customers/correct.html", page, status=422)


@on_customer(rules.ERASE)
def erase(request: SignedInRequest, found: "Customer") -> HttpResponse:
    form = EraseForm(request.POST)
    if form.is_valid() and (erased := _erased(request, found, form)) is not None:
        messages.success(request, _("Erased. Files are written anew by and by; this certificate says how far that is."))
        return render.to_page("customers:certificate", number=erased)
    files = voices.files_to_look_through()
    page = erasing.preview(customer=found, found=gathering.everything(request, found), files=files, form=form)
    return render.page(request, "customers/erase.html", page, status=422)


def _erased(request: SignedInRequest, found: "Customer", form: EraseForm) -> int | None:
    """The number of the certificate; else the form says what stands in the way."""
    given = form.cleaned_data
    cases_asked.demand_sight(viewer=request.person, customer=found.pk)
    try:
        return services.erase(
            customer=found, why=given["why"], typed_name=given["typed_name"], closes_cases=given["closes_cases"],
            by=request.person, at=today.now(),
        ).pk  # fmt: skip
    except services.NotConfirmed:
        form.add_error("typed_name", _("This is not the name you are signed in with. Type your own name."))
    except cases.CasesAreOpen as still:
        numbers = ", ".join(map(str, still.cases))
        says = _("An answer is still owed in case %(numbers)s. Answer first, or say that it ends with this.")
        form.add_error("closes_cases", says % {"numbers": numbers})
    except cases.LetterIsLeaving:
        form.add_error(None, _("A letter to this customer is leaving at this very moment. Try again in a minute."))
    return None


def on_proposal(deed: "Callable[..., Merge | None]", *, said: Callable[[], str]) -> AnyView:
    @require_POST
    @needs(rules.MERGE)
    def view(request: SignedInRequest, number: int) -> HttpResponse:
        try:
            proposal = customers.proposal_for(viewer=request.person, number=number)
            merged = deed(proposal=proposal, by=request.person, at=today.now())
            messages.success(request, said())
            if merged is not None:
                return render.SeeOther(f"{links.CUSTOMERS_ALIKE.path()}?merged={merged.pk}")
        except (customers.NoSuchProposal, NotAllowed) as none:
            raise Http404 from none
        except (services.ProposalIsSettled, services.OnePersonAlready, services.CustomerIsErased):
            messages.error(request, _("Somebody decided this a moment ago; nothing was changed."))
        return render.to_page("customers:alike")

    return view


accept = on_proposal(services.accept, said=lambda: _("They are one person now. Their page shows it, and can undo it."))
reject = on_proposal(services.reject, said=lambda: _("They stay two, and nobody is asked about them again."))


@require_POST
@needs(rules.MERGE)
def undo(request: SignedInRequest, number: int) -> HttpResponse:
    try:
        merge = customers.merge_for(viewer=request.person, number=number)
        services.undo_merge(merge=merge, by=request.person, at=today.now())
        messages.success(request, _("They are two again, each with what came by their own contacts."))
    except (customers.NoSuchMerge, NotAllowed) as none:
        raise Http404 from none
    except (services.UndoneAlready, services.CustomerIsErased):
        messages.error(request, _("Somebody decided this a moment ago; nothing was changed."))
    return render.to_page("customers:customer", number=merge.into_id)
