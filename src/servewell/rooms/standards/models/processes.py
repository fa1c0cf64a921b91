from django.db import models

from servewell.base.words import WordsField
from servewell.rooms.standards import terms


class Process(models.Model):
    """One way in which the company works, and who answers for it. A change is a new version, a new row.

    ``owner`` is the named person; whether they still work here is asked of people, never kept. ``is_from_playbook``:
    a playbook wrote this version, so that its next one may change it.
    """

    code = models.SlugField(max_length=terms.LONGEST_CODE)
    version = models.PositiveIntegerField()
    name = WordsField()
    stage = models.CharField(max_length=10)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    is_from_playbook = models.BooleanField(default=False)
    changed_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="a_process_version_is_kept_once"),
            models.UniqueConstraint(
                fields=["code"], name="a_process_holds_in_one_version", condition=models.Q(retired_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=[stage.value for stage in terms.Stage]),
                name="a_process_stands_at_a_known_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version}"


class Served(models.Model):
    """A standard that a version of a process serves, by its code: the process goes on serving its next version."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="served")
    standard = models.SlugField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["process", "standard"], name="a_process_serves_a_standard_once")]

    def __str__(self) -> str:
        return f"{self.process_id} serves {self.standard}"
