"""How to reach who spoke. What cannot be an address is left out and counted."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from servewell.engines.tables.recipe import CustomerRule
from servewell.engines.tables.rows.columns import Columns

# e-mail, phone, name, and how many of the first two cannot be one
Contact = tuple[str, str, str, int]
NOBODY: Final[Contact] = ("", "", "", 0)
_EMAIL = re.compile(r"[^\s@,;<>\"]{1,64}@(?:[^\s@,;<>\".]{1,63}\.)+[^\s@,;<>\".\d]{2,63}")
_PHONE = re.compile(r"\+?[0-9 ()./-]{6,30}(?:\s*(?:x|ext\.?)\s*[0-9]{1,6})?", re.IGNORECASE)
_FEWEST_DIGITS, _MOST_DIGITS, _LONGEST_NAME = 6, 20, 200
_LONGEST_EMAIL = 254


def reader(rule: CustomerRule, columns: Columns) -> Callable[[Sequence[str]], Contact]:
    email_at = columns.place_if(rule.email, where="customer.email")
    phone_at = columns.place_if(rule.phone, where="customer.phone")
    name_at = columns.place_if(rule.name, where="customer.name")
    if email_at is None and phone_at is None and name_at is None:
        return lambda cells: NOBODY

    def read(cells: Sequence[str]) -> Contact:
        email = "" if email_at is None else cells[email_at].strip()
        phone = "" if phone_at is None else cells[phone_at].strip()
        name = "" if name_at is None else " ".join(cells[name_at].split())[:_LONGEST_NAME]
        is_email, is_phone = not email or _is_email(email), not phone or _is_phone(phone)
        lost = (not is_email) + (not is_phone)
        return email if is_email else "", phone if is_phone else "", name.replace("\0", ""), lost

    return read


def _is_email(text: str) -> bool:
    # some letters are longer in lower case, by which addresses are compared
    return len(text.casefold()) <= _LONGEST_EMAIL and _EMAIL.fullmatch(text) is not None


def _is_phone(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return _FEWEST_DIGITS <= digits <= _MOST_DIGITS and _PHONE.fullmatch(text) is not None
