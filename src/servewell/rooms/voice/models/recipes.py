from django.db import models

from servewell.base.words import WordsField


class Recipe(models.Model):
    """What people decided about files of one kind. Its code is the identity of their series, year after year."""

    code = models.SlugField(max_length=40, unique=True)
    title = WordsField()
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code


class RecipeVersion(models.Model):
    """A recipe as it was confirmed, word for word. Another decision is another version."""

    recipe = models.ForeignKey(Recipe, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    kept_by = models.CharField(max_length=80)
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recipe", "number"], name="a_recipe_version_is_kept_once")]

    def __str__(self) -> str:
        return f"{self.recipe_id} version {self.number}"
