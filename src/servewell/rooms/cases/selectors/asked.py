"""Questions about cases, their ledgers and how far their answers got."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from typing import TYPE_CHECKING

from django.db.models import BigIntegerField, Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from servewell.base import today
from servewell.base.permissions import HOUSE, Actor, Power
from servewell.base.words import active_language
from servewell.rooms.cases import rules, terms
from servewell.rooms.cases.models import (
    Answer,
    Case,
    Cause,
    CauseRule,
    Delivery,
    Draft,
    HarmLine,
    HarmMark,
    InquiryReader,
    LedgerLine,
    LetterKind,
)
from servewell.rooms.cases.selectors.kinds import kinds_until
from servewell.rooms.cases.selectors.seconds import MergedHere, as_second, merges_here
from servewell.rooms.cases.selectors.sight import known_to, without_harm
from servewell.rooms.cases.selectors.who import Who, behind
from servewell.rooms.customers import selectors as customers
from servewell.rooms.customers import terms as contact_kinds
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

LONGEST_TITLE = 60
_FIRST_WIDE = "\u2e80"  # Chinese signs take twice the room
_ends_of_sentences = ".!?。！？"
_ends_of_salutations = ",:，：、;"
_letters_written = (terms.ANSWER_WRITTEN, terms.RECEIPT_WRITTEN)


class NoSuchCase(Exception):
    """No case has that number, or the viewer may not know it."""


@dataclass(frozen=True)
class Trouble:
    """How many answers have not arrived, by what holds them up.

    ``unreached`` are those of the waiting whose mail server was first not reached more than a day ago.
    """

    waiting: int
    unreached: int
    in_doubt: int
    refused: int


@dataclass(frozen=True)
class Story:
    """A case with all that has become of it. ``kinds`` are those that letters may be of now; ``causes_kept``: there is
    a cause to be named, ``causes_required``: a complaint is done only with one.

    ``writers`` are those to whom it may be given, ``powers`` the viewer's.

    ``merged`` is what went into it, with its words, for whoever sees the case at all.
    ``words`` and ``given`` are what the customer said and answered; both empty where the voice was withdrawn, and where
    it speaks of harm, by the mark of that number, until its reader has looked where looks are written down.
    """

    case: Case
    harm: int | None
    words: Sequence[voice.Spoken]
    given: Sequence[instruments.Given]
    ledger: Sequence[LedgerLine]
    deliveries: Sequence[Delivery]
    kinds: Sequence[LetterKind]
    causes_kept: bool
    causes_required: bool
    writers: "Sequence[Person]"
    who: Who
    powers: frozenset[str]
    merged: Sequence[MergedHere]

    @property
    def delivery(self) -> Delivery | None:
        """The latest one of an answer."""
        letters = [each for each in self.deliveries if each.answer_id is not None]
        return letters[-1] if letters else None

    @property
    def cases_merged(self) -> list[Case]:
        return [each.case for each in self.merged]

    @property
    def answers(self) -> list[Answer]:
        """In the order in which they were written; an answer that was sent again is one."""
        return list({each.answer.pk: each.answer for each in self.deliveries if each.answer is not None}.values())


def seen_by(viewer: Actor, power: Power, *, is_walked: bool = False) -> QuerySet[Case]:
    """For this room: the cases of the units over which the viewer holds the power, and of which they may know.

    ``is_walked`` where so many fit that they are best looked through in the order of the list: a sum has no index.
    """
    if viewer is HOUSE:
        return Case.objects.all()
    units = people.unit_keys_with(viewer=viewer, power=power)
    known = without_harm(viewer=viewer, cases=Case.objects.all())
    return known.alias(place=F("unit_id") + 0).filter(place__in=units) if is_walked else known.filter(unit__in=units)


def words_of(cases: Iterable[Case]) -> dict[int, voice.Asking]:
    """Whoever may see a case may read the words it is about, whatever else they may read: hence the house asks.

    Those that speak of harm are read behind one door alone, where it is written down: here stands only that they do.
    """
    keys = tuple(case.voice_id for case in cases)
    found = voice.asking(voices=keys, viewer=HOUSE) if keys else ()
    return {asked.key: _without_harm(asked) if asked.is_sealed else asked for asked in found}


def _without_harm(asked: voice.Asking) -> voice.Asking:
    return replace(asked, words=_("Speaks of harm"), language=active_language())


def _harm_of() -> Subquery:
    marks = HarmMark.objects.filter(voice=OuterRef("voice"), state__in=terms.SEALING).order_by("pk")
    return Subquery(marks.values("pk")[:1])


def _beside() -> dict[str, Subquery | Exists]:
    """What the page of a case must know besides, asked in the same query."""
    return {
        "harm": _harm_of(),
        "own_address": customers.own_contact(customer="voice__customer", kind=contact_kinds.EMAIL),
        "has_merged": Exists(Case.objects.filter(merged_into=OuterRef("pk"))),
        "newest": Subquery(LetterKind.objects.order_by("-pk").values("pk")[:1]),
        "keeps": Exists(Cause.objects.filter(retired_at__isnull=True).exclude(kind="")),
        "requires": Subquery(CauseRule.objects.order_by("-version").values("is_required")[:1]),
    }


def _has_looked(viewer: Actor, case: Case) -> bool:
    looks = HarmLine.objects.filter(mark__voice=case.voice_id, stage=terms.HarmStage.LOOKED, actor=viewer.actor_key)
    return looks.filter(at__gte=today.now() - terms.A_LOOK_LASTS).exists()


def given_in_case(case: Case) -> Sequence[instruments.Given]:
    asked = case.voice
    if asked.withdrawn_at is not None or asked.response_id is None:
        return ()
    return instruments.given_in(response=asked.response_id).answers


def title_of(*, text: str) -> str:
    """The first words of a voice after its salutation: a sentence, or as much of it as fits; empty where none are."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    start = lines[1] if len(lines) > 1 and lines[0][-1] in _ends_of_salutations else " ".join(lines[:1])
    end = next((place for place, sign in enumerate(start) if sign in _ends_of_sentences), len(start))
    sentence = start[:end].strip()
    widths = accumulate(2 if sign >= _FIRST_WIDE else 1 for sign in sentence)
    fits = sum(width <= LONGEST_TITLE for width in widths)
    if fits == len(sentence):
        return sentence
    cut = sentence[:fits]
    end_of_words = max(cut.rfind(" "), cut.rfind("，"))
    return cut[: end_of_words if end_of_words > 0 else fits].rstrip(" ,，、;") + "…"


