"""Who may sign in, and with what: printed codes, PINs, passwords."""

from datetime import datetime
from functools import cache
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from servewell.base import keys, record
from servewell.base.permissions import Actor, NotAllowed, Power
from servewell.rooms.people import rules, selectors, terms
from servewell.rooms.people.models import ActivationCode, Person, SignIn


class CodeDoesNotFit(Exception):
    """The number is unknown, or the code is wrong, used or too old: which of them is not told."""


class PinTooSimple(Exception):
    """A PIN that others would try first: not six digits, a run, a repetition, or the staff number itself."""


class PasswordTooSimple(Exception):
    """A password that is short or among those that everybody tries."""


class PasswordNeeded(Exception):
    """A PIN is for people without an e-mail address; others choose a password."""


class MayDoMore(NotAllowed):
    """The person holds powers that the actor lacks: whoever hands out their sign-in could act as them."""


@transaction.atomic
def print_activation_code(*, person: Person, by: Actor, at: datetime) -> str:
    """A code that lets the person choose a PIN or password once; what they signed in with before ends now.

    Only its digest is kept. Raises NotAllowed, MayDoMore.
    """
    _require_to_let_in(person, by=by, power=rules.ACTIVATE)

    is_reset = shut(person=person, at=at)
    code = keys.token(length=terms.ACTIVATION_CODE_LENGTH)
    printed = ActivationCode.objects.create(
        person=person, code_digest=_digest(person, code), made_at=at, expires_at=at + terms.ACTIVATION_CODE_LASTS
    )
    record.write(deed="people.print_activation_code", thing=printed, by=by, at=at, detail={"person": person.pk})
    if is_reset:
        record.write(deed="people.reset", thing=person, by=by, at=at)
    return code


@transaction.atomic
def activate(*, number: str, code: str, pin: str, at: datetime) -> SignIn:
    """The person of that number chooses what they sign in with. Second factors, passkeys and company accounts of before
    are forgotten.

    Raises CodeDoesNotFit, PinTooSimple, PasswordTooSimple, PasswordNeeded; the code stays good after the last three.
    """
    person = selectors.person_by_number(number=number)
    fitting = ActivationCode.objects.filter(
        person=person, code_digest=_digest(person, plain_code(code)), used_at=None, expires_at__gt=at
    )
    if person is None or not fitting.exists():
        raise CodeDoesNotFit
    refuse_simple(secret=pin, number=person.number, email=person.email)
    if fitting.update(used_at=at) != 1:
        raise CodeDoesNotFit

    sign_in = _sign_in_of(person, at=at)
    sign_in.authenticator_set.all().delete()  # type: ignore[attr-defined]  # allauth's tables point at ours
    sign_in.socialaccount_set.all().delete()  # type: ignore[attr-defined]
    _open(sign_in, secret=pin)
    record.write(deed="people.activate", thing=person, by=person, at=at)
    return sign_in


@transaction.atomic
def give_sign_in(*, person: Person, password: str, by: Actor, at: datetime) -> SignIn:
    """Let the person sign in with a given password. Raises PasswordTooSimple, NotAllowed, MayDoMore."""
    _require_to_let_in(person, by=by, power=rules.MANAGE)
    _refuse_simple_password(password)

    sign_in = _open(_sign_in_of(person, at=at), secret=password)
    record.write(deed="people.give_sign_in", thing=person, by=by, at=at)
    return sign_in


@transaction.atomic
def admit(*, email: str, at: datetime) -> SignIn | None:
    """The sign-in of the one person with that e-mail, made where there is none; None if nobody or several have it.

    None as well where a company account is connected already: another one takes its owner, signed in, or a new card.
    Only for a caller who has proof that the address belongs to whoever asks.
    """
    persons = list(selectors.persons_with(email=email).select_related("sign_in")[:2])
    if len(persons) != 1:
        return None
    person = persons[0]
    is_new = person.sign_in is None
    sign_in = _sign_in_of(person, at=at)
    if is_new:
        record.write(deed="people.admit", thing=person, by=person, at=at)
    is_connected = sign_in.socialaccount_set.exists()  # type: ignore[attr-defined]  # allauth's table points at ours
    return None if is_connected else sign_in


