"""Reads `visibleIf`: an expression that may look only at items which stand earlier."""

from collections.abc import Sequence

from servewell.engines.forms import expression_parser, expressions, operators
from servewell.engines.forms.document import Item, Kind
from servewell.engines.forms.expressions import Either, Expression, Literal, Node, Pair, Reference
from servewell.engines.forms.faults import Place

_ONE_VALUE_EACH_SIDE = {*operators.ADDING, *operators.MULTIPLYING, *(set(operators.COMPARING) - {"=", "!="})}


def read_condition(place: Place, earlier: Sequence[Item]) -> Expression | None:
    text = place.text("visibleIf")
    if text is None:
        return None
    try:
        expression = expression_parser.parse(text)
    except expression_parser.NotInTheLanguage as fault:
        place.fault("visibleIf", f"{fault}.", "Write it with what the printed list of the language offers.")
        return None
    unknown = sorted(expression.names - {item.name for item in earlier})
    if unknown:
        place.fault(
            "visibleIf", f"No earlier item is named {', '.join(unknown)}.", "Refer to items that stand earlier."
        )
    several = frozenset(item.name for item in earlier if item.kind is Kind.CHECKBOX)
    for node in expressions.nodes_under(expression.root):
        if isinstance(node, Pair) and node.operator in _ONE_VALUE_EACH_SIDE:
            _refuse_lists(place, node, several)
    return expression


def _refuse_lists(place: Place, node: Pair, several: frozenset[str]) -> None:
    if _may_be_a_list(node.left, several) or _may_be_a_list(node.right, several):
        what = f"'{node.operator}' stands beside a list of values."
        place.fault("visibleIf", what, "Ask a list with contains, anyof, allof, empty, notempty, = or !=.")


def _may_be_a_list(node: Node, several: frozenset[str]) -> bool:
    if isinstance(node, Literal):
        return isinstance(node.value, tuple)
    if isinstance(node, Reference):
        return node.name in several
    if isinstance(node, Either):
        return any(_may_be_a_list(branch, several) for branch in (node.then, node.otherwise))
    is_joined = isinstance(node, Pair) and node.operator in operators.JOINING
    return is_joined and any(_may_be_a_list(child, several) for child in expressions.children(node))
