"""How a wrong question is answered: what is wrong, with which option, how to mend it; never what else there is."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Schema
from ninja.errors import AuthenticationError, ValidationError
from pydantic import Field

from servewell.base import links
from servewell.web.kit.faults import log

if TYPE_CHECKING:
    from ninja.operation import Operation


class Trouble(Schema):
    """Why there is no answer, in the reader's language."""

    error: str = Field(description=gettext_noop("What is wrong."))
    field: str | None = Field(description=gettext_noop("The option that it is about."))
    mend: str = Field(description=gettext_noop("What to do."))


REFUSED: Final[Mapping[int, type[Trouble]]] = dict.fromkeys((401, 404, 405, 422, 503), Trouble)


class CannotAnswer(Exception):
    """Told to whoever asked, by default with status 422: the question cannot be answered as it is put."""

    status = 422
    headers: Mapping[str, str] = {}

    def __init__(self, error: str, *, field: str | None = None, mend: str) -> None:
        super().__init__(error)
        self.said = Trouble(error=error, field=field, mend=mend)


class NothingThere(CannotAnswer):
    """It is not there, or not for this viewer: both are told in the same words."""

    status = 404

    def __init__(self, *, field: str | None = None, mend: str = "") -> None:
        mend = mend or _("The list of units holds those whose figures you may see.")
        super().__init__(_("There is nothing here that you may see."), field=field, mend=mend)


class NothingGoesBy(CannotAnswer):
    """No such code among what every reader may know of: definitions, channels, surveys."""

    status = 404


class NoSuchAddress(CannotAnswer):
    """Nothing of the API stands there, whoever asks."""

    status = 404

    def __init__(self) -> None:
        lists = {"page": links.API_DOCS.path(), "document": links.API_DOCUMENT.path()}
        mend = _("What can be asked is listed at %(page)s, and for programs at %(document)s.") % lists
        super().__init__(_("There is no such address."), mend=mend)


class NobodyAsks(CannotAnswer):
    """Neither a token that stands nor a person who is signed in."""

    status = 401
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}

    def __init__(self) -> None:
        mend = _("Send a token that stands, as Authorization: Bearer …, or sign in. The host makes tokens.")
        super().__init__(_("Who asks is not known."), mend=mend)


class OnlyToBeRead(CannotAnswer):
    status = 405

    def __init__(self) -> None:
        super().__init__(_("This address can only be read."), mend=_("Ask with GET."))


class NotByThisMethod(CannotAnswer):
    status = 405

    def __init__(self) -> None:
        super().__init__(_("This address is read, or sent to."), mend=_("Ask with GET, or send with POST."))


class DatabaseIsBusy(CannotAnswer):
    status = 503
    headers: Mapping[str, str] = {"Retry-After": "30"}

    def __init__(self) -> None:
        super().__init__(_("The database does not answer just now."), mend=_("Ask again in half a minute."))


def said_in_words(fault: CannotAnswer, **headers: str) -> HttpResponse:
    body = json.dumps(fault.said.model_dump(), ensure_ascii=False)
    return HttpResponse(
        body, status=fault.status, content_type="application/json; charset=utf-8", headers={**fault.headers, **headers}
    )


def meant(request: HttpRequest, fault: object) -> CannotAnswer:
    """What an answer that failed is told as: one thing at a time."""
    if isinstance(fault, CannotAnswer):
        return fault
    if isinstance(fault, AuthenticationError):
        return NobodyAsks()
    if isinstance(fault, ValidationError):
        return _first_unfit(request, fault.errors)
    log.error("the database refused the API: %s", fault)
    return DatabaseIsBusy()


def require_known(request: HttpRequest, operation: "Operation") -> None:
    """Raises CannotAnswer for an option that there is not, and for one that is given twice."""
    known = [
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    ]
    for name, values in request.GET.lists():
        if name not in known:
            mend = _("The options are: %(names)s.") % {"names": ", ".join(known) or "–"}
            raise CannotAnswer(_("There is no such option here."), field=name, mend=mend)
        if len(values) > 1:
            raise CannotAnswer(_("This option is given more than once."), field=name, mend=_("Give it once."))


def _first_unfit(request: HttpRequest, errors: Sequence[Mapping[str, Any]]) -> CannotAnswer:
    """One at a time: who mends the first is told of the next."""
    first = errors[0]
    field = str(first["loc"][-1])
    parts = request.resolver_match.kwargs if request.resolver_match else {}
    given = request.GET.get(field, str(parts.get(field, "")))
    error = _("“%(given)s” does not fit here.") % {"given": given[:LONGEST_SAID]}
    return CannotAnswer(error, field=field, mend=mend_of(str(first["type"]), first.get("ctx", {}), str(first["msg"])))


LONGEST_SAID: Final = 80


def mend_of(kind: str, context: Mapping[str, Any], message: str) -> str:
    """How to mend a value that a schema refuses, by the kind of its error."""
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", str(context["expected"]))
        return _("Give one of: %(names)s.") % {"names": ", ".join(choices)}
    if kind.startswith("int_"):
        return _("Give a whole number.")
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        least, most = _("Give a number from %(limit)s on."), _("Give a number up to %(limit)s.")
        return (least if kind == "greater_than_equal" else most) % {"limit": limit}
    if kind.startswith("string_"):
        return _("Give a code of small letters, digits, hyphens and the like, as the answers of this API hold it.")
    return str(context.get("error", message))
