"""One customer: who they are, whether we may ask them and why not, and everything that was between us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links
from servewell.rooms.customers import rules, terms
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice.selectors import AskedOnce, Heard
from servewell.web.customers.forms import ConsentForm, LiftForm, MergeForm, SpeakForm
from servewell.web.customers.shown import words
from servewell.web.customers.shown.said import Campaign, Said, campaigns, said
from servewell.web.kit.components import Chip, Crumb, LedgerEntry, Link

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Consent, Contact, Merge, Spokesperson, Suppression


@dataclass(frozen=True)
class Known:
    """What was found out about a customer by the rooms, each as the viewer may see it; ``cases`` by voice."""

    whole: customers.Whole
    heard: Sequence[Heard]
    cases: Mapping[int, int]
    asked: Sequence[AskedOnce]


@dataclass(frozen=True)
class Forms:
    """Forms as they were posted, where something in them was wrong; each by what it is about."""

    consent: ConsentForm | None = None
    lift: tuple[int, LiftForm] | None = None
    merge: MergeForm | None = None
    speak: SpeakForm | None = None


@dataclass(frozen=True)
class Speaker:
    says: str
    url: str
    grounds: str
    from_on: date
    until_on: date | None
    stop_url: str


@dataclass(frozen=True)
class Purpose:
    says: str
    chip: Chip
    why: Sequence[str]
    url: str
    agree: ConsentForm | None
    refuse: ConsentForm | None
    is_open: bool


@dataclass(frozen=True)
class Suppressed:
    says: str
    detail: str
    since: datetime
    url: str
    form: LiftForm | None


@dataclass(frozen=True)
class Met:
    kind: str
    unit: str
    on: date


@dataclass(frozen=True)
class Merged:
    says: str
    why: Sequence[str]
    at: datetime
    undone: bool
    undo_url: str


@dataclass(frozen=True)
class CustomerPage:
    title: str
    crumbs: Sequence[Crumb]
    number: int
    known_since: datetime
    contacts: Sequence[str]
    certificate: Link | None
    purposes: Sequence[Purpose]
    consents: Sequence[LedgerEntry]
    suppressed: Sequence[Suppressed]
    met: Sequence[Met]
    said: Sequence[Said]
    campaigns: Sequence[Campaign]
    merged: Sequence[Merged]
    merge: MergeForm | None
    merge_url: str
    speakers: Sequence[Speaker]
    speak: SpeakForm | None
    speak_url: str
    deeds: Sequence[Link]


def whole(known: Known, *, forms: Forms | None = None) -> CustomerPage:
    found, forms = known.whole, forms or Forms()
    customer = found.customer
    url = links.CUSTOMER.path(number=customer.pk)
    is_there = customer.erased_at is None
    may_keep = is_there and rules.KEEP.code in found.powers
    may_merge = is_there and rules.MERGE.code in found.powers
    return CustomerPage(
        title=words.name_of(customer),
        crumbs=(Crumb(_("Customers"), links.CUSTOMERS.path()),),
        number=customer.pk,
        known_since=customer.known_since,
        contacts=[each.value for each in found.contacts],
        certificate=_certificate(found),
        purposes=[_purpose(each, answer, url, may_keep, forms.consent) for each, answer in found.may_ask.items()],
        consents=[_consent(each) for each in found.consents],
        suppressed=[_suppressed(contact, row, url, may_keep, forms.lift) for contact, row in found.suppressions],
        met=[Met(words.encounter(each.kind), str(each.unit.name), each.on) for each in found.encounters],
        said=said(known.heard, known.cases),
        campaigns=campaigns(known.asked),
        merged=[_merged(each, may_merge) for each in found.merges],
        merge=(forms.merge or MergeForm()) if may_merge else None,
        merge_url=f"{url}/merge",
        speakers=[_speaker(each, found, url, may_keep) for each in found.speakers] if is_there else (),
        speak=(forms.speak or SpeakForm()) if may_keep else None,
        speak_url=f"{url}/speakers",
        deeds=_deeds(url) if is_there and rules.ERASE.code in found.powers else (),
    )


def _certificate(found: customers.Whole) -> Link | None:
    if found.erasure is None or rules.ERASE.code not in found.powers:
        return None
    return Link(_("See the certificate"), links.ERASURE.path(number=found.erasure.pk))


def _deeds(url: str) -> tuple[Link, ...]:
    return (
        Link(_("Hand out everything"), f"{url}/export"),
        Link(_("Correct"), f"{url}/correct"),
        Link(_("Erase"), f"{url}/erase"),
    )


def _purpose(code: str, answer: customers.MayAsk, url: str, may_keep: bool, posted: ConsentForm | None) -> Purpose:
    is_withdrawn = terms.WhyNot.WITHDRAWN in answer.why_not
    form = posted if posted is not None and posted.data.get("purpose") == code else None
    return Purpose(
        says=words.purpose(code),
        chip=Chip(_("Yes, by %(contact)s") % {"contact": answer.way.value}, "accent") if answer.way else Chip(_("No")),
        why=[customers.sentence(why_not=reason) for reason in answer.why_not],
        url=f"{url}/consent",
        agree=(form or ConsentForm(initial={"purpose": code, "is_given": True}, auto_id=f"agree-{code}-%s"))
        if may_keep
        else None,
        refuse=ConsentForm(initial={"purpose": code, "is_given": ""}, auto_id=f"refuse-{code}-%s")
        if may_keep and not is_withdrawn
        else None,
        is_open=form is not None,
    )


def _suppressed(
    contact: "Contact", row: "Suppression", url: str, may_keep: bool, posted: tuple[int, LiftForm] | None
) -> Suppressed:
    is_standing = row.lifted_at is None
    form = posted[1] if posted and posted[0] == row.pk else LiftForm(auto_id=f"lift-{row.pk}-%s")
    about = words.purpose(row.purpose) if row.purpose else _("For every purpose")
    lifted = _("Lifted: %(why)s") % {"why": row.why_lifted} if not is_standing else ""
    return Suppressed(
        says=f"{contact.value}: {words.suppression(row.reason)}",
        detail=lifted or about,
        since=row.since,
        url=f"{url}/lift/{row.pk}",
        form=form if is_standing and may_keep else None,
    )


def _speaker(each: "Spokesperson", found: customers.Whole, url: str, may_keep: bool) -> Speaker:
    """Either somebody who speaks for this customer, or somebody for whom this customer speaks."""
    is_spoken_for = each.customer_id in found.entries
    other = each.speaker if is_spoken_for else each.customer
    says = _("%(name)s speaks for them") if is_spoken_for else _("They speak for %(name)s")
    may_stop = may_keep and is_spoken_for and each.until_on is None
    return Speaker(
        says=says % {"name": words.name_of(other)},
        url=links.CUSTOMER.path(number=other.living),
        grounds=customers.grounds(spokesperson=each),
        from_on=each.from_on,
        until_on=each.until_on,
        stop_url=f"{url}/speakers/{each.pk}/stop" if may_stop else "",
    )


def _merged(merge: "Merge", may_merge: bool) -> Merged:
    names = {"gone": words.beside(merge.gone, merge.into), "into": words.beside(merge.into, merge.gone)}
    is_undone = merge.undone_at is not None
    says = _("%(gone)s and %(into)s are two after all") if is_undone else _("%(gone)s is one person with %(into)s")
    return Merged(
        says=says % names,
        why=[customers.why_alike(reason=reason) for reason in merge.reasons],
        at=merge.undone_at or merge.at,
        undone=is_undone,
        undo_url=f"{links.CUSTOMERS.path()}/merges/{merge.pk}/undo" if may_merge and not is_undone else "",
    )


def _consent(each: "Consent") -> LedgerEntry:
    said = _("Agreed: %(purpose)s") if each.is_given else _("Agrees no longer: %(purpose)s")
    is_read_out = each.version == words.READ_OUT
    wording = _("“%(wording)s”, read out, %(way)s") if is_read_out else _("“%(wording)s”, version %(version)s, %(way)s")
    read = {"wording": each.wording, "version": each.version, "way": words.way(each.how)}
    return LedgerEntry(
        says=said % {"purpose": words.purpose(each.purpose)},
        at=each.at,
        detail=wording % read if each.is_given else words.way(each.how),
    )
