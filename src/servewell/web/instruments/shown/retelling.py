"""What the engine of forms says in English, told again in the reader's language, sentence by sentence."""

import re
from functools import cache
from typing import Final

from django.utils.translation import gettext

from servewell.web.instruments.forms.filling import LANGUAGE_NAMES
from servewell.web.instruments.shown.sentences import OF_CONDITIONS, OF_DOCUMENTS, OF_OTHERS
from servewell.web.kit.said import one_after_the_other

_place: Final = re.compile(r"%\((\w+)\)s")


def retold(*texts: str) -> str:
    """A text that is not known here stays as it stands: it is better than none."""
    return one_after_the_other(_told(text) for text in texts)


def is_known(text: str) -> bool:
    return any(form.fullmatch(text) for form in _forms().values())


def _told(text: str) -> str:
    for template, form in _forms().items():
        if found := form.fullmatch(text):
            return gettext(template) % {name: _value(name, value) for name, value in found.groupdict().items()}
    return text


def _value(name: str, value: str) -> str:
    """A language by its own name; what was wrong in a condition is a sentence itself."""
    if name == "language":
        return LANGUAGE_NAMES.get(value, value)
    whole = f"{value}."
    return _told(whole).rstrip(".。") if any(form.fullmatch(whole) for form in _forms().values()) else value


@cache
def _forms() -> dict[str, "re.Pattern[str]"]:
    return {
        template: re.compile(_form(template), re.DOTALL) for template in (*OF_DOCUMENTS, *OF_OTHERS, *OF_CONDITIONS)
    }


def _form(template: str) -> str:
    parts, at, known = [], 0, set[str]()
    for place in _place.finditer(template):
        parts.append(re.escape(template[at : place.start()].replace("%%", "%")))
        name = place[1]
        parts.append(f"(?P={name})" if name in known else f"(?P<{name}>.+?)")
        known.add(name)
        at = place.end()
    parts.append(re.escape(template[at:].replace("%%", "%")))
    return "".join(parts)
