from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_colleagues_note_and_link"),
    ]

    operations = [
        migrations.AddField("policy", "withdrawn_at", models.DateTimeField(null=True)),
    ]
