"""What somebody who is asked about a customer writes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

from servewell.rooms.cases import terms
from servewell.web.kit.typed import a_number, offer

if TYPE_CHECKING:
    from servewell.rooms.people.models import Unit

IN_A_FEW_WORDS = {"required": gettext_lazy("Say it in a few words.")}


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=terms.LONGEST_REPLY,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write something first: nothing was answered.")},
    )


class DraftForm(forms.Form):
    text = forms.CharField(max_length=terms.LONGEST_REPLY, required=False, strip=False)


class BackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What you need to know first"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=IN_A_FEW_WORDS,
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="back-%s")


class HandOnForm(forms.Form):
    unit = forms.ChoiceField(
        label=gettext_lazy("Whose it is"), error_messages={"required": gettext_lazy("Choose a department.")}
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is theirs"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=IN_A_FEW_WORDS,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, units: "Sequence[Unit]") -> None:
        super().__init__(data, auto_id="on-%s")
        self.units = units
        offered = [(each.code, str(each.name)) for each in units]
        offer(self, {"unit": [("", gettext_lazy("Choose a department")), *offered]})


class NameForm(forms.Form):
    person = a_number(gettext_lazy("Their staff number"))

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="name-%s")
