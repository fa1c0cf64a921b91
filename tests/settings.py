"""The product's settings, in a home folder of the test run's own."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="servewell-tests-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["SERVEWELL_HOME"] = _home
os.mkdir(os.path.join(_home, "static"))
os.environ.setdefault("SERVEWELL_BASE_URL", "http://localhost:8000")
if "SERVEWELL_TEST_DATABASE" in os.environ:
    os.environ["SERVEWELL_DATABASE"] = os.environ["SERVEWELL_TEST_DATABASE"]

from servewell.project.settings import *  # noqa: E402, F403  the home folder comes first
from servewell.project.settings import DATABASES, HOME  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # a database in memory has no file that the lake could be loaded from
    DATABASES["default"]["TEST"] = {"NAME": HOME / "test.sqlite3"}
    # nor does it outlive the tests, so nothing waits for the disk
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SHOW_KIT = True
WHITENOISE_AUTOREFRESH = True
