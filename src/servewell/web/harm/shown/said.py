"""What the kinds of harm are called."""

from django.utils.translation import gettext as _

from servewell.rooms.cases.terms import Harm


def name(kind: str) -> str:
    return {
        Harm.INJURY: _("Injury"),
        Harm.DISCRIMINATION: _("Discrimination"),
        Harm.THREAT: _("Threat"),
        Harm.LEAK: _("Data leak"),
    }[Harm(kind)]


def meaning(kind: str) -> str:
    return {
        Harm.INJURY: _("Somebody was hurt or fell ill, or nearly was."),
        Harm.DISCRIMINATION: _("Somebody was treated worse for who they are, or harassed."),
        Harm.THREAT: _("Somebody threatens themselves or others, or was threatened."),
        Harm.LEAK: _("Somebody's data reached people whom they do not concern."),
    }[Harm(kind)]
