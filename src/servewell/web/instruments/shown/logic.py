"""Conditions in words: each is said from what the engine understood of it, so what is read is what holds."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from servewell.engines.forms import expression_parser, written
from servewell.engines.forms.expressions import Either, Literal, Node, Pair, Reference, Single
from servewell.web.kit.figures import number

LONGEST_TITLE = 80


class Reader:
    """Says conditions over the items of a document, in one of its languages, to somebody who reads the page's."""

    def __init__(self, items: Sequence[written.WrittenItem], *, language: str) -> None:
        self._items = {item.name: item for item in items}
        self._language = language

    def said(self, text: str) -> str:
        """The condition in words; empty where it is outside of the language of conditions."""
        try:
            return self._holds(expression_parser.parse(text).root)
        except expression_parser.NotInTheLanguage:
            return ""

    def title_of(self, name: str) -> str:
        """The words of an item; of a row of a table, the table's and the row's."""
        table, _dot, row = name.partition(".")
        item = self._items.get(table)
        if item is None:
            return name
        title = self._in(item.title) or name
        entry = next((each for each in written.maps(item.content.get("rows")) if each.get("value") == row), None)
        title = f"{title} – {self._in(written.texts_of(entry.get('text')))}" if entry else title
        return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"

    def _in(self, texts: Mapping[str, str]) -> str:
        return texts.get(self._language) or next(iter(texts.values()), "")

    def _holds(self, node: Node) -> str:
        """A question alone, where it matters whether something holds, is one that was answered with yes."""
        if isinstance(node, Reference):
            return _("%(left)s is %(right)s") % {"left": self._node(node), "right": _("yes")}
        return self._node(node)

    def _node(self, node: Node) -> str:
        if isinstance(node, Reference):
            return _("“%(question)s”") % {"question": self.title_of(node.name)}
        if isinstance(node, Literal):
            return self._value(node.value, None)
        if isinstance(node, Single):
            return self._single(node)
        if isinstance(node, Pair):
            return self._pair(node)
        return self._either(node)

    def _single(self, node: Single) -> str:
        said = self._node(node.of)
        if node.operator == "!":
            return _("it is not so that %(condition)s") % {"condition": self._grouped(node.of)}
        if node.operator == "empty":
            return _("%(question)s was not answered") % {"question": said}
        return _("%(question)s was answered") % {"question": said}

    def _either(self, node: Either) -> str:
        return _("if %(condition)s, then %(first)s, otherwise %(second)s") % {
            "condition": self._grouped(node.condition),
            "first": self._beside(node.then, node.otherwise),
            "second": self._beside(node.otherwise, node.then),
        }

    def _pair(self, node: Pair) -> str:
        if node.operator == "and":
            return _("%(first)s, and %(second)s") % {
                "first": self._grouped(node.left),
                "second": self._grouped(node.right),
            }
        if node.operator == "or":
            return _("%(first)s, or %(second)s") % {
                "first": self._grouped(node.left),
                "second": self._grouped(node.right),
            }
        left, right = self._beside(node.left, node.right), self._beside(node.right, node.left)
        return _sentence(node.operator) % {"left": left, "right": right}

    def _grouped(self, node: Node) -> str:
        """In brackets where an and stands in an or, or the other way round: then it matters what belongs together."""
        said = self._holds(node)
        is_joined = isinstance(node, Either) or (isinstance(node, Pair) and node.operator in {"and", "or"})
        return _("(%(condition)s)") % {"condition": said} if is_joined else said

    def _beside(self, node: Node, other: Node) -> str:
        """A value is said in the words of the choice that it stands for."""
        if isinstance(node, Literal) and isinstance(other, Reference):
            return self._value(node.value, self._items.get(other.name.partition(".")[0]))
        return self._node(node) if isinstance(node, Reference) else self._grouped(node)

    def _value(self, value: object, item: written.WrittenItem | None) -> str:
        if isinstance(value, tuple):
            return _(", ").join(self._value(each, item) for each in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, int | float):
            return number(value, decimals=len(f"{value:.4f}".rstrip("0").partition(".")[2]))
        offered = written.maps((item.content.get("choices") or item.content.get("columns")) if item else None)
        words = next(
            (self._in(written.texts_of(each.get("text"))) for each in offered if each.get("value") == value), ""
        )
        return _("“%(words)s”") % {"words": words or value}


def _sentence(operator: str) -> str:
    """How two things stand to one another."""
    return {
        "=": _("%(left)s is %(right)s"),
        "!=": _("%(left)s is not %(right)s"),
        "<": _("%(left)s is less than %(right)s"),
        "<=": _("%(left)s is at most %(right)s"),
        ">": _("%(left)s is more than %(right)s"),
        ">=": _("%(left)s is at least %(right)s"),
        "contains": _("%(left)s includes %(right)s"),
        "anyof": _("%(left)s includes one of %(right)s"),
        "allof": _("%(left)s includes all of %(right)s"),
        "+": _("%(left)s plus %(right)s"),
        "-": _("%(left)s less %(right)s"),
        "*": _("%(left)s times %(right)s"),
        "/": _("%(left)s divided by %(right)s"),
    }.get(operator, f"%(left)s {operator} %(right)s")
