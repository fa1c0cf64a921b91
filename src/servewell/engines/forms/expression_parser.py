"""Reads a condition, by recursive descent, and refuses what is outside the closed list by name."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NoReturn

from servewell.engines.forms import operators
from servewell.engines.forms.expressions import Either, Expression, Literal, Node, Pair, Reference, Single
from servewell.engines.forms.javascript import Scalar

OPERATORS: Final = (
    *operators.COMPARING,
    "==",
    "<>",
    *operators.JOINING,
    "!",
    "empty",
    "notempty",
    *operators.CHOOSING,
    *"+-*/",
)
FUNCTIONS: Final = ("iif",)
DEEPEST: Final = 40
LONGEST: Final = 1000

_SAME_AS: Final = {"==": "=", "<>": "!="}
_EMPTINESS: Final = {"empty", "notempty"}
_ARGUMENTS_OF_IIF: Final = 3
_TOKEN: Final = re.compile(
    r"(?P<space>[ \t\r\n]+)|(?P<item>\{[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?\})"
    r"|(?P<number>(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?![\w.])"
    r"|(?P<text>'[^'\"\\]*'|\"[^'\"\\]*\")|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>&&|\|\||=>|=<|\*=|[=!<>]=|<>|[-=<>!+*/()\[\],%^])"
)
_REWRITTEN_BY_SURVEYJS: Final = re.compile(r"=>|=<|<>|equals|^undefined$")


class NotInTheLanguage(ValueError):
    """The expression uses something outside the closed list, or is not well formed."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    starts: int
    ends: int


def parse(text: str) -> Expression:
    """Short and shallow enough that neither reading nor evaluating it can exhaust the stack."""
    if len(text) > LONGEST:
        raise NotInTheLanguage(f"Longer than {LONGEST} characters")
    return Expression(text=text, root=_Parser(text).whole())


class _Parser:
    """Recursive descent; the levels bind as in SurveyJS: or, and, comparison, + -, * /, contains, ! and empty."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens_of(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._any()
        if self._next.kind != "end":
            self._refuse(self._next.text)
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _take_if(self, *texts: str) -> str | None:
        token = self._next
        return self._take().text if token.kind in {"sign", "word"} and token.text in texts else None

    def _expect(self, text: str) -> None:
        if self._take_if(text) is None:
            raise NotInTheLanguage(f"Expected '{text}' before '{self._next.text}'")

    def _refuse(self, text: str) -> NoReturn:
        raise NotInTheLanguage(
            f"'{text}' is not in the closed list of operators, functions and literals, or stands in the wrong place"
        )

    def _any(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotInTheLanguage(f"Nested more than {DEEPEST} deep")
        node = self._joined("or", below=lambda: self._joined("and", below=self._comparison))
        self._depth -= 1
        return node

    def _joined(self, *names: str, below: Callable[[], Node]) -> Node:
        node = below()
        while operator := self._take_if(*names):
            node = Pair(_SAME_AS.get(operator, operator), node, below())
        return node

    def _comparison(self) -> Node:
        return self._joined(*operators.COMPARING, *_SAME_AS, below=self._sum)

    def _sum(self) -> Node:
        return self._joined(*operators.ADDING, below=self._product)

    def _product(self) -> Node:
        return self._joined(*operators.MULTIPLYING, below=self._choosing)

    def _choosing(self) -> Node:
        return self._joined(*operators.CHOOSING, below=self._factor)

    def _factor(self) -> Node:
        if self._take_if("("):
            node = self._any()
            self._expect(")")
            return node
        if self._take_if("!"):
            return self._not()
        if self._take_if("["):
            return Literal(self._list())
        if self._take_if("iif"):
            return self._either()
        return self._atom()

    def _not(self) -> Node:
        self._depth += 1
        if self._depth > DEEPEST:
            raise NotInTheLanguage(f"Nested more than {DEEPEST} deep")
        node = Single("!", self._factor())
        self._depth -= 1
        return node

    def _either(self) -> Node:
        self._expect("(")
        arguments = [self._any()]
        while self._take_if(","):
            arguments.append(self._any())
        self._expect(")")
        if len(arguments) != _ARGUMENTS_OF_IIF:
            raise NotInTheLanguage("iif takes three arguments: a condition, the value if it holds, the value if not")
        return Either(*arguments)

    def _list(self) -> tuple[Scalar, ...]:
        values = [self._scalar()]
        while self._take_if(","):
            values.append(self._scalar())
        self._expect("]")
        return tuple(values)

    def _atom(self) -> Node:
        node = Reference(self._take().text[1:-1]) if self._next.kind == "item" else Literal(self._scalar())
        emptiness = self._take_if(*_EMPTINESS)
        return Single(emptiness, node) if emptiness else node

    def _scalar(self) -> Scalar:
        sign = self._next
        negative = self._take_if("-") is not None
        token = self._take()
        if negative and token.starts != sign.ends:
            self._refuse("- ")
        if token.kind == "number":
            return -float(token.text) if negative else float(token.text)
        if (
            negative
            or token.kind not in {"text", "word"}
            or (token.kind == "word" and token.text not in {"true", "false"})
        ):
            self._refuse(token.text)
        return token.text[1:-1] if token.kind == "text" else token.text == "true"


def _tokens_of(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise NotInTheLanguage(f"'{text[at : at + 20]}' cannot be read; items are written {{name}}, texts 'text'")
        kind, token = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "text" and _REWRITTEN_BY_SURVEYJS.search(token[1:-1]):
            raise NotInTheLanguage(f"The text {token} would be rewritten by SurveyJS; compare with another text")
        if kind != "space":
            tokens.append(_Token(kind, token, at, found.end()))
        at = found.end()
    return [*tokens, _Token("end", "the end", at, at)]
