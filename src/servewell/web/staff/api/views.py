"""The one address under which identity providers speak SCIM."""

from django.http import HttpRequest, HttpResponse

from servewell.web.kit.access import by_token


@by_token
def scim(request: HttpRequest, path: str = "") -> HttpResponse:
    """Everybody may knock. What a token may, the protocol says, which is loaded when first asked."""
    from servewell.web.staff.api import protocol  # noqa: PLC0415 - it costs a fifth of all that starting loads

    return protocol.answer(request, path)
