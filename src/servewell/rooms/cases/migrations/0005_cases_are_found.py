"""The index of what was said and answered. It fills itself from the cases that are there: ``services.index_cases``."""

from django.db import migrations, models

from servewell.base import search

NAME = "cases_words"


def make(apps, schema_editor):
    search.make(name=NAME, connection=schema_editor.connection)


def unmake(apps, schema_editor):
    search.unmake(name=NAME, connection=schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_a_policy_says_how_it_came_about")]
    operations = [
        migrations.RunPython(make, unmake),
        migrations.RemoveIndex(model_name="case", name="case_by_unit_state"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "state", "due_at", "id"], name="case_by_unit_state_due"),
        ),
    ]
