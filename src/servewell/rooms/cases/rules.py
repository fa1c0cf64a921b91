"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE = power("cases.see", _("see the cases of the unit and how far their answers got"))
ANSWER = power("cases.answer", _("answer customers of the unit"))
ASSIGN = power("cases.assign", _("hand cases of the unit to a writer"))
SET_POLICY = power("cases.set-policy", _("say when a case opens and by when it is answered"))
