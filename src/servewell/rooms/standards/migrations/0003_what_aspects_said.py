from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_what_aspects_say(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The words of aspects were overwritten until now: what they say today is the first version that is kept."""
    promise = apps.get_model("standards", "Promise").objects.order_by("published_at").first()
    top = apps.get_model("people", "Place").objects.filter(parent=None).order_by("unit").first()
    if promise is None or top is None:
        return
    wordings = apps.get_model("standards", "AspectWording").objects
    for aspect in apps.get_model("standards", "Aspect").objects.order_by("pk"):
        wordings.create(
            aspect=aspect, unit_id=top.unit_id, version=1, name=aspect.name, description=aspect.description,
            published_at=promise.published_at,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0002_drafts_processes_and_the_chain"),
        ("people", "0001_initial"),
    ]
    operations = [migrations.RunPython(keep_what_aspects_say, migrations.RunPython.noop)]
