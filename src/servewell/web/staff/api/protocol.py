"""What is asked over SCIM goes to the library that knows the protocol. A token says who asks, and what they may."""

import json
from functools import cache
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from scim2_models import (
    AuthenticationScheme,
    ETag,
    Filter,
    Patch,
    ResourceType,
    SCIMException,
    ScimProvider,
    ServiceProviderConfig,
    UnauthorizedException,
)
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import ScimResponse
from scim2_server.service import ScimService

from servewell.base import links
from servewell.rooms.people import selectors as people
from servewell.web.staff.api.storage import Accounts
from servewell.web.staff.api.users import EnterpriseUser, User, UserHere

MOST_RESULTS: Final = 200


@cache
def _service() -> ScimService:
    config = ServiceProviderConfig(
        patch=Patch(supported=True),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken, name="Bearer token",
                description="Made by the host: servewell token make", primary=True,
            )
        ],
    )  # fmt: skip
    return ScimService(
        ScimProvider(
            models=[User, EnterpriseUser], resource_types=[ResourceType.from_resource(UserHere)], config=config
        )
    )


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Without a token that stands nothing is told, not even what is there."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = people.token_of(secret=secret.strip()) if kind.lower() == "bearer" and secret else None
    if token is None:
        words = "This needs a bearer token that stands. The host makes one: servewell token make"
        return _told(_service().error_response(UnauthorizedException(detail=words)))
    asked = ScimRequest(
        method=request.method or "GET",
        base_url=links.SCIM.address(),
        path=f"/{path}",
        query=request.GET.dict(),
        headers=dict(request.headers.items()),
        body=request.body,
        subject=token,
    )
    return _told(_answered(asked, Accounts(token)))


def _answered(asked: ScimRequest, accounts: Accounts) -> ScimResponse:
    """Each request does all that it asks or nothing."""
    try:
        with transaction.atomic():
            return ScimHandler(_service(), accounts).handle(asked)
    except SCIMException as fault:
        return _service().error_response(fault)


def _told(answer: ScimResponse) -> HttpResponse:
    content = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode()
    return HttpResponse(content, status=int(answer.status), headers=answer.headers)
