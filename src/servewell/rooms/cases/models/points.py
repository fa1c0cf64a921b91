from django.db import models

from servewell.rooms.cases import terms
from servewell.rooms.cases.models.cases import Answer, Case

HANDED = [terms.PointState.HANDED_OVER.value, terms.PointState.DONE.value]


class Point(models.Model):
    """One matter of several that a voice holds: a passage of the customer's words, or an item that they answered.

    The words stand in the voice alone and go with it: ``text`` counts the voice's texts from 0, ``begins`` and ``ends``
    count signs in it. An ``item`` is named as its form names it, and ``title`` is what the form asked, by language.
    ``answer`` is the letter that deals with it, also one that was refused. ``handed_to`` or ``desk`` (all who answer
    customers of that unit) got it; ``reason`` says why it is declined or what they are to do, and ``outcome`` what they
    did.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    text = models.PositiveSmallIntegerField(null=True)
    begins = models.PositiveIntegerField(null=True)
    ends = models.PositiveIntegerField(null=True)
    item = models.CharField(max_length=250, blank=True)
    title = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default=terms.PointState.OPEN.value)
    reason = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    answer = models.ForeignKey(Answer, null=True, on_delete=models.PROTECT, related_name="points")
    handed_to = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    marked_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="points_of_a_case_are_counted"),
            models.UniqueConstraint(
                fields=["case", "text", "begins", "ends"],
                name="a_passage_is_one_point",
                condition=models.Q(text__isnull=False),
            ),
            models.UniqueConstraint(fields=["case", "item"], name="an_item_is_one_point", condition=~models.Q(item="")),
            models.CheckConstraint(
                condition=models.Q(item="", text__isnull=False, begins__isnull=False, ends__gt=models.F("begins"))
                | (~models.Q(item="") & models.Q(text__isnull=True, begins__isnull=True, ends__isnull=True)),
                name="a_point_is_a_passage_or_an_item",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[each.value for each in terms.PointKind]), name="a_point_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[each.value for each in terms.PointState]),
                name="a_point_is_in_a_known_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=terms.PointState.ANSWERED.value) | models.Q(answer__isnull=False),
                name="an_answered_point_names_its_letter",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=HANDED, handed_to__isnull=False, desk__isnull=True)
                | models.Q(state__in=HANDED, handed_to__isnull=True, desk__isnull=False)
                | (~models.Q(state__in=HANDED) & models.Q(handed_to__isnull=True, desk__isnull=True)),
                name="a_point_is_handed_to_one",
            ),
        ]
        indexes = [models.Index(fields=["state", "case"], name="point_by_state_case")]

    def __str__(self) -> str:
        return f"point {self.number} of case {self.case_id}"
