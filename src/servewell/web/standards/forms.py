"""What people write about the promise, processes and the service chain."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from servewell.base.words import Words
from servewell.web.kit.wording import Part, WordsForm

Choices = Sequence[tuple[str, str]]


class TextForm(WordsForm):
    """A text that is published in versions; ``base`` is the version the writer began from."""

    base = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None,
        base: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(data, words=words)
        self.initial["base"] = base


class PromiseForm(TextForm):
    parts: ClassVar[Sequence[Part]] = (Part("name", _("Title")), Part("text", _("What we promise"), is_long=True))


class AspectForm(TextForm):
    parts: ClassVar[Sequence[Part]] = (
        Part("name", _("What the aspect is called")),
        Part("text", _("What is meant by it"), is_long=True),
    )


class MessageForm(TextForm):
    parts: ClassVar[Sequence[Part]] = (
        Part("name", _("The line of the year")),
        Part("text", _("What it means for our work"), is_long=True),
    )


class ChapterForm(TextForm):
    parts: ClassVar[Sequence[Part]] = (
        Part("name", _("Title of the chapter")),
        Part("text", _("What it says"), is_long=True),
    )


class StandardForm(TextForm):
    parts: ClassVar[Sequence[Part]] = (
        Part("text", _("One sentence that an observer can see kept"), is_long=True),
        Part("do", _("What it looks like: an example on each line"), is_long=True, is_required=False),
        Part("avoid", _("What to avoid: an example on each line"), is_long=True, is_required=False),
        Part("way", _("Our way: how we do it here, in a sentence or three"), is_long=True, is_required=False),
    )
    aspect = forms.ChoiceField(label=_("Aspect"))

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None,
        base: int = 0, aspect: str = "", aspects: Choices = (),
    ) -> None:  # fmt: skip
        super().__init__(data, words=words, base=base)
        _offer(self, "aspect", aspects, aspect)


class ProcessForm(WordsForm):
    parts: ClassVar[Sequence[Part]] = (Part("name", _("What the process is called")),)
    stage = forms.ChoiceField(label=_("Where it stands"))
    unit = forms.ChoiceField(label=_("Unit that owns it"))
    owner = forms.CharField(
        label=_("Staff number of the person who answers for it"),
        help_text=_("While it is empty, the process stands in the list of gaps."),
        max_length=20,
        required=False,
    )
    standards = forms.MultipleChoiceField(
        label=_("Standards that it serves"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None,
        values: Mapping[str, object] | None = None, choices: Mapping[str, Choices],
    ) -> None:  # fmt: skip
        super().__init__(data, words=words)
        for name, offered in choices.items():
            _offer(self, name, offered, (values or {}).get(name))
        self.initial["owner"] = (values or {}).get("owner", "")


class PlaceForm(WordsForm):
    parts: ClassVar[Sequence[Part]] = (
        Part("name", _("What stands on the map")),
        Part("job", _("Job, as people's postings name it; empty for everybody in the unit"), is_required=False),
    )
    unit = forms.ChoiceField(label=_("Unit; it holds for the units below, too"))
    is_customer = forms.BooleanField(label=_("These are customers"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, words: Mapping[str, Words | None] | None = None,
        unit: str = "", units: Choices = (), is_new: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(data, words=words)
        _offer(self, "unit", units, unit)
        if not is_new:
            del self.fields["is_customer"]


class ServeForm(WordsForm):
    parts: ClassVar[Sequence[Part]] = (Part("what", _("What it does for them")),)
    served = forms.ChoiceField(label=_("Whom it serves"))

    def __init__(self, data: Mapping[str, object] | None = None, *, places: Choices = ()) -> None:
        super().__init__(data)
        _offer(self, "served", places, "")


def _offer(form: forms.Form, name: str, choices: Choices, chosen: object) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
    if chosen:
        form.initial[name] = chosen
