from django.db import models

from servewell.rooms.voice import terms


class Channel(models.Model):
    """Where voices come in at a unit: an open survey link on a QR sheet, personal links, an import.

    ``evidence`` says what kind of evidence of somebody's service it is: nobody is judged by one kind alone.
    ``embedded_on`` are the web sites that may show the survey within their own pages, as https://www.example.com.
    """

    kind = models.CharField(max_length=20, choices=terms.CHANNEL_KINDS)
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    instrument = models.ForeignKey("instruments.Instrument", on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=8)
    evidence = models.CharField(max_length=12, default=terms.Evidence.SURVEY.value)
    audience = models.CharField(max_length=8, default=terms.Audience.EXTERNAL.value)
    opened_at = models.DateTimeField()
    embedded_on = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in terms.CHANNEL_KINDS]),
                name="a_channel_is_of_a_known_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(evidence__in=[each.value for each in terms.Evidence]),
                name="a_channel_gives_a_known_kind_of_evidence",
            ),
            models.CheckConstraint(
                condition=models.Q(audience__in=[audience.value for audience in terms.Audience]),
                name="a_channel_has_a_known_audience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
