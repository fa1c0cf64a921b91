from django.db import migrations


def fail(apps, schema_editor):
    raise RuntimeError("the columns do not fit")


class Migration(migrations.Migration):
    dependencies = [("breaking", "0001_writes")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
