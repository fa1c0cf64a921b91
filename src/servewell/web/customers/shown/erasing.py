"""What an erasure takes and leaves, before it is done; and its certificate afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import keys, links
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice import terms as voice_terms
from servewell.web.customers.forms import EraseForm
from servewell.web.customers.shown import words
from servewell.web.customers.shown.exporting import Everything
from servewell.web.kit.components import Chip, Crumb, Link

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer, Erasure


@dataclass(frozen=True)
class Count:
    number: int
    says: str


@dataclass(frozen=True)
class ErasePage:
    title: str
    crumbs: Sequence[Crumb]
    url: str
    goes: Sequence[Count]
    stays: Sequence[Count]
    open_cases: Sequence[Link]
    form: EraseForm
    files: int


@dataclass(frozen=True)
class Original:
    says: str
    chip: Chip
    rows: int
    before: str
    after: str
    fault: str


@dataclass(frozen=True)
class CertificatePage:
    title: str
    crumbs: Sequence[Crumb]
    why: str
    by: str
    at: datetime
    counts: Sequence[Count]
    originals: Sequence[Original]
    looked_through: int
    is_whole: bool
    digest: str


def preview(*, customer: "Customer", found: Everything, files: int, form: EraseForm | None = None) -> ErasePage:
    told = found.told
    still_open = [case.number for case in found.cases if case.is_owed]
    return ErasePage(
        title=_("Erase %(name)s?") % {"name": words.name_of(customer)},
        crumbs=(
            Crumb(_("Customers"), links.CUSTOMERS.path()),
            Crumb(words.name_of(customer), links.CUSTOMER.path(number=customer.pk)),
        ),
        url=f"{links.CUSTOMER.path(number=customer.pk)}/erase",
        goes=_present(
            Count(sum(bool(each.name) for each in told.entries), _("names")),
            Count(len(told.contacts), _("contacts")),
            Count(sum(len(each.words) for each in found.voices), _("texts in the customer's own words")),
            Count(sum(bool(each.row) for each in found.voices), _("rows in files, cell by cell")),
            Count(sum(len(each.attached) for each in found.voices), _("attached files")),
            Count(sum(len(each.answers) for each in found.cases), _("letters of ours")),
            Count(len(found.asked), _("addresses in campaigns, and in their lists")),
        ),
        stays=_present(
            Count(len(found.voices), _("voices, with what was chosen and scored in them")),
            Count(len(told.encounters), _("encounters, without their booking numbers")),
            Count(len(found.cases), _("cases, with what happened and when")),
            Count(len(told.consents), _("statements about consent, by number only")),
        ),
        open_cases=[Link(_("Case %(number)s") % {"number": each}, links.CASE.path(number=each)) for each in still_open],
        form=form or EraseForm(),
        files=files,
    )


def _present(*counts: Count) -> list[Count]:
    return [count for count in counts if count.number]


def certificate(*, erasure: "Erasure", originals: Sequence[voices.Blanked], looked_through: int) -> CertificatePage:
    counts = erasure.counts
    return CertificatePage(
        title=_("Certificate of erasure %(number)s") % {"number": erasure.pk},
        crumbs=(Crumb(_("Customers"), links.CUSTOMERS.path()),),
        why=words.erasure(erasure.why),
        by=customers.confirmed_by(erasure=erasure) or _("the host, by command"),
        at=erasure.at,
        counts=_present(
            Count(counts["names"], _("names erased")),
            Count(counts["contacts"], _("contacts erased")),
            Count(counts["encounters"], _("encounters kept without the person")),
            Count(counts["consents"], _("statements about consent kept by number only")),
        ),
        originals=[_original(each) for each in originals],
        looked_through=looked_through,
        is_whole=all(each.done_at for each in originals),
        digest=keys.digest("\n".join(_lines(erasure, originals))),
    )


def _lines(erasure: "Erasure", originals: Sequence[voices.Blanked]) -> list[str]:
    """What the certificate's own digest is of: the same lines give the same digest, on any day."""
    whole = [f"erasure {erasure.pk}", erasure.why, erasure.confirmed_by, erasure.at.isoformat()]
    return whole + [f"{each.subject} {each.before} {each.after}" for each in originals]


def _original(each: voices.Blanked) -> Original:
    number = each.subject.rpartition(":")[2]
    says = {
        voice_terms.ORIGINAL: _("Post %(number)s"),
        voice_terms.FILE: _("File %(number)s"),
        voice_terms.ATTACHMENT: _("Attached file %(number)s"),
    }[each.kind]
    return Original(
        says=says % {"number": number},
        chip=_standing(each),
        rows=each.rows if each.kind == voice_terms.FILE else 0,
        before=each.before,
        after=each.after,
        fault=each.fault,
    )


def _standing(each: voices.Blanked) -> Chip:
    if each.done_at is None:
        return Chip(_("Still to be done, and tried again"), "needs")
    return Chip(_("As certified"), "accent") if each.stands else Chip(_("Changed since"), "bad")
