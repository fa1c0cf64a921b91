"""What this room says in a playbook: answer times, kinds of letters, causes, and whether a complaint needs one."""

from servewell.rooms.cases.playbook.answer_times import ANSWER_TIMES
from servewell.rooms.cases.playbook.causes import CAUSE_RULE, CAUSES
from servewell.rooms.cases.playbook.letter_kinds import LETTER_KINDS

__all__ = ["ANSWER_TIMES", "CAUSES", "CAUSE_RULE", "LETTER_KINDS"]
