"""What is written beside a chart, and when Monday's page comes."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from servewell.base.words import LANGUAGES
from servewell.engines.stats import Signal
from servewell.rooms.insight import terms
from servewell.rooms.insight.terms import Kind

Data = Mapping[str, object] | None


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

    def __init__(self, data: Data = None, *, periods: Sequence[tuple[str, str]], **options: object) -> None:
        super().__init__(data, auto_id="rebase-%s", **options)  # type: ignore[arg-type]
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
