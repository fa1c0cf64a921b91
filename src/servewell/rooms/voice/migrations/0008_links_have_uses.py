from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def used_links_have_no_use_left(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("voice", "Invitation").objects.filter(used_at__isnull=False).update(uses_left=0)


class Migration(migrations.Migration):
    dependencies = [("voice", "0007_whose_hand_and_attached_files")]

    operations = [
        migrations.AddField("invitation", "valid_from", models.DateTimeField(null=True)),
        migrations.AddField("invitation", "uses_left", models.PositiveSmallIntegerField(default=1)),
        migrations.RunPython(used_links_have_no_use_left, migrations.RunPython.noop),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=models.Q(uses_left=0, used_at__isnull=False) | models.Q(uses_left__gt=0, used_at__isnull=True),
                name="an_invitation_is_used_up_at_some_time",
            ),
        ),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True) | models.Q(valid_from__lt=models.F("valid_until")),
                name="an_invitation_is_valid_for_some_time",
            ),
        ),
    ]
