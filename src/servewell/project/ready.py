"""What a home needs before it can serve: tables, cache table, schedule, static files."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from servewell.base import jobs
from servewell.project.schedule import SCHEDULE


@dataclass(frozen=True)
class Made:
    home: Path
    migrations: int


def bring_up_to_date() -> Made:
    missing = waiting_migrations()
    if missing:
        call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    jobs.keep_schedule(jobs=SCHEDULE)
    call_command("collectstatic", verbosity=0, interactive=False)
    return Made(home=settings.HOME, migrations=missing)


def waiting_migrations() -> int:
    """How many migrations this code has that the database does not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
