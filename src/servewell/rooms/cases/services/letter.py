"""The letter that carries an answer, the writer's words untouched, or says that we have theirs: in their language."""

from datetime import date, datetime
from pathlib import Path
from string import Template

from django.utils import translation

from servewell.base import today, words
from servewell.base.permissions import HOUSE
from servewell.engines import mail
from servewell.rooms.cases import selectors
from servewell.rooms.cases.models import Answer, Case, Delivery
from servewell.rooms.cases.services import outbox
from servewell.rooms.people import selectors as people
from servewell.rooms.voice import selectors as voice

FOLDER = Path(__file__).resolve().parent.parent / "letters"


def written(*, delivery: Delivery) -> mail.Letter:
    """``delivery`` comes with its answer, if it carries one, and with its case's voice and unit."""
    return _receipt(delivery) if delivery.answer is None else _answer(delivery, delivery.answer)


def _answer(delivery: Delivery, answer: Answer) -> mail.Letter:
    case = delivery.case
    # a section that quotes the customer stands last, after a line of dashes
    subject, body = mail.frame(FOLDER / f"answer.{answer.language}")
    original = "\n\n".join(_quoted(each) for each in _words_of(case))
    said = {
        **_said(case, answer.language, on=answer.written_at.date()),
        "answer": answer.text,
        "original": original,
    }
    return mail.Letter(
        sender=outbox.box().sender_named(said["unit"]),
        recipient=delivery.recipient,
        subject=subject.substitute(said),
        text=(body if original else _without_original(body)).substitute(said),
        language=answer.language,
        message_id=delivery.message_id,
        reply_to=outbox.box().reply_to,
        written_at=answer.written_at,
    )


def _receipt(delivery: Delivery) -> mail.Letter:
    """It quotes nothing: whoever typed another's address shall not make us write to them."""
    case, language = delivery.case, delivery.case.voice.language
    subject, body = mail.frame(FOLDER / f"receipt.{language}")
    zone = case.clock["calendar"]["zone"]
    said = {
        **_said(case, language, on=delivery.state_since.date()),
        "due": _day(case.due_at, zone=zone, language=language),
    }
    return mail.Letter(
        sender=outbox.box().sender_named(said["unit"]),
        recipient=delivery.recipient,
        subject=subject.substitute(said),
        text=body.substitute(said),
        language=language,
        message_id=delivery.message_id,
        reply_to=outbox.box().reply_to,
        written_at=delivery.state_since,
        auto_submitted="auto-replied",
    )


def _said(case: Case, language: str, *, on: date) -> dict[str, str]:
    return {
        "unit": case.unit.name.said(language).text,
        "signature": _signature(case.unit_id, on=on, language=language),
        "day": _day(case.voice.received_at, zone=case.unit.zone, language=language),
        "number": str(case.pk),
    }


def _signature(unit: int, *, on: date, language: str) -> str:
    """How the brand of the unit signs, on lines of its own; nothing where it has none."""
    brand = people.brand_of(unit=unit, on=on)
    said = brand.signature.said(language).text if brand and brand.signature else ""
    return f"{said}\n" if said else ""


def _words_of(case: Case) -> list[str]:
    """What the customer wrote, and what they wrote again about the same matter; nothing of what was withdrawn since."""
    voices = [case.voice_id, *(each.voice_id for each in selectors.answered_with(case=case))]
    said = voice.spoken_in(voices=voices, viewer=HOUSE)
    return ["\n\n".join(each.text for each in said[key]) for key in voices if key in said]


def _without_original(body: Template) -> Template:
    return Template(body.template.partition("\n---\n")[0].strip())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _day(at: datetime, *, zone: str, language: str) -> str:
    with translation.override(words.django_name(language)):
        return words.day(today.day_in(zone, at=at))
