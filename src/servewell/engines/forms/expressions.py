"""Conditions in an instrument: a closed part of the SurveyJS expression language, evaluated as SurveyJS would.

What is outside the list is refused by name, so that the server and a browser with SurveyJS never disagree.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from servewell.engines.forms import javascript, operators, surveyjs_values
from servewell.engines.forms.javascript import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Reference:
    name: str


@dataclass(frozen=True, slots=True)
class Single:
    operator: str
    of: "Node"


@dataclass(frozen=True, slots=True)
class Pair:
    operator: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Either:
    condition: "Node"
    then: "Node"
    otherwise: "Node"


Node: TypeAlias = Literal | Reference | Single | Pair | Either


@dataclass(frozen=True, slots=True)
class Expression:
    text: str
    root: Node

    @property
    def names(self) -> frozenset[str]:
        return frozenset(node.name for node in nodes_under(self.root) if isinstance(node, Reference))


def evaluate(expression: Expression, values: Mapping[str, Value]) -> Value:
    return _value_of(expression.root, values)


def holds(expression: Expression, values: Mapping[str, Value]) -> bool:
    """A condition holds if its result equals true, which a number other than one does not."""
    return javascript.number_of(evaluate(expression, values)) == 1


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Single):
        return (node.of,)
    if isinstance(node, Pair):
        return (node.left, node.right)
    return (node.condition, node.then, node.otherwise) if isinstance(node, Either) else ()


def nodes_under(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from nodes_under(child)


def _value_of(node: Node, values: Mapping[str, Value]) -> Value:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Reference):
        return surveyjs_values.as_read_from_an_answer(values.get(node.name))
    if isinstance(node, Single):
        value = _value_of(node.of, values)
        if node.operator == "!":
            return not javascript.is_true(value)
        return javascript.is_empty(value) == (node.operator == "empty")
    if isinstance(node, Pair):
        return operators.BINARY[node.operator](_value_of(node.left, values), _value_of(node.right, values))
    chosen = node.then if javascript.is_true(_value_of(node.condition, values)) else node.otherwise
    return _value_of(chosen, values)
