"""The web process starts without the libraries that only figures, and only providers of identities, need."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = (
    "numpy", "scipy", "pandas", "statsmodels", "duckdb", "ibis", "pyarrow", "adbc_driver_manager", "openpyxl",
    "weasyprint", "vl_convert", "scim2_models", "scim2_server", "holidays", "babel",
)  # fmt: skip
PROGRAM = f"""
import sys, django
django.setup()
from django.urls import get_resolver
assert get_resolver().url_patterns
print([name for name in {HEAVY!r} if name in sys.modules])
"""


def test_the_web_process_starts_without_statistics_and_without_the_lake(tmp_path: Path) -> None:
    environment = {**os.environ, "SERVEWELL_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])

    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
    )  # fmt: skip

    assert answer.stdout == "[]\n"
