from django.db import models

from servewell.rooms.customers import terms


class Customer(models.Model):
    """A person outside the company, as one contact brought them. Names and contacts may be erased; the key stays.

    Two that are one person stay two entries: ``merged_into`` points from one to the entry that stands for both, never
    to one that is merged itself. Whatever came by an entry stays with it, so a merge can be undone without a trace.
    """

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    known_since = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="entries", db_index=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["merged_into"], name="customer_by_living", condition=models.Q(merged_into__isnull=False)
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="a_customer_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(name=""), name="who_is_erased_has_no_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"customer {self.pk}"

    @property
    def living(self) -> int:
        """The key of the entry that stands for this person."""
        return self.merged_into_id or self.pk


class Contact(models.Model):
    """One way to reach a customer. ``folded`` is what recognises them: an address in lower case, a number in E.164.

    Both are empty once the customer is erased: what points at the contact still finds its row. One that another
    customer was recognised by before ``recognises`` nobody: whoever corrected it need not know of the other.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=terms.CONTACT_KINDS)
    value = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)
    recognises = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "folded"],
                name="a_contact_reaches_one_customer",
                condition=~models.Q(folded="") & models.Q(recognises=True),
            ),
            models.CheckConstraint(
                condition=models.Q(folded="", value="") | (~models.Q(folded="") & ~models.Q(value="")),
                name="a_contact_is_whole_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return self.value or f"erased {self.kind}"


class KnownAt(models.Model):
    """That a unit has heard of a customer, and ``how``.

    Where it has met them, or they answered a link that was sent to them, who may see customers of the unit sees them.
    Where a contact was only left there, anybody may have typed it: those see what came by their units, and the
    ``contact`` as it was left, until it is corrected.
    """

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="known_at", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=terms.KNOWN, default=terms.LEFT, db_default=terms.LEFT)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="left_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "unit"], name="a_unit_knows_a_customer_once"),
            models.CheckConstraint(
                condition=models.Q(how__in=[how for how, _ in terms.KNOWN]), name="a_unit_knows_a_customer_somehow"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} at {self.unit_id}"
