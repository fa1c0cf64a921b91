"""What playbooks were installed here, and what each of them last wrote."""

from django.db import models

from servewell.base.words import WordsField


class Playbook(models.Model):
    """A playbook in the version that was installed last. ``installed_by`` is an actor's key."""

    code = models.SlugField(max_length=40, unique=True)
    version = models.PositiveIntegerField()
    title = WordsField()
    licence = models.CharField(max_length=60)
    installed_at = models.DateTimeField()
    installed_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"


class Installed(models.Model):
    """One entry as the playbook last wrote it, or found it: what stands otherwise was changed here since.

    ``said`` is JSON as text: its order is kept, which a JSON column of PostgreSQL would not.
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.CASCADE, related_name="installed")
    vocabulary = models.CharField(max_length=40)
    key = models.CharField(max_length=200, blank=True)
    said = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playbook", "vocabulary", "key"], name="a_playbook_installs_an_entry_once")
        ]

    def __str__(self) -> str:
        return f"{self.vocabulary} {self.key}"