def nameless(*, reason: str) -> str:
    """What a case is called whose customer wrote nothing."""
    return _("Asked for an answer without words") if reason == terms.ASKS_FOR_ANSWER else _("A low score without words")


def zone_of(*, case: Case) -> str:
    """The clock by which a case's times are told: that of the desk whose opening hours count."""
    return str(case.clock["calendar"]["zone"])


def case_for(*, viewer: Actor, number: int) -> Case:
    """Raises NoSuchCase alike for a case that is not there and one the viewer may not see."""
    return _one(seen_by(viewer, rules.SEE).filter(pk=number))


def story_for(*, viewer: "Person", number: int) -> Story:
    """A case and all around it in a fixed number of queries. Raises NoSuchCase, alike as ``case_for``."""
    known = known_to(viewer=viewer, cases=Case.objects.all())
    case = _one(known.filter(pk=number).annotate(**_beside()))
    powers = people.powers_over(person=viewer, unit=case.unit_id)
    if rules.SEE.code not in powers:
        raise NoSuchCase
    harm: int | None = vars(case)["harm"]
    may_read = harm is None or _has_looked(viewer, case)
    rows = merges_here(case=case, known=known, seen=seen_by(viewer, rules.SEE)) if vars(case)["has_merged"] else []
    read = [*([case.voice_id] if may_read else []), *(row.case.voice_id for row in rows)]
    said = voice.spoken_in(voices=read, viewer=HOUSE) if read else {}
    ledger = _ledger_for(viewer, case)
    return Story(
        case=case,
        harm=harm,
        words=said.get(case.voice_id, ()),
        given=given_in_case(case) if may_read else (),
        ledger=ledger,
        deliveries=_deliveries(case) if any(line.stage in _letters_written for line in ledger) else [],
        kinds=kinds_until(vars(case)["newest"]),
        causes_kept=vars(case)["keeps"],
        causes_required=bool(vars(case)["requires"]),
        writers=people.who_may(power=rules.ANSWER, unit=case.unit_id, viewer=HOUSE),
        who=behind(viewer=viewer, case=case),
        powers=powers,
        merged=[as_second(row, said.get(row.case.voice_id, ())) for row in rows],
    )


def _ledger_for(viewer: "Person", case: Case) -> list[LedgerLine]:
    """Without the numbers of linked cases that the viewer does not see. One query."""
    linked = Cast(KT("detail__case_number"), BigIntegerField())
    is_seen = Exists(seen_by(viewer, rules.SEE).filter(pk=OuterRef("linked")))
    lines = list(lines_of(case).annotate(linked=linked, is_seen=is_seen))
    for line in lines:
        if line.linked is not None and not line.is_seen:
            line.detail = {**line.detail, "case_number": ""}
    return [*lines]


def _deliveries(case: Case) -> list[Delivery]:
    return list(Delivery.objects.filter(case=case).select_related("answer__written_by").order_by("pk"))


def lines_of(case: Case) -> QuerySet[LedgerLine]:
    """For this room: the ledger, each line with the question to a department that it is about."""
    asked = (f"inquiry__{each}" for each in ("unit", "person", "asked_by", "ended_by"))
    read = InquiryReader.objects.filter(inquiry=OuterRef("inquiry"), until_at__isnull=True)
    return LedgerLine.objects.filter(case=case).select_related(*asked).annotate(is_read=Exists(read)).order_by("pk")


