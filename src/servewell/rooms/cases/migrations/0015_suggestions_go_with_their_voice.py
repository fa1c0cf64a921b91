from django.db import migrations, models


def end_suggestions(apps, editor):
    """Of customers who were erased and of files that were withdrawn before; no line says when."""
    alias = editor.connection.alias
    gone = models.Q(voice__customer__erased_at__isnull=False) | models.Q(voice__from_import__state="withdrawn")
    marks = apps.get_model("cases", "HarmMark").objects.using(alias).filter(gone)
    keys = list(marks.values_list("pk", flat=True))
    lines = apps.get_model("cases", "HarmLine").objects.using(alias).filter(mark__in=keys, stage="suggested")
    lines.update(detail={})
    marks.filter(pk__in=keys, state="suggested").update(state="gone")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0014_harm_is_mended"),
        ("customers", "0010_who_was_met"),
        ("voice", "0019_few_read_what_is_sealed"),
    ]

    operations = [migrations.RunPython(end_suggestions, migrations.RunPython.noop)]
