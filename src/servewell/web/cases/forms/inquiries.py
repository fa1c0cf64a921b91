"""What a writer asks a department, and what she does about it afterwards."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.rooms.cases import terms
from servewell.web.cases.forms.points import Choices, PointsField
from servewell.web.kit import moments
from servewell.web.kit.typed import a_number, offer

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person, Unit

MOST_HOURS = 1000
HOUR = timedelta(hours=1)


class AskForm(forms.Form):
    """To a unit, or to one person; nothing of the customer goes along that is not ticked or copied."""

    unit = forms.ChoiceField(label=gettext_lazy("Which department"), required=False)
    person = a_number(
        gettext_lazy("Or one person, by staff number"), required=False,
        help_text=gettext_lazy("Left empty: whoever leads the department answers, or names somebody."),
    )  # fmt: skip
    question = forms.CharField(
        label=gettext_lazy("What you want to know"),
        max_length=terms.LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what you want to know.")},
    )
    points = PointsField(
        label=gettext_lazy("Show these points"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    passages = forms.CharField(
        label=gettext_lazy("Show these words"),
        required=False,
        max_length=terms.LONGEST_ANSWER,
        help_text=gettext_lazy("Select them in the letter, or copy them: one passage to a line."),
        widget=forms.Textarea(attrs={"rows": 2, "data-passage": ""}),
    )
    whole = forms.BooleanField(label=gettext_lazy("Show the whole letter"), required=False)
    customer = forms.BooleanField(label=gettext_lazy("Show the customer's name and address"), required=False)
    hours = forms.IntegerField(
        label=gettext_lazy("Opening hours they get"),
        required=False,
        min_value=1,
        max_value=MOST_HOURS,
        help_text=gettext_lazy("Left empty: half of those that this case has left, by the department's own hours."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, units: "Sequence[Unit]", points: Choices, shows: bool,
        knows_customer: bool, initial: Mapping[str, object] | None = None,
    ) -> None:  # fmt: skip
        """``shows`` is false where few may read the letter: then no word of it goes along."""
        super().__init__(data, initial=dict(initial or {}))
        self.units = units
        offered = [(each.code, str(each.name)) for each in units]
        offer(self, {"unit": [("", gettext_lazy("Choose a department")), *offered], "points": points})
        left_out = {"points": not points, "customer": not knows_customer, "passages": False, "whole": False}
        for name, is_out in left_out.items():
            if is_out or not shows:
                del self.fields[name]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned["unit"]) == bool(cleaned["person"]):
            self.add_error("unit", _("Choose a department, or name one person."))
        return cleaned

    @property
    def unit_asked(self) -> "Unit | None":
        return next((each for each in self.units if each.code == self.cleaned_data["unit"]), None)

    @property
    def person_asked(self) -> "Person | None":
        found: Person | None = self.cleaned_data["person"]
        return found

    @property
    def minutes(self) -> int | None:
        hours: int | None = self.cleaned_data["hours"]
        return hours * 60 if hours else None

    def allows_at_most(self, longest: timedelta) -> None:
        self.add_error("hours", too_long(longest))


def too_long(longest: timedelta) -> str:
    says = _("They can get %(time)s of opening hours at most: then there is still time to write. Less is taken too.")
    return says % {"time": moments.long(longest)}


class SayForm(forms.Form):
    """A word to whoever was asked."""

    reason = forms.CharField(
        label=gettext_lazy("Your reply"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say it in a few words; it stays in the ledger.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="reply-%s")


class ExtendForm(forms.Form):
    hours = forms.IntegerField(
        label=gettext_lazy("More opening hours"), min_value=1, max_value=MOST_HOURS, initial=1
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why they get more time"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say it in a few words; it stays in the ledger.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="extend-%s")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why nobody need answer it"),
        required=False,
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="withdraw-%s")
