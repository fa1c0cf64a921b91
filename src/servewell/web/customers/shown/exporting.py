"""Everything known about one person, to be handed to them: readable by people and by machines, in one archive."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from servewell.base import files
from servewell.base.permissions import Actor
from servewell.base.words import CODES, django_name
from servewell.rooms.cases import selectors as cases
from servewell.rooms.customers import selectors as customers
from servewell.rooms.voice import selectors as voices
from servewell.rooms.voice.selectors import AskedOnce
from servewell.web.customers.shown import said, words

if TYPE_CHECKING:
    from servewell.rooms.customers.models import Customer, Spokesperson

Json = dict[str, object]


@dataclass(frozen=True)
class Everything:
    """By room; gathered once for the preview of an erasure and for the export."""

    told: customers.Told
    voices: list[voices.ToldVoice]
    cases: list[cases.ToldCase]
    asked: list[AskedOnce]


def everything(*, viewer: Actor, customer: int) -> Everything:
    """Raises NotAllowed, unless the viewer may hand out all of it."""
    told = customers.told(viewer=viewer, customer=customer)
    cases.demand_sight(viewer=viewer, customer=customer)
    return Everything(
        told=told,
        voices=voices.voices_told(viewer=viewer, customer=customer, and_sealed=True),
        cases=cases.cases_told(viewer=viewer, customer=customer),
        asked=voices.askings_told(viewer=viewer, customer=customer),
    )


def handed_out(*, viewer: Actor, customer: "Customer") -> tuple[Everything, bytes]:
    """In the customer's own language where we speak it, for it is they who read it. Raises NotAllowed."""
    with override(django_name(customer.language) if customer.language in CODES else get_language()):
        found = everything(viewer=viewer, customer=customer.pk)
        return found, archive(found)


def archive(found: Everything) -> bytes:
    """A ZIP: ``customer.json`` holds it all, ``READ ME.txt`` tells it, and what came in and went out lies beside."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("customer.json", as_json(found))
        zipped.writestr("READ ME.txt", "\ufeff" + "\n".join(_told(found)))
        for name, content in _beside(found):
            zipped.writestr(name, content)
    return packed.getvalue()


def as_json(found: Everything) -> str:
    told = found.told
    whole: Json = {
        "names": [each.name for each in told.entries if each.name],
        "languages": sorted({each.language for each in told.entries if each.language}),
        "known since": min(each.known_since for each in told.entries).isoformat(),
        "contacts": [{"kind": each.kind, "value": each.value} for each in told.contacts],
        "consents": [
            {
                "purpose": each.purpose, "given": each.is_given, "wording": each.wording, "language": each.language,
                "version": each.version, "how": each.how, "at": each.at.isoformat(),
            }
            for each in told.consents
        ],
        "contacts not used": [
            {
                "contact": contact.value, "reason": each.reason, "purpose": each.purpose,
                "since": each.since.isoformat(), "lifted": each.lifted_at.isoformat() if each.lifted_at else None,
            }
            for contact, each in told.suppressions
        ],
        "who speaks for whom": [_speaks(each) for each in told.speakers],
        "asked by campaigns": [_asked(each) for each in found.asked],
        "encounters": [
            {"kind": each.kind, "unit": str(each.unit.name), "on": each.on.isoformat(), "reference": each.reference}
            for each in told.encounters
        ],
        "corrections": [{"field": each.field, "at": each.at.isoformat()} for each in told.corrections],
        "voices": [_voice(each) for each in found.voices],
        "cases": [_case(each) for each in found.cases],
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _speaks(each: "Spokesperson") -> Json:
    return {
        "speaks": words.name_of(each.speaker),
        "for": words.name_of(each.customer),
        "relation": each.relation,
        "about": each.scope,
        "seen": each.evidence,
        "from": each.from_on.isoformat(),
        "until before": each.until_on.isoformat() if each.until_on else None,
    }


def _asked(each: AskedOnce) -> Json:
    return {
        "name": each.name,
        "survey": str(each.survey),
        "unit": str(each.unit),
        "state": each.state.value,
        "why not": each.reason,
        "at": each.at.isoformat(),
        "answered": each.answered_at.isoformat() if each.answered_at else None,
    }


def _voice(each: voices.ToldVoice) -> Json:
    return {
        "number": each.number,
        "unit": str(each.unit),
        "on": each.on.isoformat(),
        "language": each.language,
        "words": [{"question": one.question, "text": one.text} for one in each.words],
        "answers": dict(each.answers),
        "what we answered then": list(each.past_replies),
        "row of the file": {"file": each.file, "cells": dict(each.row)} if each.row else None,
        "attached": [name for name, _digest in each.attached],
    }


def _case(each: cases.ToldCase) -> Json:
    return {
        "number": each.number,
        "state": each.state,
        "answered in case": each.into,
        "opened": each.opened_at.isoformat(),
        "letters": [{"text": answer.text, "written": answer.written_at.isoformat()} for answer in each.answers],
        "sent to": [
            {"recipient": sent.recipient, "state": sent.state, "since": sent.state_since.isoformat()}
            for sent in each.deliveries
        ],
        "what happened": [{"stage": line.stage, "at": line.at.isoformat()} for line in each.ledger],
    }


def _told(found: Everything) -> Iterator[str]:
    told = found.told
    yield _("Everything we know about you")
    yield ""
    yield from dict.fromkeys(words.name_of(each) for each in told.entries)
    yield from (each.value for each in told.contacts)
    yield ""
    for each in told.consents:
        given = _("you agreed") if each.is_given else _("you agree no longer")
        yield f"{each.at:%Y-%m-%d}  {words.purpose(each.purpose)}: {given}"
    for row in told.speakers:
        speaks = {"speaker": words.name_of(row.speaker), "customer": words.name_of(row.customer)}
        yield f"{row.from_on}  " + _("%(speaker)s may speak for %(customer)s") % speaks
    for asked in found.asked:
        yield f"{asked.at:%Y-%m-%d}  {asked.survey}, {asked.unit}: {said.chip_of(asked.state).word}"
    for met in told.encounters:
        yield f"{met.on}  {words.encounter(met.kind)}, {met.unit.name} {met.reference}".rstrip()
    for voice in found.voices:
        yield ""
        yield f"{voice.on}  {voice.unit}"
        answered = {answer for _question, answer in voice.answers}
        yield from (f"  {question} {_in_short(answer)}" for question, answer in voice.answers)
        yield from (f"  {each.text}" for each in voice.words if each.text not in answered)
    for case in found.cases:
        for answer in case.answers:
            yield ""
            yield f"{answer.written_at:%Y-%m-%d}  " + _("Our letter")
            yield answer.text


def _in_short(answer: str) -> str:
    """What was drawn is in ``customer.json``, and no reading for people."""
    return _("signed by hand") if answer.startswith("data:image/") else answer


def _beside(found: Everything) -> Iterator[tuple[str, bytes]]:
    for voice in found.voices:
        if voice.original:
            yield f"originals/{voice.number}.txt", voice.original
        for place, (name, digest) in enumerate(voice.attached, start=1):
            path = files.path_of(digest)
            if path.exists():
                yield f"attached/{voice.number}-{place}-{_safe(name)}", path.read_bytes()
    for case in found.cases:
        for place, answer in enumerate(case.answers, start=1):
            yield f"letters/{case.number}-{place}.txt", answer.text.encode()


def _safe(name: str) -> str:
    """No name of a customer's ever becomes a path, in an archive either."""
    return "".join(sign if sign.isalnum() or sign in ".-_ " else "_" for sign in name).strip(". ")[-80:] or "file"
