"""The words of this room."""

from datetime import date, timedelta

FOR_EVER = date(9999, 12, 31)
ACTIVATION_CODE_LASTS = timedelta(days=14)
PIN_LENGTH = 6
