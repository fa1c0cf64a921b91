"""What customers' forms carry with them, and what people of the company fill in about links and lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# item names hold no hyphen, so these can never be the answer to a question
TICKET, LANGUAGE, SWITCH_TO = "form-ticket", "form-language", "form-to"
OWN_FIELDS = frozenset((TICKET, LANGUAGE, SWITCH_TO))

# an address with behind=figure asks for just the voices that a figure counts
FIGURE = "figure"
# what a database takes for a number
MOST_IMPORTS = 10**18


class TicketIsForged(Exception):
    """The form carries no ticket of ours, or one that was made for another link."""


@dataclass(frozen=True)
class Ticket:
    """Made with each form and signed: a form that was sent twice is known by it, and one made elsewhere is refused.

    ``link`` is the channel or the personal link for which the form was made.
    """

    submission: UUID
    link: str
    version: int
    begun_at: datetime

    @classmethod
    def new(cls, *, link: str, version: int, at: datetime) -> "Ticket":
        return cls(submission=uuid4(), link=link, version=version, begun_at=at)

    def signed(self) -> str:
        said = [self.submission.hex, self.link, self.version, self.begun_at.timestamp()]
        return signing.dumps(said, salt="servewell.survey")

    @classmethod
    def read(cls, signed: str, *, link: str) -> "Ticket":
        """Raises TicketIsForged."""
        try:
            submission, made_for, version, begun_at = signing.loads(signed, salt="servewell.survey")
        except (signing.BadSignature, ValueError) as fault:
            raise TicketIsForged from fault
        if made_for != link:
            raise TicketIsForged
        begun = datetime.fromtimestamp(begun_at, tz=UTC)
        return cls(submission=UUID(submission), link=link, version=version, begun_at=begun)


def answers_in(fields: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What was answered, without what the form carries for itself."""
    return {name: values for name, values in fields.items() if name not in OWN_FIELDS}


class ChannelForm(forms.Form):
    """Open a survey link."""

    unit = forms.ChoiceField(label=gettext_lazy("Where customers answer"))
    instrument = forms.ChoiceField(label=gettext_lazy("What they are asked"))
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


class FilterForm(forms.Form):
    """Which voices to show. All may stay open; ``channel``, ``import`` and ``behind`` come from links alone."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    aspect = forms.ChoiceField(label=gettext_lazy("Aspect"), required=False)
    band = forms.ChoiceField(label=gettext_lazy("Answer"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    channel = forms.SlugField(required=False, widget=forms.HiddenInput)
    behind = forms.ChoiceField(required=False, choices=[(FIGURE, FIGURE)], widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, object], *, choices: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data)
        self.fields["from"] = _day(gettext_lazy("From"))
        self.fields["until"] = _day(gettext_lazy("Until"))
        self.fields["import"] = forms.IntegerField(
            required=False, min_value=1, max_value=MOST_IMPORTS, widget=forms.HiddenInput
        )
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = list(offered)

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """What stands folded away beside the search."""
        return [self[name] for name in ("unit", "from", "until", "aspect", "band", "language")]

    def choices_of(self, name: str) -> list[tuple[str, str]]:
        field = self.fields[name]
        return [(str(value), str(label)) for value, label in field.choices] if hasattr(field, "choices") else []


def _day(label: "StrOrPromise") -> forms.DateField:
    """As the browser's own calendar writes it."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget)
