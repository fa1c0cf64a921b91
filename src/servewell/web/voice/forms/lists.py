"""Which voices to show."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from servewell.rooms.people.terms import Tree
from servewell.rooms.voice.terms import Audience
from servewell.web.kit import filters

# an address with behind=figure asks for just the voices that a figure counts
FIGURE = "figure"
# what a database takes for a number
MOST_IMPORTS = 10**18


class FilterForm(filters.FilterForm):
    """Which voices to show. ``channel``, ``audience``, ``tree``, ``import`` and ``behind`` come from links."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), required=False)
    band = forms.ChoiceField(label=gettext_lazy("Answer"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    hand = forms.ChoiceField(label=gettext_lazy("Filled in"), required=False)
    channel = forms.SlugField(required=False, widget=forms.HiddenInput)
    behind = forms.ChoiceField(required=False, choices=[(FIGURE, FIGURE)], widget=forms.HiddenInput)

    audience = forms.ChoiceField(
        required=False, choices=[(each.value, each.value) for each in Audience], widget=forms.HiddenInput
    )

    tree = forms.ChoiceField(
        required=False, choices=[(each.value, each.value) for each in Tree], widget=forms.HiddenInput
    )

    folded = ("unit", "from", "until", "aspect", "band", "language", "hand")
    days: ClassVar = {"from": gettext_lazy("From"), "until": gettext_lazy("Until")}

    def __init__(self, data: Mapping[str, object], *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data, choices=choices)
        self.fields["import"] = forms.IntegerField(
            required=False, min_value=1, max_value=MOST_IMPORTS, widget=forms.HiddenInput
        )
