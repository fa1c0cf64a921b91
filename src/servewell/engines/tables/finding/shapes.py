"""What a person must look at before a file is taken in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from servewell.engines.tables.profiling import Examples

Value = str | int | float | bool | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True)
class Choice:
    """One way to decide. ``patch``: new values by the path of a recipe's key; an empty one changes nothing."""

    code: str
    patch: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """``says``: numbers and names for the sentence of ``code`` (docs/use/recipes.md, *What is looked for*)."""

    code: str
    column: str
    says: Mapping[str, str | int | float] = field(default_factory=dict)
    examples: Examples = ()
    choices: tuple[Choice, ...] = ()
