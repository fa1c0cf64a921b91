from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from servewell.rooms.customers import terms
from servewell.rooms.customers.models.persons import Customer


def _one_of(field: str, choices: Iterable[tuple[str, str]], *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=models.Q((f"{field}__in", [value for value, _ in choices])), name=name)


class Consent(models.Model):
    """What a customer said about one purpose, once. Append only: of several about a purpose the last one holds.

    Who agreed, agreed to a ``wording``, in the language and the version they read.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=20, choices=terms.PURPOSES)
    is_given = models.BooleanField()
    wording = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    version = models.CharField(max_length=40, blank=True)
    how = models.CharField(max_length=12, choices=terms.WAYS)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            _one_of("purpose", terms.PURPOSES, name="a_consent_has_a_known_purpose"),
            _one_of("how", terms.WAYS, name="a_consent_came_a_known_way"),
            models.CheckConstraint(
                condition=models.Q(is_given=False)
                | (~models.Q(wording="") & ~models.Q(language="") & ~models.Q(version="")),
                name="who_agrees_agrees_to_a_wording",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} on {self.purpose}: {'given' if self.is_given else 'withdrawn'}"


class Suppression(models.Model):
    """A contact that is not to be used for a ``purpose``; an empty purpose is every one.

    The contact stands here as a digest, so that a customer who was erased, or was never known, is still left in peace.
    """

    kind = models.CharField(max_length=10, choices=terms.CONTACT_KINDS)
    digest = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20, blank=True)
    reason = models.CharField(max_length=12, choices=terms.SUPPRESSIONS)
    since = models.DateTimeField()
    by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, blank=True)
    why_lifted = models.CharField(max_length=terms.LONGEST_REASON, blank=True)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="suppression_by_digest")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "digest", "purpose", "reason"],
                name="a_contact_is_suppressed_once",
                condition=models.Q(lifted_at__isnull=True),
            ),
            _one_of("reason", terms.SUPPRESSIONS, name="a_suppression_has_a_known_reason"),
            _one_of("purpose", [("", ""), *terms.PURPOSES], name="a_suppression_has_a_known_purpose"),
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="a_suppression_has_a_whole_digest"),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by="", why_lifted="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by="")),
                name="who_lifts_a_suppression_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.kind} {self.digest[:12]}"


class ContactRule(models.Model):
    """How customers may be asked for one purpose from a moment on: whether they must agree first, and by which ways.

    Append only; the last one of a purpose holds. ``kinds`` are in the order in which they are tried.
    """

    purpose = models.CharField(max_length=20, choices=terms.PURPOSES)
    asks_consent_first = models.BooleanField()
    kinds = models.JSONField()
    set_by = models.CharField(max_length=80)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [_one_of("purpose", terms.PURPOSES, name="a_contact_rule_has_a_known_purpose")]

    def __str__(self) -> str:
        return f"rule for {self.purpose} since {self.set_at:%Y-%m-%d}"
