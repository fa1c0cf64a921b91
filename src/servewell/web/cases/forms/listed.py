"""Which cases to show."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy

from servewell.web.kit.typed import a_day

LONGEST_SEARCH = 200


class FilterForm(forms.Form):
    """Which cases. All may stay open; ``shelf`` and ``order`` are the page's own."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": gettext_lazy("Words or a number to look for")}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), required=False)
    due = forms.ChoiceField(label=gettext_lazy("Answer due"), required=False)
    reason = forms.ChoiceField(label=gettext_lazy("Why it was opened"), required=False)
    way = forms.ChoiceField(label=gettext_lazy("How it came"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), required=False)

    def __init__(self, data: Mapping[str, object], *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        self.fields["from"] = a_day(gettext_lazy("Opened from"), required=False)
        self.fields["until"] = a_day(gettext_lazy("Opened until"), required=False)
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(offered)

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """What stands folded away beside the search."""
        names = ("due", "unit", "owner", "reason", "way", "language", "aspect", "from", "until")
        return [self[name] for name in names]

    def choices_of(self, name: str) -> list[tuple[str, str]]:
        field = self.fields[name]
        return [(str(value), str(label)) for value, label in field.choices] if hasattr(field, "choices") else []

    def label_of(self, name: str) -> str:
        """What was chosen, in words; empty where nothing was."""
        value = self.cleaned_data.get(name)
        return dict(self.choices_of(name)).get(value, "") if value else ""
