"""Planning a campaign, and saying how often customers may be asked."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import LANGUAGES, Words, django_name
from servewell.rooms.voice import terms
from servewell.web.kit.typed import a_day

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

Choices = Sequence[tuple[str, str]]
LONGEST_WORDS = 4000


def subject_field(code: str) -> str:
    return f"subject_{code.replace('-', '_')}"


def words_field(code: str) -> str:
    return f"words_{code.replace('-', '_')}"


class PlanForm(forms.Form):
    """Whom to ask what, in which words, how fast, and how often to remind."""

    name = forms.CharField(
        label=gettext_lazy("Name of the campaign"),
        help_text=gettext_lazy("For colleagues; customers do not see it."),
        max_length=terms.LONGEST_CAMPAIGN_NAME,
    )
    unit = forms.ChoiceField(label=gettext_lazy("Whose customers are asked"))
    instrument = forms.ChoiceField(label=gettext_lazy("What they are asked"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of those whose language we do not know"),
        choices=[(each.code, each.name) for each in LANGUAGES],
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Who is asked"),
        widget=forms.RadioSelect,
        choices=[
            (terms.ENCOUNTERS, gettext_lazy("Whoever was there between two days")),
            (terms.LIST, gettext_lazy("The addresses of a list")),
        ],
        initial=terms.ENCOUNTERS,
    )
    since = a_day(gettext_lazy("From this day"), required=False)
    until = a_day(gettext_lazy("Until this day"), required=False)
    listed = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "A table as text (CSV, UTF-8) with a column named email; name and language are optional. Lines that we "
            "do not understand are kept and shown."
        ),
        required=False,
        allow_empty_file=True,
    )
    valid_days = forms.IntegerField(
        label=gettext_lazy("Days for which each link works"), min_value=1, max_value=365, initial=30
    )
    reminders = forms.IntegerField(
        label=gettext_lazy("Reminders to those missing, at most"), min_value=0, max_value=5, initial=1
    )
    gap_days = forms.IntegerField(label=gettext_lazy("Days before each reminder"), min_value=1, max_value=60, initial=5)
    thanks = forms.BooleanField(label=gettext_lazy("Thank those who answered, by mail"), required=False)
    from_hour = forms.IntegerField(
        label=gettext_lazy("Letters leave from this hour"), min_value=0, max_value=23, initial=9
    )
    until_hour = forms.IntegerField(label=gettext_lazy("and before this hour"), min_value=1, max_value=24, initial=18)
    on_weekends = forms.BooleanField(label=gettext_lazy("Letters leave at weekends too"), required=False)
    per_minute = forms.IntegerField(
        label=gettext_lazy("Letters a minute, at most"), min_value=1, max_value=600, initial=60
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        files: "Mapping[str, UploadedFile[bytes]] | None" = None,
        *,
        units: Choices,
        instruments: Choices,
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # Django takes any mapping of files
        for name, choices in (("unit", units), ("instrument", instruments)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
        for language in LANGUAGES:
            with translation.override(django_name(language.code)):
                subject, words = (
                    _("How was it?"),
                    _(
                        "You were with us a short while ago. Would you tell us how it was? It takes one minute, and a "
                        "person reads every word."
                    ),
                )
            self.fields[subject_field(language.code)] = forms.CharField(
                label=gettext_lazy("Subject"), required=False, max_length=200, initial=subject
            )
            self.fields[words_field(language.code)] = forms.CharField(
                label=gettext_lazy("Words"), required=False, max_length=LONGEST_WORDS, initial=words,
                widget=forms.Textarea(attrs={"rows": 4}),
            )  # fmt: skip

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("whom") == terms.LIST and not said.get("listed"):
            self.add_error("listed", _("Choose the file with the addresses."))
        if said.get("whom") == terms.ENCOUNTERS and not (said.get("since") and said.get("until")):
            self.add_error("since", _("Say from which day until which day."))
        if not any(said.get(subject_field(each.code)) and said.get(words_field(each.code)) for each in LANGUAGES):
            self.add_error(subject_field("en"), _("Write a subject and words in one language at least."))
        return said

    def words(self) -> tuple[Words, Words]:
        """Subject and words; a language where either is missing falls back to the first that is whole."""
        whole = [
            each.code
            for each in LANGUAGES
            if self.cleaned_data[subject_field(each.code)] and self.cleaned_data[words_field(each.code)]
        ]
        subject = {code: self.cleaned_data[subject_field(code)] for code in whole}
        words = {code: self.cleaned_data[words_field(code)] for code in whole}
        return Words(texts=subject, source=whole[0]), Words(texts=words, source=whole[0])


class RuleForm(forms.Form):
    """How often one customer may be asked."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Where it holds"),
        help_text=gettext_lazy("In this unit and everything below it."),
    )
    instrument = forms.ChoiceField(label=gettext_lazy("For which survey"), required=False)
    at_most = forms.IntegerField(label=gettext_lazy("A customer is asked at most so often"), min_value=1, max_value=100)
    days = forms.IntegerField(label=gettext_lazy("within so many days"), min_value=1, max_value=1095)
    counts_reminders = forms.BooleanField(
        label=gettext_lazy("A reminder counts as one more asking"),
        help_text=gettext_lazy("Else it belongs to the letter that it reminds of, and is always sent."),
        required=False,
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, units: Choices, instruments: Choices) -> None:
        super().__init__(data)
        for name, choices in (("unit", units), ("instrument", [("", _("All surveys together")), *instruments])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)
