"""The words of this room."""

SIGNED_IN = "signed-in"
METHODS = [(SIGNED_IN, SIGNED_IN)]

OBLIGATION_KIND = "commitments.pledge"
