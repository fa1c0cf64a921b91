"""What is written in one case."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from servewell.rooms.cases import terms
from servewell.rooms.cases.services import Decision
from servewell.web.cases.forms.points import Choices, PointsField, which
from servewell.web.kit.typed import offer

if TYPE_CHECKING:
    from servewell.rooms.people.models import Person

MOST_LINES = 2**63 - 1


class AnswerForm(forms.Form):
    """``seen`` is the last ledger line that stood on the page: what has come since, the writer has not seen."""

    seen = forms.IntegerField(min_value=0, max_value=MOST_LINES, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Your answer"),
        max_length=terms.LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"class": "kit-words-input", "rows": 12}),
        error_messages={"required": _("Write something first: nothing was sent.")},
    )
    points = PointsField(
        label=_("This letter answers"), coerce=which, required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    leaves_inquiries = forms.BooleanField(required=False)
    why_open = forms.CharField(
        label=_("Why the rest stays open"),
        required=False,
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    verdict = forms.ChoiceField(
        label=_("What this letter decides"), required=False, widget=forms.RadioSelect, choices=[]
    )  # fmt: skip
    grounds = forms.CharField(
        label=_("Why it is decided so"),
        required=False,
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def offer_verdicts(self, verdicts: Choices) -> None:
        """Where a decision is owed."""
        offer(self, {"verdict": verdicts})

    @property
    def owes_decision(self) -> bool:
        return bool(cast("forms.ChoiceField", self.fields["verdict"]).choices)

    @property
    def decision(self) -> Decision:
        said = self.cleaned_data
        return Decision(terms.Verdict(said["verdict"]) if said["verdict"] else None, said["grounds"])

    def offer_points(self, left: Choices) -> None:
        """Those that are open as the page stands now."""
        offer(self, {"points": left})

    def decides_nothing(self) -> None:
        says = _("A decision is owed, so this was not sent. Decide, or say why it stays open.")
        self.add_error("why_open", says)

    def leaves(self, many: int) -> None:
        """It was not sent, because it leaves so many open and does not say why."""
        says = ngettext(
            "This letter leaves %(number)s point open, so it was not sent. Tick it, or say why it stays open.",
            "This letter leaves %(number)s points open, so it was not sent. Tick them, or say why they stay open.",
            many,
        )
        self.add_error("why_open", says % {"number": many})

    @property
    def asks_why_open(self) -> bool:
        return self.is_bound and (bool(self["why_open"].errors) or bool(self["why_open"].value()))


class DraftForm(forms.Form):
    text = forms.CharField(max_length=terms.LONGEST_ANSWER, required=False, strip=False)


class AssignForm(forms.Form):
    to = forms.ChoiceField(label=_("Give it to"))
    word = forms.CharField(
        label=_("A word for them"), required=False, max_length=terms.LONGEST_REASON, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, writers: "Sequence[Person]") -> None:
        super().__init__(data)
        offer(self, {"to": [(str(writer.pk), writer.name) for writer in writers]})


class ReasonForm(forms.Form):
    """For what a person settles: how they know, or why."""

    reason = forms.CharField(
        label=_("How do you know, or why?"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say it in a few words; it stays in the ledger.")},
    )


class CloseForm(forms.Form):
    """``leaves_points`` where the page that was read showed points that stay open; ``leaves_inquiries`` as its box."""

    leaves_inquiries = forms.BooleanField(required=False)
    leaves_points = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What was done about it?"),
        max_length=terms.LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what was done; it stays in the ledger.")},
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note for colleagues"),
        max_length=terms.LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first: nothing was noted.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data, auto_id="note-%s")


class KindForm(forms.Form):
    kind = forms.CharField(max_length=40)


class TieForm(forms.Form):
    other = forms.IntegerField(label=_("Its number"), min_value=1, max_value=MOST_LINES)
