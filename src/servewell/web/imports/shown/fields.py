"""Fields whose number depends on the file: made by hand, shown by one template, each with its own fault."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "date", "select", "radio", "tick"]
Faults = Mapping[str, str]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """``name`` is also its id; ``is_quiet`` hides the label where a table's head says it already."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    help: str = ""
    fault: str = ""
    options: Sequence[Option] = ()
    is_quiet: bool = False
    is_ticked: bool = False

    @property
    def described_by(self) -> str:
        said = (f"{self.name}-help" if self.help else "", f"{self.name}-fault" if self.fault else "")
        return " ".join(filter(None, said))


def options(choices: Sequence[tuple[str, str]], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value=value, label=label, is_chosen=value == chosen) for value, label in choices)


def select(
    *,
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    chosen: str,
    fault: str = "",
    help: str = "",  # noqa: A002  the word the template reads
    is_quiet: bool = False,
) -> Field:
    return Field(
        name=name,
        label=label,
        kind="select",
        value=chosen,
        fault=fault,
        help=help,
        options=options(choices, chosen),
        is_quiet=is_quiet,
    )
