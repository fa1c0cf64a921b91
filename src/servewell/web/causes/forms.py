"""What is written about causes: entries of the tree, and what caused a case."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.base.words import Words
from servewell.rooms.cases import terms
from servewell.web.kit.typed import offer
from servewell.web.kit.wording import Part, WordsForm

Choices = Sequence[tuple[str, str]]
LONGEST_TYPED = 400


class CauseForm(WordsForm):
    """An entry of the tree; ``kind`` stays empty for a branch."""

    parts: ClassVar[Sequence[Part]] = (Part("name", _("What the cause is called")),)
    above = forms.ChoiceField(label=_("Stands under"), required=False)
    kind = forms.ChoiceField(label=_("What it lies in"), required=False, widget=forms.RadioSelect)
    standards = forms.MultipleChoiceField(
        label=_("Standards that were not kept where it is found"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    process = forms.ChoiceField(label=_("Process that it lies in"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None,
        values: Mapping[str, object] | None = None, choices: Mapping[str, Choices],
    ) -> None:  # fmt: skip
        super().__init__(data, words=words)
        offer(self, choices)
        self.initial.update(values or {})


class RuleForm(forms.Form):
    is_required = forms.BooleanField(
        label=_("A complaint is done only once somebody has named its cause"), required=False
    )  # fmt: skip


class NameForm(forms.Form):
    """``cause`` is what somebody typed, or the code of one that was offered."""

    cause = forms.CharField(
        label=_("What caused it"),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"list": "causes-offered", "autocomplete": "off"}),
        error_messages={"required": _("Type a few letters of a cause, and choose it.")},
    )
    certainty = forms.ChoiceField(
        label=_("How sure are you?"),
        choices=[(terms.Certainty.FOUND.value, _("Found out")), (terms.Certainty.SUPPOSED.value, _("Supposed"))],
        widget=forms.RadioSelect,
    )
    is_main = forms.BooleanField(label=_("This is the main cause"), required=False)
    note = forms.CharField(
        label=_("How it came about, for colleagues"),
        max_length=terms.LONGEST_CAUSE_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
