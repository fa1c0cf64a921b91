"""The powers of this room."""

from django.utils.translation import gettext_noop as _

from servewell.base.permissions import power

SEE = power("cases.see", _("see the cases of the unit and how far their answers got"))
ANSWER = power("cases.answer", _("answer customers of the unit"))
ASSIGN = power("cases.assign", _("hand cases of the unit to a writer"))
SET_POLICY = power("cases.set-policy", _("say when a case opens and by when it is answered"), reaches_apart=True)
KEEP_CAUSES = power(
    "cases.keep-causes",
    _("keep the company's tree of causes, and say whether each complaint needs one"),
    reaches_apart=True,
)
HANDLE_HARM = power("cases.handle-harm", _("read and deal with what customers of the unit say of harm"))
NAME_FOR_HARM = power(
    "cases.name-for-harm", _("say who is told at once when a customer of the unit speaks of harm, and by when")
)
