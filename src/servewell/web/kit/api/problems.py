"""How a deed that is not done is answered: all that is wrong at once, where, and how to mend it (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from ninja import Schema
from ninja.errors import HttpError
from ninja.parser import Parser
from pydantic import Field

from servewell.web.kit.api.faults import CannotAnswer, mend_of

MEDIA_TYPE: Final = "application/problem+json"


class FaultTold(Schema):
    """One thing that is wrong, in your language."""

    where: str = Field(description=gettext_noop("The field or header that it is about, as answers.overall."))
    what: str = Field(description=gettext_noop("What is wrong."))
    mend: str = Field(description=gettext_noop("What to do."))


class Problem(Schema):
    """Why it is not done, as RFC 9457 has it; nothing was stored."""

    type: str = "about:blank"
    title: str = Field(description=gettext_noop("What is wrong, in one sentence."))
    status: int
    detail: str = Field(description=gettext_noop("What to do."))
    faults: list[FaultTold] = Field(description=gettext_noop("All that was found at once."))


PROBLEMS: Final[Mapping[int, type[Problem]]] = dict.fromkeys(
    (400, 401, 404, 405, 409, 413, 415, 422, 429, 503), Problem
)


class CannotTake(CannotAnswer):
    """What was sent has faults; each is told."""

    def __init__(self, faults: Sequence[FaultTold]) -> None:
        error = ngettext(
            "%(count)d thing in it cannot be taken.", "%(count)d things in it cannot be taken.", len(faults)
        )
        super().__init__(error % {"count": len(faults)}, mend=_("Mend all of them and send it again."))
        self.faults = tuple(faults)


class NotJson(CannotAnswer):
    status = 400

    def __init__(self) -> None:
        super().__init__(_("The body is not JSON."), mend=_("Send one JSON object, in UTF-8."))


class NotSentAsJson(CannotAnswer):
    status = 415

    def __init__(self) -> None:
        mend = _("Send it with the header Content-Type: application/json.")
        super().__init__(_("Only JSON can be taken here."), mend=mend)


class TooLarge(CannotAnswer):
    status = 413

    def __init__(self) -> None:
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024
        mend = _("Send at most %(size)d KiB at once.") % {"size": largest}
        super().__init__(_("The body is too large."), mend=mend)


class KeyIsTaken(CannotAnswer):
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Something else was sent under this key before."),
            field="Idempotency-Key",
            mend=_("Send what is new under a key of its own, and the same again byte for byte."),
        )


class TooOften(CannotAnswer):
    status = 429
    headers: Mapping[str, str] = {"Retry-After": "60"}

    def __init__(self) -> None:
        mend = _("Send it again in a minute; files with many come in faster by an import.")
        super().__init__(_("This token sends more than is taken within a minute."), mend=mend)


def all_unfit(errors: Sequence[Mapping[str, Any]]) -> CannotTake:
    """What the schema refuses, each where it stands."""
    return CannotTake([_told(each) for each in errors])


def _told(error: Mapping[str, Any]) -> FaultTold:
    source, *way = (str(part) for part in error["loc"])
    # ninja names the argument of the view between the body and its fields
    where = ".".join(way[1:]) if source == "body" else ".".join(way)
    kind, context = str(error["type"]), error.get("ctx", {})
    missing = kind == "missing"
    what = _("This is missing.") if missing else _("This does not fit here.")
    mend = _mend(kind, context) or mend_of(kind, context, str(error["msg"]))
    return FaultTold(where=where or "body", what=what, mend=mend)


def _mend(kind: str, context: Mapping[str, Any]) -> str:
    if kind == "string_too_long":
        return _("Give at most %(limit)d characters.") % {"limit": context["max_length"]}
    return {
        "missing": _("Give it."),
        "extra_forbidden": _("Leave it out: there is no such field here."),
        "string_type": _("Give a text."),
        "string_unicode": _("Give a text whose every sign can be written in UTF-8."),
        "dict_type": _("Give an object."),
        "model_attributes_type": _("Give an object."),
        "model_type": _("Give an object."),
    }.get(kind, "")


def refused(fault: CannotAnswer, **headers: str) -> HttpResponse:
    said = fault.said
    faults = list(fault.faults) if isinstance(fault, CannotTake) else []
    if said.field and not faults:
        faults = [FaultTold(where=said.field, what=said.error, mend=said.mend)]
    told = Problem(title=said.error, status=fault.status, detail=said.mend, faults=faults)
    # a sign that is none, as half of a pair, may come back to whoever sent it only as a question mark
    body = json.dumps(told.model_dump(), ensure_ascii=False).encode(errors="replace")
    return HttpResponse(body, status=fault.status, content_type=MEDIA_TYPE, headers={**fault.headers, **headers})


class StrictParser(Parser):
    """Reads a body once its sender is known. Raises CannotAnswer, which ninja wraps: see ``unreadable``."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise NotSentAsJson
        return json.loads(request.body, parse_constant=_refuse)


def unreadable(fault: object) -> CannotAnswer:
    """What ninja's HttpError about a body means, or Django's."""
    if isinstance(fault, RequestDataTooBig):
        return TooLarge()
    cause = fault.__cause__ if isinstance(fault, HttpError) else None
    return cause if isinstance(cause, CannotAnswer) else NotJson()


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
