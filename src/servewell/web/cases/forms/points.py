"""What is done about the matters of one voice."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.rooms.cases import terms
from servewell.web.kit.typed import offer

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

NAMED = re.compile(r"([0-9]{1,18}-)?[0-9]{1,5}")
PERSON, UNIT = "person", "unit"
Choices = Sequence[tuple[str, str]]


class PointsField(forms.TypedMultipleChoiceField):
    """Points by number, those of a merged case with its number before; which of them are open, the deed knows."""

    def valid_value(self, value: object) -> bool:
        return NAMED.fullmatch(str(value)) is not None


def which(named: str) -> int | tuple[int, int]:
    """As the deed wants a point: its number, or the case's and its own."""
    case, dash, number = named.partition("-")
    return (int(case), int(number)) if dash else int(case)


class PointForm(forms.Form):
    """A passage of the customer's words, or an item that they answered low."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"))
    passage = forms.CharField(
        label=gettext_lazy("The customer's words"),
        required=False,
        max_length=terms.LONGEST_ANSWER,
        help_text=gettext_lazy("Copy them from the letter. While this is open, it is enough to select them there."),
        widget=forms.Textarea(attrs={"rows": 2, "data-passage": ""}),
    )
    item = forms.ChoiceField(label=gettext_lazy("Or a low answer"), required=False)

    def __init__(self, data: Mapping[str, object] | None = None, *, kinds: Choices, items: Choices) -> None:
        super().__init__(data)
        offer(self, {"kind": kinds, "item": [("", gettext_lazy("None of them")), *items]})
        if not items:
            del self.fields["item"]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if "passage" in cleaned and not cleaned["passage"] and not cleaned.get("item"):
            self.add_error("passage", _("Say which words it is about."))
        return cleaned


class DealForm(forms.Form):
    """For one point: why it is declined, or what whoever gets it is asked."""

    reason = forms.CharField(
        label=gettext_lazy("Why, or what they are asked"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say it in a few words; it stays in the ledger.")},
    )
    to = forms.ChoiceField(label=gettext_lazy("To whom"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, writers: "Sequence[Person]", desks: "Sequence[Unit]"
    ) -> None:
        super().__init__(data)
        people = [(f"{PERSON}-{each.pk}", each.name) for each in writers]
        units = [(f"{UNIT}-{each.pk}", str(each.name)) for each in desks]
        self.writers, self.desks = writers, desks
        offer(self, {"to": [("", gettext_lazy("Choose a writer or a desk")), *people, *units]})

    @property
    def receiver(self) -> tuple[str, int] | None:
        """``PERSON`` or ``UNIT``, and their key. Only of a valid form."""
        sort, __, key = str(self.cleaned_data["to"]).partition("-")
        return (sort, int(key)) if key else None


class OutcomeForm(forms.Form):
    """For who got a point."""

    reason = forms.CharField(
        label=gettext_lazy("What was done, or why you cannot"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say it in a few words; it stays in the ledger.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, key: int) -> None:
        super().__init__(data, auto_id=f"point-{key}-%s")
