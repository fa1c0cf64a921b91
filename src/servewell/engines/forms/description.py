"""The closed list, printed for the documentation from the same tables that the reader checks against."""

from collections.abc import Iterable, Mapping

from servewell.engines.forms import expression_parser, vocabulary
from servewell.engines.forms.languages import LANGUAGES_BY_NAME


def describe() -> str:
    """Markdown: every property, item type, operator and function that a published instrument may use."""
    sections = [
        _properties("The document", vocabulary.DOCUMENT),
        _properties("A page", vocabulary.PAGE),
        _properties("Every item", vocabulary.EVERY_ITEM),
        *(_properties(f"Item type `{kind.value}`", known) for kind, known in vocabulary.OF_KIND.items()),
        _properties("A choice", vocabulary.CHOICE_WITH_POINTS),
        _listed("Languages of words", (f"`{name}` for {language}" for name, language in LANGUAGES_BY_NAME.items())),
        _listed("Operators", (f"`{operator}`" for operator in expression_parser.OPERATORS)),
        _listed("Functions", (f"`{function}`" for function in expression_parser.FUNCTIONS)),
    ]
    return "\n".join(sections)


def _properties(title: str, known: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in known.items()]
    return "\n".join([f"### {title}", "", "| property | holds |", "| --- | --- |", *rows, ""])


def _listed(title: str, entries: Iterable[str]) -> str:
    return "\n".join([f"### {title}", "", *(f"- {entry}" for entry in entries), ""])
