from collections.abc import Iterable
from enum import StrEnum

from django.db import models

from servewell.rooms.cases import terms
from servewell.rooms.cases.terms import HarmState


def _known(field: str, among: type[StrEnum], *, name: str) -> models.CheckConstraint:
    values = [each.value for each in among]
    return models.CheckConstraint(condition=models.Q((f"{field}__in", values)), name=name)


def _values(states: Iterable[StrEnum]) -> list[str]:
    return [state.value for state in states]


class HarmPlan(models.Model):
    """Who is told at once where a voice of the unit, or below it, speaks of one kind of harm, and in how many hours it
    is dealt with. A version is frozen: a mark keeps the one it began with. One that names nobody gives the unit back to
    what holds above it. ``runs_always``: through nights and weekends, and not by the desk's opening hours.
    ``published_by`` is an actor's key.
    """

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    hours = models.PositiveSmallIntegerField()
    runs_always = models.BooleanField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "version"], name="a_version_of_who_is_told_is_published_once"
            ),
            _known("kind", terms.Harm, name="who_is_told_is_of_a_known_harm"),
        ]

    def __str__(self) -> str:
        return f"who is told of {self.kind} in {self.unit_id}, version {self.version}"


class HarmNamed(models.Model):
    """One who is told. Those who stand in are told where no other is here, or has looked when half the time is over."""

    plan = models.ForeignKey(HarmPlan, on_delete=models.PROTECT, related_name="named")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    stands_in = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="a_person_is_named_once")]

    def __str__(self) -> str:
        return f"{self.person_id} named in {self.plan_id}"


class HarmMark(models.Model):
    """A voice speaks of one kind of harm, or words in it suggest so. ``unit`` is the voice's.

    ``clock`` says how ``due_at`` came about, as a case's does; both stand from the moment it is marked.
    """

    voice = models.ForeignKey("voice.Voice", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    plan = models.ForeignKey(HarmPlan, null=True, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    clock = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "kind"],
                name="a_voice_bears_a_mark_once",
                condition=models.Q(state__in=_values([HarmState.SUGGESTED, *terms.SEALING])),
            ),
            _known("kind", terms.Harm, name="a_mark_is_of_a_known_harm"),
            _known("state", HarmState, name="a_mark_is_in_a_known_state"),
            models.CheckConstraint(
                condition=models.Q(state__in=_values([HarmState.SUGGESTED, HarmState.REJECTED, HarmState.GONE]))
                | models.Q(due_at__isnull=False),
                name="what_is_marked_is_due",
            ),
        ]
        indexes = [models.Index(fields=["state", "unit"], name="harm_by_state_and_unit")]

    def __str__(self) -> str:
        return f"{self.kind} in voice {self.voice_id}"


class HarmTold(models.Model):
    """One person who is told of a mark, and reads the voice until ``until_at``. ``mailed`` once a mail was claimed."""

    mark = models.ForeignKey(HarmMark, on_delete=models.PROTECT, related_name="told")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    told_as = models.CharField(max_length=20)
    told_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    mailed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "person"], name="a_person_is_told_of_a_mark_once"),
            _known("told_as", terms.ToldAs, name="somebody_is_told_for_a_known_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} told of {self.mark_id}"


class HarmLine(models.Model):
    """One thing that happened to a mark, who looked among it. Append only; read in the order of its key.

    ``reason`` is a colleague's; ``detail`` holds names of colleagues and words of our own list, never a customer's.
    """

    mark = models.ForeignKey(HarmMark, on_delete=models.PROTECT, related_name="lines")
    stage = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [_known("stage", terms.HarmStage, name="a_line_of_harm_is_of_a_known_stage")]

    def __str__(self) -> str:
        return f"{self.stage} of {self.mark_id}"
