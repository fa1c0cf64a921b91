"""The words of a playbook: each room states its own, and knows how they are read, compared, installed and written."""

from collections.abc import Callable, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from servewell.base.permissions import Actor
from servewell.base.playbook.reading import Part, Sheet, nearest

Wanted = TypeVar("Wanted")
Answer = TypeVar("Answer")
Wants = TypeVar("Wants", contravariant=True)
# what stands under one entry: mappings, lists, texts, numbers, truths and None, in the order in which it is written
Said = Mapping[str, object]


class Installs(Protocol[Wants]):
    def __call__(self, *, wanted: Sequence[Wants], by: Actor, at: datetime) -> None: ...


@dataclass(frozen=True)
class Vocabulary(Generic[Wanted]):
    """The entries under ``name:`` in the files of a playbook.

    ``title`` names them to people, marked with ``gettext_noop``. ``keys`` are the fields by which an entry is known;
    one that it leaves out counts as empty. ``read`` notes every fault on its part and answers None where there is one.
    ``standing`` is everything there is, in the order of an export. ``said`` is an entry as plain data: two
    that say the same are equal, so everything that it leaves to the house is filled in. ``install`` adds and changes
    through the room's services and may raise the ``refusals``. ``after`` are vocabularies whose entries it points at.
    ``kept_in`` is where the things themselves stand: nobody else writes there while a playbook is being installed.
    """

    name: str
    title: str
    read: Callable[[Part, "Names"], Wanted | None]
    standing: Callable[[], Sequence[Wanted]]
    said: Callable[[Wanted], Said]
    install: Installs[Wanted]
    kept_in: tuple[type[Model], ...]
    keys: tuple[str, ...] = ("code",)
    after: tuple[str, ...] = ()
    refusals: tuple[type[Exception], ...] = ()

    def key_in(self, part: Part) -> str:
        """The key that an entry states, right or not."""
        return " ".join(found for name in self.keys if (found := part.peek(name)))

    def key_of(self, thing: Wanted) -> str:
        said = self.said(thing)
        return " ".join(str(said[name]) for name in self.keys if said.get(name))

    def by_key(self) -> dict[str, Wanted]:
        """Everything there is."""
        return {self.key_of(thing): thing for thing in self.standing()}


@dataclass
class Names:
    """What an entry may point at: what the playbook itself brings, and what stands already."""

    written: Mapping[str, Sequence[str]]
    at: datetime
    _standing: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    _known: dict[str, KeysView[str]] = field(default_factory=dict)
    _asked: dict[Callable[[], Any], Any] = field(default_factory=dict)

    def standing(self, vocabulary: str) -> Mapping[str, Any]:
        """Asked for once."""
        if vocabulary not in self._standing:
            self._standing[vocabulary] = _vocabularies[vocabulary].by_key()
        return self._standing[vocabulary]

    def known(self, vocabulary: str) -> KeysView[str]:
        """What the playbook brings, then what stands."""
        if vocabulary not in self._known:
            codes = (*self.written.get(vocabulary, ()), *self.standing(vocabulary))
            self._known[vocabulary] = dict.fromkeys(codes).keys()
        return self._known[vocabulary]

    def once(self, question: Callable[[], Answer]) -> Answer:
        """What a room answers to it, asked at the first entry that needs it."""
        if question not in self._asked:
            self._asked[question] = question()
        answer: Answer = self._asked[question]
        return answer

    def one_of(self, vocabulary: str, part: Part, *, thing: str) -> str:
        """The text of the part if it names an entry of that vocabulary; else a fault, and an empty text."""
        code = part.text()
        if code and code not in (known := self.known(vocabulary)):
            part.fault(f"there is no {thing} {code!r}{nearest(code, known)}")
            return ""
        return code


def entries_of(vocabulary: Vocabulary[Wanted], *, text: str, file: str, at: datetime) -> list[tuple[Part, Wanted]]:
    """The entries of a file that has this vocabulary alone. Raises PlaybookIsFaulty with everything that is wrong."""
    sheet = Sheet(file)
    top = sheet.read(text).entries(needed=(vocabulary.name,))
    parts = list(top[vocabulary.name].items()) if vocabulary.name in top else []
    names = Names({vocabulary.name: [vocabulary.key_in(part) for part in parts]}, at)
    found = read_once(vocabulary, parts, names)
    sheet.demand_no_faults()
    return found


def read_once(vocabulary: Vocabulary[Wanted], parts: Sequence[Part], names: Names) -> list[tuple[Part, Wanted]]:
    """What was read without a fault. Two of one key are a fault of the second."""
    first: dict[str, Part] = {}
    found = []
    for part in parts:
        wanted = vocabulary.read(part, names)
        key = vocabulary.key_in(part) if wanted is None else vocabulary.key_of(wanted)
        if key in first and (key or wanted is not None):
            before = first[key]
            part.fault(f"{key or vocabulary.name!r} stands already in {before.sheet.file}, line {before.line}")
        first.setdefault(key, part)
        if wanted is not None:
            found.append((part, wanted))
    return found


_vocabularies: dict[str, Vocabulary[Any]] = {}


def state(vocabulary: Vocabulary[Wanted]) -> Vocabulary[Wanted]:
    """Raises ValueError where two rooms use one name."""
    if vocabulary.name in _vocabularies:
        raise ValueError(f"the vocabulary {vocabulary.name} is stated twice")
    _vocabularies[vocabulary.name] = vocabulary
    return vocabulary


def vocabularies() -> tuple[Vocabulary[Any], ...]:
    """Those of all rooms, each after those it points at. Their ``playbook`` modules are loaded when first asked."""
    autodiscover_modules("playbook")
    order = TopologicalSorter({name: _vocabularies[name].after for name in sorted(_vocabularies)})
    return tuple(_vocabularies[name] for name in order.static_order())
