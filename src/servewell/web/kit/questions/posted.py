"""From the fields of a posted form to the answers that ``forms.validate`` reads."""

from collections.abc import Callable, Mapping, Sequence

from servewell.engines import forms
from servewell.web.kit.questions.shape import Fields


def typed_field(name: str) -> str:
    """Where a name is typed in place of a signature. Item names hold no hyphen."""
    return f"{name}-typed"


def answers_of(
    form: forms.Form, fields: Fields, *, attached: Callable[[str], Mapping[str, object] | None]
) -> Mapping[str, object]:
    """``attached`` reads the token of a file. What no item asks for stays as it came, as do places of a ranking."""
    answers: dict[str, object] = {name: tuple(values) for name, values in fields.items()}
    for item in form.items:
        if item.kind is forms.Kind.FILE:
            answers |= {item.name: _files(fields.get(item.name, ()), attached)}
        if item.kind is forms.Kind.SIGNATURE:
            typed = answers.pop(typed_field(item.name), ())
            drawn = tuple(each for each in fields.get(item.name, ()) if each.strip())
            answers |= {item.name: drawn or typed}
    return answers


def _files(tokens: Sequence[str], attached: Callable[[str], Mapping[str, object] | None]) -> tuple[object, ...]:
    """A token that cannot be read stays what it is: no file."""
    return tuple(found if (found := attached(token)) else token for token in tokens if token)
