"""Who a session belongs to: the sign-in and its person come together, for every page asks."""

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

from servewell.base import today
from servewell.rooms.people import selectors as people

if TYPE_CHECKING:
    from servewell.rooms.people.models import SignIn

# where the middleware finds the person
CAME_WITH = "came_with"


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    def get_user(self, user_id: int) -> "SignIn | None":
        person = people.person_signed_in(key=int(user_id), on=today.earliest_day(at=today.now()))
        if person is None:
            found: SignIn | None = super().get_user(user_id)
            return found
        sign_in = person.sign_in
        setattr(sign_in, CAME_WITH, person)
        return sign_in if self.user_can_authenticate(sign_in) else None
