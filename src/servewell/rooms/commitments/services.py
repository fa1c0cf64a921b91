"""The deeds of this room. What was published and signed is never changed: there is only a next version."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from servewell.base import bus, record, versions
from servewell.base.permissions import HOUSE, Actor
from servewell.base.words import Words, is_same_name
from servewell.rooms.commitments import rules, selectors, terms
from servewell.rooms.commitments.events import PledgeSigned
from servewell.rooms.commitments.models import Pledge, PledgeVersion, Signature
from servewell.rooms.obligations import services as obligations
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services as joining

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit


class PledgeBelongsElsewhere(Exception):
    """The code names the pledge of another unit."""


class SignedAlready(Exception):
    """This version bears the person's signature already: it is in ``signature``."""

    def __init__(self, signature: Signature) -> None:
        super().__init__(f"signed already on {signature.signed_at:%d %B %Y}")
        self.signature = signature


class PledgeIsOutdated(Exception):
    """A newer version was published while this one was being read: it is in ``newest``."""

    def __init__(self, newest: PledgeVersion) -> None:
        super().__init__(f"version {newest.number} has been published since")
        self.newest = newest


class LanguageWasNotRead(Exception):
    """The pledge has no text in the language that was said to be read."""


class OwnWordsMissing(Exception):
    """A signature needs words of the person's own."""


class NameDiffers(Exception):
    """The typed name is not the name of the person who is signed in."""


@transaction.atomic
def publish(
    *, code: str, unit: "Unit", title: Words, text: Words, question: Words, by: Actor, at: datetime
) -> PledgeVersion:
    """Publish a pledge for everyone in the unit and below, or its next version. The same words change nothing.

    Raises PledgeBelongsElsewhere, PublishedMeanwhile, NotAllowed.
    """
    people.require(actor=by, power=rules.PUBLISH, unit=unit.pk)
    pledge, _ = Pledge.objects.get_or_create(code=code, defaults={"unit": unit})
    if pledge.unit_id != unit.pk:
        raise PledgeBelongsElsewhere(f"{code} is the pledge of another unit: give this one a code of its own")
    last = pledge.versions.order_by("-number").first()
    if last is not None and (last.title, last.text, last.question) == (title, text, question):
        return last

    number = last.number + 1 if last else 1
    digests = {
        language: selectors.text_digest(title=title, text=text, question=question, language=language)
        for language, words in sorted(text.texts.items())
        if words
    }
    with versions.written_once(pledge.versions.filter(number=number)):
        version = pledge.versions.create(
            number=number, title=title, text=text, question=question, digests=digests, published_at=at
        )
    record.write(deed="commitments.publish", thing=version, by=by, at=at, detail={"number": version.number})
    return version


@transaction.atomic
def sign(
    *, version: PledgeVersion, language: str, own_words: str, typed_name: str, by: "Person", at: datetime
) -> Signature:
    """Bind the person to the text they read. What they owed is fulfilled, and work whose first day has come begins.

    Raises NoSuchPledge, SignedAlready, PledgeIsOutdated, LanguageWasNotRead, OwnWordsMissing, NameDiffers.
    """
    _refuse_what_cannot_be_signed(version, language, by)
    _refuse_half_a_signature(own_words, typed_name, by)

    signature = _write(version, language, own_words.strip(), typed_name.strip(), by, at)
    record.write(deed="commitments.sign", thing=signature, by=by, at=at, detail={"digest": signature.digest})
    obligations.fulfil(
        person=by.pk, kind=terms.OBLIGATION_KIND, subject=version.pledge.code,
        evidence=selectors.evidence_of(signature=signature.pk), by=by, at=at,
    )  # fmt: skip
    for posting in selectors.postings_to_start(person=by.pk, at=at):
        joining.start_posting(posting=posting, by=HOUSE, at=at)

    bus.announce(PledgeSigned(at=at, signatures=(signature.pk,)))
    return signature


def _refuse_what_cannot_be_signed(version: PledgeVersion, language: str, by: "Person") -> None:
    signed = selectors.signature_under(version=version, person=by)
    if signed is not None:
        raise SignedAlready(signed)
    newest = selectors.pledge_for(viewer=by, code=version.pledge.code)
    if newest.pk != version.pk:
        raise PledgeIsOutdated(newest)
    if language not in version.digests:
        raise LanguageWasNotRead(f"{language}: the pledge is there in {', '.join(sorted(version.digests))}")


def _refuse_half_a_signature(own_words: str, typed_name: str, by: "Person") -> None:
    if not own_words.strip():
        raise OwnWordsMissing
    if not is_same_name(typed_name, by.name):
        raise NameDiffers(f"the signature reads {typed_name!r}; it must be the name of {by.name}")


def _write(
    version: PledgeVersion, language: str, own_words: str, typed_name: str, by: "Person", at: datetime
) -> Signature:
    """Where two phones sign at once, the second is told so; the first signature stays as it is."""
    signature = Signature(
        person=by, version=version, language=language, text_digest=version.digests[language],
        own_words=own_words, typed_name=typed_name, method=terms.SIGNED_IN, signed_at=at,
    )  # fmt: skip
    signature.digest = selectors.digest_of(signature=signature)
    try:
        with transaction.atomic():
            signature.save(force_insert=True)
    except IntegrityError:
        signed = selectors.signature_under(version=version, person=by)
        if signed is None:
            raise
        raise SignedAlready(signed) from None
    return signature


@transaction.atomic
def keep_what_was_signed(*, persons: "list[int]", code: str, by: Actor, at: datetime) -> int:
    """Who owes a pledge but has signed its newest version already owes nothing. Returns how much was fulfilled."""
    return sum(
        obligations.fulfil(
            person=person, kind=terms.OBLIGATION_KIND, subject=code,
            evidence=selectors.evidence_of(signature=signature), by=by, at=at,
        )
        for person, signature in selectors.signed_newest(persons=persons, code=code).items()
    )  # fmt: skip


def start_postings_due(*, by: Actor, at: datetime) -> int:
    """Work begins on its first day for everyone who owes no pledge, each posting by itself. Returns how many."""
    ready = selectors.postings_to_start(at=at)
    for posting in ready:
        joining.start_posting(posting=posting, by=by, at=at)
    return len(ready)
