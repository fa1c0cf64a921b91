"""A form as it comes back: its ticket, its answers, its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from allauth.core.internal import ratelimit
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from servewell.base import files, today
from servewell.engines import forms
from servewell.rooms.instruments import selectors as instruments
from servewell.rooms.instruments.selectors import Published
from servewell.rooms.voice import services, terms
from servewell.web.voice.forms.tickets import (
    GO,
    HAND,
    HELPER,
    LANGUAGE,
    PAGE,
    STEP,
    SWITCH_TO,
    TICKET,
    Ticket,
    TicketIsForged,
    answers_in,
)
from servewell.web.voice.forms.uploads import Stage, Staged, StagedFile, TokenIsForged, unfitness
from servewell.web.voice.shown.door import Door, language_for
from servewell.web.voice.shown.survey import Sheet

MULTIPART = "multipart/form-data"
PIECE = 1024 * 1024


@dataclass(frozen=True)
class Posted:
    """A form as it came back.

    ``staged`` is where its files lie, by digest; ``refused`` are the items whose file cannot be taken. ``go`` is which
    way to turn the page, where it is not sent yet.
    """

    sheet: Sheet
    wanted_language: str
    received: services.Received
    at: datetime
    is_forged: bool
    sender: str
    staged: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, forms.FaultKind] = field(default_factory=dict)
    go: str = ""

    def with_new_ticket(self) -> Sheet:
        version = self.sheet.version.key
        return replace(self.sheet, ticket=Ticket.new(link=self.sheet.door.link, version=version, at=self.at))


def read(request: HttpRequest, door: Door) -> Posted:
    """Raises SuspiciousOperation, BadRequest, TooManyFilesFromOnePlace, NoRoomLeft; then all that came was read."""
    at, sender = today.now(), sender_of(request)
    fields, stage = fields_of(request, link=door.link, sender=sender, at=at)
    ticket, version, is_forged = _ticket(fields, door, at)
    sheet = Sheet(
        door=door,
        version=version,
        ticket=ticket,
        language=language_for(request, door, version, wanted=one(fields, LANGUAGE)),
        answers=answers_in(fields),
        filled_in=_filled_in(one(fields, HAND), one(fields, HELPER)),
        step=_number(one(fields, STEP)),
        long_page=_number(one(fields, PAGE)),
    )
    sheet, refused = without_unfit_files(sheet, stage)
    return Posted(
        sheet=sheet,
        wanted_language=language_for(request, door, version, wanted=one(fields, SWITCH_TO)),
        received=received(request, sheet),
        at=at,
        is_forged=is_forged,
        sender=sender,
        staged=staged_in(sheet),
        refused=refused,
        go=one(fields, GO),
    )


def fields_of(
    request: HttpRequest, *, link: str, sender: str, at: datetime
) -> tuple[Mapping[str, Sequence[str]], Stage | None]:
    """Every text that came, and for each file its token under the name of its field."""
    if request.content_type != MULTIPART:
        request.body  # noqa: B018 - read whole before it is taken apart: what came is kept byte for byte
        return {name: [str(value) for value in values] for name, values in request.POST.lists()}, None
    stage = Stage(request)
    request.upload_handlers = [stage]
    try:
        fields = {name: [str(value) for value in values] for name, values in request.POST.lists()}
    except (SuspiciousOperation, BadRequest):
        stage.forget()
        _read_on(request)
        raise
    except (OSError, files.NoRoomLeft):  # cut off while sending, or the disk is full
        stage.forget()
        raise
    came = [
        (name, file.staged) for name, many in request.FILES.lists() for file in many if isinstance(file, StagedFile)
    ]
    try:
        services.refuse_many_files(number=len(came), sender=sender, at=at)
    except services.TooManyFilesFromOnePlace:
        stage.forget()
        raise
    for name, staged in came:
        fields.setdefault(name, []).append(staged.token(link=link))
    return fields, stage


def _read_on(request: HttpRequest) -> None:
    """Whoever is cut off while sending sees no page of ours."""
    left = terms.LARGEST_UPLOAD
    while left > 0 and (piece := request.read(PIECE)):
        left -= len(piece)


def received(request: HttpRequest, sheet: Sheet, *, without: str = "") -> services.Received:
    """What came, byte for byte; of a form with files its texts, the files lying beside them under their digests.

    ``without`` is the field of a form with files that is only there to let it in.
    """
    if request.content_type != MULTIPART:
        return services.Received(content=request.body, media_type=request.content_type or "")
    lists = request.POST.lists()
    posted = {name: [str(value) for value in values] for name, values in lists if name != without}
    names = {item.name for item in sheet.version.form.items if item.kind is forms.Kind.FILE}
    for name in names & set(sheet.answers):
        posted[name] = [_as_text(token, sheet.door.link) for token in sheet.answers[name]]
    return services.as_form_post(posted=posted)


def _as_text(token: str, link: str) -> str:
    try:
        staged = Staged.read(token, link=link)
    except TokenIsForged:
        return token
    return f"sha256:{staged.digest} {staged.media_type} {staged.size} {staged.name}"


def staged_in(sheet: Sheet) -> Mapping[str, str]:
    found = {}
    for item in sheet.version.form.items:
        if item.kind is forms.Kind.FILE:
            for token in sheet.answers.get(item.name, ()):
                try:
                    staged = Staged.read(token, link=sheet.door.link)
                except TokenIsForged:
                    continue
                found[staged.digest] = staged.key
    return found


def without_unfit_files(sheet: Sheet, stage: Stage | None) -> tuple[Sheet, Mapping[str, forms.FaultKind]]:
    """What cannot be taken is forgotten and not carried along, or the customer would have to take it away again."""
    form, answers = sheet.version.form, dict(sheet.answers)
    names = stage.too_large if stage else ()
    refused = {name: forms.FaultKind.FILE_TOO_LARGE for name in names if form.item(name)}
    for item in form.items:
        if item.kind is not forms.Kind.FILE or item.name not in answers:
            continue
        unfit = {
            token: fault for token in answers[item.name] if (fault := unfitness(item, token, link=sheet.door.link))
        }
        if unfit:
            refused[item.name] = next(iter(unfit.values()))
        answers[item.name] = [token for token in answers[item.name] if token not in unfit]
    return replace(sheet, answers=answers), refused


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def sender_of(request: HttpRequest) -> str:
    """Tells one place from another for as long as posts are counted, and does not say which place it is."""
    try:
        place = ratelimit.get_ip(request)
    except PermissionDenied:  # behind a socket there is no address: those are counted together
        place = "unknown"
    return salted_hmac("servewell.sender", place, algorithm="sha256").hexdigest()


def one(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _filled_in(hand: str, helper: str) -> services.FilledIn | None:
    """None where the form did not ask, or came with what no form of ours offers."""
    try:
        whose = terms.Hand(hand)
        return services.FilledIn(whose, terms.Helper(helper) if helper and whose is not terms.Hand.OWN else None)
    except ValueError:
        return None


def _ticket(fields: Mapping[str, Sequence[str]], door: Door, at: datetime) -> tuple[Ticket, Published, bool]:
    """The form's own ticket and version; where the ticket is not ours, a new one for the current version."""
    try:
        ticket = Ticket.read(one(fields, TICKET), link=door.link)
        return ticket, instruments.version(key=ticket.version), False
    except (TicketIsForged, instruments.NoSuchInstrument):
        version = instruments.latest(instrument=door.channel.instrument_id)
        return Ticket.new(link=door.link, version=version.key, at=at), version, True
