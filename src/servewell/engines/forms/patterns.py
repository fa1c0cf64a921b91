"""Patterns that a text must fit: a closed part of JavaScript's, which takes time by the length of the text only.

What is outside the list is refused by name. A text is seen as JavaScript sees it, as UTF-16 units.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn, TypeAlias

from servewell.engines.forms.javascript import BLANKS

MEANINGS: Final = (
    "a character as it stands; `\\` before `. * + ? ( ) [ ] { } | ^ $ / \\ -` makes it one",
    "`.` any character but a line end; `\\d` a digit 0-9; `\\w` a letter a-z, A-Z, a digit or `_`; `\\s` a blank",
    "`[abc]`, `[a-z]`, `[^a-z]` one of these, one in between, one of all others",
    "`(…)`, `(?:…)` a group; `|` one or the other",
    "`?`, `*`, `+`, `{2}`, `{2,}`, `{2,5}` how often, up to 100 times",
    "`^` the beginning of the text, `$` its end",
)
LARGEST: Final = 400
_OFTENEST: Final = 100
_SPECIAL: Final = set(".*+?()[]{}|^$/\\-")
_LINE_ENDS: Final = set("\n\r\u2028\u2029")
_DIGITS: Final = frozenset("0123456789")
_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CLASSES: Final = {"d": _DIGITS, "w": _WORD, "s": frozenset(BLANKS)}
_HIGHEST_UNIT: Final = 0xFFFF

Fits: TypeAlias = Callable[[str], bool]


class NotInTheLanguage(ValueError):
    """The pattern uses something outside the closed list, or is not well formed."""


@dataclass(frozen=True, slots=True)
class _One:
    """One unit, or a place in the text where `fits` is none: `^` or `$`."""

    name: str
    fits: Fits | None


@dataclass(frozen=True, slots=True)
class _Row:
    parts: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Either:
    options: tuple["_Node", ...]


@dataclass(frozen=True, slots=True)
class _Repeated:
    of: "_Node"
    least: int
    most: int | None


_Node: TypeAlias = _One | _Row | _Either | _Repeated


@dataclass(frozen=True, slots=True)
class _Step:
    """A state: it takes one unit that `one` fits, or stands for the states in `to`; none of both: found."""

    one: _One | None
    to: tuple[int, ...]


@lru_cache(maxsize=512)
def parse(pattern: str, *, ignores_case: bool = False) -> tuple[_Step, ...]:
    """Raises NotInTheLanguage."""
    parser = _Parser(pattern, ignores_case=ignores_case)
    steps: list[_Step] = []
    _compile(parser.whole(), steps)
    return (*steps, _Step(None, ()))


def is_found(pattern: str, text: str, *, ignores_case: bool = False) -> bool:
    """Whether the pattern fits anywhere in the text."""
    steps = parse(pattern, ignores_case=ignores_case)
    raw = text.encode("utf-16-le", "surrogatepass")
    units = [chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2)]
    now: set[int] = set()
    for at, unit in enumerate(units):
        if _enter(0, steps, now, at=at, end=len(units)):
            return True
        following: set[int] = set()
        for each in now:
            one = steps[each].one
            takes_it = one is not None and one.fits is not None and one.fits(unit)
            if takes_it and _enter(each + 1, steps, following, at=at + 1, end=len(units)):
                return True
        now = following
    return _enter(0, steps, now, at=len(units), end=len(units))


def _enter(first: int, steps: tuple[_Step, ...], now: set[int], *, at: int, end: int) -> bool:
    """Adds the states that are reached without a unit; true where the pattern is through."""
    waiting = [first]
    while waiting:
        number = waiting.pop()
        if number in now:
            continue
        now.add(number)
        step = steps[number]
        if step.one is None and not step.to:
            return True
        waiting.extend(step.to)
        if step.one is not None and step.one.fits is None and (at == 0 if step.one.name == "^" else at == end):
            waiting.append(number + 1)
    return False


def _compile(node: _Node, steps: list[_Step]) -> None:
    """Appends the states of a part; it is left by going on behind them."""
    if len(steps) > LARGEST:
        raise NotInTheLanguage(f"The pattern is too long: it unfolds to more than {LARGEST} steps")
    if isinstance(node, _One):
        steps.append(_Step(node, ()))
    elif isinstance(node, _Row):
        for part in node.parts:
            _compile(part, steps)
    elif isinstance(node, _Either):
        _compile_either(node, steps)
    else:
        _compile_repeated(node, steps)


def _compile_either(node: _Either, steps: list[_Step]) -> None:
    fork = len(steps)
    steps.append(_Step(None, ()))
    begins, ends = [], []
    for option in node.options:
        begins.append(len(steps))
        _compile(option, steps)
        ends.append(len(steps))
        steps.append(_Step(None, ()))
    steps[fork] = _Step(None, tuple(begins))
    for end in ends:
        steps[end] = _Step(None, (len(steps),))


def _compile_repeated(node: _Repeated, steps: list[_Step]) -> None:
    for _ in range(node.least):
        _compile(node.of, steps)
    if node.most is None:
        fork = len(steps)
        steps.append(_Step(None, ()))
        _compile(node.of, steps)
        steps.append(_Step(None, (fork,)))
        steps[fork] = _Step(None, (fork + 1, len(steps)))
        return
    forks = []
    for _ in range(node.most - node.least):
        forks.append(len(steps))
        steps.append(_Step(None, ()))
        _compile(node.of, steps)
    for fork in forks:
        steps[fork] = _Step(None, (fork + 1, len(steps)))


class _Parser:
    def __init__(self, pattern: str, *, ignores_case: bool) -> None:
        if any(ord(sign) > _HIGHEST_UNIT for sign in pattern):
            raise NotInTheLanguage("A sign of two units, such as an emoji, cannot stand in a pattern")
        self._left = list(pattern)[::-1]
        self._ignores_case = ignores_case
        self._depth = 0

    def whole(self) -> _Node:
        node = self._either()
        if self._left:
            self._refuse(self._left[-1])
        return node

    def _refuse(self, what: str) -> NoReturn:
        raise NotInTheLanguage(f"'{what}' is not in the closed list of patterns, or stands in the wrong place")

    def _take_if(self, sign: str) -> bool:
        if self._left and self._left[-1] == sign:
            self._left.pop()
            return True
        return False

    def _take(self) -> str:
        if not self._left:
            raise NotInTheLanguage("The pattern ends too early")
        return self._left.pop()

    def _either(self) -> _Node:
        options = [self._row()]
        while self._take_if("|"):
            options.append(self._row())
        return options[0] if len(options) == 1 else _Either(tuple(options))

    def _row(self) -> _Node:
        parts: list[_Node] = []
        while self._left and self._left[-1] not in "|)":
            parts.append(self._repeated())
        return _Row(tuple(parts))

    def _repeated(self) -> _Node:
        node = self._one()
        sign = self._left[-1] if self._left else ""
        if not sign or sign not in "?*+{":
            return node
        if isinstance(node, _One) and node.fits is None:
            self._refuse(f"{node.name}{sign}")
        self._left.pop()
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}.get(sign) or self._times()
        if self._left and self._left[-1] in "?*+{":
            self._refuse(sign + self._left[-1])
        return _Repeated(node, least, most)

    def _times(self) -> tuple[int, int | None]:
        said = ""
        while (sign := self._take()) != "}":
            said += sign
        few, comma, many = said.partition(",")
        if not (few.isascii() and few.isdigit()) or (many and not (many.isascii() and many.isdigit())):
            self._refuse("{" + said + "}")
        least = int(few)
        most = int(many) if many else None if comma else least
        if max(least, most or 0) > _OFTENEST or (most is not None and most < least):
            self._refuse("{" + said + "}")
        return least, most

    def _one(self) -> _Node:
        sign = self._take()
        if sign == "(":
            return self._group()
        if sign == "[":
            return _One("[…]", self._class())
        if sign == "\\":
            return self._escaped()
        if sign == ".":
            return _One(".", lambda unit: unit not in _LINE_ENDS)
        if sign in "^$":
            return _One(sign, None)
        if sign in "*+?{}]":
            self._refuse(sign)
        return _One(sign, self._among(frozenset(sign)))

    def _group(self) -> _Node:
        self._depth += 1
        if self._depth > 20:
            raise NotInTheLanguage("Groups nested more than 20 deep")
        if self._take_if("?") and self._take() != ":":
            self._refuse("(?")
        node = self._either()
        if not self._take_if(")"):
            raise NotInTheLanguage("A group is not closed")
        self._depth -= 1
        return node

    def _escaped(self) -> _One:
        sign = self._take()
        if sign in _CLASSES:
            return _One(f"\\{sign}", _CLASSES[sign].__contains__)
        if sign not in _SPECIAL:
            self._refuse(f"\\{sign}")
        return _One(sign, frozenset(sign).__contains__)

    def _class(self) -> Fits:
        is_other = self._take_if("^")
        units: set[str] = set()
        while not self._take_if("]"):
            units |= self._range()
        among = self._among(frozenset(units))
        return (lambda unit: not among(unit)) if is_other else among

    def _range(self) -> frozenset[str]:
        first = self._in_class()
        if len(self._left) < 2 or self._left[-1] != "-" or self._left[-2] == "]":
            return first
        self._left.pop()
        last = self._in_class()
        low, high = min(first), min(last)
        if len(first) > 1 or len(last) > 1 or low > high:
            self._refuse(f"{low}-{high}")
        return frozenset(map(chr, range(ord(low), ord(high) + 1)))

    def _in_class(self) -> frozenset[str]:
        sign = self._take()
        if sign == "[":
            self._refuse(sign)
        if sign != "\\":
            return frozenset(sign)
        escaped = self._take()
        if escaped in _CLASSES:
            return _CLASSES[escaped]
        if escaped not in _SPECIAL:
            self._refuse(f"\\{escaped}")
        return frozenset(escaped)

    def _among(self, units: frozenset[str]) -> Fits:
        if not self._ignores_case:
            return units.__contains__
        folded = frozenset(map(_folded, units))
        return lambda unit: _folded(unit) in folded


def _folded(unit: str) -> str:
    """As JavaScript compares without regard to capitals: by the capital letter, where that is one unit too."""
    capital = unit.upper()
    if len(capital) != 1 or (ord(unit) > 127 and ord(capital) <= 127):
        return unit
    return capital
