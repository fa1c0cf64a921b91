from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.cases import terms
from servewell.rooms.cases.models.cases import Case

KINDS = [each.value for each in terms.CauseKind]


class Cause(models.Model):
    """One entry of the company's tree of causes. A change is a new version: a case keeps the one that it was given.

    ``above`` is the code of what it stands under. A branch has no ``kind``: others stand under it and no case is given
    it. ``process`` is the code of one in the register of processes.
    """

    code = models.SlugField(max_length=terms.LONGEST_CAUSE_CODE)
    version = models.PositiveIntegerField()
    name = WordsField()
    above = models.SlugField(max_length=terms.LONGEST_CAUSE_CODE, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    process = models.SlugField(max_length=60, blank=True)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_cause_version_is_kept_once"),
            models.UniqueConstraint(
                fields=["code"], name="a_cause_holds_in_one_version", condition=models.Q(retired_at__isnull=True)
            ),
            models.CheckConstraint(condition=models.Q(kind__in=["", *KINDS]), name="a_cause_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=models.Q(process="") | models.Q(kind=terms.CauseKind.PROCESS.value),
                name="only_a_cause_in_how_we_work_names_a_process",
            ),
            models.CheckConstraint(condition=~models.Q(above=models.F("code")), name="a_cause_stands_under_another"),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class CauseStandard(models.Model):
    """A standard that was not kept where a version of a cause is found, by its code: its next version is meant too."""

    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="standards")
    standard = models.SlugField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cause", "standard"], name="a_cause_points_at_a_standard_once")]

    def __str__(self) -> str:
        return f"{self.cause_id} points at {self.standard}"


class FoundCause(models.Model):
    """What somebody says caused a case, by the version of the tree that held then.

    Append only: who says something else ends a row (``until_at``) and writes the next.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="causes")
    cause = models.ForeignKey(Cause, on_delete=models.PROTECT, related_name="found")
    is_main = models.BooleanField()
    certainty = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    named_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="a_case_has_one_main_cause",
                condition=models.Q(is_main=True, until_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["case", "cause"], name="a_cause_is_named_once", condition=models.Q(until_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(certainty__in=[each.value for each in terms.Certainty]),
                name="a_cause_is_found_or_supposed",
            ),
        ]
        indexes = [models.Index(fields=["until_at", "cause", "case"], name="found_cause_by_cause")]

    def __str__(self) -> str:
        return f"cause {self.cause_id} of case {self.case_id}"


class CauseRule(models.Model):
    """Whether a complaint is done only once its cause is named: a version. The latest holds; before the first: no."""

    version = models.PositiveIntegerField(unique=True)
    is_required = models.BooleanField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"rule of causes, version {self.version}"
