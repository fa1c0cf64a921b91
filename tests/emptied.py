"""Takes away what was committed: of each table that holds any, the rows.

Django's ``flush`` truncates every table, which on PostgreSQL costs ten times what most tests do, and then writes once
more what it says of content types and permissions; these stay here as the migrations left them. As with ``flush``, keys
go on from where they were.
"""

from functools import cache

from django.db import connection, transaction

WRITTEN_BY_DJANGO = {"django_content_type", "auth_permission"}
# no models' tables: what stays there would stand for the next test's comments and cases
INDICES_OF_WORDS = {"voice_words", "cases_words"}


def now() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _with_rows():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


def _with_rows() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return [table for (table,) in cursor.fetchall()]


@cache
def _question() -> str:
    tables = {*connection.introspection.django_table_names(include_views=False), *INDICES_OF_WORDS} - WRITTEN_BY_DJANGO
    quoted = connection.ops.quote_name
    return " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in sorted(tables)
    )
