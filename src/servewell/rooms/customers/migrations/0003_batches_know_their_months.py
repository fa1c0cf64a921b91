from django.db import migrations, models
from django.db.models.functions import TruncMonth


def note_months(apps, schema_editor):
    """Batches that stand already learn their months once."""
    database = schema_editor.connection.alias
    encounters = apps.get_model("customers", "Encounter").objects.using(database)
    for batch in apps.get_model("customers", "EncounterBatch").objects.using(database):
        found = encounters.filter(batch=batch).annotate(month=TruncMonth("on")).order_by()
        batch.months = sorted({month.isoformat() for month in found.values_list("month", flat=True).distinct()})
        batch.save(update_fields=["months"])


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_encounters_come_in_batches'),
    ]

    operations = [
        migrations.AddField(
            model_name='encounterbatch',
            name='months',
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(note_months, migrations.RunPython.noop),
    ]
