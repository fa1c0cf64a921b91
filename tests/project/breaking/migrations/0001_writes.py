from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(name="Left", fields=[("id", models.BigAutoField(primary_key=True))]),
        migrations.RunSQL("UPDATE people_unit SET code = 'spoilt'", migrations.RunSQL.noop),
    ]
