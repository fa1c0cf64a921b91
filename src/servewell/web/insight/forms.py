"""What is written beside a chart, what a figure is defined to mean, and when Monday's page comes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from servewell.base.words import LANGUAGES, Words
from servewell.engines.stats import Signal
from servewell.rooms.insight import selectors as insight
from servewell.rooms.insight import terms
from servewell.rooms.insight.selectors import Meaning, Source
from servewell.rooms.insight.terms import Kind
from servewell.web.kit.typed import ShortWordsForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Data = Mapping[str, object] | None
Choices = Sequence[tuple[str, "str | Sequence[tuple[str, str]]"]]

KINDS: "Sequence[tuple[str, StrOrPromise]]" = (
    (Kind.TOP_BOXES.value, gettext_lazy("Share of the best answers")),
    (Kind.MEAN.value, gettext_lazy("Mean of the answers, on their scale")),
    (Kind.NET_PROMOTERS.value, gettext_lazy("Promoters less detractors, of answers from 0 to 10 (NPS)")),
    (Kind.COMPOSITE.value, gettext_lazy("Several sources in one figure, by weights")),
)
SOURCE_KINDS: "Sequence[tuple[str, StrOrPromise]]" = (
    (Kind.TOP_BOXES.value, gettext_lazy("Share of the best answers")),
    (Kind.MEAN.value, gettext_lazy("Mean, brought from the worst to the best onto 0 to 1")),
    (Kind.NET_PROMOTERS.value, gettext_lazy("Promoters less detractors, brought onto 0 to 1")),
)
SOURCES = range(1, 5)
MOST_BEST = 10


class PublishForm(forms.Form):
    """As what the figures of a page are wanted."""

    form = forms.ChoiceField(choices=[(each.value, each.value) for each in terms.Form])

    @property
    def wanted(self) -> terms.Form:
        return terms.Form(self.cleaned_data["form"])


class AnnotationForm(forms.Form):
    """``months`` are offered as 2026-05 with their names. ``rule`` and ``side`` name the signal of which the words say
    the cause; without them they tell what happened.
    """

    text = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=terms.LONGEST_ANNOTATION,
        help_text=gettext_lazy("One sentence for everybody who sees this figure. Name no customers and no colleagues."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    first = forms.ChoiceField(label=gettext_lazy("From"))
    last = forms.ChoiceField(label=gettext_lazy("Until"))
    rule = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    side = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Data = None, *, months: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        for name in ("first", "last"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(months)

    def clean(self) -> dict[str, object]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and str(said["last"]) < str(said["first"]):
            self.add_error("last", _("It cannot end before it begins: choose the same month or a later one."))
        return said

    @property
    def months(self) -> tuple[date, date]:
        first, last = (date.fromisoformat(f"{self.cleaned_data[name]}-01") for name in ("first", "last"))
        return first, last

    @property
    def signal(self) -> tuple[str, str] | None:
        """Rule and side of the signal that the words are about, also where the rest is wrong."""
        rule, side = str(self["rule"].value() or ""), str(self["side"].value() or "")
        return (rule, side) if rule else None

    def cause_of(self, signals: Sequence[Signal]) -> Signal | None:
        """The signal on the chart. Where it has gone meanwhile, the form says so and asks what happened instead."""
        if self.signal is None:
            return None
        found = next((each for each in signals if (each.rule, each.side) == self.signal), None)
        if found is None:
            self.data = {name: value for name, value in self.data.items() if name not in {"rule", "side"}}
            self.add_error(
                None, _("That signal is no longer on the chart. What happened can be written down all the same.")
            )
        return found


class SubscriptionForm(forms.Form):
    """When Monday's page comes, and about which units; without any chosen, about all that the reader sees."""

    weekday = forms.TypedChoiceField(label=gettext_lazy("Day"), coerce=int)
    hour = forms.TypedChoiceField(label=gettext_lazy("Hour"), coerce=int)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    by_mail = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[("mail", gettext_lazy("By mail, and as a page")), ("page", gettext_lazy("Only as a page"))],
        widget=forms.RadioSelect,
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units"),
        help_text=gettext_lazy("Choose none to read about all that you see, also after you move."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Data = None, *, units: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(data, **options)  # type: ignore[arg-type]
        choices: Mapping[str, Sequence[tuple[object, object]]] = {
            "weekday": [(number + 1, name) for number, name in dates.WEEKDAYS.items()],
            "hour": [(hour, f"{hour:02d}:00") for hour in range(24)],
            "language": [("", _("My own")), *((each.code, each.name) for each in LANGUAGES)],
            "units": list(units),
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offered)


class SubscribedForm(forms.Form):
    """Somebody else is to get Monday's page."""

    number = forms.CharField(label=gettext_lazy("Staff number"), max_length=20)


class RebaseForm(forms.Form):
    """``periods`` are offered by their first day, with their names."""

    since = forms.ChoiceField(label=gettext_lazy("From"))
    reason = forms.CharField(
        label=gettext_lazy("What changed"),
        max_length=terms.LONGEST_ANNOTATION,
        help_text=gettext_lazy(
            "One sentence for everybody who sees this chart: what was done, not what the figures did. "
            "It stands below the chart with your name."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: Data = None, *, periods: Sequence[tuple[str, str]], name: str = "rebase", **options: object
    ) -> None:
        super().__init__(data, auto_id=f"{name}-%s", **options)  # type: ignore[arg-type]
        since = self.fields["since"]
        assert isinstance(since, forms.ChoiceField)
        since.choices = list(periods)

    @property
    def since_on(self) -> date:
        return date.fromisoformat(self.cleaned_data["since"])


class TargetForm(forms.Form):
    """A share is typed in hundredths, a mean on its scale; left empty, the target ends on the day."""

    aim = forms.ChoiceField(label=gettext_lazy("Target for"), required=False)
    value = forms.FloatField(
        label=gettext_lazy("Target"),
        required=False,
        localize=True,
        help_text=gettext_lazy("Leave it empty to end the target from that day on."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    from_on = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Data = None, *, aspects: Sequence[tuple[str, str]], kind: Kind, **options: object) -> None:
        super().__init__(data, auto_id="target-%s", **options)  # type: ignore[arg-type]
        aim = self.fields["aim"]
        assert isinstance(aim, forms.ChoiceField)
        aim.choices = list(aspects)
        self.kind = kind
        if kind is not Kind.MEAN:
            self.fields["value"].label = _("Target, in hundredths")

    @property
    def target(self) -> float | None:
        """As the figure is told."""
        value: float | None = self.cleaned_data["value"]
        return value if value is None or self.kind is Kind.MEAN else value / 100


class DefineForm(ShortWordsForm):
    """What a figure counts. ``questions`` and ``sources`` to choose from come with their names, by instrument."""

    texts = {
        "title": (pgettext_lazy("of a figure", "Name"), False),
        "definition": (gettext_lazy("The sentence under the figure"), False),
    }
    longest = 600
    code = forms.SlugField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Small letters, digits and hyphens; it stays as it is. For example nps, ces or css."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("How it is made"), choices=KINDS, widget=forms.RadioSelect)
    top_boxes = forms.IntegerField(
        label=gettext_lazy("How many of the best answers count"), min_value=1, max_value=MOST_BEST, required=False
    )
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Which questions count"),
        help_text=gettext_lazy("With none ticked, those count that are marked as the overall one of their survey."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Data = None, *, questions: Choices, sources: Choices, **options: object) -> None:
        super().__init__(data, **options)
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(questions)
        for number in SOURCES:
            self._add_source(number, [("", "–"), *sources])

    def _add_source(self, number: int, sources: Choices) -> None:
        said = {"number": number}
        self.fields[f"source-{number}"] = forms.ChoiceField(
            label=_("Source %(number)s") % said, choices=sources, required=False
        )
        self.fields[f"kind-{number}"] = forms.ChoiceField(
            label=_("How source %(number)s is made") % said, choices=SOURCE_KINDS, required=False
        )
        self.fields[f"boxes-{number}"] = forms.IntegerField(
            label=_("Best answers of source %(number)s") % said, min_value=1, max_value=MOST_BEST, required=False
        )
        self.fields[f"weight-{number}"] = forms.FloatField(
            label=_("Weight of source %(number)s") % said,
            required=False,
            widget=forms.NumberInput(attrs={"step": "any"}),
        )

    @property
    def words_rows(self) -> Sequence[Sequence[forms.BoundField]]:
        """By language: the name, and the sentence under the figure."""
        return [[self[f"{name}-{each.code}"] for name in ("title", "definition")] for each in LANGUAGES]

    @property
    def source_rows(self) -> Sequence[Sequence[forms.BoundField]]:
        return [[self[f"{name}-{number}"] for name in ("source", "kind", "boxes", "weight")] for number in SOURCES]

    def clean(self) -> dict[str, object]:
        said = super().clean()
        for number in SOURCES:
            weight = f"weight-{number}"
            if said.get(f"source-{number}") and said.get(weight) is None and weight not in self.errors:
                self.add_error(weight, _("Say how much this source weighs, such as 1 or 2.5."))
        return said

    def meaning(self) -> Meaning:
        """What was typed; words that were left empty are ours. Only of a valid form.

        Raises ValueError for a figure of the company's own that has no name.
        """
        said = self.cleaned_data
        kind, code = Kind(said["kind"]), said["code"]
        is_composite = kind is Kind.COMPOSITE
        boxes = said["top_boxes"] or insight.usual_top_boxes(code=code)
        questions = () if is_composite else tuple(said["questions"])
        sources = self._sources() if is_composite else ()
        top_boxes = boxes if kind is Kind.TOP_BOXES else None
        title = self.words("title") or insight.shipped_title(code=code, kind=kind)
        if title is None:
            raise ValueError(code)
        definition = self.words("definition") or insight.definition_of(
            code=code, kind=kind, top_boxes=top_boxes, questions=questions, sources=sources
        )
        return Meaning(title, definition, kind, top_boxes, questions=questions, sources=sources)

    def _sources(self) -> tuple[Source, ...]:
        return tuple(self._source(number) for number in SOURCES if self.cleaned_data[f"source-{number}"])

    def _source(self, number: int) -> Source:
        said = self.cleaned_data
        kind = Kind(said[f"kind-{number}"] or Kind.TOP_BOXES)
        source = Source(
            name=Words({"en": "-"}),
            kind=kind,
            weight=said[f"weight-{number}"],
            top_boxes=(said[f"boxes-{number}"] or 2) if kind is Kind.TOP_BOXES else None,
            questions=(said[f"source-{number}"],),
            is_rescaled=kind is Kind.NET_PROMOTERS,
        )
        return replace(source, name=insight.title_of_source(source=source) or source.name)


def typed(code: str, meaning: Meaning) -> dict[str, object]:
    """What stands in the form of the next version: what the newest one says, but for its words.

    A changed figure under the old sentence would say what is not so; left empty, ours is made from what was chosen.
    """
    start: dict[str, object] = {
        "code": code,
        "kind": meaning.kind.value,
        "top_boxes": meaning.top_boxes,
        "questions": list(meaning.questions),
        **{f"title-{language}": text for language, text in meaning.title.texts.items()},
    }
    for number, source in enumerate(meaning.sources, start=1):
        start |= {
            f"source-{number}": source.questions[0] if source.questions else "",
            f"kind-{number}": source.kind.value,
            f"boxes-{number}": source.top_boxes,
            f"weight-{number}": source.weight,
        }
    return start
