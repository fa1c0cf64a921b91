"""The shell around each page. Built only when a template asks for it: a fragment pays nothing."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from servewell.web.kit.components import LanguageChoice, Look, NavItem, Shell, Walk
from servewell.web.kit.languages import language_tag

ShellBuilder = Callable[[HttpRequest], Shell]


def shell(request: HttpRequest) -> Mapping[str, object]:
    return {"shell": SimpleLazyObject(lambda: _builder(getattr(settings, "SERVEWELL_NAV", ""))(request))}


def shell_with(
    request: HttpRequest,
    *,
    nav: Sequence[NavItem] = (),
    person_name: str = "",
    device_key: str = "",
    brand: str = "Servewell",
    look: Look | None = None,
    walk: Walk | None = None,
    may_walk: bool = False,
) -> Shell:
    """What the builder named by SERVEWELL_NAV returns: its rooms and its person, and what the kit knows itself."""
    return Shell(
        brand=brand,
        nav=tuple(nav),
        person_name=person_name,
        device_key=device_key,
        languages=language_choices(),
        next_url=request.get_full_path(),
        look=look,
        walk=walk,
        may_walk=may_walk,
    )


def language_choices() -> tuple[LanguageChoice, ...]:
    here = get_language()
    return tuple(
        LanguageChoice(code=code, tag=language_tag(code), name=str(name), is_here=code == here)
        for code, name in settings.LANGUAGES
    )


@cache
def _builder(path: str) -> ShellBuilder:
    """The kit knows no room, so settings name the one who lists them."""
    return cast(ShellBuilder, import_string(path)) if path else shell_with
