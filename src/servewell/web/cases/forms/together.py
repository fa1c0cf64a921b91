"""What is done to many cases at once, and under which name a list is kept."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from servewell.rooms.cases import terms
from servewell.rooms.cases.selectors import Deed
from servewell.web.kit.typed import offer

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person


class TogetherForm(forms.Form):
    """Which deed, and to whom. The cases stand beside it, as ``case``, any number of times."""

    deed = forms.ChoiceField(required=False, choices=[(deed.value, deed.value) for deed in Deed])
    to = forms.ChoiceField(label=gettext_lazy("Give them to"), required=False)

    def __init__(self, data: Mapping[str, object], *, writers: "Sequence[Person]") -> None:
        super().__init__(data)
        nobody_yet = ("", gettext_lazy("Choose a writer"))
        offer(self, {"to": [nobody_yet, *((each.number, each.name) for each in writers)]})


class TogetherReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What was done about them?"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say in a few words what was done; it stays in each ledger.")},
    )


class ViewNameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=terms.LONGEST_VIEW_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ViewForm(ViewNameForm):
    """``query`` is the list that is kept; ``unit`` for whom, empty for oneself."""

    query = forms.CharField(required=False, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, units: Sequence[tuple[str, str]], query: str = ""
    ) -> None:
        super().__init__(data, initial={"query": query})
        offer(self, {"unit": [("", gettext_lazy("Only for me")), *units]})
