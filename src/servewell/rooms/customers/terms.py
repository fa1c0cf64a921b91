"""The words of this room."""

EMAIL = "email"
PHONE = "phone"
CONTACT_KINDS = [(EMAIL, EMAIL), (PHONE, PHONE)]

STAY = "stay"
JOB = "job"
FLIGHT = "flight"
VISIT = "visit"
ENCOUNTER_KINDS = [(STAY, STAY), (JOB, JOB), (FLIGHT, FLIGHT), (VISIT, VISIT)]
LONGEST_REFERENCE = 80
