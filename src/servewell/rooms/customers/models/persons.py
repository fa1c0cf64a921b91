from django.db import models

from servewell.rooms.customers import terms


class Customer(models.Model):
    """A person outside the company. Names and contacts may be erased; the key stays, so that figures stay."""

    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    known_since = models.DateTimeField()

    def __str__(self) -> str:
        return self.name or f"customer {self.pk}"


class Contact(models.Model):
    """One way to reach a customer. ``folded`` is what recognises them: an address in lower case, a number in E.164."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=terms.CONTACT_KINDS)
    value = models.CharField(max_length=254)
    folded = models.CharField(max_length=254)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "folded"], name="a_contact_reaches_one_customer")]

    def __str__(self) -> str:
        return self.value
