"""Where answers leave by."""

from django.conf import settings

from servewell.engines import mail


def box() -> mail.Outbox:
    return mail.Outbox(settings.MAIL)
