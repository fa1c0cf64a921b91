"""Who belongs to the company: units, persons, postings, roles, powers, sign-in."""
