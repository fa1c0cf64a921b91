"""What we say and understand of a user, and what of it the people room needs to know."""

from typing import Annotated

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Extension,
    Mutability,
    Reference,
    Required,
    Resource,
    Uniqueness,
)

from servewell.rooms.people.services import AccountSaid


class Name(ComplexAttribute):
    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class Email(ComplexAttribute):
    value: str | None = None
    type: str | None = None
    primary: bool | None = None


class User(Resource):  # type: ignore[type-arg]  # extensions are bound where it is used
    """Of the core schema, what a person here has."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = Field(None, min_length=1, max_length=254)
    name: Name | None = None
    display_name: str | None = None
    title: str | None = None
    preferred_language: str | None = None
    active: bool | None = None
    emails: list[Email] | None = None


class Manager(ComplexAttribute):
    value: Annotated[str | None, Required.true, CaseExact.true] = None
    ref: Annotated[Reference["User"] | None, CaseExact.true] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display_name: Annotated[str | None, Mutability.read_only] = None


class EnterpriseUser(Extension):
    """``department`` is the code of a unit."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")

    employee_number: str | None = None
    department: str | None = None
    manager: Manager | None = None


UserHere = User[EnterpriseUser]  # type: ignore[type-arg]


def said_by(user: User) -> AccountSaid:
    """A person without a name of their own is called by their user name; whoever is not said to be gone works here."""
    more = user[EnterpriseUser] or EnterpriseUser()
    user_name = user.user_name or ""
    return AccountSaid(
        user_name=user_name,
        external_id=user.external_id or "",
        number=more.employee_number or "",
        name=user.display_name or _full_name(user.name) or user_name,
        email=_address(user.emails or []),
        language=_language(user.preferred_language or ""),
        job=user.title or "",
        department=more.department or "",
        manager=(more.manager.value or "") if more.manager else "",
        is_active=user.active is not False,
        document=user.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"meta", "id"}),
    )


def _full_name(name: Name | None) -> str:
    if name is None:
        return ""
    return name.formatted or " ".join(part for part in (name.given_name, name.family_name) if part)


def _address(emails: list[Email]) -> str:
    main = next((email for email in emails if email.primary), emails[0] if emails else None)
    return (main.value or "")[:254] if main else ""


def _language(tag: str) -> str:
    """``zh-TW`` and its like as this house calls them; one that it does not speak is kept and not spoken."""
    folded = tag.replace("_", "-").casefold()
    if folded.startswith("zh"):
        return "zh-Hant" if any(part in folded for part in ("hant", "tw", "hk", "mo")) else "zh-Hans"
    return folded.partition("-")[0]
