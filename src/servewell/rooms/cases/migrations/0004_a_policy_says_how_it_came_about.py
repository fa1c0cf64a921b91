from django.db import migrations, models

DEEDS = ("cases.set_policy", "cases.set_default_policy")


def name_who_published(apps, schema_editor):
    """The record has always known it."""
    database = schema_editor.connection.alias
    policies = apps.get_model("cases", "Policy").objects.using(database)
    entries = apps.get_model("base", "Entry").objects.using(database).filter(deed__in=DEEDS, thing__startswith="cases.policy:")
    for thing, actor in entries.values_list("thing", "actor"):
        policies.filter(pk=int(thing.partition(":")[2])).update(published_by=actor)


class Migration(migrations.Migration):
    dependencies = [
        ("base", "0001_initial"),
        ("cases", "0003_a_customer_may_be_erased"),
    ]

    operations = [
        migrations.AddField("policy", "chosen", models.JSONField(default=dict)),
        migrations.AddField("policy", "published_by", models.CharField(default="", max_length=80)),
        migrations.RunPython(name_who_published, migrations.RunPython.noop),
    ]
