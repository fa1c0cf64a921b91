"""Where the protocol reads and writes: accounts, in the name of one token."""

from typing import TYPE_CHECKING, Any

from scim2_models import (
    ForbiddenException,
    InvalidFilterException,
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from servewell.base import today
from servewell.base.permissions import NotAllowed
from servewell.rooms.people import selectors as people
from servewell.rooms.people import services
from servewell.web.staff.api.users import UserHere, said_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from servewell.rooms.people.models import Account, Token

MOST_MATCHED = 10_000
_SAID_AS = {
    services.UserNameIsTaken: UniquenessException,
    services.NumberIsNotFree: UniquenessException,
    services.NumberDoesNotFit: InvalidValueException,
    services.ManagerIsUnknown: InvalidValueException,
    services.NobodyWouldManage: ForbiddenException,
    services.HasChanged: PreconditionFailedException,
    people.NoSuchAccount: NotFoundException,
    NotAllowed: ForbiddenException,
}


class Accounts(ScimStorage):
    """A filter that compares one of the keys is asked of the database; others are matched one by one, up to a limit."""

    def __init__(self, token: "Token") -> None:
        self._token = token

    def get(
        self, resource_type: ResourceType, resource_id: str, *,
        response_parameters: ResponseParameters[Any] | None = None,
    ) -> Resource[Any]:  # fmt: skip
        with _Translated():
            return _shown(people.account_for(token=self._token, key=resource_id))

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        start, count = (search_request.start_index or 1) - 1, search_request.count
        if search_request.filter is None:
            found = people.accounts(token=self._token)
            last = None if count is None else start + count
            return SearchPage(found.count(), [_shown(each) for each in found[start:last]])
        matching = list(self._matching(search_request))
        last = len(matching) if count is None else start + count
        return SearchPage(len(matching), matching[start:last])

    def _matching(self, request: SearchRequest[Any]) -> "Iterator[Resource[Any]]":
        candidates = self._candidates(str(request.filter))
        if candidates.count() > MOST_MATCHED:
            raise InvalidFilterException(detail="Filter by userName, externalId or id: others are too many here.")
        for account in candidates.iterator(chunk_size=500):
            user = _shown(account)
            if request.filter is not None and request.filter.match(user):
                yield user

    def _candidates(self, text: str) -> "QuerySet[Account]":
        """Thinned out by the database where the whole filter is one comparison of a key."""
        name, _, rest = text.strip().partition(" ")
        operator, _, value = rest.strip().partition(" ")
        if operator.lower() == "eq" and len(value) > 1 and value[0] == value[-1] == '"' and '"' not in value[1:-1]:
            given = value[1:-1]
            if name.lower() == "username" and "\\" not in given:
                return people.accounts_where(token=self._token, user_name=given)
            if name.lower() == "externalid" and "\\" not in given:
                return people.accounts_where(token=self._token, external_id=given)
        return people.accounts(token=self._token)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        with _Translated():
            said = said_by(resource)  # type: ignore[arg-type]  # the provider knows users only
            return _shown(services.open_account(token=self._token, said=said, at=today.now()))

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        with _Translated():
            account = people.account_for(token=self._token, key=str(resource.id))
            return _shown(
                services.change_account(
                    token=self._token, account=account, said=said_by(resource),  # type: ignore[arg-type]
                    at=today.now(), version=_number(expected_version),
                )
            )  # fmt: skip

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        with _Translated():
            account = people.account_for(token=self._token, key=resource_id)
            services.close_account(
                token=self._token, account=account, at=today.now(), version=_number(expected_version)
            )


class _Translated:
    """What the room refuses, as the protocol says it."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: object) -> None:
        for ours, theirs in _SAID_AS.items():
            if isinstance(fault, ours):
                raise theirs(detail=str(fault)) from fault


def _shown(account: "Account") -> Resource[Any]:
    user = UserHere.model_validate(account.document)
    user.id = str(account.pk)
    user.meta = Meta(
        resource_type="User", created=account.made_at, last_modified=account.changed_at, version=_tag(account.version)
    )
    return user


def _tag(version: int) -> str:
    return f'W/"{version}"'


def _number(tag: str | None) -> int | None:
    digits = (tag or "").removeprefix("W/").strip('"')
    return int(digits) if digits.isdigit() else None
