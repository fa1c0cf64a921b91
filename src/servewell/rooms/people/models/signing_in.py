"""The means to sign in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class SignIn(AbstractBaseUser):
    """The means to sign in. Thousands of persons are imported without one."""

    name = models.CharField(max_length=150, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    objects = BaseUserManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="a_name_signs_in_one_person"),
            models.UniqueConstraint(Lower("email"), name="an_email_signs_in_one_person", condition=~models.Q(email="")),
        ]

    def __str__(self) -> str:
        return self.name


class ActivationCode(models.Model):
    """A printed code that lets a person without e-mail choose a PIN. Only its digest is kept."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="activation_codes")
    code_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"activation code of {self.person_id}"
