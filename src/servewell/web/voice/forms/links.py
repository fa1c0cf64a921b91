"""What people of the company fill in about survey links."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy

from servewell.rooms.voice import terms
from servewell.rooms.voice.terms import Evidence

KINDS_OF_EVIDENCE = {
    Evidence.SURVEY: gettext_lazy("Customers, in a survey"),
    Evidence.SHOP: gettext_lazy("Mystery shoppers, after a visit"),
    Evidence.CALL: gettext_lazy("Colleagues who score a call"),
    Evidence.LETTER: gettext_lazy("Customers, in a letter"),
}


class ChannelForm(forms.Form):
    """Open a survey link."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Who fills it in"),
        choices=[
            (terms.OPEN_LINK, gettext_lazy("Customers, by a link or a QR sheet")),
            (terms.FIELD, gettext_lazy("Our people in the field, also without a network")),
        ],
        required=False,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Where customers answer"))
    instrument = forms.ChoiceField(label=gettext_lazy("What they are asked"))
    evidence = forms.ChoiceField(
        label=gettext_lazy("Who answers"),
        help_text=gettext_lazy("Nobody is judged by one kind of evidence alone."),
        choices=[(kind.value, words) for kind, words in KINDS_OF_EVIDENCE.items()],
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the printed sheet"),
        help_text=gettext_lazy("Customers choose their own language on the page itself."),
    )
    slug = forms.RegexField(
        label=gettext_lazy("Short address"),
        help_text=gettext_lazy("Small letters, digits and hyphens. Leave it empty and we make a short one."),
        regex=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$",
        required=False,
        error_messages={"invalid": gettext_lazy("Use up to 40 small letters, digits and hyphens.")},
    )

    is_internal = forms.BooleanField(
        label=gettext_lazy("Employees answer here about a desk that serves them"),
        help_text=gettext_lazy("Their answers are never counted among those of customers."),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        units: Sequence[tuple[str, str]],
        instruments: Sequence[tuple[str, str]],
        languages: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        for name, choices in (("unit", units), ("instrument", instruments), ("language", languages)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
