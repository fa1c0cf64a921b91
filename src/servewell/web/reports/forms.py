"""What a report is asked about."""

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from servewell.web.kit.typed import offer


class LookForm(forms.Form):
    """``until`` is a month such as 2026-11, ``months`` how many end with it."""

    unit = forms.ChoiceField(label=_("Unit"), required=False)
    months = forms.ChoiceField(label=_("How long"), required=False)
    until = forms.ChoiceField(label=pgettext_lazy("a month", "Until the end of"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, choices: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        super().__init__(data)
        offer(self, choices)
