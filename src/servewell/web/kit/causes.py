"""What a cause lies in and how sure somebody is of it, as the tree, the case and the reports say it."""

from django.utils.translation import gettext as _

from servewell.rooms.cases.terms import CauseKind, Certainty


def kind_said(kind: CauseKind) -> str:
    return {CauseKind.ATTITUDE: _("How we behaved"), CauseKind.PROCESS: _("How the work is arranged")}[kind]


def certainty_said(certainty: Certainty) -> str:
    return {Certainty.FOUND: _("found out"), Certainty.SUPPOSED: _("supposed")}[certainty]
