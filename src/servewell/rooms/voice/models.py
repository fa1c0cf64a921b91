from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from servewell.base.words import ReadableJSON, WordsField
from servewell.rooms.voice import terms


class Channel(models.Model):
    """Where voices come in at a unit: an open survey link on a QR sheet, personal links, an import."""

    kind = models.CharField(max_length=20, choices=terms.CHANNEL_KINDS)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in terms.CHANNEL_KINDS]),
                name="a_channel_is_of_a_known_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


class Invitation(models.Model):
    """A personal link. Only the digest of its token is kept; it is used up by an answer, never by a look."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    encounter = models.ForeignKey("customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Original(models.Model):
    """What came in, byte for byte. Stored before anything is made of it."""

    content = models.BinaryField()
    media_type = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Exact(Length("digest"), 64), name="an_original_has_a_whole_digest")
        ]

    def __str__(self) -> str:
        return f"original {self.digest[:12]}"


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


class Import(models.Model):
    """One file taken in by one recipe. Its rows become visible, and are withdrawn, by one change of ``state``.

    ``file`` is the key of the stored file, the original of all its rows. ``reached`` is the last row that is settled,
    since ``moved_at``; ``named`` is how many of its rows have their RowKey. ``counts`` are rows by fate and reason.
    ``turn`` counts the files of its recipe in the order in which they began to come in, each try anew; ``tries`` counts
    the times in a row that it broke off for a reason nobody foresaw.
    ``draft`` is the recipe while a person decides. ``announced`` is the last voice that was told to the rooms above,
    where its recipe lets old voices open cases.
    """

    name = models.CharField(max_length=200)
    file = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    recipe = models.ForeignKey(RecipeVersion, null=True, on_delete=models.PROTECT, related_name="imports")
    draft = models.TextField(blank=True)
    findings = models.JSONField(encoder=ReadableJSON, default=dict)
    state = models.CharField(max_length=12, default=terms.ImportState.ARRIVING.value)
    reached = models.PositiveIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)
    named = models.PositiveIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    announced = models.BigIntegerField(default=0)
    counts = models.JSONField(encoder=ReadableJSON, default=dict)
    fault = models.JSONField(encoder=ReadableJSON, default=dict)
    brought_by = models.CharField(max_length=80)
    brought_at = models.DateTimeField()
    started_by = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in terms.ImportState]),
                name="an_import_has_come_a_known_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[terms.ImportState.SHOWN.value, terms.ImportState.WITHDRAWN.value])
                | models.Q(recipe__isnull=False),
                name="what_is_shown_was_taken_in_by_a_recipe",
            ),
        ]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.name}"


class HeldRow(models.Model):
    """A row that was not understood, with its reasons. Taken in or dropped by a person, it stays here as it came.

    ``reasons`` are code, column and value; ``codes`` are the codes once more, each with a blank on either side.
    """

    from_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="held_rows")
    row = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    cells = models.JSONField(encoder=ReadableJSON)
    reasons = models.JSONField(encoder=ReadableJSON)
    codes = models.CharField(max_length=200, default="")
    corrected = models.JSONField(encoder=ReadableJSON, null=True)
    state = models.CharField(max_length=8, default=terms.HeldState.HELD.value)
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_import", "row"], name="a_row_is_held_back_once"),
            models.CheckConstraint(
                condition=models.Q(state=terms.HeldState.HELD.value, settled_at__isnull=True, settled_by="")
                | (
                    models.Q(
                        state__in=[terms.HeldState.TAKEN.value, terms.HeldState.DROPPED.value], settled_at__isnull=False
                    )
                    & ~models.Q(settled_by="")
                ),
                name="a_row_is_settled_by_somebody_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.row} of import {self.from_import_id}"


class Voice(models.Model):
    """Anything a customer says, whatever the channel. ``on`` is the day on the wall of the unit.

    Its original is its own, or a ``row`` of the file it came from. ``key`` names that row among all of its recipe's
    files, see RowKey. Indexes leave out what is empty, so that a voice by the million pays only for what it holds.
    """

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="voices", db_index=False)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    submission = models.UUIDField(null=True)
    original = models.ForeignKey(Original, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False)
    from_import = models.ForeignKey(Import, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False)
    row = models.PositiveIntegerField(null=True)
    key = models.BinaryField(max_length=16, null=True)
    response = models.OneToOneField("instruments.Response", null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(
        Invitation, null=True, on_delete=models.PROTECT, related_name="voices", db_index=False
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    encounter = models.ForeignKey(
        "customers.Encounter", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    weight = models.FloatField(null=True)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    on = models.DateField()
    overall = models.FloatField(null=True)
    asks_for_answer = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "on"], name="voice_by_unit_day"),
            models.Index(fields=["on"], name="voice_by_day"),
            models.Index(fields=["customer"], name="voice_by_customer", condition=models.Q(customer__isnull=False)),
            models.Index(
                fields=["invitation"], name="voice_by_invitation", condition=models.Q(invitation__isnull=False)
            ),
            models.Index(fields=["encounter"], name="voice_by_encounter", condition=models.Q(encounter__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"],
                name="a_submission_is_stored_once",
                condition=models.Q(submission__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["original"], name="an_original_is_one_voices", condition=models.Q(original__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["from_import", "row"], name="a_row_is_taken_in_once", condition=models.Q(row__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(original__isnull=False, from_import__isnull=True, row__isnull=True, key__isnull=True)
                | models.Q(original__isnull=True, from_import__isnull=False, row__isnull=False, key__isnull=False),
                name="a_voice_has_its_original_or_its_row",
            ),
            models.CheckConstraint(
                condition=models.Q(overall__isnull=True) | models.Q(overall__gte=0, overall__lte=1),
                name="an_overall_answer_lies_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"voice {self.pk}"


class RowKey(models.Model):
    """The name of a row that came in a file, found again when another file of the same recipe holds it."""

    key = models.BinaryField(max_length=16)
    from_import = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="row_keys", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "from_import"], name="a_row_has_its_name_once"),
        ]

    def __str__(self) -> str:
        return f"name of a row of import {self.from_import_id}"


class Comment(models.Model):
    """The customer's words to one question, in the language they were written in.

    ``question`` is what this customer was asked, where that differs from row to row; else the item says it.
    """

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="comments")
    item = models.ForeignKey("instruments.Item", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    aspect = models.ForeignKey(
        "standards.Aspect", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    question = models.TextField(blank=True)
    text = models.TextField()
    language = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"comment {self.pk}"


class PastReply(models.Model):
    """What the company answered at the time, as the file has it. Never the customer's words."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="past_replies")
    text = models.TextField()

    def __str__(self) -> str:
        return f"past reply {self.pk}"
