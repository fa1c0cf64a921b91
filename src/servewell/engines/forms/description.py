"""The closed list, printed for the documentation from the same tables that the reader checks against."""

from collections.abc import Iterable, Mapping

from servewell.engines.forms import expression_parser, patterns, vocabulary
from servewell.engines.forms.languages import LANGUAGES_BY_NAME
from servewell.engines.forms.metrics import METRICS, Metric


def describe() -> str:
    """Markdown: every property, item type, metric, operator and function that a published instrument may use."""
    sections = [
        _properties("The document", vocabulary.DOCUMENT),
        _properties("A page", vocabulary.PAGE),
        _properties("A section, among the elements of a page", vocabulary.PANEL),
        _properties("Every item", vocabulary.EVERY_ITEM),
        *(_properties(f"Item type `{kind.value}`", known) for kind, known in vocabulary.OF_KIND.items()),
        _properties("A choice, and a column of a matrix", vocabulary.CHOICE_WITH_POINTS),
        _properties("A column that is a step", vocabulary.STEP),
        _properties("A row of a matrix", vocabulary.ROW),
        _properties("An anchor", vocabulary.ANCHOR),
        *(_properties(f"Validator `{check.value}`", known) for check, known in vocabulary.OF_CHECK.items()),
        _metrics(METRICS.values()),
        _listed("Languages of words", (f"`{name}` for {language}" for name, language in LANGUAGES_BY_NAME.items())),
        _listed("Operators", (f"`{operator}`" for operator in expression_parser.OPERATORS)),
        _listed("Functions", (f"`{function}`" for function in expression_parser.FUNCTIONS)),
        _listed("Patterns", patterns.MEANINGS),
    ]
    return "\n".join(sections)


def _properties(title: str, known: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in known.items()]
    return "\n".join([f"### {title}", "", "| property | holds |", "| --- | --- |", *rows, ""])


def _metrics(metrics: Iterable[Metric]) -> str:
    rows = [
        f"| `{each.code}` | {each.lowest} to {each.highest} | {each.formula.value} | {_ends(each)} | {each.source} |"
        for each in metrics
    ]
    heads = ["| definition | scale | formula | counts | source |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(["### Metrics", "", *heads, *rows, ""])


def _ends(metric: Metric) -> str:
    good = f"for: {metric.good[0]} to {metric.good[1]}"
    return good if metric.bad is None else f"{good}; against: {metric.bad[0]} to {metric.bad[1]}"


def _listed(title: str, entries: Iterable[str]) -> str:
    return "\n".join([f"### {title}", "", *(f"- {entry}" for entry in entries), ""])
