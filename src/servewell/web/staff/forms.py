"""A staff file, whose it is and what it says; and how many somebody lets go."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.web.kit.typed import a_day

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

DATES: Final = ("YYYY-MM-DD", "DD.MM.YYYY", "DD/MM/YYYY", "MM/DD/YYYY", "YYYYMMDD")


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("The file"),
        help_text=_(
            "A table (CSV) or spreadsheet (XLSX) with the columns number, name, unit and job, and perhaps more."
        ),
        max_length=200,
        error_messages={"required": _("Choose a file first."), "empty": _("This file is empty. Export it again.")},
    )
    unit = forms.ChoiceField(label=_("Whose people stand in it"))
    on = a_day(_("The day as of which it is true"))
    dates = forms.ChoiceField(label=_("How dates are written in it"), choices=[(each, each) for each in DATES])
    is_whole = forms.BooleanField(
        label=_("It holds everybody: who works there and is missing from it has left"), required=False
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: "Mapping[str, UploadedFile[bytes]] | None" = None,
        *,
        units: Sequence[tuple[str, str]],
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))  # type: ignore[arg-type]
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(units)


class StartForm(forms.Form):
    may_leave = forms.IntegerField(
        label=_("Type how many may leave"),
        required=False,
        min_value=0,
        error_messages={"invalid": _("Write a whole number.")},
    )
