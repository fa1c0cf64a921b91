"""The index of customers' words. It fills itself from the comments that are there: see ``services.index_words``."""

from django.db import migrations

from servewell.base import search

NAME = "voice_words"


def make(apps, schema_editor):
    search.make(name=NAME, connection=schema_editor.connection)


def unmake(apps, schema_editor):
    search.unmake(name=NAME, connection=schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("voice", "0002_files_come_in")]
    operations = [migrations.RunPython(make, unmake)]
