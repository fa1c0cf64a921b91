"""Django's own commands, for developers: migrations and messages."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servewell.project.settings")
execute_from_command_line(sys.argv)
