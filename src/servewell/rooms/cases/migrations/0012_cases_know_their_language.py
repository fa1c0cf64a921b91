from django.db import migrations, models

FILL = """
UPDATE cases_case
   SET language = (SELECT voice.language FROM voice_voice AS voice WHERE voice.id = cases_case.voice_id)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_voices_have_points"),
        ("voice", "0001_initial"),
    ]

    operations = [
        migrations.AddField("case", "language", models.CharField(default="", max_length=8)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            "case",
            models.Index(fields=["state", "language", "due_at", "id"], name="case_by_state_language_due"),
        ),
    ]
