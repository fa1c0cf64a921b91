"""A database as it was before a migration."""

from typing import Any

from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

EARLIER = NO_DB_ALIAS  # the one name that a test may open without being torn down by it


def migrated(database: BaseDatabaseWrapper, app: str, name: str) -> Any:
    """The models as they are after this migration."""
    MigrationExecutor(database).migrate([(app, name)])
    return MigrationExecutor(database).loader.project_state((app, name)).apps
