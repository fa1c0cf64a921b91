"""A long list and what it is narrowed to: words to look for, and all else folded away beside them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django import forms

from servewell.web.kit.typed import a_day, offer

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_SEARCH = 200


class FilterForm(forms.Form):
    """A room's has ``q``, the words, and more fields of its own; all of them may stay open.

    ``folded`` names what stands folded away, in its order; ``days`` are the labels of its days ``from`` and ``until``.
    """

    folded: tuple[str, ...] = ()
    days: "ClassVar[Mapping[str, StrOrPromise]]" = {}

    def __init__(self, data: Mapping[str, object], *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        for name, label in self.days.items():
            self.fields[name] = a_day(label, required=False)
        offer(self, choices)

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded]

    @property
    def words(self) -> str:
        """As far as they are looked for."""
        said: str = self.cleaned_data["q"]
        return said[:LONGEST_SEARCH]

    @property
    def until_on(self) -> date | None:
        """The day after the last; None where there is no last, or it is the last of the calendar."""
        last: date | None = self.cleaned_data["until"]
        return last + timedelta(days=1) if last and last < date.max else None

    def choices_of(self, name: str) -> list[tuple[str, str]]:
        field = self.fields[name]
        return [(str(value), str(label)) for value, label in field.choices] if hasattr(field, "choices") else []

    def label_of(self, name: str) -> str:
        """What was chosen, in words; empty where nothing was."""
        value = self.cleaned_data.get(name)
        return dict(self.choices_of(name)).get(value, "") if value else ""
