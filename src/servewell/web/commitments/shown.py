"""The two faces of a pledge: to be read and signed, and signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from servewell.base import links, today
from servewell.base.words import LANGUAGES, Words
from servewell.rooms.commitments import selectors as commitments
from servewell.rooms.people import selectors as people
from servewell.web.commitments.forms import SignatureForm
from servewell.web.kit import moments
from servewell.web.kit.components import Chip, LanguageChoice, Letter, Link
from servewell.web.kit.said import language_name, piece
from servewell.web.kit.templatetags.kit import day

if TYPE_CHECKING:
    from servewell.rooms.commitments.models import PledgeVersion, Signature
    from servewell.rooms.people.models import Person


@dataclass(frozen=True)
class PledgePage:
    title: str
    code: str
    number: int
    language: str
    mark: Chip | None
    letter: Letter
    languages: Sequence[LanguageChoice]
    form: SignatureForm


@dataclass(frozen=True)
class Row:
    term: str
    says: str


@dataclass(frozen=True)
class SignaturePage:
    """``unsigned`` holds words that came after the signature, to be kept by whoever wrote them."""

    title: str
    letter: Letter
    question: str
    own_words: str
    name: str
    language: str
    rows: Sequence[Row]
    chip: Chip
    newer: Link | None
    unsigned: str = ""


def to_sign(version: "PledgeVersion", *, reader: "Person", language: str, form: SignatureForm | None) -> PledgePage:
    """The pledge in ``language`` (else in that of the page, or the nearest there is), ready to be signed."""
    text = piece(version.text, language=language if language in version.digests else "")
    asked = version.question.said(text.language).text
    return PledgePage(
        title=version.title.said(text.language).text,
        code=version.pledge.code,
        number=version.number,
        language=text.language,
        mark=text.mark,
        letter=Letter(text=text.text, language=text.language),
        languages=_languages(version.text, text.language),
        form=_with_question(form or SignatureForm(), asked, reader),
    )


def _with_question(form: SignatureForm, question: str, reader: "Person") -> SignatureForm:
    """On the bound fields: a form that was validated has made them already."""
    form["own_words"].label = question
    form["typed_name"].help_text = _("Type your name as it stands here: %(name)s") % {"name": reader.name}
    return form


def _languages(text: Words, here: str) -> Sequence[LanguageChoice]:
    return tuple(
        LanguageChoice(code=each.code, tag=each.code, name=each.name, is_here=each.code == here)
        for each in LANGUAGES
        if text.texts.get(each.code)
    )


def signed(
    signature: "Signature", *, reader: "Person", newest: "PledgeVersion | None", unsigned: str = ""
) -> SignaturePage:
    version, language = signature.version, signature.language
    is_intact = commitments.is_as_signed(signature=signature)
    title = version.title.said(language).text
    return SignaturePage(
        title=_("You signed “%(title)s”") % {"title": title},
        letter=Letter(text=version.text.said(language).text, language=language),
        question=version.question.said(language).text,
        own_words=signature.own_words,
        name=signature.typed_name,
        language=language,
        rows=_rows(signature, reader),
        chip=Chip(_("Unchanged since"), "accent") if is_intact else Chip(_("Changed since it was signed"), "bad"),
        newer=_newer(newest, signature),
        unsigned=unsigned,
    )


def _rows(signature: "Signature", reader: "Person") -> Sequence[Row]:
    posting = people.posting_on(person=reader, on=today.now().date())
    zone = posting.unit.zone if posting else "UTC"
    return (
        Row(_("Signed"), _moment(signature.signed_at, zone)),
        Row(_("Which text"), _("Version %(number)s") % {"number": signature.version.number}),
        Row(_("Read in"), language_name(signature.language)),
        Row(_("Fingerprint of the text"), short(signature.text_digest)),
        Row(_("Fingerprint of the signature"), short(signature.digest)),
    )


def _moment(at: datetime, zone: str) -> str:
    return _("%(day)s, %(time)s by the clock of %(zone)s") % {
        "day": day(today.day_in(zone, at=at)),
        "time": moments.clock(at, zone),
        "zone": moments.place_of(zone),
    }


def short(digest: str) -> str:
    """Sixteen of its digits in groups of four, to be compared by eye."""
    return " ".join(digest[start : start + 4] for start in range(0, 16, 4))


def _newer(newest: "PledgeVersion | None", signature: "Signature") -> Link | None:
    if newest is None or newest.pk == signature.version_id:
        return None
    return Link(
        label=_("The text has been published anew since. Read it and sign it too."),
        url=f"{links.PLEDGE.path(code=newest.pledge.code)}?read=newest",
    )