@transaction.atomic
def change_secret(*, sign_in: SignIn, secret: str, at: datetime) -> SignIn:
    """The person who is signed in chooses another PIN or password. Raises PinTooSimple and its like."""
    person = sign_in.person
    refuse_simple(secret=secret, number=person.number, email=person.email)

    _open(sign_in, secret=secret)
    record.write(deed="people.change_secret", thing=person, by=person, at=at)
    return sign_in


def refuse_simple(*, secret: str, number: str, email: str) -> None:
    """Six digits are a PIN, for people without e-mail; everything else is a password. Raises what is wrong with it."""
    if not _is_digits(secret) or len(secret) >= terms.PASSWORD_LENGTH:
        _refuse_simple_password(secret)
    elif email:
        raise PasswordNeeded
    elif len(secret) != terms.PIN_LENGTH or _is_a_pattern(secret) or _is_own_number(secret, number):
        raise PinTooSimple


def plain_code(code: str) -> str:
    """As it was made, however it was typed from the card."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _is_digits(secret: str) -> bool:
    return secret.isascii() and secret.isdigit()


def _is_a_pattern(pin: str) -> bool:
    """123456, 876543, 111111, 121212, 123123, 112233."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    is_repetition = any(pin == pin[:part] * (len(pin) // part) for part in (1, 2, 3))
    are_pairs = all(pin[place] == pin[place + 1] for place in range(0, len(pin), 2))
    return len(steps) == 1 or is_repetition or are_pairs


def _is_own_number(pin: str, number: str) -> bool:
    digits = "".join(sign for sign in number if sign.isdigit())
    return bool(digits) and (pin == digits[-len(pin) :].rjust(len(pin), "0") or pin == digits.ljust(len(pin), "0"))


@cache
def _common() -> CommonPasswordValidator:
    """Twenty thousand passwords, read from their file once."""
    return CommonPasswordValidator()


def _refuse_simple_password(password: str) -> None:
    try:
        _common().validate(password)
    except ValidationError as fault:
        raise PasswordTooSimple from fault
    if len(password) < terms.PASSWORD_LENGTH or len(set(password)) < 4:
        raise PasswordTooSimple


def _digest(person: Person | None, code: str) -> str:
    """Bound to the person, so that a digest says nothing about the code of another."""
    return keys.digest(f"{person.pk if person else 0}:{code}")


def _sign_in_of(person: Person, *, at: datetime) -> SignIn:
    if person.sign_in is None:
        made = SignIn(name=person.number, email=_own_email(person), made_at=at)
        made.set_unusable_password()
        made.save()
        person.sign_in = made
        person.save(update_fields=["sign_in"])
    return person.sign_in


def _own_email(person: Person) -> str:
    """A mailbox that several share, such as a front desk's, signs none of them in."""
    is_shared = selectors.persons_with(email=person.email).exclude(pk=person.pk).exists()
    return "" if is_shared else person.email.lower()


def _open(sign_in: SignIn, *, secret: str) -> SignIn:
    sign_in.set_password(secret)
    sign_in.is_active = True
    sign_in.save(update_fields=["password", "is_active"])
    return sign_in


def shut(*, person: Person, at: datetime) -> bool:
    """End every way in, also by a printed code, and every open session at once; False where nobody signed in yet."""
    ActivationCode.objects.filter(person=person, used_at=None, expires_at__gt=at).update(expires_at=at)
    sign_in = person.sign_in
    if sign_in is None:
        return False
    sign_in.set_unusable_password()
    sign_in.is_active = False
    sign_in.save(update_fields=["password", "is_active"])
    return True


def require_over(person: Person, *, by: Actor, power: Power) -> None:
    if not selectors.may_over(actor=by, power=power, person=person):
        raise NotAllowed(f"{by.actor_key} may not {power.title} (person {person.pk})")
    if not selectors.may_at_least_as_much(actor=by, person=person):
        raise MayDoMore(f"{by.actor_key} holds fewer powers than person {person.pk}")


def _require_to_let_in(person: Person, *, by: Actor, power: Power) -> None:
    require_over(person, by=by, power=power)
    if not selectors.may_act_as(actor=by, person=person):
        raise MayDoMore(f"{by.actor_key} holds fewer powers of their own than person {person.pk}")
