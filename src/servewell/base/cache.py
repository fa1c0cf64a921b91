"""Django's cache in the database, which also says when it could not write."""

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import OperationalError, connections, router


class Cache(DatabaseCache):
    """Django's own answers "not written" alike to a key that is taken and to a database that is locked or full.

    Whoever counts tries in it, as the limit on signing in does, would read the second as "over the limit".
    """

    def _base_set(self, mode: str, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT) -> bool:
        connection = connections[router.db_for_write(self.cache_model_class)]
        # Django marks a connection on faults of the database, but not where two rows have the same key
        known, connection.errors_occurred = connection.errors_occurred, False
        try:
            is_written: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]  # not among the stubs
            if connection.errors_occurred:
                raise OperationalError("the cache could not be written: the database is locked, full or away")
            return is_written
        finally:
            connection.errors_occurred |= known
