"""The powers of this room."""

from servewell.base.permissions import power

SEE = power("cases.see", "see the cases of the unit and how far their answers got")
ANSWER = power("cases.answer", "answer customers of the unit")
ASSIGN = power("cases.assign", "hand cases of the unit to a writer")
SET_POLICY = power("cases.set-policy", "say when a case opens and by when it is answered")
