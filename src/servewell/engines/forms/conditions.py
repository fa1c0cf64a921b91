"""Reads the expressions of a document: each may look only at items which stand earlier."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from servewell.engines.forms import expression_parser, expressions, operators
from servewell.engines.forms.document import FIRST_EDITION, Kind, Words
from servewell.engines.forms.expressions import Either, Expression, Literal, Node, Pair, Reference, Single
from servewell.engines.forms.faults import Place
from servewell.engines.forms.scope import Scope

PIPED: Final = re.compile(r"\{([^{}]*)\}")
_ONE_VALUE_EACH_SIDE: Final = {*operators.ADDING, *operators.MULTIPLYING, *(set(operators.COMPARING) - {"=", "!="})}
_LISTS: Final = {Kind.CHECKBOX.value, Kind.RANKING.value}
_GIVEN_OR_NOT: Final = {Kind.FILE.value, Kind.SIGNATURE.value}


@dataclass(frozen=True, slots=True)
class Reader:
    """Of one place that begins at item number ``at``. ``name`` is the item's, ``own`` the items that stand in it."""

    scope: Scope
    at: int
    name: str | None
    own: frozenset[str]

    @classmethod
    def of_item(cls, scope: Scope, name: str) -> "Reader":
        found = scope.items.get(name)
        return cls(scope, found.at if found else len(scope.items), name, frozenset())

    @classmethod
    def of_part(cls, scope: Scope, *, page: int, section: str | None = None) -> "Reader":
        own = scope.inside(page=page, section=section)
        return cls(scope, min((scope.items[name].at for name in own), default=len(scope.items)), None, own)

    def condition(self, place: Place, key: str) -> Expression | None:
        """What decides whether something shows or must be answered: over earlier items."""
        return self._expression(place, key, until=self.at)

    def judgement(self, place: Place, key: str) -> Expression | None:
        """What looks at an answer once it was given: over the item itself and earlier ones."""
        return self._expression(place, key, until=self.at + 1)

    def piped(self, place: Place, key: str, words: Words | None) -> None:
        """In the first edition braces are just braces."""
        if self.scope.edition == FIRST_EDITION:
            return
        names = {name for text in (words or {}).values() for name in PIPED.findall(text)}
        self._refuse_what_does_not_stand(place, key, names, until=self.at)
        for name in sorted(names):
            if self._kind(name) in _GIVEN_OR_NOT:
                mend = "Pipe an item that is answered in words."
                place.fault(key, f"'{name}' is a file or signature, which no text can say.", mend)

    def plain(self, place: Place, key: str, words: Words | None) -> None:
        """Beside titles and descriptions the second edition has no braces: SurveyJS would pipe some and not others."""
        if self.scope.edition != FIRST_EDITION and any(PIPED.search(text) for text in (words or {}).values()):
            place.fault(key, "Only titles and descriptions can say an answer.", "Leave the braces out.")

    def _expression(self, place: Place, key: str, *, until: int) -> Expression | None:
        text = place.text(key)
        if text is None:
            return None
        try:
            expression = expression_parser.parse(text)
        except expression_parser.NotInTheLanguage as fault:
            place.fault(key, f"{fault}.", "Write it with what the printed list of the language offers.")
            return None
        self._refuse_what_does_not_stand(place, key, set(expression.names), until=until)
        kinds = {name: found.kind for name in expression.names if (found := self.scope.items.get(name))}
        for what, mend in misused(expression, kinds):
            place.fault(key, what, mend)
        return expression

    def _refuse_what_does_not_stand(self, place: Place, key: str, names: set[str], *, until: int) -> None:
        unknown: list[str] = []
        for name in sorted(names):
            found = self.scope.items.get(name)
            if name in self.scope.matrices:
                mend = f"Name one of its rows, such as {{{name}.row}}."
                place.fault(key, f"'{name}' is a matrix, which has no answer of its own.", mend)
            elif found is None:
                unknown.append(name)
            elif found.at >= until:
                place.fault(key, *self._later(name))
        if unknown:
            what = f"No earlier item is named {', '.join(unknown)}."
            place.fault(key, what, "Refer to items that stand earlier.")

    def _later(self, name: str) -> tuple[str, str]:
        """What is wrong with looking at an item that does not stand earlier, and how to mend it."""
        if name == self.name:
            return f"'{name}' depends on itself.", "Let it look at earlier items only."
        if name in self.own:
            return f"It depends on itself: '{name}' stands in it.", "Let it look at items that stand before it."
        ways = (self.scope.way_back(name, end) for end in sorted({self.name} if self.name else self.own) if end)
        way = next((each for each in ways if each), None)
        if way is None:
            return f"'{name}' stands later.", "Refer to items that stand earlier, or move it."
        if self.name is None:
            return f"It depends on itself, round a loop: {' → '.join(way)}, which stands in it.", "Break the loop."
        return f"'{self.name}' depends on itself, round a loop: {' → '.join((self.name, *way))}.", "Break the loop."

    def _kind(self, name: str) -> str | None:
        found = self.scope.items.get(name)
        return found.kind if found else None


def misused(expression: Expression, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the kinds of the items do not allow: what is wrong, and how to mend it."""
    lists = frozenset(name for name in expression.names if kinds.get(name) in _LISTS | _GIVEN_OR_NOT)
    ranked = frozenset(name for name in lists if kinds[name] == Kind.RANKING)
    files = frozenset(name for name in lists if kinds[name] in _GIVEN_OR_NOT)
    nodes = list(expressions.nodes_under(expression.root))
    for node in nodes:
        if not isinstance(node, Pair):
            continue
        if node.operator in _ONE_VALUE_EACH_SIDE and _has_a_list(node, lists):
            mend = "Ask a list with contains, anyof, allof, empty, notempty, = or !=."
            yield f"'{node.operator}' stands beside a list of values.", mend
        # SurveyJS compares lists in any order, and rankings in theirs
        if node.operator in {"=", "!="} and _has_a_ranking(node, ranked):
            yield f"'{node.operator}' stands beside a ranking.", "Ask a ranking with empty or notempty."
    asked = {id(node.of) for node in nodes if isinstance(node, Single) and node.operator in {"empty", "notempty"}}
    for node in nodes:
        if isinstance(node, Reference) and node.name in files and id(node) not in asked:
            what = f"'{node.name}' is a file or signature, which can only be there or not."
            yield what, "Ask it with empty or notempty."


def _has_a_list(node: Pair, several: frozenset[str]) -> bool:
    return _may_be_a_list(node.left, several) or _may_be_a_list(node.right, several)


def _has_a_ranking(node: Pair, ranked: frozenset[str]) -> bool:
    under = expressions.nodes_under(node)
    return any(isinstance(each, Reference) and each.name in ranked for each in under)


def _may_be_a_list(node: Node, several: frozenset[str]) -> bool:
    if isinstance(node, Literal):
        return isinstance(node.value, tuple)
    if isinstance(node, Reference):
        return node.name in several
    if isinstance(node, Either):
        return any(_may_be_a_list(branch, several) for branch in (node.then, node.otherwise))
    is_joined = isinstance(node, Pair) and node.operator in operators.JOINING
    return is_joined and any(_may_be_a_list(child, several) for child in expressions.children(node))
