"""Bringing a file: its content, and whose it is."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LONGEST_NAME = 200
LARGEST = 8 * 1024**3


class BeginForm(forms.Form):
    """What the script says before it sends the first part."""

    name = forms.CharField(max_length=LONGEST_NAME)
    size = forms.IntegerField(min_value=1, max_value=LARGEST)
    unit = forms.ChoiceField()

    def __init__(self, data: Mapping[str, object], *, units: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(units)


class BringForm(forms.Form):
    """The same without scripts: the browser sends the file with the form."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Whose customers speak in it"),
        help_text=gettext_lazy(
            "Whoever may read voices there, and above, sees what is taken in. Rows of other units stay out unless you "
            "may take in files for them too."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("A spreadsheet (XLSX) or a table as text (CSV, TSV), also packed as gzip or ZIP."),
        max_length=LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Choose a file first."),
            "empty": gettext_lazy("This file is empty. Look whether it was saved whole, and choose it again."),
            "max_length": gettext_lazy("The file's name is too long. Give it a name of at most 200 signs."),
        },
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: "Mapping[str, UploadedFile[bytes]] | None" = None,
        *,
        units: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # Django takes any mapping of files
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(units)
