"""A response holds its answers as one document: a row per answer is too dear where a million responses come in."""

import json

import django.db.models.deletion
from django.db import migrations, models

import servewell.base.words

BATCH = 2000


def move_answers(apps, schema_editor):
    """Batch by batch, so that no database is too large for the memory."""
    responses = apps.get_model("instruments", "Response").objects.using(schema_editor.connection.alias)
    answers = apps.get_model("instruments", "Answer").objects.using(schema_editor.connection.alias)
    last = 0
    while keys := list(responses.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        given = answers.filter(response__gte=keys[0], response__lte=keys[-1]).order_by("response", "item__position")
        documents = {}
        for response, name, kind, number, text, is_not_applicable in given.values_list(
            "response", "item__name", "item__kind", "number", "text", "is_not_applicable"
        ):
            kept = None if is_not_applicable else as_kept(kind, number, text)
            documents.setdefault(response, {})[name] = kept
        write(documents, schema_editor.connection)
        last = keys[-1]


def as_kept(kind, number, text):
    if kind == "checkbox":
        return json.loads(text)
    if kind == "boolean":
        return {"value": number == 1, "points": number}
    if text:
        return text if number is None else {"value": text, "points": number}
    return int(number) if number.is_integer() else number


def write(documents, connection):
    rows = [(json.dumps(document, ensure_ascii=False), response) for response, document in documents.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE instruments_response SET answers = %s WHERE id = %s", rows)


def begin_series(apps, schema_editor):
    """Where a scale changed between the versions of an instrument, the item goes on in its next series."""
    items = apps.get_model("instruments", "Item").objects.using(schema_editor.connection.alias)
    last = {}
    for item in items.select_related("version").order_by("version__instrument", "version__number"):
        key, scale = (item.version.instrument_id, item.name), (item.worst, item.best)
        series, before = last.get(key, (1, scale))
        item.series = series if scale == before else series + 1
        last[key] = (item.series, scale)
        if item.series > 1:
            item.save(update_fields=["series"])


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="instrument",
            name="is_from_files",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="item",
            name="series",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="response",
            name="answers",
            field=models.JSONField(default=dict, encoder=servewell.base.words.ReadableJSON),
        ),
        migrations.AlterField(
            model_name="response",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responses",
                to="instruments.version",
            ),
        ),
        migrations.RunPython(begin_series),
        migrations.RunPython(move_answers),
        migrations.DeleteModel(
            name="Answer",
        ),
    ]
