"""What browsers are told to keep, and for how long."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = (
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE",
    "LANGUAGE_COOKIE_HTTPONLY",
    "LANGUAGE_COOKIE_SAMESITE",
    "LANGUAGE_COOKIE_AGE",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
)
READ = f"""
import json
from django.conf import settings
print(json.dumps([getattr(settings, name) for name in {NAMES}]))
"""
A_YEAR = 365 * 24 * 60 * 60
REMEMBERED = 400 * 24 * 60 * 60


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://care.example.com", [True, True, True, True, "Lax", REMEMBERED, A_YEAR, False, False]),
        ("http://localhost:8000", [False, False, False, True, "Lax", REMEMBERED, 0, False, False]),
    ],
)
def test_what_is_kept_travels_as_safely_as_the_address_allows(tmp_path: Path, address: str, told: list[object]) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SERVEWELL_")},
        "SERVEWELL_HOME": str(tmp_path), "SERVEWELL_BASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "servewell.project.settings",
    }  # fmt: skip

    read = subprocess.run([sys.executable, "-c", READ], env=environment, capture_output=True, text=True)

    assert (read.returncode, read.stderr) == (0, "")
    assert json.loads(read.stdout) == told