def case_of_voice(*, voice: int, viewer: Actor) -> Case:
    """The case that a voice opened. Raises NoSuchCase."""
    return _one(seen_by(viewer, rules.SEE).filter(voice=voice))


def _one(cases: QuerySet[Case]) -> Case:
    case = cases.select_related("voice__customer", "unit", "owner", "kind").first()
    if case is None:
        raise NoSuchCase
    return case


def case_numbers_of(*, viewer: Actor, voices: Iterable[int]) -> dict[int, int]:
    """The numbers of the cases that these voices opened, by voice; those the viewer may not see are left out."""
    found = seen_by(viewer, rules.SEE).filter(voice__in=list(voices))
    return dict(found.values_list("voice", "pk"))


def opened_a_case(*, voice: int) -> bool:
    """Whether a voice is answered as a case: to who reads the voice that alone is no secret."""
    return Case.objects.filter(voice=voice).exists()


def ledger_of(*, viewer: Actor, case: Case) -> list[LedgerLine]:
    """What has happened to the case, in the order in which it was written down."""
    people.require(actor=viewer, power=rules.SEE, unit=case.unit_id)
    return list(LedgerLine.objects.filter(case=case).order_by("pk"))


def delivery_of(*, viewer: Actor, case: Case) -> Delivery | None:
    """The latest try to bring an answer to the customer."""
    people.require(actor=viewer, power=rules.SEE, unit=case.unit_id)
    letters = Delivery.objects.filter(case=case, answer__isnull=False)
    return letters.select_related("answer").order_by("-pk").first()


def receipt_of(*, viewer: Actor, case: Case) -> Delivery | None:
    """The latest try to tell the customer that the letter has come."""
    people.require(actor=viewer, power=rules.SEE, unit=case.unit_id)
    return Delivery.objects.filter(case=case, answer__isnull=True).order_by("-pk").first()


def is_on_its_way(*, case: Case, written_by: "Person | None" = None) -> bool:
    """Whether an answer, of anybody's or of this writer's, stands in the way of another one."""
    live = Delivery.objects.filter(case=case, answer__isnull=False, state__in=terms.LIVE_STATES)
    return (live if written_by is None else live.filter(answer__written_by=written_by)).exists()


def draft_of(*, viewer: "Person", case: Case) -> Draft | None:
    """What the viewer has written so far; nobody reads another's draft."""
    return Draft.objects.filter(case=case, writer=viewer).first()


def writers_for(*, viewer: Actor, case: Case) -> "list[Person]":
    """To whom the viewer may hand the case. Raises NotAllowed."""
    people.require(actor=viewer, power=rules.ASSIGN, unit=case.unit_id)
    return people.who_may(power=rules.ANSWER, unit=case.unit_id, viewer=HOUSE)


def deliveries_in_trouble(*, viewer: Actor, at: datetime) -> Trouble:
    """Counts open cases by what their latest delivery stands at."""
    latest = Delivery.objects.filter(case=OuterRef("pk"), answer__isnull=False).order_by("-pk").values("state")[:1]
    cases = seen_by(viewer, rules.SEE).filter(state=terms.OPEN).annotate(delivery_state=Subquery(latest))
    counted = cases.filter(delivery_state__isnull=False).values_list("delivery_state").annotate(Count("pk"))
    held_up = dict(counted.order_by())
    tried_long_ago = LedgerLine.objects.filter(
        case=OuterRef("pk"), stage=terms.NOT_REACHED, at__lt=at - terms.REACHED_WITHIN
    )
    return Trouble(
        waiting=held_up.get(terms.WAITING, 0),
        unreached=cases.filter(Exists(tried_long_ago), delivery_state=terms.WAITING).count(),
        in_doubt=held_up.get(terms.IN_DOUBT, 0),
        refused=held_up.get(terms.REFUSED, 0),
    )


def answered_of_import(*, viewer: Actor, number: int) -> int:
    """How many voices of a file were answered, for who may withdraw it. Raises NoSuchImport."""
    voice.import_for(viewer=viewer, number=number)
    came = voice.voices_of(imports=(number,), viewer=HOUSE).filter(pk=OuterRef("case__voice"))
    merged = voice.voices_of(imports=(number,), viewer=HOUSE).filter(pk=OuterRef("voice"))
    with_another = Case.objects.filter(Exists(merged), Exists(Answer.objects.filter(case=OuterRef("merged_into"))))
    return Answer.objects.filter(Exists(came)).values("case").distinct().count() + with_another.count()


def late_ones(*, viewer: Actor, at: datetime) -> QuerySet[Case]:
    """For this room: open cases that should have been answered by now."""
    return seen_by(viewer, rules.SEE).filter(state=terms.OPEN, due_at__lt=at)


def overdue(*, viewer: Actor, at: datetime, most: int | None = None) -> int:
    """How many open cases should have been answered by now; with ``most``, counting ends there."""
    late = late_ones(viewer=viewer, at=at)
    return late.count() if most is None else late.values("pk")[:most].count()
