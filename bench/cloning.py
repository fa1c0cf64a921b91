"""Many copies of one row, made by the database itself, for measurements among millions."""

from django.db import connection
from django.db.models import Model


def clone(model: type[Model], template: int, many: int, **others: str) -> None:
    """Copies of one row, numbered up from it; ``others`` are columns in SQL, with ``seq.n`` for the number."""
    columns = [field.column for field in model._meta.concrete_fields]
    said = ", ".join(others.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE seq(n) AS (SELECT {template + 1} UNION ALL SELECT n + 1 FROM seq WHERE n < {many}) "
            f'INSERT INTO "{table}" ({names}) SELECT {said} FROM seq JOIN "{table}" AS t ON t.id = {template}'
        )
