"""Questions about pledges and signatures."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from django.db.models import F, Value
from django.db.models.functions import Greatest

from servewell.base import keys, today
from servewell.base.words import Words
from servewell.rooms.commitments import terms
from servewell.rooms.commitments.models import Pledge, PledgeVersion, Signature
from servewell.rooms.obligations import selectors as obligations
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Posting

BATCH = 2000
# from a pledge to the postings in its part of the tree
_LINEAGE = "unit__lineages_below"
_POSTING = f"{_LINEAGE}__unit__postings"


class NoSuchPledge(Exception):
    """No pledge has that code, or it is not for people of the viewer's unit."""


def pledge_for(*, viewer: "Person", code: str) -> PledgeVersion:
    """The pledge as it is to be signed now. Raises NoSuchPledge alike for one that is not there and one not theirs."""
    newest = PledgeVersion.objects.filter(pledge__code=code).select_related("pledge").order_by("-number").first()
    if newest is None or not is_for(version=newest, person=viewer):
        raise NoSuchPledge(code)
    return newest


def pledges_in_force() -> list[PledgeVersion]:
    """Every pledge in its newest version, by code."""
    rows = PledgeVersion.objects.select_related("pledge__unit").order_by("pledge__code", "number")
    return list({row.pledge_id: row for row in rows}.values())


def version_of(*, code: str, number: int) -> PledgeVersion:
    """The version that somebody says they read; whether they may sign it, signing itself decides."""
    found = PledgeVersion.objects.filter(pledge__code=code, number=number).select_related("pledge").first()
    if found is None:
        raise NoSuchPledge(f"{code} has no version {number}")
    return found


def is_for(*, version: PledgeVersion, person: "Person") -> bool:
    """Whether the person works, or will work, where this pledge is signed."""
    at = today.now()
    mine = _postings_hold(today.earliest_day(at=at), today.latest_day(at=at), person=person)
    return Pledge.objects.filter(pk=version.pledge_id, **mine).exists()


def signature_of(*, person: "Person", code: str) -> Signature | None:
    """What the person signed last under that pledge."""
    signed = Signature.objects.filter(person=person, version__pledge__code=code)
    return signed.select_related("version__pledge").order_by("-version__number").first()


def signature_under(*, version: PledgeVersion, person: "Person") -> Signature | None:
    return Signature.objects.filter(version=version, person=person).first()


def signed_newest(*, persons: Iterable[int], code: str) -> dict[int, int]:
    """For listeners: who of them has signed the newest version of a pledge, and the keys of their signatures."""
    newest = PledgeVersion.objects.filter(pledge__code=code).order_by("-number").first()
    signed = Signature.objects.filter(version=newest, person__in=list(persons))
    return dict(signed.values_list("person", "pk"))


def evidence_of(*, signature: int) -> str:
    """What stands as evidence beside an obligation that the signature fulfils."""
    return f"commitments.signature:{signature}"


def postings_to_start(*, at: datetime, person: int | None = None) -> list["Posting"]:
    """Postings whose first day has come and that owe no pledge any more; of everybody, or of one person."""
    earliest = today.earliest_day(at=at)
    waiting = _postings_hold(earliest, earliest, started_at__isnull=True, from_on__lte=today.latest_day(at=at))
    if person is not None:
        waiting[f"{_POSTING}__person"] = person
    found = sorted(set(Pledge.objects.filter(**waiting).values_list(_POSTING, flat=True)))
    batches = (found[start : start + BATCH] for start in range(0, len(found), BATCH))
    return [posting for batch in batches for posting in _owing_nothing(batch, at)]


def _owing_nothing(postings: list[int], at: datetime) -> list["Posting"]:
    owing = obligations.postings_owing(postings=postings, kind=terms.OBLIGATION_KIND)
    ready = people.postings(keys=set(postings) - owing)
    return [posting for posting in ready if posting.holds_on(today.day_in(posting.unit.zone, at=at))]


def _postings_hold(earliest: date, latest: date, **posting: object) -> dict[str, object]:
    """Conditions on Pledge: a posting that has not ended and is in its part of the tree by one of these days."""
    begins_on = F(f"{_POSTING}__from_on")
    return {
        f"{_LINEAGE}__from_on__lte": Greatest(begins_on, Value(latest)),
        f"{_LINEAGE}__until_on__gt": Greatest(begins_on, Value(earliest)),
        f"{_POSTING}__until_on__gt": earliest,
        **{f"{_POSTING}__{name}": value for name, value in posting.items()},
    }


def text_digest(*, title: Words, text: Words, question: Words, language: str) -> str:
    """What somebody reads who reads the pledge in that language, as one digest."""
    return _digest([each.said(language).text for each in (title, text, question)])


def text_digest_of(*, version: PledgeVersion, language: str) -> str:
    return text_digest(title=version.title, text=version.text, question=version.question, language=language)


def digest_of(*, signature: Signature) -> str:
    """What the signature's digest must be, from its fields as they are now: any that was changed shows."""
    return _digest(
        [
            signature.version_id,
            signature.language,
            signature.text_digest,
            signature.own_words,
            signature.typed_name,
            signature.method,
            signature.person_id,
            signature.signed_at.astimezone(UTC).isoformat(timespec="microseconds"),
        ]
    )


def is_as_signed(*, signature: Signature) -> bool:
    """Whether neither the signature nor the text above it has been changed since."""
    read = text_digest_of(version=signature.version, language=signature.language)
    return signature.text_digest == read and signature.digest == digest_of(signature=signature)


def _digest(parts: Sequence[object]) -> str:
    return keys.digest(json.dumps(parts, ensure_ascii=False, separators=(",", ":")))
