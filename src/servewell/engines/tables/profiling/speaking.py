"""Reads words against labels: whom do the texts under a label speak to, and does a label stand in them?"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from servewell.engines.tables.profiling import traits
from servewell.engines.tables.profiling.gathering import Gatherer
from servewell.engines.tables.profiling.shapes import Mentions, Pasted
from servewell.engines.tables.recipe import normal

TEXTS_READ: Final = 5_000
LABEL_COLUMNS: Final = 6
TEXT_COLUMNS: Final = 2
MOST_LABELS: Final = 200
EXAMPLES: Final = 3
NATURAL_ENDINGS: Final = ("", "s", "es", "n", "an", "ns", "ese")


@dataclass
class Listener:
    """One column of labels beside one of texts. Of each label the first ``TEXTS_READ`` texts are read."""

    labels: Gatherer
    texts: Gatherer
    naming: re.Pattern[str] | None = None
    pasting: re.Pattern[str] | None = None
    known: set[str] = field(default_factory=set)
    by_label: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    texts_by_label: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[tuple[int, str]]] = field(default_factory=dict)
    pasted: Counter[str] = field(default_factory=Counter)
    glued: Counter[str] = field(default_factory=Counter)
    pasted_examples: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def take(self, labels: Sequence[str], texts: Sequence[str], numbers: Sequence[int]) -> None:
        self._learn(set(labels))
        for label, text, number in zip(labels, texts, numbers, strict=True):
            if label in self.known and text.strip() and self.texts_by_label[label] < TEXTS_READ:
                self._hear(label, text, number)
                self._look_for_labels(text, number)

    def _learn(self, labels: set[str]) -> None:
        """Labels that a later block brings are looked for from there on."""
        if labels <= self.known or len(self.known) >= MOST_LABELS:
            return
        self.known |= labels
        names = [label.strip() for label in self.known if len(label.strip()) > 3]
        several = [name for name in names if " " in name and name[0].isupper()]
        self.naming = re.compile(rf"\b(?:{_either(names)})\b", re.IGNORECASE) if names else None
        self.pasting = re.compile(rf"({_either(several)})([a-z]*)") if several else None

    def _hear(self, label: str, text: str, number: int) -> None:
        self.texts_by_label[label] += 1
        names = {f"@{handle.casefold()}" for handle in traits.handles_in(text)}
        if self.naming:
            names.update(found.casefold() for found in self.naming.findall(text))
        for name in names:
            self.by_label[label][name] += 1
            examples = self.examples.setdefault((label, name), [])
            if len(examples) < EXAMPLES:
                examples.append((number, text))

    def _look_for_labels(self, text: str, number: int) -> None:
        for label, tail in self.pasting.findall(text) if self.pasting else ():
            self.pasted[label] += 1
            self.glued[label] += 1 if tail not in NATURAL_ENDINGS else 0
            examples = self.pasted_examples.setdefault(label, [])
            if tail not in NATURAL_ENDINGS and len(examples) < EXAMPLES:
                examples.append((number, text))

    def mentions(self) -> Mentions:
        return Mentions(
            labels=self.labels.name,
            texts=self.texts.name,
            by_label={
                normal(label): dict(names.most_common(20)) for label, names in self.by_label.items() if label.strip()
            },
            texts_by_label={normal(label): count for label, count in self.texts_by_label.items() if label.strip()},
            examples={(normal(key[0]), key[1]): tuple(found) for key, found in self._common_examples()},
        )

    def _common_examples(self) -> list[tuple[tuple[str, str], list[tuple[int, str]]]]:
        return [
            ((label, name), found)
            for (label, name), found in self.examples.items()
            if self.by_label[label][name] * 10 >= self.texts_by_label[label]
        ]

    def labels_pasted(self) -> tuple[Pasted, ...]:
        return tuple(
            Pasted(
                labels=self.labels.name,
                texts=self.texts.name,
                label=label,
                count=count,
                glued=self.glued[label],
                examples=tuple(self.pasted_examples.get(label, ())),
            )
            for label, count in self.pasted.most_common()
        )


def listeners(columns: Sequence[Gatherer]) -> list[Listener]:
    """Chosen once, by what the first block of rows holds."""
    texts = sorted((each for each in columns if _holds_texts(each)), key=lambda each: -each.signs)[:TEXT_COLUMNS]
    labels = [each for each in columns if holds_labels(each) and each not in texts]
    # a file that is sorted by its labels shows one of them at first: such columns are heard when there is room
    labels = sorted(labels, key=lambda each: each.distinct < 2)[:LABEL_COLUMNS]
    return [Listener(label, text) for text in sorted(texts, key=lambda each: each.place) for label in labels]


def _either(names: Sequence[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))


def _holds_texts(column: Gatherer) -> bool:
    filled = column.rows - column.empty
    return column.found[traits.WORDS] * 5 > filled > 0 and column.distinct * 3 > filled


def holds_labels(column: Gatherer) -> bool:
    filled = column.rows - column.empty
    is_repeated = 1 <= column.distinct <= MOST_LABELS and column.distinct * 4 < filled
    return is_repeated and column.number_count * 2 < filled and column.signs < 40 * filled
