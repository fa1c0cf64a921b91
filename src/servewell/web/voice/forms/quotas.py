"""What people of the company fill in about quotas."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from servewell.web.kit.wording import Part, WordsForm

MOST_PLACES = 1_000_000


class QuotaForm(WordsForm):
    """A quota of a unit, with what is said to whoever comes when it is full."""

    parts: ClassVar[Sequence[Part]] = (Part("ending", gettext_lazy("What they read when it is full"), is_long=True),)
    title = forms.CharField(
        label=gettext_lazy("Whose answers you want"),
        help_text=gettext_lazy("For your own list, such as: unhappy guests on business."),
        max_length=120,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Of which unit, with all below it"))
    instrument = forms.ChoiceField(label=gettext_lazy("What they are asked"))
    places = forms.IntegerField(label=gettext_lazy("How many answers"), min_value=1, max_value=MOST_PLACES)
    condition = forms.CharField(
        label=gettext_lazy("Which answers count"),
        help_text=gettext_lazy("A condition such as {overall} < 3. Empty: every answer."),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        units: Sequence[tuple[str, str]],
        instruments: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("unit", units), ("instrument", instruments)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    @property
    def about(self) -> list[forms.BoundField]:
        """What stands above the words."""
        return [self[name] for name in ("title", "unit", "instrument", "places", "condition")]


class PlacesForm(forms.Form):
    """More places, or fewer."""

    places = forms.IntegerField(label=gettext_lazy("How many answers"), min_value=1, max_value=MOST_PLACES)
