"""What is typed about a webhook."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from servewell.rooms.webhooks import terms

Choices = Sequence[tuple[str, str]]


class WebhookForm(forms.Form):
    """``units`` is empty where the unit stays as it is."""

    name = forms.CharField(
        label=pgettext_lazy("of a webhook", "Name"),
        max_length=terms.LONGEST_NAME,
        help_text=gettext_lazy("Such as the system that listens."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("What happens at"))
    url = forms.CharField(
        label=gettext_lazy("Address that is told"),
        max_length=terms.LONGEST_URL,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("With https. It must be reached from this machine."),
    )
    events = forms.MultipleChoiceField(label=gettext_lazy("It is told when"), widget=forms.CheckboxSelectMultiple)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, units: Choices, events: Choices, **options: object
    ) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        for name, choices in (("unit", units), ("events", events)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        if not units:
            del self.fields["unit"]
