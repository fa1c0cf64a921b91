"""The words of this room."""

EMAIL = "email"
PHONE = "phone"
CONTACT_KINDS = [(EMAIL, EMAIL), (PHONE, PHONE)]

STAY = "stay"
JOB = "job"
VISIT = "visit"
ENCOUNTER_KINDS = [(STAY, STAY), (JOB, JOB), (VISIT, VISIT)]
