"""The words of this room."""

from datetime import date, timedelta

FOR_EVER = date(9999, 12, 31)
ACTIVATION_CODE_LASTS = timedelta(days=14)
ACTIVATION_CODE_LENGTH = 12
PIN_LENGTH = 6
PASSWORD_LENGTH = 10
