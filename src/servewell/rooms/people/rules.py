"""The powers of this room."""

from servewell.base.permissions import power

SEE_TEAM = power("people.see-team", "see who works in the unit and what they owe")
ACTIVATE = power("people.activate", "print activation codes and reset PINs for people of the unit")
MANAGE = power("people.manage", "change units, people, postings and grants")
