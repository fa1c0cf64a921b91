"""What a browser keeps for a person, and when a device that several people share turns away."""

from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from servewell.base import keys

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

IDLE_SECONDS: Final = 5 * 60
_MINDS = "minds_the_time"


def device_key(person: "Person") -> str:
    """Under which a browser keeps what is the person's: it says nothing of them, and another company's is another."""
    name = salted_hmac("servewell.device", str(person.pk), secret=keys.stable_secret(), algorithm="sha256")
    return name.hexdigest()[:24]


def is_shared(request: HttpRequest) -> bool:
    """Whether several people share the device on which somebody is signed in."""
    return bool(getattr(request, "is_shared_device", False))


def minding_the_time(response: HttpResponse) -> HttpResponse:
    """A page whose own script turns away when nobody touches it, and not while somebody writes."""
    setattr(response, _MINDS, True)
    return response


def minds_the_time(response: HttpResponse) -> bool:
    return getattr(response, _MINDS, False)
