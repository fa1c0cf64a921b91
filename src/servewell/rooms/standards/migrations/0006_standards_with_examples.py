from django.db import migrations

from servewell.base.words import WordsField


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0005_messages_of_the_year"),
    ]

    operations = [
        migrations.AddField(model, name, WordsField(null=True))
        for model in ("draft", "standard")
        for name in ("do", "avoid", "way")
    ]
