"""What is filled in to begin, retire or dispute something."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.base.words import LANGUAGES
from servewell.rooms.instruments import terms

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST_FILE: Final = 2_000_000
_ONE_OF_THESE: Final = _("Please choose one of the answers shown.")


def _offer(field: forms.Field, choices: "Sequence[tuple[str, StrOrPromise]]") -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


class BeginForm(forms.Form):
    """A new form: what it is called, in which language it is written first, and who writes it."""

    title = forms.CharField(
        label=_("What it is called"),
        max_length=200,
        help_text=_("Whoever answers reads it at the top."),
        error_messages={"required": _("Give it a title: whoever answers must know what it is.")},
    )
    language = forms.ChoiceField(
        label=_("Language in which you write"),
        choices=[(language.code, language.name) for language in LANGUAGES],
        help_text=_("Others can be added later."),
    )
    code = forms.CharField(
        label=_("Short name"),
        max_length=terms.LONGEST_CODE,
        help_text=_("Small letters, digits and hyphens. It stays, whatever the title becomes."),
        error_messages={"required": _("Give it a short name, such as lobby-walk.")},
    )
    unit = forms.ChoiceField(label=_("Who writes it"))

    def __init__(self, data: Mapping[str, object] | None = None, *, units: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        _offer(self.fields["unit"], units)


class WindowForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days in which an answer may be disputed"),
        min_value=0,
        max_value=terms.LONGEST_WINDOW,
        required=False,
        help_text=_("Left empty or 0: never, as in surveys of customers, who say what they felt."),
    )


class BringForm(forms.Form):
    text = forms.CharField(
        label=_("The form as SurveyJS writes it (JSON)"),
        required=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "instruments-condition"}),
    )
    file = forms.FileField(label=_("Or a file"), required=False)


class DisputeForm(forms.Form):
    """One answer and what it should be, of what could be answered."""

    item = forms.CharField(widget=forms.HiddenInput)
    proposed = forms.ChoiceField(
        label=_("What it should be"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what the answer should be."), "invalid_choice": _ONE_OF_THESE},
    )
    comment = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 4}),
        error_messages={"required": _("Say why: somebody else decides by what you write here.")},
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, item: str, answers: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, initial={"item": item})
        _offer(self.fields["proposed"], answers)


_DECISIONS: "Final[Sequence[tuple[str, StrOrPromise]]]" = (
    (terms.DisputeState.ACCEPTED.value, _("Accepted: the proposed answer counts")),
    (terms.DisputeState.PARTLY.value, _("Partly accepted: another answer counts")),
    (terms.DisputeState.REJECTED.value, _("Rejected: the first answer stays")),
)


class DecisionForm(forms.Form):
    state = forms.ChoiceField(
        label=_("Decision"),
        choices=_DECISIONS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three.")},
    )
    final = forms.ChoiceField(
        label=_("The answer that counts, if partly accepted"),
        required=False,
        error_messages={"invalid_choice": _ONE_OF_THESE},
    )
    reason = forms.CharField(
        label=_("Why it is decided so"),
        max_length=2000,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 4}),
        error_messages={"required": _("Say why: whoever raised it reads this.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        _offer(self.fields["final"], [("", _("None")), *answers])
        if not answers:  # of yes and no one was given and the other is proposed: there is no third
            del self.fields["final"]
            partly = terms.DisputeState.PARTLY.value
            _offer(self.fields["state"], [each for each in _DECISIONS if each[0] != partly])

    def clean(self) -> None:
        partly = self.cleaned_data.get("state") == terms.DisputeState.PARTLY.value
        if partly and not self.cleaned_data.get("final"):
            self.add_error("final", _("Say which answer counts instead."))
